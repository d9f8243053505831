"""What is being written: drafts, the outbox, and a letter ready to be put into a file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from console.faults import NotFound
from console.records.base import MessageId, StaffId, TicketId
from console.records.tickets import DraftFile, DraftRecord, LetterFile, LetterPart, OutboxRecord
from console.store.tables.desk import drafts as drafts_table
from console.store.tables.desk import outbox
from console.store.tables.ledger import commands
from console.store.tables.messages import attachments, blobs, conversations, message_versions, messages
from console.store.tables.tickets import tickets


def drafts(connection: Connection, ticket_id: int, staff_id: int) -> tuple[DraftRecord, ...]:
    """Return one person's drafts on a ticket."""
    asked = select(drafts_table).where(drafts_table.c.ticket_id == ticket_id, drafts_table.c.staff_id == staff_id)
    return tuple(
        DraftRecord(
            ticket_id=TicketId(row.ticket_id),
            staff_id=StaffId(row.staff_id),
            kind=row.kind,
            text=row.body,
            subject=row.subject,
            base_event=row.base_event,
            saved_at=row.saved_at,
            letter_code=row.letter_code,
            files=files_of_draft(row.context),
            letter_language=letter_of_draft(row.context)[0],
            letter_reason=letter_of_draft(row.context)[1],
        )
        for row in connection.execute(asked.order_by(drafts_table.c.kind))
    )


def files_of_draft(context: str) -> tuple[DraftFile, ...]:
    """Return the files that the context of a draft names."""
    known = json.loads(context).get("files", []) if context else []
    return tuple(DraftFile(**one) for one in known)


def letter_of_draft(context: str) -> tuple[str, str]:
    """Return the language of the letter that the context of a draft names, and the reason that goes with it."""
    known = json.loads(context).get("letter", {}) if context else {}
    return str(known.get("language", "")), str(known.get("reason", ""))


def files_of_message(connection: Connection, message_id: int) -> tuple[DraftFile, ...]:
    """Return the files of a message that we wrote."""
    asked = select(attachments).where(attachments.c.message_id == message_id).order_by(attachments.c.position)
    return tuple(
        DraftFile(name=row.name, media_type=row.media_type, size=row.size, sha256=row.sha256)
        for row in connection.execute(asked)
        if row.sha256 is not None
    )


def _parts(connection: Connection, message_id: int) -> tuple[LetterPart, ...]:
    asked = (
        select(attachments.c.name, attachments.c.media_type, blobs.c.content)
        .join(blobs, blobs.c.sha256 == attachments.c.sha256)
        .where(attachments.c.message_id == message_id)
        .order_by(attachments.c.position)
    )
    return tuple(
        LetterPart(name=name, media_type=media_type, content=bytes(content))
        for name, media_type, content in connection.execute(asked)
    )


def due_outbox(connection: Connection, now: datetime, *, limit: int, keep: bool = True) -> tuple[OutboxRecord, ...]:
    """Return messages whose time to leave has come, and those whose writer died while it held the lease.

    With `keep` nobody else takes them before the transaction ends; without it this only looks.
    """
    ripe = (outbox.c.state == "held") & (outbox.c.release_at <= now)
    left = (outbox.c.state == "ready") & (outbox.c.lease_until < now)
    asked = _entries().where(or_(ripe, left)).order_by(outbox.c.release_at, outbox.c.id).limit(limit)
    if keep and connection.dialect.name == "postgresql":
        asked = asked.with_for_update(skip_locked=True, of=outbox)
    return tuple(_entry(row) for row in connection.execute(asked))


def is_leased(connection: Connection, outbox_id: int, lease_by: str) -> bool:
    """Return whether a desk still holds the entry; nobody takes it over before the transaction ends."""
    asked = select(outbox.c.id).where(
        outbox.c.id == outbox_id, outbox.c.state == "ready", outbox.c.lease_by == lease_by
    )
    if connection.dialect.name == "postgresql":
        asked = asked.with_for_update()
    return connection.execute(asked).first() is not None


def newest_outbox(connection: Connection, *, limit: int) -> tuple[OutboxRecord, ...]:
    """Return the newest entries, whatever became of them."""
    return tuple(_entry(row) for row in connection.execute(_entries().order_by(outbox.c.id.desc()).limit(limit)))


def outbox_entry(connection: Connection, outbox_id: int) -> OutboxRecord:
    """Return one entry of the outbox. Raises NotFound."""
    row = connection.execute(_entries().where(outbox.c.id == outbox_id)).first()
    if row is None:
        raise NotFound("no_outbox_entry", entry=outbox_id)
    return _entry(row)


def letter(connection: Connection, outbox_id: int) -> LetterFile:
    """Return everything that the file of a letter needs. Raises NotFound."""
    row = connection.execute(
        select(
            outbox.c.gid,
            outbox.c.channel_kind,
            outbox.c.to_address,
            outbox.c.subject,
            messages.c.id.label("message_id"),
            messages.c.external_id,
            messages.c.author_name,
            messages.c.sent_at,
            messages.c.conversation_id,
            message_versions.c.body,
            tickets.c.number,
            conversations.c.title,
        )
        .select_from(
            outbox.join(messages, messages.c.id == outbox.c.message_id)
            .join(message_versions, message_versions.c.message_id == messages.c.id)
            .join(tickets, tickets.c.id == outbox.c.ticket_id)
            .join(conversations, conversations.c.id == messages.c.conversation_id)
        )
        .where(outbox.c.id == outbox_id, message_versions.c.n == messages.c.versions)
    ).first()
    if row is None:
        raise NotFound("no_outbox_entry", entry=outbox_id)
    return LetterFile(
        gid=row.gid,
        channel=row.channel_kind,
        to_address=row.to_address,
        subject=row.subject,
        text=row.body,
        message_id=row.external_id or row.gid,
        references=_thread(connection, row.conversation_id, row.sent_at),
        author=row.author_name,
        sent_at=row.sent_at,
        ticket_number=row.number,
        chat_title=row.title,
        files=_parts(connection, row.message_id),
    )


def _thread(connection: Connection, conversation_id: int, until: datetime) -> tuple[str, ...]:
    asked = (
        select(messages.c.external_id)
        .select_from(messages.outerjoin(outbox, outbox.c.message_id == messages.c.id))
        .where(
            func.coalesce(outbox.c.state, "") != "recalled",
            messages.c.conversation_id == conversation_id,
            messages.c.sent_at < until,
            messages.c.external_id.is_not(None),
            messages.c.direction.in_(("in", "out")),
        )
        .order_by(messages.c.sent_at.desc(), messages.c.id.desc())
        .limit(20)
    )
    return tuple(reversed(connection.execute(asked).scalars().all()))


def _entries() -> Any:
    return select(outbox, tickets.c.number).join(tickets, tickets.c.id == outbox.c.ticket_id)


def _entry(row: Any) -> OutboxRecord:
    return OutboxRecord(
        id=row.id,
        gid=row.gid,
        ticket_id=TicketId(row.ticket_id),
        ticket_number=row.number,
        message_id=MessageId(row.message_id),
        channel=row.channel_kind,
        to_address=row.to_address,
        subject=row.subject,
        state=row.state,
        release_at=row.release_at,
        path=row.path or None,
        problem=row.problem or None,
    )


def carried_out(connection: Connection, command_ids: Sequence[str]) -> frozenset[str]:
    """Return those of the acts with these ids that the database has."""
    asked = select(commands.c.id).where(commands.c.id.in_(command_ids))
    return frozenset(connection.execute(asked).scalars())
