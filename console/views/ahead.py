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
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.services.desk import Desk
    from console.views.main_window import MainWindow

_REST_MS = 60  # the cursor rests, or nothing more was written
_LASTS_S = 20.0  # ages and clocks are shown as of then

Shown = tuple[Panels, Thread]


class Ahead(QObject):
    """Reads the neighbors of the ticket that is shown, one after the other on a reader thread."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._held: dict[int, tuple[float, Shown]] = {}
        self._ended = False
        self._asking = Asking(window.runner, self)
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(self._read)
        window.runner.written.connect(self.drop)
        window.watch.changed.connect(self.drop)

    def take(self, ticket_id: int) -> Shown | None:
        """Return what was read of a ticket, once, if it still holds."""
        read_at, shown = self._held.pop(ticket_id, (0.0, None))
        return shown if time.monotonic() - read_at < _LASTS_S else None

    def look(self) -> None:
        """A ticket is shown: read its neighbors when the cursor rests."""
        if not self._ended:  # what was on its way when the window closed still lands
            self._rest.ask()

    @Slot()
    def drop(self, *_: object) -> None:
        """Hear that something was written: what was read, or is being read, may not hold any more."""
        if self._held or self._asking.waits:
            self._held.clear()
            self._asking.forget()
            self.look()

    def rest(self) -> None:
        """Read nothing more: the window closes."""
        self._ended = True
        self._rest.cancel()
        self._asking.forget()
        self._held.clear()

    @property
    def held(self) -> frozenset[int]:
        """Return the tickets that are here."""
        return frozenset(self._held)

    def _read(self) -> None:
        table, desk = self._window.queue.table, self._window.desk
        row = table.currentIndex().row()
        if self._window.runner.away is not None:
            return
        near = [table.rows.id_at(one) for one in (row + 1, row - 1) if row >= 0]
        self._held = {key: one for key, one in self._held.items() if key in near}
        self._asking.forget()
        for key in near:
            if key is not None and key not in self._held:
                self._asking.ask(whole_ticket(desk, key), self._landed)

    def _landed(self, shown: Shown) -> None:
        self._held[int(shown[0].detail.row.id)] = (time.monotonic(), shown)
        self._window.earlier.keep_near(*shown)


def whole_ticket(desk: Desk, key: int) -> Callable[[], Shown]:
    """Return the reading of a ticket with its conversation. Raises NotFound."""
    return lambda: (showing.panels(desk, TicketId(key)), open_thread(desk, TicketId(key)))
