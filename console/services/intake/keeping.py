"""Storing what came in: conversations, messages with versions, files, and the note that it was seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from console.records.base import Direction
from console.records.commands import new_gid
from console.records.intake import Fate
from console.store import Unit, codec, tables

KEY_LENGTH = 700
ALONE = "import"
"""What an import asks to be alone with: of two at once, each finds what the other has taken in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptFile:
    """A file to keep with a message."""

    name: str
    media_type: str
    size: int
    sha256: str | None
    content: bytes | None
    content_id: str = ""
    inline: bool = False
    missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A message to keep, whatever channel it came by."""

    conversation_id: int
    external_id: str | None
    direction: Direction
    author_name: str
    author_address: str
    sent_at: datetime
    subject: str
    text: str
    reply_text: str
    html: bytes | None = None
    raw: bytes = b""
    language: str = ""
    is_automatic: bool = False
    is_bounce: bool = False
    service_action: str | None = None
    forwarded_from: str | None = None
    reply_to_id: int | None = None
    recipients: dict[str, list[str]] = field(default_factory=dict)
    thread_ids: Sequence[str] = ()
    problems: Sequence[str] = ()
    files: Sequence[KeptFile] = ()
    contact_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """That a message was seen: what makes it the same on a second import, and what became of it."""

    channel_kind: str
    natural_key: str
    content_sha256: str
    file: str
    index: int
    fate: Fate
    reason: str = ""
    message_id: int | None = None
    ticket_id: int | None = None
    raw_sha256: str | None = None


def keep_message(unit: Unit, kept: Kept) -> int:
    """Store a message in its first version and return its key."""
    raw = unit.blob(kept.raw) if kept.raw else None
    message = unit.insert(
        tables.messages.messages,
        conversation_id=kept.conversation_id,
        external_id=kept.external_id,
        direction=kept.direction.value,
        author_name=kept.author_name,
        author_address=kept.author_address[:320],
        contact_id=kept.contact_id,
        sent_at=kept.sent_at,
        received_at=unit.at,
        reply_to_id=kept.reply_to_id,
        recipients=codec.dump_named(kept.recipients),
        thread_ids=codec.dump_named(list(kept.thread_ids)),
        is_automatic=kept.is_automatic,
        is_bounce=kept.is_bounce,
        service_action=kept.service_action,
        forwarded_from=kept.forwarded_from,
        raw_sha256=raw,
        problems=codec.dump_named(list(kept.problems)),
        language=kept.language,
    )
    add_version(unit, message, 1, kept, at=kept.sent_at, raw=raw)
    return message


def add_version(unit: Unit, message: int, n: int, kept: Kept, *, at: datetime, raw: str | None) -> None:
    """Store a version of a message with its files; version 1 is the message as it came."""
    unit.insert(
        tables.messages.message_versions,
        message_id=message,
        n=n,
        at=at,
        subject=kept.subject,
        body=kept.text,
        reply_text=kept.reply_text,
        html_sha256=unit.blob(kept.html) if kept.html else None,
        raw_sha256=raw,
    )
    for position, file in enumerate(kept.files):
        content = unit.blob(file.content) if file.content is not None else None
        unit.insert(
            tables.messages.attachments,
            message_id=message,
            version_n=n,
            position=position,
            name=file.name,
            media_type=file.media_type[:255],
            size=file.size,
            sha256=content or file.sha256,
            content_id=file.content_id[:512],
            inline=file.inline,
            missing=file.missing,
        )


def open_conversation(
    unit: Unit, *, channel_kind: str, external_key: str, title: str, at: datetime, channel_id: int | None
) -> int:
    """Return the conversation with this key, opening it where it is new."""
    return unit.insert_once(
        tables.messages.conversations,
        {"channel_kind": channel_kind, "external_key": external_key[:512]},
        title=title,
        channel_id=channel_id,
        started_at=at,
        last_message_at=at,
    )


def seen(unit: Unit, channel_kind: str, natural_key: str) -> dict[str, Any] | None:
    """Return the note of an earlier import of the same message, or None."""
    return unit.find(tables.messages.intake_items, channel_kind=channel_kind, natural_key=natural_key[:KEY_LENGTH])


def note(unit: Unit, item: Item) -> None:
    """Note that a message was seen and what became of it."""
    unit.insert(
        tables.messages.intake_items,
        gid=new_gid(),
        channel_kind=item.channel_kind,
        natural_key=item.natural_key[:KEY_LENGTH],
        content_sha256=item.content_sha256,
        source=item.file,
        source_index=item.index,
        fate=item.fate.name.lower(),
        reason=item.reason,
        message_id=item.message_id,
        ticket_id=item.ticket_id,
        raw_sha256=item.raw_sha256,
        at=unit.at,
    )
