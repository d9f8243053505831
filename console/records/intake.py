"""What an import says of each message, and the sums of a run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Fate(StrEnum):
    """What became of one message of an import."""

    NEW_REQUEST = "new request"
    ADDED = "added to"
    MERGED = "merged"
    HELD = "held"
    IGNORED = "ignored"
    FAILED = "failed"
    DUPLICATE = "duplicate"
    HISTORY = "history"


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeLine:
    """One line of an import's report. `reason` is a code, `ticket` the number it belongs to.

    `problems` are the codes of what was damaged, `raw_sha256` names the bytes that are kept, `service` is the act that
    a chat notes by itself, where the message is one.
    """

    file: str
    index: int
    message_id: str
    subject: str
    sender: str
    fate: Fate
    reason: str
    ticket: int | None
    problems: tuple[str, ...] = ()
    raw_sha256: str | None = None
    service: str | None = None

    @property
    def is_passed(self) -> bool:
        """Return whether it stands for a file that holds no messages, which is no failure."""
        return self.fate is Fate.FAILED and self.reason in ("not_mail", "empty")


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """The person whose account of Telegram was exported: "user123", the name that is shown, and "@name" or ""."""

    address: str
    name: str
    handle: str = ""

    @property
    def told(self) -> str:
        """Return who it is in one word: "user123 (Ann)"."""
        return f"{self.address} ({self.name})" if self.name else self.address


UNANSWERED = "unanswered"
"""The reason of what is told beside the messages that were not taken in: a mail of ours that nobody has answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBack:
    """A message that an import could not take in: when, out of which file, why (a code), how many bytes.

    `sha256` names its bytes, None where they were erased. `with_chat` says that the program made them of a message of a
    chat, with its chat and its files: their hash is not that of the message. A mail of ours that nobody has answered is
    told likewise, with its `subject` and to whom it went (`to`); it was taken in and is no request.
    """

    id: int
    at: datetime
    file: str
    index: int
    reason: str
    size: int
    sha256: str | None
    subject: str = ""
    to: tuple[str, ...] = ()
    with_chat: bool = False

    @property
    def is_ours(self) -> bool:
        """Return whether it is a mail of ours that nobody has answered."""
        return self.reason == UNANSWERED


@dataclass(frozen=True, slots=True, kw_only=True)
class FilePreview:
    """A file that could be taken in: its kind (mail, mbox, telegram, updates, other), messages (None: not counted)."""

    path: str
    kind: str
    messages: int | None
    size: int
    first: datetime | None = None
    last: datetime | None = None
    chats: tuple[str, ...] = ()
    account: Account | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPreview:
    """What was chosen for an import: the first files, and the sums of all. `other` are files without messages.

    `accounts` are the people whose whole accounts were exported.
    """

    files: tuple[FilePreview, ...]
    number: int
    size: int
    other: int
    messages: int | None
    first: datetime | None
    last: datetime | None
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakeProgress:
    """How far an import is: messages read, bytes done of bytes in all, counts by fate; accounts met in exports."""

    messages: int
    bytes_done: int
    bytes_total: int
    counts: dict[str, int]
    file: str
    accounts: tuple[Account, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmatchedRow:
    """A sender that no license could be found for, with the one question to ask."""

    ticket_id: int
    number: int
    sender: str
    address: str
    channel: str
    subject: str
    question: str
    candidates: tuple[str, ...]
