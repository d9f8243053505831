"""What erasing needs of the database: whose messages and requests those are, what refers to them, what is due."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, exists, func, literal, or_, select, tuple_

from console.records.base import Direction, Status
from console.store.tables.base import Instant
from console.store.tables.desk import drafts, outbox
from console.store.tables.ledger import commands, event_texts, events
from console.store.tables.licensing import access_requests
from console.store.tables.messages import attachments, conversations, message_versions, messages
from console.store.tables.people import contacts, customers
from console.store.tables.tickets import decisions, questions, ticket_spans, tickets
from console.store.tables.trust import erasures, retention_rules

_AT_ONCE = 400
_OTHER = tickets.alias("other")
_OVER = (Status.CLOSED.value, Status.MERGED.value)
WAITING = ("held", "ready")


def contacts_like(connection: Connection, words: str) -> list[dict[str, Any]]:
    """Return contacts by their address, handle or name, as a person types one of them."""
    word = words.strip().casefold()
    named = or_(contacts.c.address == word, contacts.c.handle == word, func.lower(contacts.c.name) == word)
    asked = select(contacts).where(named if word else contacts.c.id < 0).order_by(contacts.c.id)
    return [dict(row) for row in connection.execute(asked).mappings()]


def contact(connection: Connection, contact_id: int) -> dict[str, Any] | None:
    """Return a contact with the customer's name, or None."""
    asked = (
        select(contacts, customers.c.name.label("customer"), customers.c.kind.label("customer_kind"))
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(contacts.c.id == contact_id)
    )
    row = connection.execute(asked).mappings().first()
    return None if row is None else dict(row)


def others_of(connection: Connection, customer_id: int, contact_id: int) -> int:
    """Return how many other contacts of a customer still have a name or an address."""
    asked = select(func.count()).where(
        contacts.c.customer_id == customer_id,
        contacts.c.id != contact_id,
        or_(contacts.c.name != "", contacts.c.address != "", contacts.c.handle != ""),
    )
    return int(connection.execute(asked).scalar_one())


def requests_of(connection: Connection, contact_id: int) -> list[tuple[int, int, bool]]:
    """Return (request, number of its last event, open) of what a contact asked for."""
    asked = select(tickets.c.id, tickets.c.event_n, tickets.c.is_open).where(tickets.c.contact_id == contact_id)
    return [(int(key), int(n), bool(is_open)) for key, n, is_open in connection.execute(asked.order_by(tickets.c.id))]


def written_by(connection: Connection, contact_id: int, addresses: Collection[str]) -> list[tuple[int, int]]:
    """Return (message, its newest version) of what a contact wrote, by the entry or by an address."""
    own: Any = messages.c.contact_id == contact_id
    known = [one for one in addresses if one]
    if known:
        own = or_(own, messages.c.author_address.in_(known))
    asked = select(messages.c.id, messages.c.versions).where(own, messages.c.direction == Direction.INBOUND.value)
    return [(int(key), int(n)) for key, n in connection.execute(asked.order_by(messages.c.id))]


def messages_of(connection: Connection, requests: Sequence[int], *, ours: bool | None = None) -> list[tuple[int, int]]:
    """Return (message, its newest version) of requests; with `ours` only what we wrote, or only what we did not."""
    found: list[tuple[int, int]] = []
    for start in range(0, len(requests), _AT_ONCE):
        mine = select(ticket_spans.c.message_id).where(ticket_spans.c.ticket_id.in_(requests[start : start + _AT_ONCE]))
        asked = select(messages.c.id, messages.c.versions).where(messages.c.id.in_(mine))
        if ours is not None:
            inbound = messages.c.direction == Direction.INBOUND.value
            asked = asked.where(~inbound if ours else inbound)
        found += [(int(key), int(n)) for key, n in connection.execute(asked)]
    return sorted(set(found))


def requests_with(connection: Connection, keys: Sequence[int]) -> tuple[int, ...]:
    """Return the requests that messages belong to."""
    found: set[int] = set()
    for start in range(0, len(keys), _AT_ONCE):
        asked = select(ticket_spans.c.ticket_id).where(ticket_spans.c.message_id.in_(keys[start : start + _AT_ONCE]))
        found |= set(connection.execute(asked).scalars())
    return tuple(sorted(found))


def number(connection: Connection, column: Any, keys: Sequence[int], *more: Any) -> int:
    """Return how many rows have one of the keys in a column."""
    total = 0
    for start in range(0, len(keys), _AT_ONCE):
        asked = select(func.count()).where(column.in_(keys[start : start + _AT_ONCE]), *more)
        total += int(connection.execute(asked).scalar_one())
    return total


def sizes(connection: Connection, requests: Sequence[int], found: Sequence[int]) -> dict[str, int]:
    """Return how much hangs on requests and messages, by what it is."""
    texts = select(events.c.id).where(events.c.id == event_texts.c.event_id)
    kept = event_texts.c.body.is_not(None)
    told = 0
    for start in range(0, len(requests), _AT_ONCE):
        mine = exists(texts.where(events.c.ticket_id.in_(requests[start : start + _AT_ONCE])))
        told += int(connection.execute(select(func.count()).where(kept, mine)).scalar_one())
    return {
        "requests": len(requests),
        "messages": len(found),
        "files": number(connection, attachments.c.message_id, found, attachments.c.sha256.is_not(None)),
        "questions": number(connection, questions.c.ticket_id, requests, questions.c.body != ""),
        "decisions": number(connection, decisions.c.ticket_id, requests, decisions.c.inputs != ""),
        "texts": told,
        "secrets": number(connection, access_requests.c.ticket_id, requests, access_requests.c.secret.is_not(None)),
        "drafts": number(connection, drafts.c.ticket_id, requests),
    }


def letters_of(connection: Connection, requests: Sequence[int]) -> list[int]:
    """Return what was sent, or waits to be, of requests."""
    found: list[int] = []
    for start in range(0, len(requests), _AT_ONCE):
        asked = select(outbox.c.id).where(outbox.c.ticket_id.in_(requests[start : start + _AT_ONCE]))
        found += [int(one) for one in connection.execute(asked).scalars()]
    return found


def on_their_way(connection: Connection, requests: Sequence[int]) -> set[int]:
    """Return those of requests that have a letter which has not left yet."""
    found: set[int] = set()
    for start in range(0, len(requests), _AT_ONCE):
        some = outbox.c.ticket_id.in_(requests[start : start + _AT_ONCE])
        found |= set(connection.execute(select(outbox.c.ticket_id).where(some, outbox.c.state.in_(WAITING))).scalars())
    return found


def register_entries(connection: Connection, customer_id: int) -> list[tuple[str, str]]:
    """Return (command, result) of what was entered of a customer in the register."""
    asked = select(commands.c.id, commands.c.result).where(
        commands.c.kind.startswith("register.", autoescape=True),
        commands.c.result.contains(f'"customer":{customer_id},', autoescape=True),
    )
    return [(str(key), str(result)) for key, result in connection.execute(asked)]


# -- retention --------------------------------------------------------------------------------------------------------


def rules(connection: Connection) -> list[dict[str, Any]]:
    """Return the rules, by their subjects."""
    return [
        dict(row) for row in connection.execute(select(retention_rules).order_by(retention_rules.c.subject)).mappings()
    ]


def due(
    connection: Connection,
    subject: str,
    before: datetime,
    limit: int | None = None,
    *,
    behind: tuple[datetime, int] | None = None,
) -> list[tuple[datetime, int]]:
    """Return the closed requests that a rule of a subject has something to take from: closing and key, oldest first.

    A run goes on `behind` the last one that it took.
    One that shares a message with a request that is not due yet is left, and so is one with a letter on its way.
    """
    on_its_way = select(outbox.c.id).where(outbox.c.ticket_id == tickets.c.id, outbox.c.state.in_(WAITING))
    asked = _DUE[subject](select(tickets.c.id).where(tickets.c.status == Status.CLOSED.value))
    if subject != "secrets":  # no letter and no other request needs one
        asked = asked.where(~exists(on_its_way), ~exists(_needed_elsewhere(before)))
    if behind is not None:
        asked = asked.where(
            tuple_(tickets.c.closed_at, tickets.c.id) > tuple_(literal(behind[0], Instant()), literal(behind[1]))
        )
    asked = asked.add_columns(tickets.c.closed_at).where(tickets.c.closed_at < before)
    asked = asked.order_by(tickets.c.closed_at, tickets.c.id)
    rows = connection.execute(asked if limit is None else asked.limit(limit))
    return [(closed_at, int(key)) for key, closed_at in rows]


def talked_on(connection: Connection, ticket_id: int, before: datetime) -> bool:
    """Return whether the conversation of a request has another one that is not due yet."""
    mine = select(tickets.c.conversation_id).where(tickets.c.id == ticket_id).scalar_subquery()
    asked = select(_OTHER.c.id).where(_OTHER.c.conversation_id == mine, _OTHER.c.id != ticket_id, _young(before))
    return connection.execute(asked.limit(1)).first() is not None


def shared_title(connection: Connection, ticket_id: int, apart_from: Sequence[int]) -> str | None:
    """Return the title of the conversation of a request where others of it stand in it too, not named here; or None."""
    mine = select(tickets.c.conversation_id).where(tickets.c.id == ticket_id).scalar_subquery()
    standing = select(_OTHER.c.id).where(_OTHER.c.conversation_id == conversations.c.id, _OTHER.c.id.not_in(apart_from))
    asked = select(conversations.c.title).where(conversations.c.id == mine, exists(standing))
    return connection.execute(asked).scalar()


def _young(before: datetime) -> Any:
    """Return the condition that another request is open, or was closed too late to be due."""
    return or_(_OTHER.c.status.not_in(_OVER), _OTHER.c.closed_at >= before)


def _needed_elsewhere(before: datetime) -> Select[Any]:
    mine, theirs = ticket_spans.alias("mine"), ticket_spans.alias("theirs")
    return (
        select(mine.c.id)
        .join(theirs, theirs.c.message_id == mine.c.message_id)
        .join(_OTHER, _OTHER.c.id == theirs.c.ticket_id)
        .where(mine.c.ticket_id == tickets.c.id, _OTHER.c.id != tickets.c.id, _young(before))
    )


def _with_words(asked: Select[Any]) -> Select[Any]:
    newest = and_(message_versions.c.message_id == messages.c.id, message_versions.c.body != "")
    said = (
        select(ticket_spans.c.id)
        .join(messages, messages.c.id == ticket_spans.c.message_id)
        .join(message_versions, newest)
        .where(ticket_spans.c.ticket_id == tickets.c.id)
    )
    return asked.where(or_(tickets.c.subject != "", exists(said)))


def _with_originals(asked: Select[Any]) -> Select[Any]:
    raw = (
        select(ticket_spans.c.id)
        .join(messages, messages.c.id == ticket_spans.c.message_id)
        .where(ticket_spans.c.ticket_id == tickets.c.id, messages.c.raw_sha256.is_not(None))
    )
    return asked.where(exists(raw))


def _with_files(asked: Select[Any]) -> Select[Any]:
    held = (
        select(ticket_spans.c.id)
        .join(attachments, attachments.c.message_id == ticket_spans.c.message_id)
        .where(ticket_spans.c.ticket_id == tickets.c.id, attachments.c.sha256.is_not(None))
    )
    return asked.where(exists(held))


def _with_secrets(asked: Select[Any]) -> Select[Any]:
    kept = select(access_requests.c.id).where(
        access_requests.c.ticket_id == tickets.c.id, access_requests.c.secret.is_not(None)
    )
    return asked.where(exists(kept))


_DUE: dict[str, Any] = {
    "closed_tickets": _with_words,
    "raw_originals": _with_originals,
    "attachments": _with_files,
    "secrets": _with_secrets,
}


def erased(connection: Connection, limit: int = 200) -> list[dict[str, Any]]:
    """Return what was erased, newest first: who, when, why and how much; never what it said."""
    asked = select(erasures).order_by(erasures.c.at.desc(), erasures.c.id.desc()).limit(limit)
    return [dict(row) for row in connection.execute(asked).mappings()]
