"""What stands still once a request is over: it was closed, or joined with another.

Nothing is decided of it, and what a decision rests on stays: tier, topic, facts, license, questions, signs, access that
is asked for, pauses. Answers and notes may be added, secrets hidden, owner and queue changed, and what runs ended.

Looked at inside the transaction, under the lock of the ticket: a colleague may have closed it since it was seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import NotAllowed
from console.records.base import Status
from console.store import Unit, tables

OVER = (Status.CLOSED.value, Status.MERGED.value)
AT_WORK = (Status.OPEN.value, Status.WAITING.value, Status.SNOOZED.value)
OPEN_AGAIN: Mapping[str, object] = {
    "status": Status.OPEN.value,
    "is_open": True,
    "closed_at": None,
    "close_reason": None,
}
"""The columns of a request that is opened again, all of which change together."""


def require_at_work(unit: Unit, ticket: Mapping[str, Any]) -> None:
    """Raise NotAllowed ("over_closed", "over_joined" with the `number` it went to) for a request that is over."""
    if ticket["status"] == Status.CLOSED.value:
        raise NotAllowed("over_closed")
    if ticket["status"] == Status.MERGED.value:
        into = ticket["merged_into_id"]
        number = ticket["number"] if into is None else unit.row(tables.tickets.tickets, int(into))["number"]
        raise NotAllowed("over_joined", number=number)


def hold_at_work(unit: Unit, ticket_id: int) -> dict[str, Any]:
    """Keep a ticket as it is until the transaction ends, and return its row. Raises NotAllowed as `require_at_work`."""
    unit.lock(ticket_id)
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    require_at_work(unit, ticket)
    return ticket


def is_lost(ticket: Mapping[str, Any]) -> bool:
    """Return whether a request is at work by its status and yet in no list or still closed; 1.0 could leave it so."""
    return ticket["status"] in AT_WORK and (not ticket["is_open"] or ticket["closed_at"] is not None)
