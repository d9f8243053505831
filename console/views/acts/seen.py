"""What a person has seen: a ticket looked at is read, and one is left unread by a key; undo takes that back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.records.base import TicketId
from console.services import triage
from console.views.past import Deed
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class SeenActs(QObject):
    """What a person does about what was read."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window

    def mark_read(self) -> None:
        """Remember that the ticket was seen; while the server is away that waits until it is read anew."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None and self._window.runner.away is None:
            self._window.write(lambda: triage.mark_read(desk, detail.row.id, detail.event_n), self._reload)

    def mark_unread(self) -> None:
        """Forget that the ticket was seen, and see it anew only when it is opened again."""
        detail = self._acts.detail
        if detail is not None:
            self.leave_unread(detail.row.id, detail.event_n)

    def leave_unread(self, ticket_id: TicketId, event_n: int, *, again: bool = False) -> None:
        """Forget that a ticket was seen up to an event; `again` where that was taken back before."""
        desk, words = self._window.desk, say("command.unread")
        deed = Deed(kind="unread", key=int(ticket_id), event=event_n, words=words)
        self._window.reading.leave_unread(int(ticket_id))
        self._window.write(lambda: triage.mark_unread(desk, ticket_id), partial(self._left_unread, deed, again))

    def _left_unread(self, deed: Deed, again: bool, _nothing: Any) -> None:  # noqa: FBT001 - bound here
        self._acts.past.did(deed, again=again)
        self._window.toast.show_words(say("toast.unread"), seconds=4, undo=True)
        self._window.refresh(deed.key)

    def _reload(self, _nothing: Any) -> None:
        self._window.reload()
