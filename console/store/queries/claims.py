"""Tickets that somebody took and has not touched since: no act, and no words that are kept as a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, text

from console.records.base import StaffId, TicketId
from console.store.instants import from_micros, to_micros

# `team/guards/tickets.sql` holds the same for a team's database, where it is what lets a colleague's ticket go
_UNTOUCHED = (
    "t.claimed_at IS NOT NULL AND t.owner_id IS NOT NULL AND t.is_open = TRUE AND t.status = 'open'"
    " AND EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = t.id AND e.staff_id = t.owner_id"
    "   AND e.recorded_at = t.claimed_at AND e.kind = 'assigned')"
    " AND NOT EXISTS (SELECT 1 FROM events e WHERE e.ticket_id = t.id AND e.recorded_at > t.claimed_at"
    "   AND (e.staff_id = t.owner_id OR e.kind = 'referred'))"
    " AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.ticket_id = t.id AND d.staff_id = t.owner_id AND d.body <> ''"
    "   AND d.saved_at >= t.claimed_at)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A ticket with who took it and when."""

    ticket_id: TicketId
    owner_id: StaffId
    claimed_at: datetime


def untouched(connection: Connection, *, before: datetime) -> tuple[Claim, ...]:
    """Return what was taken before an instant and not touched since, the oldest first."""
    where = f"{_UNTOUCHED} AND t.claimed_at <= :before"
    asked = f"SELECT t.id, t.owner_id, t.claimed_at FROM tickets t WHERE {where} ORDER BY t.claimed_at"
    return tuple(
        Claim(ticket_id=TicketId(key), owner_id=StaffId(owner), claimed_at=from_micros(at))
        for key, owner, at in connection.execute(text(asked), {"before": to_micros(before)})
    )


def is_untouched(connection: Connection, claim: Claim) -> bool:
    """Return whether that still holds."""
    asked = f"SELECT 1 FROM tickets t WHERE t.id = :ticket AND {_UNTOUCHED}"
    return connection.execute(text(asked), {"ticket": claim.ticket_id}).first() is not None
