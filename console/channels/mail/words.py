"""Header values become text: encoded words, also broken ones, and raw bytes above ASCII.

It works on one header within the caps and is linear in it. It knows neither addresses nor dates.
"""

from __future__ import annotations

import binascii
import re
from typing import Final

from console.channels.mail.charsets import decode_text, python_charset

# The text of a Q word may hold blanks in broken mail, never a question mark that ends it.
_WORD: Final = re.compile(
    r"=\?([^\s?*=]{1,40})(?:\*[^?\s]{0,20})?\?\s?([bBqQ])\s?\?([^?]*(?:(?<!=)\?(?!=)[^?=]{0,80}){0,4}?)\?="
)
_BLANK: Final = re.compile(r"[ \t]*")
_QUOTED: Final = re.compile(rb"=([0-9A-Fa-f]{2})")
_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/]+")
_LEFT_OVER: Final = re.compile(r"=\?[^\s?]{1,40}\?[bBqQ]\?")
_FOLDS: Final = re.compile(r"[\r\n\t]+ *|\x00")


def raw_text(value: bytes, hint: str | None, problems: dict[str, None]) -> str:
    """Return a header as text with its encoded words still in it; `hint` is the charset the body declares."""
    if value.isascii():
        if b"\x1b" in value:
            return decode_text(value)[0]
        return value.decode("ascii")
    problems["raw_8bit_header"] = None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        charset = python_charset(hint) if hint else None
        # The marks of a header are ASCII; a charset in which they are something else is no charset of a header.
        of_use = charset is not None and charset not in ("utf-8", "cp1252") and not charset.startswith("utf-")
        return decode_text(value, charset if of_use else None)[0]


def decode_words(text: str, problems: dict[str, None]) -> str:
    """Return the text with every encoded word decoded; the blanks between two of them go away.

    Neighbors in the same charset are joined as bytes first, because a letter may be cut in the middle.
    """
    if "=?" not in text:
        return text
    pieces: list[str] = []
    held: list[bytes] = []
    charset = ""
    at = 0
    for word in _WORD.finditer(text):
        between = text[at : word.start()]
        adjacent = at > 0 and not between.strip()
        name = word[1].lower()
        if held and (not adjacent or name != charset):
            pieces.append(_decoded(b"".join(held), charset, problems))
            held = []
        if not adjacent:
            pieces.append(between)
        held.append(_bytes_of(word[3], word[2], problems))
        charset = name
        at = word.end()
    if held:
        pieces.append(_decoded(b"".join(held), charset, problems))
    rest = text[at:]
    if _LEFT_OVER.search(rest):
        problems["bad_encoded_word"] = None
        rest = _cut_word(rest, problems)
    pieces.append(rest)
    return "".join(pieces)


def _cut_word(rest: str, problems: dict[str, None]) -> str:
    """Decode a last encoded word that lost its end."""
    found = _LEFT_OVER.search(rest)
    if found is None:
        return rest
    body = rest[found.end() :]
    if "=?" in body or (found.group()[-2] in "bB" and " " in body.strip()):
        return rest
    name = found.group()[2:].split("?")[0].split("*")[0].lower()
    return rest[: found.start()] + _decoded(_bytes_of(body.rstrip("?= "), found.group()[-2], problems), name, problems)


def _bytes_of(text: str, kind: str, problems: dict[str, None]) -> bytes:
    raw = text.encode("utf-8", errors="surrogateescape")
    if kind in "qQ":
        return _QUOTED.sub(lambda found: bytes((int(found[1], 16),)), raw.replace(b"_", b" "))
    clean = _NOT_BASE64.sub(b"", raw)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
        problems["bad_encoded_word"] = None
    try:
        return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))
    except binascii.Error:
        problems["bad_encoded_word"] = None
        return raw


def _decoded(raw: bytes, charset: str, problems: dict[str, None]) -> str:
    text, problem = decode_text(raw, charset)
    if problem is not None:
        problems[problem] = None
    # A decoded word is one line of text; a line break in it would be a forged header.
    return _FOLDS.sub(" ", text)


def one_line(text: str) -> str:
    """Return the text with folds and NUL as blanks, without blanks at its ends."""
    return _FOLDS.sub(" ", text).strip()
