"""A request entered by hand: pasted text, files, channel, sender and the time it was received."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.faults import BadInput
from console.records.base import Direction, Json
from console.records.commands import new_gid
from console.services.desk import Desk
from console.services.intake import opening
from console.services.intake.keeping import Kept, KeptFile, keep_message, language_of, open_conversation
from console.services.matching import Sender, match
from console.services.registry import CHANNEL_KINDS
from console.store import Unit, tables

_MOST_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEntry:
    """What a person types in: who wrote, through which channel, when it was received, what it says."""

    subject: str
    text: str
    sender_address: str
    sender_name: str
    channel_kind: str
    received_at: datetime
    channel_address: str = ""
    files: tuple[Path, ...] = ()


def enter_by_hand(desk: Desk, entry: HandEntry, *, command_id: str | None = None) -> int:
    """Open a ticket from what was typed in and return its number.

    Raises BadInput: nothing written, no sender, unknown channel, received in the future, a file that cannot be read.
    """
    _check(desk, entry)
    files = tuple(_file(path) for path in entry.files)

    applied = desk.apply(desk.command("enter", command_id=command_id), lambda unit: _enter(unit, desk, entry, files))
    return int(str(applied.result))


def _enter(unit: Unit, desk: Desk, entry: HandEntry, files: tuple[KeptFile, ...]) -> Json:
    found = match(
        unit.connection,
        Sender(
            address=entry.sender_address.strip().casefold(),
            channel_kind=entry.channel_kind,
            channel_addresses=(entry.channel_address.strip().casefold(),) if entry.channel_address else (),
            text=f"{entry.subject}\n{entry.text}",
        ),
    )
    language = language_of(f"{entry.subject}\n{entry.text}")
    conversation = open_conversation(
        unit,
        channel_kind=entry.channel_kind,
        external_key=f"hand:{new_gid()}",
        title=entry.subject,
        at=entry.received_at,
        channel_id=found.channel_id,
    )
    message = keep_message(unit, _kept(entry, conversation, language, files, found.contact_id))
    request = opening.Request(
        conversation_id=conversation,
        channel_kind=entry.channel_kind,
        subject=entry.subject,
        text=entry.text,
        messages=(message,),
        received_at=entry.received_at,
        last_at=entry.received_at,
        language=language,
        match=found,
        has_files=bool(files),
    )
    ticket = opening.open_request(unit, desk, request)
    unit.index_text(ticket, entry.text)
    return int(unit.row(tables.tickets.tickets, ticket)["number"])


def _kept(
    entry: HandEntry, conversation: int, language: str, files: tuple[KeptFile, ...], contact_id: int | None
) -> Kept:
    return Kept(
        conversation_id=conversation,
        external_id=None,
        direction=Direction.INBOUND,
        author_name=entry.sender_name.strip(),
        author_address=entry.sender_address.strip(),
        sent_at=entry.received_at,
        subject=entry.subject,
        text=entry.text,
        reply_text=entry.text,
        language=language,
        files=files,
        contact_id=contact_id,
    )


def _check(desk: Desk, entry: HandEntry) -> None:
    if not entry.text.strip() and not entry.subject.strip():
        raise BadInput("empty_text")
    if not entry.sender_address.strip():
        raise BadInput("empty_sender")
    if entry.channel_kind not in CHANNEL_KINDS:
        raise BadInput("bad_channel", kind=entry.channel_kind, address=entry.channel_address)
    if entry.received_at > desk.clock():
        raise BadInput("received_in_future")


def _file(path: Path) -> KeptFile:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput("file_too_large", file=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise BadInput("no_such_file", file=str(path)) from error
    return KeptFile(
        name=path.name,
        media_type=mimetypes.guess_type(path.name)[0] or "application/octet-stream",
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
    )
