"""Has the list follow what was done at any desk: by the tickets that changed, and seldom by all of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from console.models.amending import MOST_CHANGED
from console.query import Query
from console.records.base import Change
from console.records.tickets import TicketRow
from console.services import showing
from console.work.pace import Pace

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_RENEWED = 100
_LEISURE_MS = 60_000  # what follows a changed row may itself have moved unheard of: then the whole order mends it


class ListFollower(QObject):
    """Hears of changes, and has the queue of a window amended or read anew no more often than it costs."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[int] = set()
        self._read: frozenset[int] = frozenset()  # what the reading of the whole list brings
        self._unseen = False
        self._pace, self._whole_pace = Pace(self), Pace(self)
        self._pace.fired.connect(self._amend)
        self._whole_pace.fired.connect(self._read_anew)
        self._leisure = QTimer(self, singleShot=True, interval=_LEISURE_MS)
        self._leisure.timeout.connect(self._whole_pace.ask)
        rows = window.queue.table.rows
        for pace in (self._pace, self._whole_pace):
            rows.ids_landed.connect(pace.done)
            rows.failed.connect(pace.done)
        rows.owing.connect(self._gave_way)
        rows.overtaken.connect(self._overtaken)
        window.queue.table.calm.settling.connect(self._settle_rows)

    def rest(self) -> None:
        """Read nothing more: the window closes."""
        self._pace.stop()
        self._whole_pace.stop()
        self._leisure.stop()

    def look(self) -> None:
        """Read what changed while nobody looked, if somebody does by now."""
        if self._unseen and self._is_looked_at:
            self._unseen = False
            self._whole_pace.ask()

    def follow(self, changes: tuple[Change, ...]) -> None:
        """Have the list follow: by the tickets that are named, or where others may be meant, too, by all of it."""
        named = all(change.ticket_ids and "licenses" not in change.kinds for change in changes)
        pace = self._pace if named else self._whole_pace
        if pace.rests:
            self._renew(changes)
        self._told.update(key for change in changes for key in change.ticket_ids)
        pace.ask()

    def _amend(self) -> None:
        told, self._told = frozenset(self._told), set()
        if len(told) > MOST_CHANGED:
            self._pace.done()
            self._whole_pace.ask()
            return
        queue = self._window.queue
        waits = queue.table.rows.is_read
        queue.refresh(told, others=True)
        if waits:  # for another reading, which is not this one's cost
            self._pace.done()
        self._window.count_views()
        if not self._leisure.isActive():
            self._leisure.start()

    def _gave_way(self) -> None:
        """Bring what changed without the whole list, which may take long to come by now."""
        self._whole_pace.ask()
        if self._read:
            self._overtaken(self._read)

    def _overtaken(self, missed: frozenset[int]) -> None:
        self._told |= missed
        self._pace.ask()

    @property
    def _is_looked_at(self) -> bool:
        return self._window.queue.isVisible() and not self._window.window().isMinimized()

    def _read_anew(self) -> None:
        self._window.count_views()
        self._unseen = not self._is_looked_at
        if self._unseen:
            self._whole_pace.done()
        else:
            self._leisure.stop()
            self._read, self._told = frozenset(self._told), set()
            self._window.queue.refresh(others=True)

    def _settle_rows(self) -> None:
        if not self._window.watch.is_lost:
            self._window.queue.refresh((), others=True, settled=True)

    def _renew(self, changes: tuple[Change, ...]) -> None:
        """Show at once what was done on the tickets that are on the screen; their order waits for the whole list.

        What fits the list no longer is marked; what fits it and is not in it is counted at its head until then.
        """
        rows = self._window.queue.table.rows
        keys = dict.fromkeys(key for change in changes for key in change.ticket_ids)
        places = {key: rows.row_of(key) for key in keys}
        changed = tuple(key for key, row in places.items() if row is not None and rows.record(row))[:_RENEWED]
        queue = self._window.queue
        desk, query = self._window.desk, queue.query
        if changed:
            call = self._window.runner.read(
                lambda: (query, showing.queue_rows(desk, changed), showing.fitting(desk, changed, query))
            )
            call.landed.connect(self._renewed)
        new = tuple(key for key, row in places.items() if row is None)[:_RENEWED]
        if new and queue.findings.is_whole:
            call = self._window.runner.read(lambda: (query, showing.fitting(desk, new, query)))
            call.landed.connect(queue.findings.tell_new)

    def _renewed(self, answer: tuple[Query, tuple[TicketRow, ...], frozenset[int]]) -> None:
        query, fresh, fitting = answer
        if query == self._window.queue.query:
            known = tuple(one for one in fresh if not self._is_behind(one))
            self._window.queue.table.rows.show_state(known, fitting)

    def _is_behind(self, record: TicketRow) -> bool:
        """Return whether a newer state of a ticket stands there already: readings overtake each other."""
        rows = self._window.queue.table.rows
        row = rows.row_of(record.id)
        held = None if row is None else rows.record(row)
        return isinstance(held, TicketRow) and held.version > record.version
