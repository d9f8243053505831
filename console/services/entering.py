"""A request entered by hand: pasted text or a whole mail, files, channel, sender and the time it was received."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from console.channels.untrusted.process import BoundedWorker
from console.faults import BadInput
from console.records.base import Direction, Json
from console.records.commands import new_gid
from console.records.licensing import ChannelRecord
from console.services.desk import Desk
from console.services.intake import opening
from console.services.intake.keeping import Kept, KeptFile, keep_message, open_conversation
from console.services.intake.words import language_of
from console.services.matching import Sender, match
from console.services.registry import CHANNEL_KINDS
from console.store import Unit, tables
from console.store.queries import licensing, senders

_MOST_BYTES = 50 * 1024 * 1024
_HEADER = re.compile(
    r"^(?:from|to|cc|subject|date|received|return-path|reply-to|message-id|mime-version|content-type|delivered-to)"
    r"[ \t]*:",
    re.IGNORECASE | re.MULTILINE,
)
_FIRST = re.compile(r"^(?:[!-9;-~]{1,80}[ \t]*:|From )")
_FEWEST_HEADERS = 2
_SUGGESTED = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class HandFile:
    """A file that stands nowhere: a picture of the clipboard, an attachment of a pasted mail."""

    name: str
    content: bytes
    media_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEntry:
    """What a person enters: who wrote, through which channel, when it was received, what it says.

    `raw` is the whole mail where one was pasted; it is kept with the message.
    """

    subject: str
    text: str
    sender_address: str
    sender_name: str
    channel_kind: str
    received_at: datetime
    channel_address: str = ""
    files: tuple[Path, ...] = ()
    contents: tuple[HandFile, ...] = ()
    raw: bytes = b""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognized:
    """A whole mail in a pasted text."""

    subject: str
    sender_address: str
    sender_name: str
    to: tuple[str, ...]
    received_at: datetime | None
    text: str
    files: tuple[HandFile, ...]
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Somebody of the register who may have written."""

    address: str
    name: str
    customer: str


def enter_by_hand(desk: Desk, entry: HandEntry, *, command_id: str | None = None) -> int:
    """Open a ticket from what was entered and return its number.

    Raises BadInput: nothing written, no sender, no address of its channel, unknown channel, received in the future, a
    file that cannot be read.
    """
    _check(desk, entry)
    files = (*(_file(path) for path in entry.files), *(_content(one) for one in entry.contents))
    applied = desk.apply(desk.command("enter", command_id=command_id), lambda unit: _enter(unit, desk, entry, files))
    return int(str(applied.result))


def looks_like_mail(text: str) -> bool:
    """Return whether a text begins as a raw mail does."""
    head = text.lstrip()[:8_000].replace("\r\n", "\n").split("\n\n", maxsplit=1)[0]
    return _FIRST.match(head) is not None and len(_HEADER.findall(head)) >= _FEWEST_HEADERS


def recognize(data: bytes) -> Recognized:
    """Read a pasted mail in the bounded process. Raises BadInput for one that cannot be read."""
    with BoundedWorker() as worker:
        mail = worker.mail(data.lstrip())
    files = tuple(
        HandFile(name=one.name or "", content=one.content, media_type=one.media_type) for one in mail.attachments
    )
    return Recognized(
        subject=mail.subject,
        sender_address=mail.from_address,
        sender_name=mail.from_name,
        to=mail.to,
        received_at=mail.received or mail.date,
        text=mail.text,
        files=files,
        raw=mail.raw,
    )


def known_channels(desk: Desk) -> tuple[ChannelRecord, ...]:
    """Return the company's own channels: official ones first."""
    with desk.store.read() as connection:
        found = licensing.general_channels(connection)
    return tuple(sorted(found, key=lambda one: (not one.official, one.kind, one.address)))


def suggestions(desk: Desk, text: str) -> tuple[Suggestion, ...]:
    """Return whom of the register a beginning of an address or a name may mean."""
    if not text.strip():
        return ()
    with desk.store.read() as connection:
        found = senders.contacts_like(connection, text.strip(), limit=_SUGGESTED)
    return tuple(Suggestion(address=address, name=name, customer=customer) for address, name, customer in found)


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
        raw=entry.raw,
        recipients={"to": [entry.channel_address.strip()]} if entry.channel_address.strip() else {},
        language=language,
        files=files,
        contact_id=contact_id,
    )


def _check(desk: Desk, entry: HandEntry) -> None:
    address = entry.sender_address.strip()
    if not entry.text.strip() and not entry.subject.strip():
        raise BadInput("empty_text")
    if not address:
        raise BadInput("empty_sender")
    if entry.channel_kind not in CHANNEL_KINDS:
        raise BadInput("bad_channel", kind=entry.channel_kind, address=entry.channel_address)
    if entry.channel_kind == "email" and ("@" not in address[1:-1] or " " in address):
        raise BadInput("bad_sender_address", address=address)
    if entry.received_at > desk.clock():
        raise BadInput("received_in_future")


def _file(path: Path) -> KeptFile:
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise BadInput("file_too_large", file=path.name)
        content = path.read_bytes()
    except OSError as error:
        raise BadInput("no_such_file", file=str(path)) from error
    return _content(HandFile(name=path.name, content=content))


def _content(file: HandFile) -> KeptFile:
    if len(file.content) > _MOST_BYTES:
        raise BadInput("file_too_large", file=file.name)
    guessed = mimetypes.guess_type(file.name)[0]
    return KeptFile(
        name=file.name,
        media_type=file.media_type or guessed or "application/octet-stream",
        size=len(file.content),
        sha256=hashlib.sha256(file.content).hexdigest(),
        content=file.content,
    )
