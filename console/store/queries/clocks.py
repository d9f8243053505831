"""What the team's clocks are made of: who wrote when on many tickets, and what was closed, reopened or called back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from console.records.base import Direction
from console.store import codec
from console.store.instants import NEVER, from_micros, to_micros
from console.store.sql import Sql, ask, marks

KINDS = ("replied", "decided", "closed", "reopened", "recalled", "check_upheld", "undone")
_AT_ONCE = 400
_OURS, _THEIRS = Direction.OUTBOUND.value, Direction.INBOUND.value
_TOLD = ('"message"', '"event"', '"asks"')
STANDS = (
    "NOT EXISTS (SELECT 1 FROM outbox o WHERE o.message_id = m.id"
    f" AND (o.state = 'recalled' OR (o.state = 'held' AND o.release_at >= {to_micros(NEVER)})))"
)
"""That a message `m` was neither called back nor given back and does not wait to be checked: the customer heard it."""
_SPOKEN = (
    "SELECT s.ticket_id, m.id, m.direction, m.received_at, m.sent_at FROM ticket_spans s"
    " JOIN messages m ON m.id = s.message_id WHERE s.ticket_id IN ({}) AND m.direction IN (?, ?)"
    f" AND m.is_automatic = FALSE AND m.is_bounce = FALSE AND {STANDS} ORDER BY m.sent_at, m.id"
)
_DEEDS = (
    "SELECT e.ticket_id, e.n, e.kind, e.effective_at, e.new FROM events e WHERE e.ticket_id IN ({}) AND e.kind IN ({})"
    " ORDER BY e.ticket_id, e.n"
)


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
    """Return what was said on tickets, in order, but for what a machine wrote or the customer never heard."""
    found: dict[int, list[Spoken]] = {}
    for start in range(0, len(tickets), _AT_ONCE):
        some = marks(tickets[start : start + _AT_ONCE])
        for ticket_id, key, direction, received_at, sent_at in ask(
            connection, Sql(_SPOKEN.format(some.text), (*some.values, _OURS, _THEIRS))
        ):
            ours = direction == _OURS
            at = from_micros(sent_at if ours else received_at)
            found.setdefault(ticket_id, []).append(Spoken(id=key, ours=ours, at=at))
    return found


def deeds(connection: Connection, tickets: Sequence[int]) -> dict[int, list[Deed]]:
    """Return the events of tickets that matter to a clock, in order.

    What an event says of a message is no word of anybody, so it stands in the event itself.
    """
    found: dict[int, list[Deed]] = {}
    kinds = marks(KINDS)
    for start in range(0, len(tickets), _AT_ONCE):
        some = marks(tickets[start : start + _AT_ONCE])
        asked = Sql(_DEEDS.format(some.text, kinds.text), (*some.values, *kinds.values))
        for ticket_id, n, kind, at, told in ask(connection, asked):
            new = codec.load_dict(told) if any(word in told for word in _TOLD) else {}
            deed = Deed(
                n=n,
                kind=kind,
                at=from_micros(at),
                message=new.get("message"),
                undone=new.get("event"),
                asks=bool(new.get("asks")),
            )
            found.setdefault(ticket_id, []).append(deed)
    return found
