"""Keeps the list calm while others work: nothing moves below the pointer, and what was shown stays for a moment."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, QModelIndex, QObject, QTimer, Signal

from console.models.live_table import Watched
from console.views.queue.delegate import TICKET

if TYPE_CHECKING:
    from console.models.queue import QueueSource
    from console.views.queue.table import QueueTable

STAY_MS = 6_000
_POINTED_MS = 5_000


class Calm(QObject):
    """Says what a person looks at before the list is read anew, and puts the eyes back where they were after it.

    `settling` says that what stood by for a while may go: nobody points at the list any more.
    """

    settling = Signal()

    def __init__(self, table: QueueTable) -> None:
        super().__init__(table)
        self._table = table
        self._pointed = QElapsedTimer()
        self._seen: dict[int, int] = {}
        self._value, self._current, self._row = 0, -1, -1
        self._settles = QTimer(self, singleShot=True, interval=STAY_MS)
        self._settles.timeout.connect(self._settle)
        table.rows.renewing.connect(self._remember)
        table.rows.renewed.connect(self._put_back)
        table.rows.marked.connect(self._marked)
        self.rests = True  # whether nothing was remembered

    def point(self) -> None:
        """The pointer moves over the list."""
        self._pointed.start()

    def rest(self) -> None:
        """Wait for nothing more."""
        self._settles.stop()

    @property
    def is_pointed_at(self) -> bool:
        """Return whether somebody points at a row, and not only left the pointer there."""
        resting = not self._pointed.isValid() or self._pointed.elapsed() > _POINTED_MS
        return self._table.painter_of_rows.hovered >= 0 and not resting

    def renew(self, source: QueueSource, *, others: bool, settled: bool = False) -> None:
        """Read the list that is shown anew: because of what `others` did, or of an act of one's own."""
        table = self._table
        table.wanted, table.again = table.current_id(), True
        table.rows.renew(source, self.watched(others=others, settled=settled))

    def amend(self, source: QueueSource, changed: Collection[int], *, others: bool, settled: bool = False) -> None:
        """Put the tickets that changed where they belong by now; the list is not read for it."""
        table = self._table
        table.wanted, table.again = table.current_id(), True
        table.rows.amend(source, changed, self.watched(others=others, settled=settled), at_once=not others)

    def watched(self, *, others: bool, settled: bool = False) -> Watched:
        """Return what is looked at. After an act of one's own, the list is read as it is by now."""
        table = self._table
        current, seen = table.current_id(), self.in_sight()
        around = current if current in seen else next(iter(seen), current)
        if not others:
            return Watched(around=around)
        own = () if current is None else (current,)
        whole = not table.verticalScrollBar().maximum()  # then nothing can make up for a row that comes in
        kept = own if settled else (*own, *seen)
        return Watched(kept=kept, around=around, hold_back=whole and self.is_pointed_at)

    def in_sight(self) -> dict[int, int]:
        """Return the rows on the screen: their ids and places."""
        table, rows = self._table, self._table.rows
        first = table.rowAt(0)
        if first < 0:
            return {}
        last = table.rowAt(table.viewport().height() - 1)
        found = ((rows.id_at(row), row) for row in range(first, (rows.rowCount() - 1 if last < 0 else last) + 1))
        return {key: row for key, row in found if key is not None}

    # -- before and after ------------------------------------------------------------------------------------------

    def _remember(self) -> None:
        table = self._table
        self.rests = False
        self._seen, self._value = self.in_sight(), table.verticalScrollBar().value()
        index = table.currentIndex()
        self._row = index.row() if index.isValid() else -1
        self._current = table.current_id() or -1

    def _put_back(self, number: int) -> None:
        table, rows = self._table, self._table.rows
        if self.rests:
            table.landed.emit(number)
            return
        self.rests = True
        table.executeDelayedItemsLayout()  # now, not at the next painting: the rows are about to be scrolled
        table.updateGeometries()
        row = rows.row_of(self._current)
        if row is None and number:
            row = min(max(self._row, 0), number - 1)
        if row is not None:
            table.quiet = self._current == rows.id_at(row) or table.guest
            table.setCurrentIndex(rows.index(row, TICKET))
            table.quiet = False
        table.verticalScrollBar().setValue(self._scrolled())
        if self._current in self._seen and row is not None:
            self._look_at(rows.index(row, TICKET))
        table.landed.emit(number)

    def _look_at(self, index: QModelIndex) -> None:
        """Show a row, and scroll only where it is out of sight."""
        box = self._table.visualRect(index)
        if box.top() < 0 or box.bottom() > self._table.viewport().height():
            self._table.scrollTo(index)

    def _scrolled(self) -> int:
        """Return where the list has to be scrolled to, so that what is looked at stays in its place."""
        high = self._table.verticalHeader().defaultSectionSize()
        if not self.is_pointed_at and self._value < high:
            return self._value  # at its head one sees what comes in
        for key in self._anchors():
            row = self._table.rows.row_of(key)
            if row is not None:
                return self._value + (row - self._seen[key]) * high
        return self._value

    def _anchors(self) -> Iterable[int]:
        places = {row: key for key, row in self._seen.items()}
        hovered = self._table.painter_of_rows.hovered if self.is_pointed_at else -1
        middle = hovered if hovered in places else self._seen.get(self._current, min(places, default=0))
        return sorted(self._seen, key=lambda key: abs(self._seen[key] - middle))

    def _marked(self) -> None:
        rows = self._table.rows
        self._table.painter_of_rows.marks = rows.marks
        self._table.viewport().update()
        if (rows.marks.keys() - {self._table.current_id()}) or rows.late:
            self._settles.start()

    def _settle(self) -> None:
        if self.is_pointed_at:
            self._settles.start()
        else:
            self.settling.emit()

    def moved(self, before: QModelIndex) -> None:
        """The cursor left a row: one that only stood by for it may go."""
        key = self._table.rows.id_at(before.row())
        if key in self._table.rows.marks and not self._settles.isActive():
            self._settles.start()
