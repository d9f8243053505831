"""The table of a part: every number that has tickets behind it looks like a way to them, and is one."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractTableModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QSizePolicy, QTableView

from console.records.reporting import Cell, Figure, Label, Part
from console.views.kit import ink
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.reports import saying
from console.views.words import say

_Index = QModelIndex | QPersistentModelIndex
_ROLE = Qt.ItemDataRole
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_SHEET = (
    "QTableView, QHeaderView, QHeaderView::section { background: transparent; } QTableView::item { padding: 0 8px; }"
)
_ROW, _HEAD, _MOST_ROWS, _PAD = 28, 30, 400, 26


class FigureModel(QAbstractTableModel):
    """The lines of a part."""

    def __init__(self, part: Part, parent: QObject) -> None:
        super().__init__(parent)
        self.part, self.lines = part, saying.lines(part)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own way of saying "no parent"
        """Return how many lines there are."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - same
        """Return how many columns there are."""
        return 0 if parent.isValid() else len(self.part.columns)

    def cell(self, row: int, column: int) -> Cell:
        """Return a cell; the first column holds the names of the lines."""
        line = self.lines[row]
        return line.label if not column else line.cells[column - 1]

    def is_number(self, column: int) -> bool:
        """Return whether a column holds figures."""
        return column > 0 and any(isinstance(one.cells[column - 1], Figure) for one in self.lines)

    def data(self, index: _Index, role: int = int(_ROLE.DisplayRole)) -> object:
        """Return what a cell shows or says."""
        if not index.isValid():
            return None
        row, column = index.row(), index.column()
        found = self.cell(row, column)
        if role == _ROLE.DisplayRole:
            return saying.cell(found)
        if role == _ROLE.AccessibleTextRole:
            return self._sentence(row, column, found)
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if self.is_number(column) else _LEFT
        if role == _ROLE.ForegroundRole:
            return ink.color(_shade(found))
        if role == _ROLE.ToolTipRole:
            return plain_tip(saying.label(found)) if isinstance(found, Label) else None
        if role == _ROLE.FontRole:
            bold = self.lines[row] is self.part.total or (isinstance(found, Figure) and found.behind)
            return ink.font("small", 600 if bold else 0)
        return None

    def _sentence(self, row: int, column: int, found: Cell) -> str:
        name, told = saying.label(self.lines[row].label), saying.cell(found)
        if not column:
            return name
        words = f"{name}, {saying.label(self.part.columns[column])}: {told}"
        if not isinstance(found, Figure) or not found.behind:
            return words
        return f"{words}. {say('reports.opens_licenses' if found.licenses else 'reports.opens')}"

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = int(_ROLE.DisplayRole)) -> object:
        """Return the name of a column."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(self.part.columns):
            return None
        if role == _ROLE.DisplayRole:
            return saying.label(self.part.columns[section])
        if role == _ROLE.FontRole:
            return ink.font("micro", 600)
        if role == _ROLE.TextAlignmentRole:
            return _RIGHT if self.is_number(section) else _LEFT
        return None


def _shade(found: Cell) -> str:
    if isinstance(found, Label):
        return "text"
    if found.behind:
        return "accent_text"
    return "text3" if found.value is None or not found.value else "text"


class FigureTable(QTableView):
    """Shows the lines of a part. `opened` carries what is behind the number that was opened by Enter or a click.

    It is as high as its lines, and the page scrolls: `walked` carries the place of the cell that the keys went to.
    """

    opened = Signal(object)
    walked = Signal(QRect)

    def __init__(self, report: str, part: Part) -> None:
        super().__init__()
        self.rows = FigureModel(part, self)
        self.setModel(self.rows)
        self.setAccessibleName(say("reports.table_of", part=saying.part(report, part.key)))
        self.setShowGrid(False)
        self.setStyleSheet(_SHEET)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.clicked.connect(self._clicked)
        self.entered.connect(self._entered)
        self._fit()

    def _fit(self) -> None:
        """Give every column the room that its texts need, and the table the height of its lines."""
        look = current()
        row, head = look.px(_ROW), look.px(_HEAD)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setFixedHeight(head)
        for column in range(self.rows.columnCount()):
            self.setColumnWidth(column, self._width(column))
        self._reach()

    def _reach(self) -> None:
        """Be as high as the lines, and as a scroll bar below them where the columns need one."""
        look = current()
        shown = min(_MOST_ROWS, self.rows.rowCount())
        self.setFixedHeight(look.px(_HEAD) + look.px(_ROW) * shown + 2 + self._bar())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Follow the width."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._reach()

    def _bar(self) -> int:
        """Return the room of a scroll bar below, where the columns need one."""
        wide = sum(self.columnWidth(one) for one in range(self.rows.columnCount())) > max(1, self.width())
        return self.horizontalScrollBar().sizeHint().height() if wide else 0

    def _width(self, column: int) -> int:
        look = current()
        rows = range(self.rows.rowCount())
        texts = [saying.cell(self.rows.cell(one, column)) for one in rows]
        head = ink.advance(saying.label(self.rows.part.columns[column]), "micro", 600)
        widest = max([head, *(ink.advance(one, "small", 600) for one in texts)])
        return int(min(widest, look.px(560))) + look.px(_PAD)

    def currentChanged(self, current: _Index, previous: _Index) -> None:
        """Tell where the keys went."""
        super().currentChanged(current, previous)
        if self.hasFocus():
            self.walked.emit(self.visualRect(current))

    def open_cell(self, row: int, column: int) -> None:
        """Open the tickets or licenses behind a number, where it has some."""
        found = self.rows.cell(row, column)
        if isinstance(found, Figure) and found.behind:
            self.opened.emit(found.behind)

    def _clicked(self, index: QModelIndex) -> None:
        self.open_cell(index.row(), index.column())

    def _entered(self, index: QModelIndex) -> None:
        found = self.rows.cell(index.row(), index.column())
        opens = isinstance(found, Figure) and bool(found.behind)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the number that is current."""
        index = self.currentIndex()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and index.isValid():
            self.open_cell(index.row(), index.column())
            return
        super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(640), self.height())

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "rows"):
            self._fit()
