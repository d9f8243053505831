"""What is read ahead: the tickets above and below the one that is shown, so that the next key shows them at once.

Whatever is written, here or by others, drops it all; it is read again once nothing more comes.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from console.models.asking import Asking
from console.records.base import TicketId
from console.records.thread import Thread
from console.services import showing
from console.services.showing import Panels
from console.services.thread import open_thread
from console.work.pace import Pace
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.services.desk import Desk
    from console.views.main_window import MainWindow

_REST_MS = 60  # the cursor rests, or nothing more was written
_LASTS_S = 20.0  # ages and clocks are shown as of then

Shown = tuple[Panels, Thread]


class Ahead(QObject):
    """Reads the neighbors of the ticket that is shown, one after the other: no more than one reader works ahead.

    Where the cursor moved, or something was written here, that is at once; where others write on, no more often than
    it costs.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: dict[int, tuple[float, Shown]] = {}
        self._near: list[int] = []
        self._asked: int | None = None
        self._ended = False
        self._asking = Asking(window.runner, self)
        self._asking.failed.connect(self._next)
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(self._read)
        self._pace = Pace(self)
        self._pace.fired.connect(self.look)
        window.runner.written.connect(self.drop)
        window.watch.changed.connect(self._changed)

    def take(self, ticket_id: int) -> Shown | None:
        """Return what was read of a ticket, once, if it still holds."""
        read_at, shown = self._held.pop(ticket_id, (0.0, None))
        return shown if time.monotonic() - read_at < _LASTS_S else None

    @Slot()
    def look(self) -> None:
        """A ticket is shown: read its neighbors when the cursor rests."""
        if not self._ended:  # what was on its way when the window closed still lands
            self._rest.ask()

    @Slot()
    def drop(self) -> None:
        """Hear that something was written: what was read, or is being read, may not hold any more."""
        self._forget()
        self.look()

    @Slot(object)
    def _changed(self, _changes: object) -> None:
        self._forget()
        self._pace.done()
        if not self._ended:
            self._pace.ask()

    def rest(self) -> None:
        """Read nothing more: the window closes."""
        self._ended = True
        self._rest.cancel()
        self._pace.stop()
        self._forget()

    @property
    def held(self) -> frozenset[int]:
        """Return the tickets that are here."""
        return frozenset(self._held)

    def _forget(self) -> None:
        self._held.clear()
        self._near, self._asked = [], None
        self._asking.forget()

    def _read(self) -> None:
        if self._window.runner.away is not None or self._window.runner.writes:  # the end of either is told
            return
        rows, row = self._window.queue.table.rows, self._window.queue.table.currentIndex().row()
        near = [rows.id_at(one) for one in (row + 1, row - 1) if row >= 0]
        self._near = [key for key in near if key is not None]
        self._held = {key: one for key, one in self._held.items() if key in self._near}
        if self._asked not in self._near:
            self._asking.forget()
            self._next()

    @Slot()
    def _next(self) -> None:
        self._asked = next((key for key in self._near if key not in self._held), None)
        if self._asked is None:
            self._pace.done()
        else:
            self._near.remove(self._asked)  # it is asked for once, even where it cannot be read
            self._asking.ask(whole_ticket(self._window.desk, self._asked), self._landed)

    def _landed(self, shown: Shown) -> None:
        self._held[int(shown[0].detail.row.id)] = (time.monotonic(), shown)
        self._window.earlier.keep_near(*shown)
        self._next()


def whole_ticket(desk: Desk, key: int) -> Callable[[], Shown]:
    """Return the reading of a ticket with its conversation. Raises NotFound."""
    return lambda: (showing.panels(desk, TicketId(key)), open_thread(desk, TicketId(key)))
