"""What hangs on a request besides its question: messages of the same customer in other channels."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, select

from console.records.base import Direction
from console.store.tables.messages import conversations, message_versions, messages
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
