"""Where the mails of an mbox file begin and end, found while the file is read in blocks, never as a whole.

A line counts as a separator by its form and by what stands around it, because many writers forgot to quote "From " at
the start of a line. A Content-Length that leads exactly to the next separator is believed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO, Final

_BLOCK: Final = 1024 * 1024
_CONTEXT: Final = 2_048
_HEADS: Final = (4 * 1024, 64 * 1024)
"""Bytes that are looked at for the headers of a mail: mostly the first is enough."""
_BOM: Final = b"\xef\xbb\xbf"
_MARK: Final = b"From "
_BEFORE_MARK: Final = b"\n\r" + _BOM[-1:]
_LINE: Final = re.compile(rb"From ([^\r\n]{0,1000})(?:\r\n|\n|\r)([^\r\n]{0,200})")
_CLOCK: Final = re.compile(rb"\d{1,2}:\d{2}")
_DATED: Final = re.compile(rb"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b.{1,20}\d{1,2}:\d{2}.{0,60}\d{2}", re.DOTALL)
_PLAIN: Final = re.compile(rb"[^\s@]+@\S*[ \t]*$")
_FIELD: Final = re.compile(rb">?[!-9;-~]+[ \t]*:|>?From ")
_LENGTH: Final = re.compile(rb"^Content-Length:[ \t]*(\d{1,12})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_HEADERS_END: Final = re.compile(rb"\r?\n\r?\n")


def is_mbox(head: bytes) -> bool:
    """Tell by its first bytes whether a file is an mbox."""
    start = head.removeprefix(_BOM).lstrip(b"\r\n")
    return start.startswith(b"From ") and _is_separator(start, 0)


def _is_separator(data: bytes, at: int) -> bool:
    """Tell whether the line at `at`, which begins with "From ", stands between two mails."""
    line = _LINE.match(data, at)
    if line is None:
        return False
    blank = (
        at == 0
        or data[max(at - 4, 0) : at].endswith((b"\n\n", b"\r\n\r\n", b"\r\r", b"\n\r\n"))
        or (at == len(_BOM) and data.startswith(_BOM))
    )
    field = _FIELD.match(line[2]) is not None
    if _CLOCK.search(line[1]):
        dated = _DATED.search(line[1]) is not None
        return (blank and (field or (dated and not line[2]))) or (dated and field)
    if line[1].strip() == b"-":
        return field
    return blank and field and _PLAIN.match(line[1]) is not None


def spans(file: BinaryIO) -> Iterator[tuple[int, int]]:
    """Yield where each mail begins (with its separator) and ends, in bytes of the file."""
    start = until = 0
    begun = False
    for at in _separators(file):
        if begun:
            if at < until:
                continue
            longer = _by_length(file, start)
            if longer > at:
                until = longer
                continue
            yield start, at
        start, begun = at, True
    file.seek(0, 2)
    size = file.tell()
    if begun and size > start:
        yield start, size


def _separators(file: BinaryIO) -> Iterator[int]:
    base, judged, held = 0, 0, b""
    while True:
        # Between two steps the file is read elsewhere.
        file.seek(base + len(held))
        block = file.read(_BLOCK)
        data = held + block
        # The last lines wait for what follows them.
        last = max(len(data) - _CONTEXT, 0) if block else len(data)
        at = data.find(_MARK, max(judged - base, 0), last + len(_MARK) - 1)
        while at >= 0:
            # The start of the data is the start of a line only where it is the start of the file.
            begins = data[at - 1] in _BEFORE_MARK if at else base == 0
            if begins and _is_separator(data, at):
                yield base + at
            at = data.find(_MARK, at + 1, last + len(_MARK) - 1)
        if not block:
            return
        judged = max(base + last, judged)
        keep = max(last - _CONTEXT, 0)
        base, held = base + keep, data[keep:]


def _by_length(file: BinaryIO, start: int) -> int:
    """Return where the mail at `start` ends by its Content-Length, if a separator or the end stands there; else 0."""
    ended = None
    head = b""
    for size in _HEADS:
        file.seek(start)
        head = file.read(size)
        ended = _HEADERS_END.search(head)
        if ended:
            break
    length = _LENGTH.search(head, 0, ended.start()) if ended else None
    if ended is None or length is None:
        return 0
    end = start + ended.end() + int(length[1])
    file.seek(end)
    after = file.read(_CONTEXT)
    if not after:
        return end if file.seek(0, 2) == end else 0
    rest = after.lstrip(b"\r\n")
    if not rest:
        return end
    if rest.startswith(b"From ") and _is_separator(b"\n\n" + rest, 2):
        return end + len(after) - len(rest)
    return 0
