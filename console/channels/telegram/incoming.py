"""A message of a chat as it came, and the exact line that `read` prints of it."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from console.records.intake import Account

_UNSOUND = re.compile("[\0\ud800-\udfff]")
_MOST_SIZE = 1 << 53
NO_NUMBER = "?"
MADE = "made:"
"""How an id begins that was made here, because the chat had none."""


def sound(text: str) -> str:
    """Return a text that every database takes: without NUL, halves of a pair joined, a lone half replaced."""
    if _UNSOUND.search(text) is None:
        return text
    return text.replace("\0", "").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def made_id(*told: object) -> str:
    """Return an id for a chat that has none, made of what is told of it: the same again for the same."""
    return MADE + hashlib.sha256(json.dumps([str(one) for one in told]).encode()).hexdigest()[:32]


def unnumbered(raw: bytes) -> str:
    """Return what stands for the number of a message that has none or cannot be read: a digest of its bytes."""
    return NO_NUMBER + hashlib.sha256(raw).hexdigest()[:16]


def file_size(value: Any) -> int:
    """Return the size that an export or an update claims, 0 where it is none."""
    return value if isinstance(value, int) and 0 <= value < _MOST_SIZE else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatFile:
    """A file of a chat message; `missing` when the export did not take it along."""

    name: str | None
    media_type: str
    size: int
    sha256: str | None
    content: bytes | None
    missing: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """A formatted part of the text, by the characters it covers."""

    kind: str
    start: int
    end: int
    url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingChatMessage:
    """One message or service entry of a chat. `date` is None where the export gives none that can be read.

    `reply_elsewhere` says that `reply_to` is a message of another chat. `account` names whose export it is, where all
    chats of an account were exported. A `chat_id` that begins with `MADE` was made here.
    """

    file: str
    index: int
    chat_id: str
    chat_name: str
    chat_type: str
    message_id: str
    from_name: str | None
    from_address: str | None
    date: datetime | None
    edited: datetime | None
    text: str
    entities: tuple[Entity, ...]
    reply_to: str | None
    forwarded_from: str | None
    service: str | None
    attachments: tuple[ChatFile, ...]
    problems: tuple[str, ...]
    raw: bytes
    reply_elsewhere: bool = False
    account: Account | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the line that `read` prints."""
        return {
            "file": self.file,
            "index": self.index,
            "channel": "telegram",
            "chat": {"id": self.chat_id, "name": self.chat_name, "type": self.chat_type},
            "message_id": self.message_id,
            "reply_to": self.reply_to,
            "from_name": self.from_name,
            "from_address": self.from_address,
            "date": None if self.date is None else self.date.isoformat(),
            "edited": None if self.edited is None else self.edited.isoformat(),
            "forwarded_from": self.forwarded_from,
            "service": self.service,
            "text": self.text,
            "attachments": [
                {"name": one.name, "type": one.media_type, "size": one.size, "sha256": one.sha256}
                for one in self.attachments
            ],
            "problems": list(self.problems),
        }
