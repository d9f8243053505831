"""Who wrote a ticket, as the register knows the person, and whether the channel is official."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, exists, false, func, literal, or_, select

from console.store.prepared import Prepared
from console.store.queries.folding import contains, fold
from console.store.tables.ledger import events
from console.store.tables.licensing import licenses
from console.store.tables.messages import conversations, message_versions, messages
from console.store.tables.people import channels, contacts, customers, staff
from console.store.tables.tickets import decisions, facts, ticket_spans, tickets

_SENDER = Prepared(
    lambda: (
        select(contacts.c.role, contacts.c.designated)
        .join(tickets, tickets.c.contact_id == contacts.c.id)
        .where(tickets.c.id == bindparam("ticket"))
    )
)
_OFFICIAL = Prepared(
    lambda: (
        select(channels.c.official)
        .join(tickets, tickets.c.channel_id == channels.c.id)
        .where(tickets.c.id == bindparam("ticket"))
    )
)


def sender_of(connection: Connection, ticket_id: int) -> tuple[str | None, bool | None]:
    """Return the sender's role and whether the person is a designated contact; None is not known."""
    row = _SENDER.first(connection, ticket=ticket_id)
    return (None, None) if row is None else (row.role, row.designated)


def channel_official(connection: Connection, ticket_id: int) -> bool | None:
    """Return whether the channel of a ticket is official; None where the register does not know it."""
    row = _OFFICIAL.first(connection, ticket=ticket_id)
    return None if row is None else row.official


def contact_name(connection: Connection, contact_id: int | None) -> str:
    """Return the name of a contact, empty for none."""
    if contact_id is None:
        return ""
    return str(connection.execute(select(contacts.c.name).where(contacts.c.id == contact_id)).scalar() or "")


def who_chose_license(connection: Connection, ticket_id: int) -> str:
    """Return who said last which license pays for a ticket, empty where nobody did."""
    asked = (
        select(staff.c.name)
        .join(events, events.c.staff_id == staff.c.id)
        .where(events.c.ticket_id == ticket_id, events.c.kind == "license_set")
        .order_by(events.c.n.desc())
        .limit(1)
    )
    return str(connection.execute(asked).scalar() or "")


def unmatched_of(connection: Connection, address: str, *, limit: int = 200) -> tuple[int, ...]:
    """Return the open tickets without a license in which somebody writes from an address or handle."""
    asked = (
        select(tickets.c.id)
        .join(ticket_spans, ticket_spans.c.ticket_id == tickets.c.id)
        .join(messages, messages.c.id == ticket_spans.c.message_id)
        .where(
            tickets.c.is_matched.is_(False),
            tickets.c.status.in_(("open", "waiting", "snoozed", "proposed", "held")),
            messages.c.direction == "in",
            fold(messages.c.author_address) == fold(literal(address)),
        )
        .distinct()
        .order_by(tickets.c.id)
        .limit(limit)
    )
    return tuple(int(one) for one in connection.execute(asked).scalars())


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A message of a sender, as far as it tells whose it is."""

    author: str
    address: str
    subject: str
    text: str
    recipients: tuple[str, ...]
    chat: tuple[str, str]


def said_in(connection: Connection, ticket_id: int, *, limit: int = 40) -> tuple[Said, ...]:
    """Return the first messages of a ticket that are not ours, in one question."""
    asked = (
        select(
            messages.c.author_name,
            messages.c.author_address,
            messages.c.recipients,
            message_versions.c.subject,
            message_versions.c.reply_text,
            message_versions.c.body,
            conversations.c.external_key,
            conversations.c.title,
        )
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .join(conversations, conversations.c.id == messages.c.conversation_id)
        .join(
            message_versions,
            (message_versions.c.message_id == messages.c.id) & (message_versions.c.n == messages.c.versions),
        )
        .where(ticket_spans.c.ticket_id == ticket_id, messages.c.direction == "in")
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(limit)
    )
    return tuple(
        Said(
            author=row.author_name,
            address=row.author_address.casefold(),
            subject=row.subject,
            text=row.reply_text or row.body,
            recipients=_recipients(row.recipients),
            chat=(row.external_key, row.title.casefold()),
        )
        for row in connection.execute(asked)
    )


def _recipients(kept: str) -> tuple[str, ...]:
    found = json.loads(kept) if kept else {}
    return tuple(str(one).casefold() for kind in ("to", "cc") for one in found.get(kind, ()))


def license_state(connection: Connection, license_id: int) -> str | None:
    """Return the state of a license as it was computed last."""
    state = connection.execute(select(licenses.c.state_now).where(licenses.c.id == license_id)).scalar()
    return None if state is None else str(state)


def contacts_like(connection: Connection, text: str, *, limit: int) -> tuple[tuple[str, str, str], ...]:
    """Return address or handle, name and customer of contacts whose address, handle or name holds a text."""
    asked = (
        select(contacts.c.address, contacts.c.handle, contacts.c.name, customers.c.name.label("customer"))
        .join(customers, customers.c.id == contacts.c.customer_id)
        .where(
            contacts.c.active.is_(True),
            or_(*(contains(column, text) for column in (contacts.c.address, contacts.c.handle, contacts.c.name))),
        )
        .order_by(contacts.c.name, contacts.c.id)
        .limit(limit)
    )
    return tuple((row.address or row.handle, row.name, row.customer) for row in connection.execute(asked))


def written_by_others(connection: Connection, fact: str) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return of each open request by mail, by key and number, the mails of others than its sender.

    Only of those without a decision of which nothing was said of `fact`. Another contact of the customer with the same
    role is no other; a request without a contact has the writer of its first mail.
    """
    other = contacts.alias("other")
    said = exists(select(facts.c.id).where(facts.c.ticket_id == tickets.c.id, facts.c.name == fact))
    decided = exists(
        select(decisions.c.id).where(decisions.c.ticket_id == tickets.c.id, decisions.c.revoked.is_(False))
    )
    alike = (
        (other.c.customer_id == contacts.c.customer_id)
        & (other.c.role == contacts.c.role)
        & (other.c.designated == contacts.c.designated)
    )
    asked = (
        select(
            tickets.c.id,
            tickets.c.number,
            messages.c.id.label("message_id"),
            messages.c.author_address.label("author"),
            contacts.c.address,
            contacts.c.handle,
            (contacts.c.id.is_not(None) & func.coalesce(alike, false())).label("alike"),
        )
        .select_from(tickets)
        .join(ticket_spans, ticket_spans.c.ticket_id == tickets.c.id)
        .join(messages, messages.c.id == ticket_spans.c.message_id)
        .outerjoin(contacts, contacts.c.id == tickets.c.contact_id)
        .outerjoin(other, other.c.id == messages.c.contact_id)
        .where(
            tickets.c.is_open.is_(True),
            tickets.c.channel_kind == "email",
            messages.c.direction == "in",
            messages.c.is_automatic.is_(False),
            messages.c.is_bounce.is_(False),
            ~said,
            ~decided,
        )
        .order_by(tickets.c.number, messages.c.sent_at, messages.c.id)
    )
    found: dict[tuple[int, int], list[int]] = {}
    first: dict[int, str] = {}
    for row in connection.execute(asked):
        author = row.author.casefold()
        said_by = [first.setdefault(row.id, author)] if row.address is None else [row.address, row.handle or ""]
        if author not in [one.casefold() for one in said_by] and not row.alike:
            found.setdefault((int(row.id), int(row.number)), []).append(int(row.message_id))
    return {key: tuple(mine) for key, mine in found.items()}
