"""What imports have seen: the quarantine, and messages that belong to no ticket yet."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, literal, or_, select

from console.records.intake import UNANSWERED, KeptBack
from console.records.tickets import MessageRecord
from console.store.queries import naming, tickets
from console.store.queries.folding import fold
from console.store.tables.licensing import access_requests
from console.store.tables.messages import attachments, blobs, conversations, intake_items, message_versions, messages
from console.store.tables.tickets import ticket_spans

QUARANTINE = "quarantine"
_AT_ONCE = 200
_MANY = 1_000


def is_quarantined(connection: Connection, sha256: str) -> bool:
    """Return whether a message with these bytes is kept in quarantine."""
    asked = select(intake_items.c.id).where(
        intake_items.c.channel_kind == QUARANTINE, intake_items.c.natural_key == f"sha:{sha256}"
    )
    return connection.execute(asked).first() is not None


def kept_of(connection: Connection, sha256: str) -> str | None:
    """Return the hash of what is kept of a message with these bytes; None where it is not kept or was erased."""
    asked = select(intake_items.c.raw_sha256).where(
        intake_items.c.channel_kind == QUARANTINE, intake_items.c.natural_key == f"sha:{sha256}"
    )
    return connection.execute(asked).scalar()


def without_digest(connection: Connection, message_id: str) -> tuple[dict[str, Any], ...]:
    """Return the notes of mails with a Message-Id that are known by their own id, in the order of their keys."""
    items = intake_items
    asked = (
        select(items)
        .join(messages, messages.c.id == items.c.message_id)
        .where(
            messages.c.external_id == message_id,
            items.c.channel_kind == "email",
            items.c.natural_key.endswith("#" + items.c.gid),
        )
        .order_by(items.c.id)
    )
    return tuple(dict(row) for row in connection.execute(asked).mappings())


def hidden_without_id(connection: Connection, senders: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """Return the notes of mails without a Message-Id in whose requests access data were hidden, by their own id.

    Only of mails from these senders, or that name theirs apart (`recipients`); with what the message says of its times.
    """
    given, near, items = ticket_spans.alias("given"), ticket_spans.alias("near"), intake_items
    found: dict[int, dict[str, Any]] = {}
    for start in range(0, len(senders), _AT_ONCE):
        wanted = [fold(literal(one)) for one in senders[start : start + _AT_ONCE]]
        asked = (
            select(items, messages.c.author_address, messages.c.recipients, messages.c.sent_at, messages.c.received_at)
            .select_from(access_requests)
            .join(given, given.c.message_id == access_requests.c.given_message_id)
            .join(near, near.c.ticket_id == given.c.ticket_id)
            .join(messages, messages.c.id == near.c.message_id)
            .join(items, items.c.message_id == messages.c.id)
            .where(
                messages.c.external_id.is_(None),
                messages.c.raw_sha256.is_(None),
                or_(fold(messages.c.author_address).in_(wanted), messages.c.recipients.contains('"from"')),
                items.c.channel_kind == "email",
                items.c.natural_key == "own:" + items.c.gid,
            )
        )
        found |= {int(row["id"]): dict(row) for row in connection.execute(asked).mappings()}
    return tuple(found[key] for key in sorted(found))


def mail_conversations(connection: Connection, message_ids: Sequence[str]) -> dict[str, int]:
    """Return the conversation by mail of each of many message ids; of several the one that had it first."""
    found: dict[str, int] = {}
    wanted = list(dict.fromkeys(message_ids))
    for start in range(0, len(wanted), _AT_ONCE):
        asked = (
            select(messages.c.external_id, messages.c.conversation_id)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(
                messages.c.external_id.in_(wanted[start : start + _AT_ONCE]), conversations.c.channel_kind == "email"
            )
            .order_by(messages.c.id)
        )
        for message_id, conversation in connection.execute(asked):
            found.setdefault(str(message_id), int(conversation))
    return found


def kept_back(connection: Connection, *, limit: int) -> tuple[KeptBack, ...]:
    """Return what is in quarantine and was not taken in since, the newest first; "" is what was found to be known."""
    found: list[KeptBack] = []
    edge = None
    while len(found) < limit:
        some = _quarantined(connection, edge)
        if not some:
            break
        came = _taken_in(connection, [row.content_sha256 for row in some])
        found += [_kept_back(row) for row in some if row.content_sha256 not in came]
        edge = some[-1].id
    return tuple(found[:limit])


def _quarantined(connection: Connection, edge: int | None) -> Sequence[Any]:
    """Return some of what is in quarantine, older than the one at the edge, with its size."""
    items = intake_items
    asked = (
        select(items, func.coalesce(blobs.c.size, 0).label("size"))
        .outerjoin(blobs, blobs.c.sha256 == items.c.raw_sha256)
        .where(items.c.channel_kind == QUARANTINE, items.c.content_sha256 != "")
        .order_by(items.c.id.desc())
        .limit(_MANY)
    )
    return connection.execute(asked if edge is None else asked.where(items.c.id < edge)).all()


def _taken_in(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Return which digests are of something that was taken in; no index has them, so many are asked for at once."""
    items = intake_items
    asked = select(items.c.raw_sha256, items.c.content_sha256).where(
        items.c.channel_kind != QUARANTINE, or_(items.c.raw_sha256.in_(digests), items.c.content_sha256.in_(digests))
    )
    return {digest for row in connection.execute(asked) for digest in row}


def _kept_back(row: Any) -> KeptBack:
    return KeptBack(
        id=row.id,
        at=row.at,
        file=row.source,
        index=row.source_index,
        reason=row.reason,
        size=row.size,
        sha256=row.raw_sha256,
        with_chat=row.raw_sha256 is not None and row.natural_key != f"sha:{row.raw_sha256}",
    )


def unanswered(connection: Connection, *, limit: int) -> tuple[KeptBack, ...]:
    """Return the mails of ours that begin a thread in which nobody has answered, the newest first.

    The note of each names no request; one that was answered since is in a request nevertheless.
    """
    taken = select(ticket_spans.c.id).where(ticket_spans.c.message_id == intake_items.c.message_id)
    newest = (message_versions.c.message_id == messages.c.id) & (message_versions.c.n == messages.c.versions)
    asked = (
        select(
            intake_items.c.id,
            intake_items.c.source,
            intake_items.c.source_index,
            messages.c.sent_at,
            messages.c.raw_sha256,
            messages.c.recipients,
            message_versions.c.subject,
            func.coalesce(blobs.c.size, 0).label("size"),
        )
        .join(messages, messages.c.id == intake_items.c.message_id)
        .join(message_versions, newest)
        .outerjoin(blobs, blobs.c.sha256 == messages.c.raw_sha256)
        .where(
            intake_items.c.channel_kind == "email",
            intake_items.c.reason == "ours",
            intake_items.c.ticket_id.is_(None),
            ~exists(taken),
        )
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
        .limit(limit)
    )
    return tuple(_of_ours(row) for row in connection.execute(asked))


def _of_ours(row: Any) -> KeptBack:
    said = json.loads(row.recipients) if row.recipients else {}
    return KeptBack(
        id=row.id,
        at=row.sent_at,
        file=row.source,
        index=row.source_index,
        reason=UNANSWERED,
        size=row.size,
        sha256=row.raw_sha256,
        subject=row.subject,
        to=tuple(str(one) for name in ("to", "cc") for one in said.get(name, ())),
    )


def kept_before(connection: Connection, before: datetime) -> tuple[int, ...]:
    """Return what was not taken in before an instant and still has its bytes."""
    asked = select(intake_items.c.id).where(
        intake_items.c.channel_kind == QUARANTINE, intake_items.c.raw_sha256.is_not(None), intake_items.c.at < before
    )
    return tuple(connection.execute(asked.order_by(intake_items.c.id)).scalars())


def kept_naming(connection: Connection, words: Sequence[str]) -> tuple[int, ...]:
    """Return what was not taken in and names one of these addresses (naming.py), in any case of letters."""
    wanted = [one.casefold().encode() for one in words if one]
    asked = select(intake_items.c.id, intake_items.c.raw_sha256).where(
        intake_items.c.channel_kind == QUARANTINE, intake_items.c.raw_sha256.is_not(None)
    )
    rows = connection.execute(asked.order_by(intake_items.c.id)).all() if wanted else ()
    found = []
    for row in rows:
        data = tickets.blob(connection, row.raw_sha256).lower()
        if any(naming.names(data, one) for one in wanted):
            found.append(int(row.id))
    return tuple(found)


def loose_messages(connection: Connection, conversation_id: int, *, limit: int) -> tuple[MessageRecord, ...]:
    """Return the messages of a conversation that belong to no ticket yet, in order."""
    return tickets.loose(connection, conversation_id, limit=limit)


def any_in_ticket(connection: Connection, message_ids: Sequence[int]) -> bool:
    """Return whether one of these messages belongs to a ticket."""
    asked = select(ticket_spans.c.id).where(ticket_spans.c.message_id.in_(message_ids)).limit(1)
    return connection.execute(asked).first() is not None


def without_chat_id(connection: Connection, message_ids: Sequence[str], made: str) -> dict[str, list[dict[str, Any]]]:
    """Return the messages with these numbers of chats that have no id, or one that begins with `made`, by number."""
    found: dict[str, list[dict[str, Any]]] = {}
    for start in range(0, len(message_ids), _AT_ONCE):
        asked = (
            select(messages)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
            .where(
                messages.c.external_id.in_(message_ids[start : start + _AT_ONCE]),
                conversations.c.channel_kind.in_(("telegram_account", "telegram_group")),
                or_(conversations.c.external_key == "", conversations.c.external_key.startswith(made)),
            )
            .order_by(messages.c.id)
        )
        for row in connection.execute(asked).mappings():
            found.setdefault(str(row["external_id"]), []).append(dict(row))
    return found


def named_parts(connection: Connection, message_id: int) -> dict[str, str]:
    """Return the hash of each file of a message by the content id that its HTML names."""
    asked = select(attachments.c.content_id, attachments.c.sha256).where(
        attachments.c.message_id == message_id, attachments.c.content_id != "", attachments.c.sha256.is_not(None)
    )
    return {str(content_id): str(sha256) for content_id, sha256 in connection.execute(asked)}
