"""A strip over a request that goes on a closed one: which, and the way to join them. A person decides."""

from __future__ import annotations

from console.records.base import Status
from console.records.tickets import LinkRecord, TicketDetail
from console.views.kit.states import Banner
from console.views.words import say

_OPEN = (Status.OPEN, Status.WAITING, Status.SNOOZED)


def earlier_of(detail: TicketDetail) -> LinkRecord | None:
    """Return the closed request that an open one goes on, or None."""
    if detail.row.status not in _OPEN or detail.decisions:
        return None
    return next((one for one in detail.links if one.kind == "follows" and one.status is Status.CLOSED), None)


class FollowsBar(Banner):
    """Shown only where there is such a request. `acted` fires when a person wants to look at joining them."""

    def __init__(self) -> None:
        super().__init__("info", "history", "")
        self.hide()

    def show_ticket(self, detail: TicketDetail, *, may_write: bool) -> None:
        """Show what a ticket goes on."""
        found = earlier_of(detail)
        if found is not None:
            title = say("follows.title", number=found.number)
            self.say(title, found.subject, say("follows.act") if may_write else "")
        self.setVisible(found is not None)
