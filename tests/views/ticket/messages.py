"""Messages and threads made for the tests and the measurements of the conversation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from console.records.base import ConversationId, Direction, MessageId, TicketId
from console.records.thread import Thread
from console.records.tickets import AttachmentRecord, MessageRecord

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
_WORDS = ("the", "panel", "shows", "an", "amount", "of", "second", "orders", "without", "commission", "since", "noon")


def text_of(number: int) -> str:
    """Return words for a message: one to six lines, each message its own."""
    return "\n".join(
        f"{number}.{line} " + " ".join(_WORDS[(number + line + n) % len(_WORDS)] for n in range(8 + number % 17))
        for line in range(1 + number % 6)
    )


def message(number: int, **values: Any) -> MessageRecord:
    """Return a message; every third is ours, every tenth a note."""
    direction = Direction.NOTE if number % 10 == 0 else Direction.OUTBOUND if number % 3 == 0 else Direction.INBOUND
    at = START + timedelta(minutes=47 * number)
    made: dict[str, Any] = {
        "id": MessageId(number),
        "conversation_id": ConversationId(1),
        "direction": direction,
        "author": "Dana Kim" if direction is not Direction.INBOUND else "Ann Sorrel",
        "address": "ann@one.example",
        "staff_id": None,
        "sent_at": at,
        "received_at": at,
        "subject": "",
        "text": text_of(number),
        "reply_text": "",
        "html_sha256": None,
        "raw_sha256": None,
        "versions": 1,
        "edited_at": None,
        "is_automatic": False,
        "is_bounce": False,
        "service_action": None,
        "forwarded_from": None,
        "reply_to": None,
        "problems": (),
        "attachments": (),
    }
    made |= values
    made["reply_text"] = made["reply_text"] or made["text"]
    return MessageRecord(**made)


def file(number: int, name: str, *, size: int = 2_048, missing: bool = False) -> AttachmentRecord:
    """Return a file of a message."""
    return AttachmentRecord(
        id=number,
        name=name,
        media_type="text/plain",
        size=size,
        sha256=None if missing else f"{number:064x}",
        inline=False,
        missing=missing,
    )


def thread(*messages: MessageRecord, count: int = 0) -> Thread:
    """Return a thread of these messages, or of `count` made ones with the newest forty read."""
    found = messages or tuple(message(number) for number in range(max(1, count - 39), count + 1))
    keys = tuple(int(one.id) for one in messages) if messages else tuple(range(1, count + 1))
    instants = tuple(int((START + timedelta(minutes=47 * key)).timestamp()) * 1_000_000 for key in keys)
    return Thread(ticket_id=TicketId(1), whole=False, keys=keys, instants=instants, events=(), newest=found)
