"""Tells of what was handed over to the person of a window. Loaded with it, so it knows no form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.handing_over import Handover
from console.services import handing_over
from console.views.words import say, say_count

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class HandoverWatch(QObject):
    """Tells of what was handed over to this person, when the window opens and when it happens."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._told: set[int] = set()
        window.watch.changed.connect(self._changed)

    def look(self) -> None:
        """Look whether something waits that was not told yet."""
        desk = self._window.desk
        if not desk.store.read_only:
            self._window.runner.read(lambda: handing_over.waiting(desk)).landed.connect(self._landed)

    def _changed(self, changes: Any) -> None:
        if any("handovers" in one.kinds for one in changes):
            self.look()

    def _landed(self, found: tuple[Handover, ...]) -> None:
        new = [one for one in found if one.id not in self._told]
        self._told |= {one.id for one in found}
        if new:
            tickets = say_count("queue.tickets", sum(len(one.ticket_ids) for one in new))
            words = say("handover.told", name=new[0].from_name, n=tickets, note=new[0].note)
            self._window.toast.show_words(words, seconds=20)
