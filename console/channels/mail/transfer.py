"""Content-Transfer-Encodings undone, as far as damaged data allows; damage is named, never raised."""

from __future__ import annotations

import binascii
import quopri
import re
from typing import Final

_NOT_BASE64: Final = re.compile(rb"[^A-Za-z0-9+/=]+")
_PADDING: Final = re.compile(rb"=+")
_LETTERS: Final = re.compile(rb"[A-Za-z0-9+/]{2}")
_TAIL: Final = 4
_BAD_QP: Final = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?\n|[ \t]*\Z)")
_UU_BEGIN: Final = re.compile(rb"^begin[ \t]+[0-7]{3,4}[ \t]+([^\r\n]*)\r?\n", re.MULTILINE)
_IDENTITY: Final = frozenset(
    ("", "7bit", "8bit", "binary", "7-bit", "8-bit", "none", "plain", "utf-8", "us-ascii", "unknown")
)


def undo(raw: bytes, encoding: str, problems: dict[str, None]) -> bytes:
    """Return the bytes a part carried; an unknown encoding leaves them as they came."""
    if encoding in _IDENTITY:
        return raw
    if encoding == "base64":
        return _base64(raw, problems)
    if encoding == "quoted-printable":
        if _BAD_QP.search(raw):
            problems["bad_quoted_printable"] = None
        return quopri.decodestring(raw) if b"=" in raw else raw
    if encoding in ("x-uuencode", "uuencode", "uue", "x-uue"):
        begin = _UU_BEGIN.search(raw)
        if begin:
            return _uu(raw, begin.end(), problems)[0]
        problems["bad_uuencode"] = None
        return raw
    problems["unknown_encoding"] = None
    return raw


def _base64(raw: bytes, problems: dict[str, None]) -> bytes:
    try:
        decoded = binascii.a2b_base64(raw)
    except binascii.Error:
        problems["bad_base64"] = None
    else:
        padding = raw.find(b"=")
        if padding < 0 or len(raw) - padding < _TAIL or _LETTERS.search(raw, padding) is None:
            return decoded
    # Several pieces were encoded one by one, or the data is damaged: each piece to its padding for itself.
    pieces = _PADDING.split(_NOT_BASE64.sub(b"", raw))
    return b"".join(binascii.a2b_base64(each + b"=" * (-len(each) % 4)) for each in map(_whole, pieces) if each)


def _whole(piece: bytes) -> bytes:
    """Return the letters without a last one that stands for no byte."""
    return piece[:-1] if len(piece) % 4 == 1 else piece


def uu_files(raw: bytes, problems: dict[str, None], *, most: int) -> tuple[bytes, list[tuple[bytes, bytes]]]:
    """Return a text without the files that are uuencoded in it, and the files as (name, content)."""
    found: list[tuple[bytes, bytes]] = []
    rest: list[bytes] = []
    at = 0
    while len(found) < most:
        begin = _UU_BEGIN.search(raw, at)
        if begin is None:
            break
        content, end = _uu(raw, begin.end(), problems)
        if end == begin.end():
            rest.append(raw[at : begin.end()])
        else:
            rest.append(raw[at : begin.start()])
            found.append((begin[1].strip(), content))
        at = end
    rest.append(raw[at:])
    return b"".join(rest), found


def _uu(raw: bytes, at: int, problems: dict[str, None]) -> tuple[bytes, int]:
    """Return the decoded lines from `at`, and where the data ends; the same place when there was no data."""
    pieces: list[bytes] = []
    start = at
    while at < len(raw):
        stop = raw.find(b"\n", at)
        stop = len(raw) if stop < 0 else stop
        line = raw[at:stop].rstrip(b"\r")
        if line.strip() == b"end":
            return b"".join(pieces), min(stop + 1, len(raw))
        if not line or not 32 <= line[0] <= 96:  # noqa: PLR2004 - the letters that give a length
            break
        if line.strip():
            try:
                pieces.append(binascii.a2b_uu(line))
            except binascii.Error:
                short = _shortened(line)
                if short is None:
                    break
                pieces.append(short)
        at = stop + 1
    if not pieces:
        return b"", start
    problems["bad_uuencode"] = None
    return b"".join(pieces), min(at, len(raw))


def _shortened(line: bytes) -> bytes | None:
    """Decode a line with letters too many at its end, as old encoders wrote it."""
    wanted = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:wanted])
    except binascii.Error:
        return None
