"""What the team's clocks are made of: who wrote when on many tickets, and what was closed, reopened or called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from console.records.base import Direction
from console.store import chain
from console.store.tables.ledger import events
from console.store.tables.messages import messages
from console.store.tables.tickets import ticket_spans

KINDS = ("replied", "decided", "closed", "reopened", "recalled", "undone")
_AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """A message of a ticket that a person wrote: `ours` or the customer's."""

    id: int
    ours: bool
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """An event that matters to a clock. `message` and `undone` name what it sent, called back or put back."""

    n: int
    kind: str
    at: datetime
    message: int | None
    undone: int | None
    asks: bool


def spoken(connection: Connection, tickets: Sequence[int]) -> dict[int, list[Spoken]]:
    """Return what was written on tickets, in order; what a machine wrote is left out."""
    found: dict[int, list[Spoken]] = {}
    for start in range(0, len(tickets), _AT_ONCE):
        asked = (
            select(
                ticket_spans.c.ticket_id,
                messages.c.id,
                messages.c.direction,
                messages.c.received_at,
                messages.c.sent_at,
            )
            .join(messages, messages.c.id == ticket_spans.c.message_id)
            .where(
                ticket_spans.c.ticket_id.in_(tickets[start : start + _AT_ONCE]),
                messages.c.direction.in_((Direction.INBOUND.value, Direction.OUTBOUND.value)),
                messages.c.is_automatic.is_(False),
                messages.c.is_bounce.is_(False),
            )
            .order_by(messages.c.sent_at, messages.c.id)
        )
        for ticket_id, key, direction, received_at, sent_at in connection.execute(asked):
            ours = direction == Direction.OUTBOUND.value
            found.setdefault(ticket_id, []).append(Spoken(id=key, ours=ours, at=sent_at if ours else received_at))
    return found


def deeds(connection: Connection, tickets: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the events of tickets that matter to a clock, in order."""
    found: dict[int, list[Deed]] = {}
    for start in range(0, len(tickets), _AT_ONCE):
        asked = (
            select(events.c.id, events.c.ticket_id, events.c.n, events.c.kind, events.c.effective_at)
            .add_columns(events.c.old, events.c.new)
            .where(events.c.ticket_id.in_(tickets[start : start + _AT_ONCE]), events.c.kind.in_(KINDS))
            .order_by(events.c.ticket_id, events.c.n)
        )
        rows = connection.execute(asked).mappings().all()
        whole = chain.whole(connection, [dict(row) for row in rows])
        for row in rows:
            new = whole[row["id"]][1]
            found.setdefault(row["ticket_id"], []).append(
                Deed(
                    n=row["n"],
                    kind=row["kind"],
                    at=row["effective_at"],
                    message=new.get("message"),
                    undone=new.get("event"),
                    asks=bool(new.get("asks")),
                )
            )
    return found
