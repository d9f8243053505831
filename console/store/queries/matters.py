"""What hangs on a request besides its question: what its customer wrote in other channels, access, kept secrets."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from console.faults import NotFound
from console.records.base import Direction, MessageId
from console.records.matters import AccessRecord
from console.store.tables.licensing import access_requests
from console.store.tables.messages import conversations, message_versions, messages
from console.store.tables.people import staff
from console.store.tables.tickets import tickets

_MOST = 60


def said_elsewhere(
    connection: Connection, *, conversation_id: int, customer_id: int, since: datetime, until: datetime
) -> tuple[tuple[str, datetime, str], ...]:
    """Return (text, instant, kind of channel) of what a customer wrote in other conversations between two instants.

    Conversations are found by the customer's requests, so that both indexes are used; the newest messages are read.
    """
    others = (
        select(tickets.c.conversation_id)
        .where(
            tickets.c.customer_id == customer_id,
            tickets.c.conversation_id != conversation_id,
            tickets.c.last_message_at >= since,
        )
        .distinct()
    )
    newest = and_(message_versions.c.message_id == messages.c.id, message_versions.c.n == messages.c.versions)
    asked = (
        select(message_versions.c.body, message_versions.c.reply_text, messages.c.sent_at, conversations.c.channel_kind)
        .select_from(
            messages.join(message_versions, newest).join(
                conversations, conversations.c.id == messages.c.conversation_id
            )
        )
        .where(
            messages.c.conversation_id.in_(others),
            messages.c.direction == Direction.INBOUND.value,
            messages.c.sent_at >= since,
            messages.c.sent_at <= until,
        )
        .order_by(messages.c.sent_at.desc())
        .limit(_MOST)
    )
    rows: Any = connection.execute(asked)
    return tuple((row.reply_text or row.body, row.sent_at, row.channel_kind) for row in rows)


def access_of(connection: Connection, ticket_id: int, *, hidden: bool = False) -> tuple[AccessRecord, ...]:
    """Return the access requests of a ticket in order, without what was given.

    Where even that column is `hidden` from who asks, dates alone say whether something is kept.
    """
    table = access_requests.c
    kept = table.given_at.is_not(None) & table.purged_at.is_(None) if hidden else table.secret.is_not(None)
    shown = [one for one in access_requests.c if one.key != "secret"]
    asked = (
        select(*shown, kept.label("kept"), staff.c.name.label("by"))
        .select_from(access_requests.outerjoin(staff, staff.c.id == table.asked_by))
        .where(table.ticket_id == ticket_id)
        .order_by(table.id)
    )
    return tuple(
        AccessRecord(
            id=row.id,
            kind=row.kind,
            state=row.state,
            purpose=row.note,
            asked_at=row.asked_at,
            by=row.by or "",
            given_at=row.given_at,
            message_id=None if row.given_message_id is None else MessageId(row.given_message_id),
            kept=bool(row.kept),
            hint=row.hint,
        )
        for row in connection.execute(asked)
    )


def secret_of(connection: Connection, access_id: int) -> tuple[int, bytes | None]:
    """Return the request that access belongs to, and what is kept of it. Raises NotFound."""
    table = access_requests.c
    row = connection.execute(select(table.ticket_id, table.secret).where(table.id == access_id)).first()
    if row is None:
        raise NotFound("no_row", table=access_requests.name, row=access_id)
    return row.ticket_id, None if row.secret is None else bytes(row.secret)
