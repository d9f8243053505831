"""What came into a ticket after somebody began to write: messages of customers and colleagues that were not seen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from console.faults import Stale
from console.records.base import Direction, TicketId
from console.records.tickets import MessageRecord
from console.services.desk import Desk
from console.store import Unit, merging, tables
from console.store.queries import tickets

OF_COLLEAGUES = frozenset({"replied", "decided", "noted", "closed"})
"""Acts of a colleague that stop a reply which did not know of them."""

_ANSWERS = frozenset({"replied", "decided"})
_TOLD = OF_COLLEAGUES | {"received"}


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


def came_since(desk: Desk, ticket_id: TicketId, event_n: int) -> tuple[MessageRecord, ...]:
    """Return the messages that came into a ticket after an event and are not one's own, oldest first."""
    with desk.store.read() as connection:
        later = [one for one in tickets.history(connection, ticket_id) if one.n > event_n and one.kind in _TOLD]
        keys = [int(str(one.new["message"])) for one in later if isinstance(one.new, dict) and one.new.get("message")]
        found = tickets.messages_by_id(connection, ticket_id, keys)
        news = [one for one in found if one.staff_id != desk.actor.staff_id]
        if not news:  # what opened the ticket stands in no event of its own
            last = tickets.messages_of(connection, ticket_id, limit=5)
            return tuple(one for one in last if one.direction is Direction.INBOUND)[-1:]
    return tuple(sorted(news, key=lambda one: keys.index(one.id)))
