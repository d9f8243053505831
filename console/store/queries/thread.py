"""The order of a conversation and its words by key. The order is read whole, the words only for what is in sight."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Connection, Integer, bindparam, func, select, type_coerce

from console.records.base import Direction, Status, TicketId
from console.records.thread import Bracket, MessageVersion
from console.records.tickets import EventRecord
from console.store import chain
from console.store.codes import Codes
from console.store.prepared import Prepared
from console.store.queries import ticket_records as records
from console.store.tables.desk import outbox
from console.store.tables.ledger import events
from console.store.tables.messages import message_versions, messages
from console.store.tables.people import customers, staff
from console.store.tables.tickets import ticket_spans, tickets

_RECALLED = "recalled"
_STATUS = Codes(Status)
# What a message or the head of the ticket tells already.
_TOLD_ELSEWHERE = (
    *("opened", "received", "bounce", "ours", "says_ours", "automatic", "older"),
    *("replied", "noted", "message_edited", "letter_ready", "letter_written"),
)
_MOST_EVENTS = 2_000


def order_of_ticket(connection: Connection, ticket_id: int) -> list[tuple[int, int]]:
    """Return (microseconds, key) of every message of a ticket, in order."""
    return sorted(_OF_TICKET.all(connection, ticket=ticket_id))


def order_of_conversation(connection: Connection, conversation_id: int) -> list[tuple[int, int]]:
    """Return (microseconds, key) of every message of a whole conversation, in order."""
    return sorted(_OF_CONVERSATION.all(connection, conversation=conversation_id))


def brackets(connection: Connection, conversation_id: int) -> tuple[tuple[int, Bracket], ...]:
    """Return which request each message of a conversation belongs to, the newest request of each."""
    asked = (
        select(ticket_spans.c.message_id, tickets.c.id, tickets.c.number, tickets.c.subject, tickets.c.status)
        .join(tickets, tickets.c.id == ticket_spans.c.ticket_id)
        .where(tickets.c.conversation_id == conversation_id)
        .order_by(tickets.c.id)
    )
    known: dict[int, Bracket] = {}
    found: dict[int, Bracket] = {}
    for message, key, number, subject, status in connection.execute(asked):
        if key not in known:
            known[key] = Bracket(ticket_id=TicketId(key), number=number, subject=subject, status=_STATUS[status])
        found[message] = known[key]
    return tuple(found.items())


def requests(connection: Connection, conversation_id: int) -> dict[int, dict[str, Any]]:
    """Return the tickets of a conversation by their keys."""
    asked = select(tickets).where(tickets.c.conversation_id == conversation_id).order_by(tickets.c.id)
    return {int(row["id"]): dict(row) for row in connection.execute(asked).mappings()}


def spans(connection: Connection, conversation_id: int) -> dict[int, tuple[int, ...]]:
    """Return the messages of each ticket of a conversation, in the order of the conversation."""
    asked = (
        select(ticket_spans.c.ticket_id, messages.c.id)
        .join(messages, ticket_spans.c.message_id == messages.c.id)
        .join(tickets, tickets.c.id == ticket_spans.c.ticket_id)
        .where(tickets.c.conversation_id == conversation_id)
        .order_by(messages.c.sent_at, messages.c.id)
    )
    found: dict[int, dict[int, None]] = {}
    for ticket_id, message in connection.execute(asked):
        found.setdefault(int(ticket_id), {})[int(message)] = None
    return {ticket_id: tuple(mine) for ticket_id, mine in found.items()}


def spoken(connection: Connection, conversation_id: int) -> tuple[int, ...]:
    """Return the messages of a conversation that somebody wrote, in order."""
    asked = (
        select(messages.c.id)
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction.in_((Direction.INBOUND.value, Direction.OUTBOUND.value)),
        )
        .order_by(messages.c.sent_at, messages.c.id)
    )
    return tuple(connection.execute(asked).scalars())


def acts(connection: Connection, ticket_id: int) -> tuple[EventRecord, ...]:
    """Return the newest events of a ticket that no message tells, in order."""
    rows = _ACTS.all(connection, ticket=ticket_id, most=_MOST_EVENTS)
    whole = chain.whole(connection, [row._asdict() for row in rows])
    return tuple(records.event(row, whole) for row in reversed(rows))


def versions(connection: Connection, message_id: int) -> tuple[MessageVersion, ...]:
    """Return every version of a message, oldest first."""
    asked = (
        select(message_versions.c.n, type_coerce(message_versions.c.at, BigInteger), message_versions.c.body)
        .where(message_versions.c.message_id == message_id)
        .order_by(message_versions.c.n)
    )
    return tuple(MessageVersion(n=n, at=at, text=body) for n, at, body in connection.execute(asked))


def zone_of(connection: Connection, ticket_id: int) -> str:
    """Return the time zone of a ticket's customer, empty where it is not known."""
    return str(_ZONE.scalar(connection, ticket=ticket_id) or "")


def _ordered() -> Any:
    return (
        select(type_coerce(messages.c.sent_at, BigInteger), messages.c.id)
        .outerjoin(outbox, outbox.c.message_id == messages.c.id)
        .where(func.coalesce(outbox.c.state, "") != _RECALLED)
    )


def _of_ticket() -> Any:
    mine = select(ticket_spans.c.message_id).where(ticket_spans.c.ticket_id == bindparam("ticket"))
    return _ordered().where(messages.c.id.in_(mine))


def _acts() -> Any:
    return (
        select(events, staff.c.name.label("actor"))
        .select_from(events.outerjoin(staff, staff.c.id == events.c.staff_id))
        .where(events.c.ticket_id == bindparam("ticket"), *(events.c.kind != kind for kind in _TOLD_ELSEWHERE))
        .order_by(events.c.n.desc())
        .limit(bindparam("most", type_=Integer()))
    )


_OF_TICKET = Prepared(_of_ticket)
_OF_CONVERSATION = Prepared(lambda: _ordered().where(messages.c.conversation_id == bindparam("conversation")))
_ACTS = Prepared(_acts)
_ZONE = Prepared(
    lambda: (
        select(customers.c.time_zone)
        .join(tickets, tickets.c.customer_id == customers.c.id)
        .where(tickets.c.id == bindparam("ticket"))
    )
)
