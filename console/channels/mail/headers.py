"""The header block of a mail or of a part: found, divided into fields and unfolded, within the caps.

Values stay bytes; what they mean is the business of `words`, `addresses`, `dates` and `parameters`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from console.channels.untrusted.caps import Caps

_END: Final = re.compile(rb"\r?\n\r?\n|\r\r(?!\n)")
_NAME: Final = re.compile(rb"[!-9;-~]{1,200}[ \t]*:")
_BREAKS: Final = re.compile(rb"\r\n|\n|\r")
_BLANKS: Final = (b" ", b"\t")
_ENVELOPE_LINE: Final = re.compile(rb"[\r\n]*+(?:>?From [^\r\n]*+(?:\r\n|\n|\r))?")


@dataclass(slots=True)
class Headers:
    """Fields in their order, names in lower case, values unfolded bytes without blanks at their ends."""

    fields: list[tuple[str, bytes]] = field(default_factory=list)
    first: dict[str, bytes] = field(default_factory=dict)

    def get(self, name: str) -> bytes:
        """Return the first value of the name, or no bytes."""
        return self.first.get(name, b"")

    def all(self, name: str) -> list[bytes]:
        """Return every value of the name."""
        if name not in self.first:
            return []
        return [value for each, value in self.fields if each == name]

    def put(self, name: str, value: bytes) -> None:
        """Append a field."""
        self.fields.append((name, value))
        self.first.setdefault(name, value)


def read_headers(
    raw: bytes, start: int, end: int, caps: Caps, problems: dict[str, None], *, top: bool = False
) -> tuple[Headers, int]:
    """Return the fields of raw[start:end] and where its body begins.

    A line that is no field ends the headers when nothing like a field follows it; otherwise it is passed over.
    """
    if top:
        start = _past_envelope(raw, start, end)
    if raw.startswith((b"\n", b"\r"), start):
        # A part without headers begins with the empty line.
        return Headers(), start + (2 if raw.startswith(b"\r\n", start) else 1)
    found = _END.search(raw, start, end)
    stop, body = (found.start(), found.end()) if found else (end, end)
    if stop - start > caps.header_bytes:
        problems["headers_too_long"] = None
        stop = start + caps.header_bytes
    return _fields(raw[start:stop], start, body, caps, problems)


def _past_envelope(raw: bytes, start: int, end: int) -> int:
    """Return where the headers begin after a byte order mark, empty lines and the line of an mbox."""
    if raw.startswith(b"\xef\xbb\xbf", start):
        start += 3
    found = _ENVELOPE_LINE.match(raw, start, end)
    return found.end() if found else start


def _fields(block: bytes, start: int, body: int, caps: Caps, problems: dict[str, None]) -> tuple[Headers, int]:
    headers = Headers()
    lines = block.split(b"\n") if b"\n" in block else _BREAKS.split(block)
    if len(lines) > caps.header_lines:
        problems["headers_too_long"] = None
        del lines[caps.header_lines :]
    held: list[bytes] = []
    at = start
    for number, line in enumerate(lines):
        if line[:1] in _BLANKS and (held or number):
            if not line.strip() and not _goes_on(lines, number + 1):
                # An empty line with a blank in it ends the headers when the text follows it.
                body = at + len(line) + 1
                break
            if held:
                held.append(line.rstrip(b"\r"))
        elif _NAME.match(line):
            _keep(headers, held, caps, problems)
            held = [line.rstrip(b"\r")]
        elif line.strip():
            _keep(headers, held, caps, problems)
            held = _odd_line(lines, number, problems)
            if not held and not _more_fields(lines, number + 1):
                body = at
                break
        at += len(line) + 1
    _keep(headers, held, caps, problems)
    return headers, body


def _odd_line(lines: list[bytes], number: int, problems: dict[str, None]) -> list[bytes]:
    """Return the field that a line without the form of one is after all: the first one, with a blank before it."""
    problems["bad_header"] = None
    line = lines[number].strip()
    return [line] if number == 0 and lines[0][:1] in _BLANKS and _NAME.match(line) else []


def _goes_on(lines: list[bytes], start: int) -> bool:
    return any(line[:1] in _BLANKS or _NAME.match(line) for line in lines[start : start + 1])


def _more_fields(lines: list[bytes], start: int) -> bool:
    return any(_NAME.match(line) for line in lines[start : start + 3])


def _keep(headers: Headers, held: list[bytes], caps: Caps, problems: dict[str, None]) -> None:
    if not held:
        return
    line = held[0] if len(held) == 1 else b"".join(held)
    name, _, value = line.partition(b":")
    if len(value) > caps.header_length:
        problems["header_too_long"] = None
        value = value[: caps.header_length]
    if b"\0" in value:
        problems["bad_header"] = None
        value = value.replace(b"\0", b"")
    headers.put(name.rstrip().decode("ascii").lower(), value.strip())
