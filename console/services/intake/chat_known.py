"""Which message of a chat is known already, and who of its senders is ours.

Numbers of messages are a chat's own: two accounts count their private chats apart, and a chat of an old export has no
id at all. So a number that is known is the same message only where it was sent at the same instant.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from console.channels.telegram.incoming import MADE, NO_NUMBER, IncomingChatMessage
from console.records.intake import Account
from console.services.intake.keeping import KEY_LENGTH, seen
from console.services.intake.wish import ImportWish
from console.store import BulkUnit, Unit, tables
from console.store.queries import intake

CHANNEL, GROUP = "telegram", "telegram_group"
_PRIVATE = {"personal_chat", "bot_chat", "private", "saved_messages", "private_chat"}
NO_ZONE = "date_without_zone"
_FARTHEST_ZONES = timedelta(hours=26)
_BETWEEN_ZONES = timedelta(minutes=15)


@dataclass(slots=True)
class Chats:
    """What an import has met: conversations to propose requests in, the homes of chats without an id, whose exports.

    `alike` are the messages of such chats by their numbers, for those that are taken in together.
    """

    touched: set[int] = field(default_factory=set)
    homes: dict[str, int] = field(default_factory=dict)
    alike: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the records hold of a message: its note and its row, or the key that it gets.

    `taken` says that another message has its number in this chat.
    """

    natural: str
    digest: str
    note: dict[str, Any] | None = None
    row: dict[str, Any] | None = None
    taken: bool = False


def kind_of(message: IncomingChatMessage) -> str:
    """Return the kind of channel of a chat."""
    return "telegram_account" if message.chat_type in _PRIVATE else GROUP


def look_ahead(unit: Unit, messages: Sequence[IncomingChatMessage], chats: Chats) -> None:
    """Ask in a few questions for what the records hold of many messages."""
    made = [one.message_id for one in messages if one.chat_id.startswith(MADE)]
    chats.alike = intake.without_chat_id(unit.connection, made, MADE) if made else {}
    if not isinstance(unit, BulkUnit) or not messages:
        return
    rows, items, talks = tables.messages.messages, tables.messages.intake_items, tables.messages.conversations
    keys = [f"{one.chat_id}/{one.message_id}"[:KEY_LENGTH] for one in messages]
    unit.ask_ahead(items, "natural_key", keys, channel_kind=CHANNEL)
    notes = [unit.find(items, natural_key=key, channel_kind=CHANNEL) for key in keys]
    unit.ask_ahead(rows, "id", [note["message_id"] for note in notes if note and note["message_id"] is not None])
    for kind, chat_id in dict.fromkeys((kind_of(one), one.chat_id[:512]) for one in messages):
        unit.ask_ahead(talks, "external_key", [chat_id], channel_kind=kind)
        talk = unit.find(talks, external_key=chat_id, channel_kind=kind)
        answers = [one.reply_to for one in messages if one.reply_to and one.chat_id == chat_id]
        if talk is not None:
            unit.ask_ahead(rows, "external_id", answers, conversation_id=talk["id"])


def look_up(unit: Unit, message: IncomingChatMessage, chats: Chats) -> Known:
    """Find a message among those that were taken in before, under any key that it may have got."""
    digest = hashlib.sha256(f"{message.text}\0{message.edited}\0{message.service}".encode()).hexdigest()
    natural = f"{message.chat_id}/{message.message_id}"
    taken = False
    note = seen(unit, CHANNEL, natural)
    row = _row(unit, note)
    if note is not None and row is not None and not _is_same(unit, message, row, note, digest):
        sent = f"{message.date and message.date.timestamp()}\0{message.from_address}"
        natural, taken = f"{natural}#{hashlib.sha256(sent.encode()).hexdigest()[:16]}", True
        note = seen(unit, CHANNEL, natural)
        row = _row(unit, note)
    if note is None and message.message_id.startswith(NO_NUMBER):
        note, row = _by_place(unit, message)
    if note is None and message.chat_id.startswith(MADE):
        note, row = _without_id(unit, message, digest, chats)
    return Known(natural=natural, digest=digest, note=note, row=row, taken=taken)


def is_ours(unit: Unit, message: IncomingChatMessage, wish: ImportWish) -> bool:
    """Return whether a sender is one of us: by an id or a handle that somebody vouches for, never by a name.

    That is the account whose chats were exported, who was named for this import, an account of the company or of an
    employee in the register, and a login of the staff.
    """
    address = (message.from_address or "").casefold()
    if not address:
        return False
    if address in wish.ours:
        return True
    account = message.account
    if account is not None and address in (account.address, account.handle.casefold()) and wish.is_ours(account):
        return True
    channels = tables.people.channels
    bare = address.removeprefix("user").removeprefix("@")
    for form in (address, bare, f"@{bare}"):
        if unit.find(channels, kind="telegram_account", address=form, official=True, active=True) is not None:
            return True
        if unit.find(channels, kind="personal_employee_account", address=form, active=True) is not None:
            return True
    return unit.find(tables.people.staff, login=address) is not None


def _row(unit: Unit, note: dict[str, Any] | None) -> dict[str, Any] | None:
    key = None if note is None else note["message_id"]
    return None if key is None else unit.find(tables.messages.messages, id=int(key))


def _by_place(unit: Unit, message: IncomingChatMessage) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Look for a message without a number under its place in the file, as it was kept once."""
    note = seen(unit, CHANNEL, f"{message.chat_id}/{message.index}")
    row = _row(unit, note)
    same = row is not None and row["raw_sha256"] == hashlib.sha256(message.raw).hexdigest()
    return (note, row) if same else (None, None)


def _is_same(unit: Unit, message: IncomingChatMessage, row: dict[str, Any], note: dict[str, Any], digest: str) -> bool:
    """Return whether a message is the one that has its number. An export without zones may be hours off."""
    if row["sent_at"] == message.date:
        return True
    if message.edited is None and not _fits(unit, message, row):
        return False
    if message.date is None or row["sent_at"] == row["received_at"]:  # one of the two says nothing of its date
        return message.edited is not None or note["content_sha256"] in (digest, "")
    without_zone = NO_ZONE in message.problems or NO_ZONE in str(row["problems"])
    apart = abs(row["sent_at"] - message.date)
    as_zones = apart <= _FARTHEST_ZONES and not apart % _BETWEEN_ZONES
    return without_zone and as_zones and row["author_address"] == (message.from_address or "")


def _fits(unit: Unit, message: IncomingChatMessage, row: dict[str, Any]) -> bool:
    """Return whether the files of a message are those that are kept, as far as both are there."""
    came = {one.sha256 for one in message.attachments} - {None}
    kept = {one["sha256"] for one in unit.find_all(tables.messages.attachments, message_id=row["id"])} - {None}
    return not came or not kept or came <= kept


def _without_id(
    unit: Unit, message: IncomingChatMessage, digest: str, chats: Chats
) -> tuple[dict[str, Any] | None, dict[str, Any] | None]:
    """Look for a message of a chat without an id in every conversation of such chats; where it is, its chat is."""
    for row in chats.alike.get(message.message_id, ()):
        if row["sent_at"] != message.date or row["author_address"] != (message.from_address or ""):
            continue
        conversation = unit.row(tables.messages.conversations, int(row["conversation_id"]))
        key = str(conversation["external_key"])
        note = seen(unit, CHANNEL, f"{key}/{message.message_id}")
        if note is None or note["message_id"] != row["id"]:
            continue
        if note["content_sha256"] in ("", digest) or message.edited is not None:
            if conversation["title"] == message.chat_name:
                chats.homes.setdefault(message.chat_id, int(conversation["id"]))
            return note, row
    return None, None
