"""What hiding access data needs of the database: the requests and texts around a message, and bytes to destroy."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, and_, delete, exists, select, update

from console.store.tables.ledger import event_texts, events
from console.store.tables.licensing import access_requests
from console.store.tables.messages import attachments, blobs, intake_items, message_versions, messages
from console.store.tables.tickets import ticket_spans

_REFERENCES: tuple[Any, ...] = (
    messages.c.raw_sha256,
    message_versions.c.raw_sha256,
    message_versions.c.html_sha256,
    attachments.c.sha256,
    intake_items.c.raw_sha256,
)


def tickets_of_message(connection: Connection, message_id: int) -> tuple[int, ...]:
    """Return the requests that a message belongs to."""
    asked = select(ticket_spans.c.ticket_id).where(ticket_spans.c.message_id == message_id).distinct()
    return tuple(sorted(connection.execute(asked).scalars()))


def messages_of_ticket(connection: Connection, ticket_id: int) -> tuple[int, ...]:
    """Return the messages of a request."""
    asked = select(ticket_spans.c.message_id).where(ticket_spans.c.ticket_id == ticket_id).distinct()
    return tuple(connection.execute(asked).scalars())


def kept_around(connection: Connection, message_id: int) -> tuple[bytes, ...]:
    """Return what is kept apart of the access data that were hidden in the requests of a message."""
    own, near = ticket_spans.alias("own"), ticket_spans.alias("near")
    mine = (
        select(near.c.message_id).join(own, own.c.ticket_id == near.c.ticket_id).where(own.c.message_id == message_id)
    )
    table = access_requests.c
    asked = select(table.secret).where(table.secret.is_not(None), table.given_message_id.in_(mine)).order_by(table.id)
    return tuple(bytes(one) for one in connection.execute(asked).scalars())


def texts_of_ticket(connection: Connection, ticket_id: int) -> tuple[str, ...]:
    """Return the texts of a request's messages in their newest versions, in order."""
    newest = and_(message_versions.c.message_id == messages.c.id, message_versions.c.n == messages.c.versions)
    mine = select(ticket_spans.c.message_id).where(ticket_spans.c.ticket_id == ticket_id)
    asked = (
        select(message_versions.c.body)
        .join(messages, newest)
        .where(messages.c.id.in_(mine))
        .order_by(messages.c.sent_at, messages.c.id)
    )
    return tuple(connection.execute(asked).scalars())


def erase_texts_holding(connection: Connection, ticket_id: int, words: str) -> int:
    """Erase the texts of a request's events that hold these words; salts go, digests stay. Return how many."""
    mine = select(events.c.id).where(events.c.ticket_id == ticket_id)
    found = connection.execute(
        select(event_texts.c.id, event_texts.c.body).where(
            event_texts.c.event_id.in_(mine), event_texts.c.body.is_not(None)
        )
    ).all()
    escaped = json.dumps(words, ensure_ascii=False)[1:-1]
    keys = [row.id for row in found if words in row.body or escaped in row.body]
    if keys:
        connection.execute(update(event_texts).where(event_texts.c.id.in_(keys)).values(body=None, salt=""))
    return len(keys)


def erase_version(connection: Connection, version_id: int) -> None:
    """Erase a version of a message whole; that it was there stays."""
    connection.execute(
        update(message_versions)
        .where(message_versions.c.id == version_id)
        .values(subject="", body="", reply_text="", html_sha256=None, raw_sha256=None)
    )


def overwrite_what_goes(connection: Connection) -> None:
    """Let a local database write zeros over what this connection deletes from now on; a server has no such way."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA secure_delete=ON")


def keeps_to_acts(connection: Connection) -> bool:
    """Return whether only acts of hiding and erasing may take bytes away: so a team's database has it."""
    return connection.dialect.name != "sqlite"


def drop_blob(connection: Connection, sha256: str) -> bool:
    """Destroy bytes that nothing refers to any more; return whether they are gone."""
    used = [exists(select(column).where(column == sha256)) for column in _REFERENCES]
    if any(connection.execute(select(one)).scalar() for one in used):
        return False
    gone = connection.execute(delete(blobs).where(blobs.c.sha256 == sha256))
    return bool(gone.rowcount)
