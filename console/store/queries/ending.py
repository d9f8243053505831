"""How a request ended: the act that closed or joined it, and the request that it went into."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from console.records.base import TicketId
from console.store.tables.ledger import events
from console.store.tables.people import staff
from console.store.tables.tickets import tickets

_ENDS = ("closed", "joined_into", "merged")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended:
    """What is kept of the end of a request; `into` is the key and the number of the one that it went into."""

    is_open: bool
    into: tuple[TicketId, int] | None
    by: str
    at: datetime | None


def ended(connection: Connection, ticket_id: TicketId) -> Ended:
    """Return how a request ended, by the newest act that ended it; of an open one only that it is open."""
    other = tickets.alias("other")
    row = connection.execute(
        select(tickets.c.is_open, other.c.id, other.c.number)
        .select_from(tickets.outerjoin(other, other.c.id == tickets.c.merged_into_id))
        .where(tickets.c.id == ticket_id)
    ).one()
    if row.is_open:
        return Ended(is_open=True, into=None, by="", at=None)
    act = connection.execute(
        select(staff.c.name, events.c.effective_at)
        .select_from(events.outerjoin(staff, staff.c.id == events.c.staff_id))
        .where(events.c.ticket_id == ticket_id, events.c.kind.in_(_ENDS))
        .order_by(events.c.n.desc())
        .limit(1)
    ).one_or_none()
    return Ended(
        is_open=bool(row.is_open),
        into=None if row.id is None else (TicketId(int(row.id)), int(row.number)),
        by="" if act is None else act.name or "",
        at=None if act is None else act.effective_at,
    )
