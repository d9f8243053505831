"""How a request that is over ended, and what may be done with it: reopened, gone on with, or looked at elsewhere."""

from __future__ import annotations

from typing import Any

from console.records.base import Status, TicketId
from console.records.ending import CLOSED, JOINED, LOST, Ending
from console.records.tickets import TicketDetail
from console.services import joining
from console.services.desk import Desk
from console.store.queries import ending, tickets

_AT_WORK = (Status.OPEN, Status.WAITING, Status.SNOOZED)


def ending_of(desk: Desk, connection: Any, detail: TicketDetail) -> Ending | None:
    """Return how a request ended; None for one that is at work, waits for a person, or never was work."""
    row = detail.row
    if row.status not in (*_AT_WORK, Status.CLOSED, Status.MERGED):
        return None
    known = ending.ended(connection, row.id)
    if row.status is Status.MERGED:
        key, number = known.into or (None, None)
        return Ending(kind=JOINED, by=known.by, at=known.at, ticket_id=key, number=number)
    if row.status is not Status.CLOSED:
        return None if known.is_open else Ending(kind=LOST, by=known.by, at=known.at)
    reason = desk.agreement.agreement.closings.get(row.close_reason or "")
    goes_on = _goes_on(desk, connection, detail)
    return Ending(
        kind=CLOSED,
        clause=row.close_reason or "",
        title_en="" if reason is None else reason.en,
        title_ru="" if reason is None else reason.ru,
        by=known.by,
        at=known.at,
        ticket_id=None if goes_on is None else goes_on[0],
        number=None if goes_on is None else goes_on[1],
    )


def _goes_on(desk: Desk, connection: Any, detail: TicketDetail) -> tuple[TicketId, int] | None:
    """Return the newest follow-up that can still be joined with a closed request."""
    for one in reversed(detail.links):
        if one.kind == "followed_by" and one.status in _AT_WORK:
            follower = tickets.detail(connection, one.ticket_id, desk.actor.staff_id)
            if joining.can_join(connection, follower, desk.actor):
                return one.ticket_id, one.number
    return None
