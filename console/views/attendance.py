"""Presence: says at which ticket this person is and whether an answer is being written, and shows who else is where.

It speaks of others only on a server. What is said lasts a minute, so it is said again while one stays.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from console.records.live import Present
from console.services.attending import BEAT_S, attend, others
from console.work.throttle import Throttle

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_REST_MS = 250
_TYPES_S = 45.0  # after the last letter somebody no longer writes

Place = tuple[int, bool]
NOWHERE: Place = (0, False)


class Attendance(QObject):
    """One window's presence. `begin` is called when the window follows its database."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._said: Place = NOWHERE
        self._typed_at = 0.0
        self._speaking = self._asking = self._again = self._ended = False
        self._beat = QTimer(self)
        self._beat.setInterval(BEAT_S * 1_000)
        self._beat.timeout.connect(self._say)
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(self._say_changed)
        window.watch.here.connect(self.look)
        window.watch.found.connect(self._say)
        window.ticket.composer.edit.textChanged.connect(self._typed)

    def begin(self) -> None:
        """Begin to say where one is, where somebody can hear it."""
        if self._window.desk.store.is_postgres:
            self._beat.start()
            self.move()
            self.look()

    def move(self) -> None:
        """Hear that another ticket is shown, or that one writes: it is said when the cursor rests."""
        self.show()
        if self._beat.isActive():
            self._rest.ask()

    def end(self) -> None:
        """Leave: the others see it at once."""
        if self._beat.isActive() and not self._ended and self._said != NOWHERE:
            desk = self._window.desk
            self._window.runner.write(lambda: attend(desk, 0))
        self._ended = True
        self._beat.stop()
        self._rest.cancel()

    def look(self) -> None:
        """Read who else is where, and show it."""
        if self._ended or self._asking:
            self._again = self._asking
            return
        self._asking, self._again = True, False
        desk = self._window.desk
        call = self._window.runner.read(lambda: others(desk))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def show(self) -> None:
        """Show who else is at the ticket in sight."""
        company = self._window.queue.table.painter_of_rows.company
        self._window.ticket.company.show_people(company.get(self._place()[0], ()))

    def _place(self) -> Place:
        panels = self._window.panels
        if panels is None:
            return NOWHERE
        writes = time.monotonic() - self._typed_at < _TYPES_S and self._window.ticket.composer.slip().written
        return int(panels.detail.row.id), writes

    def _typed(self) -> None:
        self._typed_at = time.monotonic()
        if self._place() != self._said and self._beat.isActive():
            self._rest.ask()

    def _say_changed(self) -> None:
        if self._place() != self._said:
            self._say()

    def _say(self) -> None:
        """Say where one is now; one word at a time, so that the last one said is the last one heard."""
        if self._speaking or self._ended or not self._beat.isActive():
            return
        self._speaking = True
        desk, place = self._window.desk, self._place()
        self._said = place
        call = self._window.runner.read(lambda: attend(desk, place[0], writing=place[1]))
        call.settled.connect(self._spoken)

    def _spoken(self, _call: object) -> None:
        self._speaking = False
        self._say_changed()

    def _landed(self, found: tuple[Present, ...]) -> None:
        self._asking = False
        company: dict[int, list[Present]] = {}
        for one in found:
            company.setdefault(int(one.ticket_id), []).append(one)
        self._window.queue.table.show_company(company)
        self.show()
        if self._again:
            self.look()

    def _failed(self, _fault: object) -> None:
        self._asking = False
