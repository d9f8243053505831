"""What imports have seen: the quarantine, and messages that belong to no ticket yet."""

from __future__ import annotations

from sqlalchemy import Connection, select

from console.records.tickets import MessageRecord
from console.store.queries import tickets
from console.store.tables.messages import intake_items


def is_quarantined(connection: Connection, sha256: str) -> bool:
    """Return whether a message with these bytes is kept in quarantine."""
    asked = select(intake_items.c.id).where(
        intake_items.c.channel_kind == "quarantine", intake_items.c.natural_key == f"sha:{sha256}"
    )
    return connection.execute(asked).first() is not None


def loose_messages(connection: Connection, conversation_id: int, *, limit: int) -> tuple[MessageRecord, ...]:
    """Return the messages of a conversation that belong to no ticket yet, in order."""
    return tickets.loose(connection, conversation_id, limit=limit)
