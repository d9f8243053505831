"""What a mail channel yields: frozen values, read from bytes, without a word about tickets or a database.

`problems` are codes out of `PROBLEMS`, never sentences; the same code stands once in a mail.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from console.records.proposals import MailWords

PROBLEMS: Final = frozenset(
    (
        # A limit is passed; the rest is only in `raw`.
        "message_too_large",
        "headers_too_long",
        "header_too_long",
        "too_many_addresses",
        "too_many_references",
        "too_many_parameters",
        "too_many_parts",
        "too_deep",
        "text_too_long",
        "html_too_long",
        # Something is damaged and was read as far as it can be.
        "no_headers",
        "bad_header",
        "bad_date",
        "bad_encoded_word",
        "bad_parameter",
        "raw_8bit_header",
        "unknown_charset",
        "wrong_charset",
        "unknown_encoding",
        "bad_base64",
        "bad_quoted_printable",
        "bad_uuencode",
        "no_boundary",
        "boundary_not_found",
        "boundary_not_closed",
        # Something is absent.
        "no_sender",
        "no_message_id",
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that came with a message: its decoded bytes, and the name it claims to have, unclean, or None.

    `content_id` is without angle brackets. `inline` says that the message shows it in its text.
    """

    name: str | None
    media_type: str
    size: int
    sha256: str
    content: bytes
    content_id: str | None = None
    inline: bool = False

    def to_json(self) -> dict[str, Any]:
        """Return name, type, size and hash."""
        return {"name": self.name, "type": self.media_type, "size": self.size, "sha256": self.sha256}


@dataclass(frozen=True, slots=True, kw_only=True)
class IncomingMail:
    """One mail, read as far as it can be read; `raw` is what came, byte for byte.

    `message_id`, `in_reply_to` and `references` are without angle brackets. `to`, `cc` and `reply_to` are addresses
    without names. `date` is aware and as the mail says it, or None. `text` is the whole readable text, `reply_text`
    that without quoted history and signature, `html` the HTML body as it came, or None. `failed_recipients` are the
    addresses that a delivery report names, those still being tried included. `words` is what was worked out of its
    words beside the reading, where it was. `received` is when its last server says that it took it in, or None.
    """

    file: str
    index: int
    message_id: str | None
    in_reply_to: str | None
    references: tuple[str, ...]
    subject: str
    from_name: str
    from_address: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    reply_to: tuple[str, ...]
    date: datetime | None
    text: str
    reply_text: str
    html: str | None
    attachments: tuple[Attachment, ...]
    is_bounce: bool
    failed_recipients: tuple[str, ...]
    is_automatic: bool
    problems: tuple[str, ...]
    raw: bytes
    raw_sha256: str
    words: MailWords | None = None
    received: datetime | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the mail as a line of the command `read`, without its raw bytes."""
        return {
            "file": self.file,
            "index": self.index,
            "channel": "mail",
            "message_id": self.message_id,
            "in_reply_to": self.in_reply_to,
            "references": list(self.references),
            "subject": self.subject,
            "from_name": self.from_name,
            "from_address": self.from_address,
            "to": list(self.to),
            "cc": list(self.cc),
            "date": None if self.date is None else self.date.isoformat(),
            "text": self.text,
            "reply_text": self.reply_text,
            "attachments": [each.to_json() for each in self.attachments],
            "is_bounce": self.is_bounce,
            "failed_recipients": list(self.failed_recipients),
            "is_automatic": self.is_automatic,
            "problems": list(self.problems),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadMails:
    """Several mails that were read together; their `raw` is empty, because whoever asked has it."""

    mails: tuple[IncomingMail, ...]


@dataclass(frozen=True, slots=True)
class RawMail:
    """One mail as it stands in a file: the file, its number there, and its bytes."""

    file: str
    index: int
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A file, or the message at `index` of it, that cannot be read at all; `error` is a code, `raw` what is kept."""

    file: str
    error: str
    index: int = 0
    raw: bytes = b""

    def to_json(self) -> dict[str, Any]:
        """Return the line of the command `read`."""
        return {"file": self.file, "error": self.error}
