"""Acts on what a request brings besides its question: a person confirms, dismisses, thinks again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.base import TicketId
from console.services import matters, noticing
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class MattersActs(QObject):
    """What a person does on the page of the request."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._window = acts.window
        page = self._window.side.matters
        page.wanted.connect(self.load)
        page.acted.connect(self.act)
        page.evidence_asked.connect(self._window.ticket.conversation.mark)

    def load(self, ticket_id: int) -> None:
        """Read the matters of a ticket."""
        desk, window = self._window.desk, self._window
        call = window.runner.read(lambda: matters.of_ticket(desk, TicketId(ticket_id)))
        call.landed.connect(window.side.matters.show_matters)
        call.failed.connect(window.tell)

    def act(self, card: str, key: str, act: str) -> None:
        """Do what a line of a card says."""
        found = self._window.side.matters.matters
        if found is not None and card == "noticed":
            self._judge(found, key, act)

    def _judge(self, found: matters.Matters, key: str, verdict: str) -> None:
        sign, desk = found.sign(key), self._window.desk
        if sign is not None:
            self._window.write(lambda: noticing.judge(desk, found.ticket_id, sign, verdict), self._judged)

    def _judged(self, _applied: Any) -> None:
        self._window.toast.show_words(say("toast.sign_judged"), seconds=3)
        self._window.reload()

    def show_page(self) -> None:
        """Show the page and put the focus on its first line."""
        window = self._window
        if not window.panes.side_open:
            window.toggle_side()
        window.side.show_page(2)
        page = window.side.matters
        first = next((row for card in page.cards.values() for row in card.rows.values()), None)
        (first or page).setFocus()
