"""What came into a ticket after somebody began to write: messages of customers and colleagues that were not seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from console.faults import Stale
from console.records.base import Direction, TicketId
from console.records.tickets import DecisionRecord, EventRecord, MessageRecord
from console.services.desk import Desk
from console.store import Unit, merging, tables
from console.store.queries import tickets

OF_COLLEAGUES = frozenset({"replied", "decided", "noted", "closed"})
"""Acts of a colleague that stop a reply which did not know of them."""

_ANSWERS = frozenset({"replied", "decided"})
_ACTS = frozenset({"decided", "closed"})
_TOLD = OF_COLLEAGUES | {"received", "received_earlier", "says_ours", "message_edited"}


def newest_of_colleagues(unit: Unit, ticket_id: int, *, after: int) -> int:
    """Return the last event behind one at which a colleague wrote into a ticket or closed it, 0 for none."""
    me = int(unit.actor.staff_id)
    return merging.newest_of_others(unit.connection, ticket_id, after=after, kinds=OF_COLLEAGUES, me=me)


def require_unanswered(unit: Unit, ticket_id: int, *, after: int) -> None:
    """Raise Stale ("written_already") where the acting person answered a ticket behind an event."""
    if merging.newest_of(unit.connection, ticket_id, after=after, kinds=_ANSWERS, who=int(unit.actor.staff_id)):
        raise Stale("written_already")


def require_not_noted(unit: Unit, ticket: Mapping[str, object], text: str, *, since: datetime) -> None:
    """Raise Stale ("written_already") where the acting person noted these words on a ticket at an instant or later."""
    mine = {"staff_id": unit.actor.staff_id, "direction": Direction.NOTE.value}
    known = unit.find_all(tables.messages.messages, conversation_id=ticket["conversation_id"], **mine)
    later = [int(one["id"]) for one in known if one["sent_at"] >= since]
    texts = (unit.find_all(tables.messages.message_versions, message_id=key) for key in later)
    if any(one["body"].strip() == text.strip() for versions in texts for one in versions):
        raise Stale("written_already")


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is new on a ticket, oldest first: messages, and acts of colleagues that came with none."""

    messages: tuple[MessageRecord, ...] = ()
    acts: tuple[EventRecord, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()


def came_since(desk: Desk, ticket_id: TicketId, event_n: int) -> News:
    """Return what came into a ticket after an event and is not one's own. Raises NotFound.

    What opened a ticket stands in no event of its own: where nothing else came, it is the last word of the customer.
    """
    me = desk.actor.staff_id
    with desk.store.read() as connection:
        detail = tickets.detail(connection, ticket_id, int(me))
        later = [one for one in tickets.history(connection, ticket_id) if one.n > event_n and one.kind in _TOLD]
        told = [(one, one.new if isinstance(one.new, dict) else {}) for one in later]
        keys = [int(str(new["message"])) for _, new in told if new.get("message")]
        found = tickets.messages_by_id(connection, ticket_id, keys)
        news = sorted((one for one in found if one.staff_id != me), key=lambda one: keys.index(one.id))
        acts = tuple(
            one for one, new in told if one.kind in _ACTS and not new.get("message") and one.actor != desk.actor.name
        )
        if not news and not acts:
            last = tickets.messages_of(connection, ticket_id, limit=5)
            news = [one for one in last if one.direction is Direction.INBOUND][-1:]
    return News(messages=tuple(news), acts=acts, decisions=detail.decisions)
