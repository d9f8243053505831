"""Looking into a file for words that are to be left out: texts and mails can be looked through, the rest cannot."""

from __future__ import annotations

import html
import re
from email import message_from_bytes, policy
from email.message import Message

from console.store.archived.blackout import Words
from console.store.archived.redacted_files import CLEAR, HOLDS, OPAQUE

_HEAD = re.compile(rb"\A(?:From |[!-9;-~]+:)")
_TAG = re.compile(r"<[^>]*>")
_DEEPEST = 8


def state_of(content: bytes, words: Words, depth: int = 0) -> str:
    """Return whether a file is clear of the words, holds some, or cannot be looked into."""
    if depth > _DEEPEST:
        return OPAQUE
    if _HEAD.match(content):
        mail = message_from_bytes(content, policy=policy.compat32)
        if len(mail):
            return _mail(mail, words, depth)
    text = _text(content)
    if text is None:
        return HOLDS if _in_bytes(content, words) else OPAQUE
    return HOLDS if any(words.has(one) for one in _forms(text)) else CLEAR


def _mail(mail: Message, words: Words, depth: int) -> str:
    found = CLEAR
    for part in mail.walk():
        heads = " ".join(_head(str(value)) for value in part.values())
        if words.has(heads):
            return HOLDS
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        state = _part(payload if isinstance(payload, bytes) else b"", part, words, depth)
        if state == HOLDS:
            return HOLDS
        found = OPAQUE if OPAQUE in (state, found) else CLEAR
    return found


def _part(payload: bytes, part: Message, words: Words, depth: int) -> str:
    if part.get_content_maintype() != "text":
        return state_of(payload, words, depth + 1)
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload.decode(charset, "replace")
    except LookupError:
        text = payload.decode("utf-8", "replace")
    return HOLDS if any(words.has(one) for one in _forms(text)) else CLEAR


def _head(value: str) -> str:
    from email.header import decode_header, make_header  # noqa: PLC0415 - seldom needed

    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError):
        return value


def _forms(text: str) -> tuple[str, ...]:
    """Return a text as it stands, and as it would be shown."""
    return (text, html.unescape(_TAG.sub("", text)), html.unescape(_TAG.sub(" ", text))) if "<" in text else (text,)


def _text(content: bytes) -> str | None:
    for encoding in ("utf-8-sig", "utf-16") if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig",):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text
    return None


def _in_bytes(content: bytes, words: Words) -> bool:
    ways = ("utf-8", "utf-16-le", "utf-16-be", "cp1251")
    texts = [content[shift:].decode(way, "ignore") for way in ways for shift in ((0, 1) if "16" in way else (0,))]
    return any(words.names_in(text) for text in texts)
