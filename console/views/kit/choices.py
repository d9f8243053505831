"""A list to choose from: an icon or code, a title, a quiet detail, keys at the right; headings group the rows.

Palette, grounds of refusal, licenses and people use it. Rows are painted by one delegate and read as a sentence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.views.kit import ink, paint
from console.views.look.look import current

ROW_ROLE = int(Qt.ItemDataRole.UserRole) + 1
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_NAME = int(Qt.ItemDataRole.AccessibleTextRole)
_TIP = int(Qt.ItemDataRole.ToolTipRole)
_CODE = 64
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One row. A row without an id is a heading. `detail` stands beside the title, or below it in a list of two lines.

    `why_not` says why a row that cannot be chosen cannot; `tag` with its `tone` stands at the right.
    """

    id: str = ""
    title: str = ""
    detail: str = ""
    code: str = ""
    icon: str = ""
    keys: str = ""
    tag: str = ""
    tone: str = "plain"
    enabled: bool = True
    why_not: str = ""

    @property
    def sentence(self) -> str:
        """Return the row as it is heard."""
        parts = (self.code, self.title, self.detail, self.tag, self.why_not, " ".join(paint.caps_of(self.keys)))
        return ", ".join(part for part in parts if part)


class ChoiceModel(QAbstractListModel):
    """The rows of a list to choose from."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Choice, ...] = ()

    def set_rows(self, rows: Sequence[Choice]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def append_rows(self, rows: Sequence[Choice]) -> None:
        """Show further rows below; the current one stays."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self.rows), len(self.rows) + len(rows) - 1)
            self.rows = (*self.rows, *rows)
            self.endInsertRows()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own way of saying "no parent"
        """Return how many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: _Index, role: int = _DISPLAY) -> object:
        """Return what a row shows or says."""
        if not index.isValid() or not 0 <= index.row() < len(self.rows):
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == _DISPLAY:
            return row.title
        if role == _NAME:
            return row.sentence
        return row.why_not or None if role == _TIP else None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Return whether a row can be chosen."""
        if not index.isValid() or not self.rows[index.row()].id:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled


def _line() -> int:
    return round(ink.metrics("body", 500).lineSpacing())


class ChoiceDelegate(QStyledItemDelegate):
    """Paints a row of one line (36 px) or two lines (48 px), and headings (30 px).

    With `folds` a title that has no room in its line goes on in another, and its row is so much higher.
    """

    def __init__(self, parent: ChoiceList, *, two_lines: bool, folds: bool) -> None:
        super().__init__(parent)
        self._two, self._folds, self._list = two_lines, folds, parent

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the size it wants."""
        row = index.data(ROW_ROLE)
        heading = isinstance(row, Choice) and not row.id
        height = current().px(30 if heading else 48 if self._two else 36)
        if self._folds and isinstance(row, Choice) and not heading and len(self._titles(row, self._room(row))) > 1:
            height += _line()
        return QSize(60, height)

    def _room(self, row: Choice) -> float:
        """Return how wide the title of a row may be, in pixels."""
        look = current()
        room: float = self._list.viewport().width() - 2 * look.px(2) - 2 * look.px(10)
        room -= look.px(28) if row.icon else 0
        room -= look.px(_CODE) if row.code else 0
        room -= paint.caps_width(row.keys) + look.px(10) if row.keys else 0
        return room - (paint.tag_width(row.tag) + look.px(10) if row.tag else 0)

    def _titles(self, row: Choice, room: float) -> tuple[str, ...]:
        """Return the title in its one line or two."""
        if not self._folds or ink.advance(row.title, "body", 500) <= room:
            return (row.title,)
        words = row.title.split()
        fits = [n for n in range(1, len(words)) if ink.advance(" ".join(words[:n]), "body", 500) <= room]
        return (" ".join(words[: fits[-1]]), " ".join(words[fits[-1] :])) if fits else (row.title,)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one row."""
        row = index.data(ROW_ROLE)
        if not isinstance(row, Choice):
            return
        look = current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(option.rect)
        if not row.id:
            heading = box.adjusted(look.px(10), look.px(6), -look.px(10), 0)
            ink.words(painter, row.title, "label", "text3", heading, weight=600)
            painter.restore()
            return
        box = box.adjusted(look.px(2), 1, -look.px(2), -1)
        chosen = bool(option.state & _SELECTED) and not self._list.tentative
        if chosen:
            ink.fill_round(painter, box, look.px(6), ink.color("selected"))
        elif option.state & _SELECTED:
            line = ink.pen("control", dashed=True)
            ink.line_round(painter, box.adjusted(1, 1, -1, -1), look.px(6), line)
        elif option.state & _HOVERED:
            ink.fill_round(painter, box, look.px(6), ink.color("hover"))
        inner = self._right(painter, row, box.adjusted(look.px(10), 0, -look.px(10), 0))
        inner = self._left(painter, row, inner, chosen=chosen)
        self._words(painter, row, inner)
        painter.restore()

    def _right(self, painter: QPainter, row: Choice, box: QRectF) -> QRectF:
        look = current()
        if row.keys:
            width = paint.caps_width(row.keys)
            paint.key_caps(painter, row.keys, QPointF(box.right() - width, box.center().y()), dim=not row.enabled)
            box = box.adjusted(0, 0, -width - look.px(10), 0)
        if row.tag:
            width = paint.tag_width(row.tag)
            paint.tag(painter, row.tag, QPointF(box.right() - width, box.center().y()), tone=row.tone)
            box = box.adjusted(0, 0, -width - look.px(10), 0)
        return box

    def _left(self, painter: QPainter, row: Choice, box: QRectF, *, chosen: bool) -> QRectF:
        look = current()
        if row.icon:
            size = look.px(18)
            token = "text3" if not row.enabled else "accent_text" if chosen else "text2"
            ink.icon(painter, row.icon, token, QRectF(box.left(), box.center().y() - size / 2, size, size))
            box = box.adjusted(size + look.px(10), 0, 0, 0)
        if row.code:
            width = look.px(_CODE)
            place = QRectF(box.left(), box.top(), width, box.height())
            if self._two:
                place.setHeight(self._whole(row, box) / 2 + look.px(3))
                place.translate(0, look.px(2))
            ink.words(painter, row.code, "mono", "text3", place)
            box = box.adjusted(width, 0, 0, 0)
        return box

    def _whole(self, row: Choice, box: QRectF) -> float:
        """Return the height of a row without the second line of its title."""
        return box.height() - _line() * (len(self._titles(row, self._room(row))) - 1)

    def _words(self, painter: QPainter, row: Choice, box: QRectF) -> None:
        look = current()
        front = "text" if row.enabled else "text3"
        detail = row.why_not if not row.enabled and row.why_not else row.detail
        if self._two:
            half = self._whole(row, box) / 2
            upper = QRectF(box.left(), box.top() + look.px(4), box.width(), half)
            below = box.bottom() - half - look.px(1)
            lower = QRectF(box.left(), below, box.width(), half - look.px(3))
            for place, title in enumerate(self._titles(row, self._room(row))):
                ink.words(painter, title, "body", front, upper.translated(0, place * _line()), weight=500)
            ink.words(painter, detail, "small", "text2" if row.enabled else "text3", lower)
            return
        ink.words(painter, row.title, "body", front, box, weight=500)
        used = ink.advance(row.title, "body", 500) + look.px(10)
        if detail and used + look.px(30) < box.width():
            ink.words(painter, detail, "small", "text3", box.adjusted(used, 0, 0, 0))


class ChoiceList(QListView):
    """The list. `chosen` carries the id that is current, `taken` the id that was taken by Enter or a click.

    While it is `tentative` the current row is where the keys stand, outlined, and nobody has chosen it yet.
    """

    chosen = Signal(str)
    taken = Signal(str)

    def __init__(self, name: str, *, two_lines: bool = False, folds: bool = False) -> None:
        super().__init__()
        self.rows = ChoiceModel(self)
        self.setModel(self.rows)
        self.setItemDelegate(ChoiceDelegate(self, two_lines=two_lines, folds=folds))
        self._folds = folds
        self.tentative = False
        self._stays: str | None = None
        self.setAccessibleName(name)
        self.setStyleSheet("QListView { background: transparent; }")  # it lies on cards as well as on panes
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.selectionModel().currentChanged.connect(self._moved)
        self.activated.connect(self._took)
        self.clicked.connect(self._took)

    def set_choices(self, rows: Sequence[Choice], *, at: str = "") -> None:
        """Show rows; the row `at` is current, otherwise the first one that can be.

        While it is `renewing`, no row becomes current that was not so before.
        """
        self.rows.set_rows(rows)
        if self._stays is not None:
            self.choose(self._stays)
            return
        if not at or not self.choose(at):
            first = next((n for n, row in enumerate(self.rows.rows) if row.id), None)
            if first is not None:
                self.setCurrentIndex(self.rows.index(first))
                self.scrollToTop()

    @contextmanager
    def renewing(self, at: str | None = None) -> Iterator[None]:
        """Keep the current row, or the row `at`, while rows are set that others changed; none where it is gone.

        What a key is pressed for is the row that stood there, and no other.
        """
        here = self.current()
        self._stays = at if at is not None else "" if here is None else here.id
        try:
            yield
        finally:
            self._stays = None

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Take the keys; where no row is current, none becomes it unseen."""
        if self.currentIndex().isValid():
            super().focusInEvent(event)
        else:
            QWidget.focusInEvent(self, event)
            self.viewport().update()

    def set_tentative(self, *, tentative: bool) -> None:
        """Show the current row as chosen, or only as where the keys stand."""
        self.tentative = tentative
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the rows out anew where another width folds other titles."""
        super().resizeEvent(event)
        if self._folds and event.size().width() != event.oldSize().width():
            self.scheduleDelayedItemsLayout()

    def count(self) -> int:
        """Return how many rows can be current; headings do not count."""
        return sum(1 for row in self.rows.rows if row.id)

    def choose_number(self, number: int) -> bool:
        """Make the row of a number current, counted from one without headings; return whether it is there."""
        ids = [row.id for row in self.rows.rows if row.id]
        return 0 < number <= len(ids) and self.choose(ids[number - 1])

    def choose(self, choice_id: str) -> bool:
        """Make a row current; return whether it is there."""
        for number, row in enumerate(self.rows.rows):
            if row.id and row.id == choice_id:
                self.setCurrentIndex(self.rows.index(number))
                return True
        return False

    def current(self) -> Choice | None:
        """Return the current row."""
        row = self.currentIndex().data(ROW_ROLE)
        return row if isinstance(row, Choice) else None

    def step(self, by: int) -> None:
        """Move over headings to the next row that can be chosen."""
        places = [number for number, row in enumerate(self.rows.rows) if row.id]
        here = self.currentIndex().row()
        if not places:
            return
        at = places.index(here) if here in places else -1
        self.setCurrentIndex(self.rows.index(places[max(0, min(len(places) - 1, at + by))]))

    def take(self) -> None:
        """Take the current row, if it can be taken."""
        row = self.current()
        if row is not None and row.enabled:
            self.taken.emit(row.id)

    def _took(self) -> None:
        self.take()

    def _moved(self, now: QModelIndex) -> None:
        row = now.data(ROW_ROLE)
        if isinstance(row, Choice) and row.id:
            self.chosen.emit(row.id)
