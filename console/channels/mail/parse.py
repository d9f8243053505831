"""One mail, from bytes to a frozen value. Content never raises: damage becomes a problem, and the raw bytes are kept.

The caps are held before a step is taken, not after. Nothing is fetched, stored or decided here.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Final

from console.channels.incoming import IncomingMail
from console.channels.mail.addresses import Address, read_addresses
from console.channels.mail.automatic import is_automatic
from console.channels.mail.body import Contents, Reader
from console.channels.mail.bounces import read_bounce
from console.channels.mail.dates import read_date
from console.channels.mail.headers import Headers
from console.channels.mail.parts import Grower, Part
from console.channels.mail.reply_text import reply_text
from console.channels.mail.words import decode_words, one_line, raw_text
from console.channels.untrusted.caps import DEFAULT_CAPS, Caps

_ID: Final = re.compile(r"<\s*([^<>]+?)\s*>")
_BARE_ID: Final = re.compile(r"[^\s<>,;]+@[^\s<>,;]+")
_MOST_SERVERS: Final = 40
_BLANKS: Final = re.compile(r"\s+")


def parse_mail(raw: bytes, *, file: str = "", index: int = 0, caps: Caps = DEFAULT_CAPS) -> IncomingMail:
    """Return what the bytes say, whatever they are.

    `file` and `index` name where they come from. Above `caps.message_bytes` only the headers are read.
    """
    problems: dict[str, None] = {}
    source = raw
    if len(raw) > caps.message_bytes:
        problems["message_too_large"] = None
        source = raw[: caps.header_bytes]
    source = _as_bytes_of_mail(source)
    root = Grower(source, caps, problems).grow(0, len(source))
    if "message_too_large" in problems:
        root.children.clear()
        contents = Contents()
    else:
        contents = Reader(source, caps, problems).read(root)
    return _mail(_Envelope(root, caps, problems), root, contents, source, raw, file=file, index=index)


def _as_bytes_of_mail(raw: bytes) -> bytes:
    """Return UTF-16 text, as editors save it, as bytes of a mail."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", errors="replace").encode()
    return raw


class _Envelope:
    """The headers of a mail as values."""

    def __init__(self, root: Part, caps: Caps, problems: dict[str, None]) -> None:
        self.headers: Headers = root.headers
        self.hint = root.parameters.get("charset") or next(
            (child.parameters["charset"] for child in root.children if "charset" in child.parameters), None
        )
        self.caps = caps
        self.problems = problems
        if not root.headers.fields:
            problems["no_headers"] = None

    def words(self, name: str) -> str:
        """Return a header of words, decoded, in one line."""
        value = self.headers.get(name)
        if not value:
            return ""
        return one_line(decode_words(raw_text(value, self.hint, self.problems), self.problems))

    def addresses(self, name: str) -> list[Address]:
        """Return the mailboxes of every header of that name."""
        found: list[Address] = []
        for value in self.headers.all(name):
            room = self.caps.addresses - len(found)
            if room <= 0:
                self.problems["too_many_addresses"] = None
                break
            found += read_addresses(raw_text(value, self.hint, self.problems), self.problems, most=room)
        return found

    def sender(self) -> Address:
        """Return who wrote the mail: From, else Sender, Reply-To or Return-Path."""
        for name in ("from", "sender", "reply-to", "return-path"):
            for found in self.addresses(name):
                if found.address or name == "from":
                    if name != "from":
                        self.problems["no_sender"] = None
                    return found
        self.problems["no_sender"] = None
        return Address(name="", address="")

    def date(self) -> datetime | None:
        """Return the instant of Date; without one, or with one that cannot be read, None."""
        value = self.headers.get("date")
        found = read_date(value.decode("latin-1")) if value else None
        if value and found is None:
            self.problems["bad_date"] = None
        return found

    def received(self) -> datetime | None:
        """Return the instant of the topmost Received that has a readable one: each server writes its own above."""
        for value in self.headers.all("received")[:_MOST_SERVERS]:
            _, divider, stamp = value.rpartition(b";")
            found = read_date(stamp.decode("latin-1")) if divider else None
            if found is not None:
                return found
        return None

    def ids(self, *names: str) -> tuple[str, ...]:
        """Return the message ids in the headers, each once, in order."""
        found: dict[str, None] = {}
        for name in names:
            for value in self.headers.all(name):
                text = raw_text(value, None, self.problems)
                found.update(dict.fromkeys(message_ids(text)))
        if len(found) > self.caps.references:
            self.problems["too_many_references"] = None
        return tuple(found)[: self.caps.references]


def message_ids(text: str) -> list[str]:
    """Return the message ids in a header's text, without angle brackets and blanks."""
    found = [_BLANKS.sub("", each) for each in _ID.findall(text)]
    return [each for each in found if each] or _BARE_ID.findall(text)


def _mail(
    envelope: _Envelope, root: Part, contents: Contents, source: bytes, raw: bytes, *, file: str, index: int
) -> IncomingMail:
    problems = envelope.problems
    ids = envelope.ids("message-id")
    answered = envelope.ids("in-reply-to")
    subject = envelope.words("subject")
    sender = envelope.sender()
    if not ids:
        problems["no_message_id"] = None
    text = contents.text
    html = "\n".join(contents.html) or None
    bounce = read_bounce(source, root, subject=subject, sender=sender.address, text=text)
    return IncomingMail(
        file=file,
        index=index,
        message_id=ids[0] if ids else None,
        in_reply_to=answered[0] if answered else None,
        references=envelope.ids("references"),
        subject=subject,
        from_name=sender.name,
        from_address=sender.address,
        to=_plain(envelope.addresses("to")),
        cc=_plain(envelope.addresses("cc")),
        reply_to=_plain(envelope.addresses("reply-to")),
        date=envelope.date(),
        text=text,
        reply_text=reply_text(contents.marked(text)),
        html=html,
        attachments=tuple(contents.files),
        is_bounce=bounce is not None,
        failed_recipients=bounce or (),
        is_automatic=bounce is not None or is_automatic(root.headers, root.media_type, subject),
        problems=tuple(problems),
        raw=raw,
        raw_sha256=hashlib.sha256(raw).hexdigest(),
        received=envelope.received(),
    )


def _plain(found: list[Address]) -> tuple[str, ...]:
    return tuple(each.address for each in found if each.address)
