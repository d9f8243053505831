"""Looking into a file for words that are to be left out: texts and mails can be looked through, the rest cannot.

`parts` says that single parts of a name are looked for too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import Message
from email.utils import collapse_rfc2231_value

from console.store.archived.blackout import Words
from console.store.archived.redacted_files import CLEAR, HOLDS, OPAQUE
from console.store.archived.writings import encoded_words

_HEAD = re.compile(rb"\A(?:From |[!-9;-~]+:)")
_WITH_NAMES = ("content-type", "content-disposition")
_DEEPEST = 8


def state_of(content: bytes, words: Words, depth: int = 0, *, parts: bool = False) -> str:
    """Return whether a file is clear of the words, holds some, or cannot be looked into."""
    if depth > _DEEPEST:
        return OPAQUE
    begun = content.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _HEAD.match(begun):
        mail = message_from_bytes(begun, policy=policy.compat32)
        if len(mail):
            return _mail(mail, words, depth, parts=parts)
    text = _text(content)
    if text is None:
        return HOLDS if _in_bytes(content, words) else OPAQUE
    return HOLDS if words.holds(text, parts=parts) else CLEAR


def _mail(mail: Message, words: Words, depth: int, *, parts: bool) -> str:
    found = CLEAR
    for part in mail.walk():
        if any(words.holds(one, parts=parts) for one in _heads(part)):
            return HOLDS
        if part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        state = _part(payload if isinstance(payload, bytes) else b"", part, words, depth, parts=parts)
        if state == HOLDS:
            return HOLDS
        found = OPAQUE if OPAQUE in (state, found) else CLEAR
    return found


def _heads(part: Message) -> Iterator[str]:
    """Yield the heads of a part as they read, the values of their parameters, and what stands around its parts."""
    yield " ".join(encoded_words(str(value)) for value in part.values())
    for name in _WITH_NAMES:
        for _, value in part.get_params(failobj=[], header=name):
            yield encoded_words(collapse_rfc2231_value(value))
    yield from (one for one in (part.preamble, part.epilogue) if one)


def _part(payload: bytes, part: Message, words: Words, depth: int, *, parts: bool) -> str:
    if part.get_content_maintype() != "text":
        return state_of(payload, words, depth + 1, parts=parts)
    charset = part.get_content_charset() or "utf-8"
    try:
        text = payload.decode(charset, "replace")
    except LookupError:
        text = payload.decode("utf-8", "replace")
    return HOLDS if words.holds(text, parts=parts) else CLEAR


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
