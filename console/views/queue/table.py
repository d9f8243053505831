"""The list itself: fixed rows, one delegate, keys of its own for moving; the selection is kept as an id."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from console.models.live_table import LiveTable
from console.models.queue import QueueSource
from console.query import Sort
from console.records.live import Present
from console.records.tickets import TicketRow
from console.views.kit import bars, ink
from console.views.queue.calm import Calm
from console.views.queue.columns import QueueColumns, heading_font, headings
from console.views.queue.delegate import (
    TICKET,
    QueueDelegate,
    is_unknown,
    license_words,
    response,
    sentence,
)
from console.views.words import say
from console.work.runner import Runner

_TICK_MS = 30_000


class QueueTable(QTableView):
    """The queue. `chosen` carries the id of the ticket under the cursor, `opened` one that was opened.

    `moved` carries the row of the cursor.
    """

    chosen = Signal(int)
    opened = Signal(int)
    landed = Signal(int)
    failed = Signal(object)
    moved = Signal(int)

    def __init__(self, runner: Runner, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.wanted: int | None = None  # the ticket that is to be chosen once the list is here
        self.guest = False  # a ticket that the list does not hold is shown: reading the list anew leaves it
        self.again = self.quiet = False  # read anew; and put in its place without telling of it
        self.rows = LiveTable(runner, headings, self._shape, self, header_font=heading_font)
        self.painter_of_rows = QueueDelegate(now, self)
        self.setModel(self.rows)
        self.setItemDelegate(self.painter_of_rows)
        self.setAccessibleName(say("queue.list"))
        self._set_up()
        self.columns = QueueColumns(self)
        self.calm = Calm(self)
        self.rows.page_landed.connect(self._landed)
        self.rows.failed.connect(self.failed)
        self.selectionModel().currentRowChanged.connect(self._current_changed)
        self.doubleClicked.connect(self._open_index)
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self.viewport().update)
        self._tick.start()

    def _set_up(self) -> None:
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows; one that is cut at the bottom is left out while the first stands whole at the top."""
        super().paintEvent(event)
        high = self.verticalHeader().defaultSectionSize()
        room = self.viewport().height()
        cut = room % high
        bar = self.verticalScrollBar()
        if cut and room > high and bar.value() % high == 0 and bar.value() < bar.maximum():
            painter = QPainter(self.viewport())
            painter.fillRect(0, room - cut, self.viewport().width(), cut, ink.color("surface"))
            painter.end()

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and hasattr(self, "columns"):
            self.columns.fit()

    def show_query(self, source: QueueSource, *, select: int | None = None, again: bool = False) -> None:
        """Show tickets by a query; the ticket `select`, or the one under the cursor, is kept if it is there."""
        self.wanted = select if select is not None else self.current_id()
        self.again = again
        self.columns.show_order(source.query.sort or Sort())
        self.rows.show(source)

    def show_company(self, company: Mapping[int, Sequence[Present]]) -> None:
        """Show at which tickets other people are."""
        before = self.painter_of_rows.company
        if company != before:
            self.painter_of_rows.company = company
            for ticket in {*before, *company}:
                row = self.rows.row_of(ticket)
                record = None if row is None else self.rows.record(row)
                if record is not None:
                    self.rows.replace(record)  # its sentence, which is heard, says it too

    def rest(self) -> None:
        """Stop the clock of the ages."""
        self._tick.stop()
        self.calm.rest()

    def current_id(self) -> int | None:
        """Return the id of the ticket under the cursor."""
        index = self.currentIndex()
        return self.rows.id_at(index.row()) if index.isValid() else None

    def current_row(self) -> TicketRow | None:
        """Return the ticket under the cursor."""
        index = self.currentIndex()
        record = self.rows.record(index.row()) if index.isValid() else None
        return record if isinstance(record, TicketRow) else None

    def step(self, by: int) -> None:
        """Move the cursor by rows, within the list."""
        count = self.rows.rowCount()
        if count:
            row = self.currentIndex().row()
            self.select_row(max(0, min(count - 1, (row if row >= 0 else -1 if by > 0 else count) + by)))

    def select_row(self, row: int) -> None:
        """Put the cursor on a row and show it."""
        index = self.rows.index(row, TICKET)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Show a row, and no row at the top by half."""
        super().scrollTo(index, hint)
        bar, high = self.verticalScrollBar(), max(1, self.verticalHeader().defaultSectionSize())
        bar.setValue(-(-bar.value() // high) * high)

    def select_id(self, ticket_id: int) -> bool:
        """Put the cursor on a ticket; return whether the list holds it."""
        row = self.rows.row_of(ticket_id)
        if row is not None:
            self.select_row(row)
        return row is not None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer, so that the whole row is lit."""
        self.calm.point()
        self._hover(self.indexAt(event.position().toPoint()))
        super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._hover(QModelIndex())
        super().leaveEvent(event)

    def _hover(self, index: QModelIndex) -> None:
        row = index.row() if index.isValid() else -1
        if row != self.painter_of_rows.hovered:
            self.painter_of_rows.hovered = row
            self.viewport().update()

    def _landed(self, number: int) -> None:
        wanted, self.wanted = self.wanted, None
        self.quiet = self.again and self.guest
        if wanted is None or not self.select_id(wanted):
            if number:
                self.select_row(0)
            self.scrollTo(self.rows.index(0, 0))
        self.quiet = False
        self.landed.emit(number)

    def _current_changed(self, now: QModelIndex, before: QModelIndex) -> None:
        ticket_id = self.rows.id_at(now.row())
        self.calm.moved(before)
        if ticket_id is not None and not self.quiet:
            self.guest = False
            self.chosen.emit(ticket_id)
            self.moved.emit(now.row())

    def _open_index(self, index: QModelIndex) -> None:
        ticket_id = self.rows.id_at(index.row())
        if ticket_id is not None:
            self.opened.emit(ticket_id)

    def _shape(self, row: TicketRow) -> tuple[str, ...]:
        now, painter = self._now(), self.painter_of_rows
        company = painter.company.get(int(row.id), ())
        return (
            say(f"tier.{row.tier.value}"),
            row.subject,
            license_words(row, now)[1],
            "" if painter.expecting and is_unknown(row) else response(row, now)[1],
            row.owner or "",
            bars.heard(
                sentence(row, now, company, mark=self.rows.marks.get(int(row.id), ""), expecting=painter.expecting)
            ),
        )
