"""Taking the next ticket of the list that nobody has: two who press the key at the same moment get two tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.services import claiming
from console.views.past import Deed
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class ClaimActs(QObject):
    """What a person does who wants work."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts

    def take_next(self) -> None:
        """Take the first ticket of the list that nobody has, and show it."""
        window, desk = self._acts.window, self._acts.window.desk
        query = window.queue.query
        window.write(lambda: claiming.take_next(desk, query), self._taken)

    def _taken(self, applied: Any) -> None:
        window, result = self._acts.window, applied.result
        if result["ticket"] is None:
            window.toast.show_words(say("toast.nothing_free"), seconds=6)
            return
        ticket = int(result["ticket"])
        words = say("toast.taken_next", number=result["number"])
        self._acts.past.did(Deed(kind="undo", key=ticket, event=int(result["event"]), words=words))
        window.toast.show_words(words, seconds=6, undo=True)
        window.go_to(ticket)
        window.refresh(ticket)
