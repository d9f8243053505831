"""The tree of a mail's parts: where each begins and ends in the raw bytes, and what it says it is.

Nothing is decoded here. Depth, parts and parameters are capped while the tree grows; each level is one pass of `find`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from console.channels.mail.headers import Headers, read_headers
from console.channels.mail.parameters import file_name, read_parameters
from console.channels.mail.words import raw_text
from console.channels.untrusted.caps import Caps

MESSAGES: Final = frozenset(("message/rfc822", "message/global", "message/news"))
_TYPE: Final = re.compile(r"[a-z0-9!#$&^_.+-]+/[a-z0-9!#$&^_.+-]+$")
_GUESSED_BOUNDARY: Final = re.compile(rb"(?:^|[\r\n])--([^\r\n]{1,200})(?:\r\n|\n|\r)(?=[Cc]ontent-|\r?\n)")
_LINE_ENDS: Final = (b"\n", b"\r")
_BLANKS: Final = b" \t"
_HEAD: Final = 2_000
_MOST_MISSED: Final = 100_000
"""Times the boundary may stand where it divides nothing; honest mail has none."""


@dataclass(slots=True)
class Part:
    """A part: its headers, and raw[start:end], its body; `children` of a multipart or of a message in a message."""

    headers: Headers
    media_type: str
    parameters: dict[str, str]
    disposition: str
    name: str | None
    start: int
    end: int
    depth: int
    children: list[Part] = field(default_factory=list)

    @property
    def is_multipart(self) -> bool:
        """Whether the children are parts beside each other."""
        return self.media_type.startswith("multipart/") and bool(self.children)

    @property
    def encoding(self) -> str:
        """The transfer encoding as a bare word in lower case."""
        value = self.headers.get("content-transfer-encoding")
        return value.split(b";")[0].split(b"(")[0].decode("latin-1").strip("\"' \t:").lower() if value else ""

    def walk(self) -> Iterator[Part]:
        """Yield this part and all below it in order, messages in messages included."""
        todo = [self]
        while todo:
            part = todo.pop()
            yield part
            todo.extend(reversed(part.children))


class Grower:
    """Grows the tree of one mail and counts against the caps."""

    def __init__(self, raw: bytes, caps: Caps, problems: dict[str, None]) -> None:
        self.raw = raw
        self.caps = caps
        self.problems = problems
        self.count = 0

    def grow(self, start: int, end: int, depth: int = 0, default: str = "text/plain") -> Part:
        """Return the part in raw[start:end] with everything below it."""
        self.count += 1
        headers, body = read_headers(self.raw, start, end, self.caps, self.problems, top=depth == 0)
        part = self._described(headers, body, end, depth, default)
        if part.media_type.startswith("multipart/"):
            self._divide(part)
        elif part.media_type in MESSAGES and part.encoding != "base64" and self._has_room(depth):
            part.children.append(self.grow(part.start, end, depth + 1))
        return part

    def _described(self, headers: Headers, start: int, end: int, depth: int, default: str) -> Part:
        value = headers.get("content-type")
        media_type = default
        parameters: dict[str, str] = {}
        if value:
            media_type, parameters = read_parameters(raw_text(value, None, self.problems), self.caps, self.problems)
            if not _TYPE.match(media_type):
                media_type = (
                    "text/plain" if not media_type or media_type.startswith("text") else "application/octet-stream"
                )
        disposition = ""
        more: dict[str, str] = {}
        value = headers.get("content-disposition")
        if value:
            disposition, more = read_parameters(raw_text(value, None, self.problems), self.caps, self.problems)
        return Part(
            headers=headers,
            media_type=media_type,
            parameters=parameters,
            disposition=disposition,
            name=file_name(more, parameters, self.problems) if more or parameters else None,
            start=start,
            end=end,
            depth=depth,
        )

    def _has_room(self, depth: int) -> bool:
        if depth >= self.caps.depth:
            self.problems["too_deep"] = None
            return False
        if self.count >= self.caps.parts:
            self.problems["too_many_parts"] = None
            return False
        return True

    def _divide(self, part: Part) -> None:
        if not self._has_room(part.depth):
            return
        spans, closed = self._found_spans(part)
        if not spans:
            return
        if not closed:
            self.problems["boundary_not_closed"] = None
        default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
        for start, end in spans:
            if self.count >= self.caps.parts:
                self.problems["too_many_parts"] = None
                break
            part.children.append(self.grow(start, end, part.depth + 1, default))

    def _found_spans(self, part: Part) -> tuple[list[tuple[int, int]], bool]:
        """Return where the parts lie: by the boundary as declared, read less and less strictly, at last by a guess."""
        declared = part.parameters.get("boundary", "").encode("utf-8", errors="surrogateescape")
        if declared.strip():
            for boundary, loose in ((declared, False), (declared.rstrip(), False), (declared.rstrip(), True)):
                spans, closed = self._spans(part, b"--" + boundary, loose=loose)
                if spans:
                    return spans, closed
        self.problems["boundary_not_found" if declared else "no_boundary"] = None
        guessed = _GUESSED_BOUNDARY.search(self.raw, max(part.start - 1, 0), part.end)
        if guessed is None or guessed[1].rstrip().endswith(b"--"):
            return [], False
        return self._spans(part, b"--" + guessed[1].rstrip())

    def _spans(self, part: Part, mark: bytes, *, loose: bool = False) -> tuple[list[tuple[int, int]], bool]:
        """Return where the parts of a multipart lie, and whether the closing mark was there."""
        raw, at, begun, nested, missed = self.raw, part.start, -1, 0, 0
        spans: list[tuple[int, int]] = []
        while len(spans) <= self.caps.parts:
            at = raw.find(mark, at, part.end) if missed < _MOST_MISSED else -1
            if at < 0:
                if begun >= 0:
                    spans.append((begun, part.end))
                return spans, False
            after = at + len(mark)
            closing = raw.startswith(b"--", after)
            stop = _line_end(raw, after + 2 * closing, part.end, loose=loose)
            if stop < 0 or (at > part.start and raw[at - 1 : at] not in _LINE_ENDS):
                at = after
                missed += 1
                continue
            if begun >= 0:
                spans.append((begun, _before_line(raw, begun, at)))
                # Some mailers give a multipart inside the same boundary; then the first end is not the last.
                nested += raw.find(mark[2:], begun, min(at, begun + _HEAD)) >= 0
            begun, at = (-1 if closing else stop), stop
            if closing and not nested:
                return spans, True
            nested -= closing
        return spans, True


def _line_end(raw: bytes, at: int, end: int, *, loose: bool) -> int:
    """Return where the next line begins; -1 when more than blanks stands before it and the look is not loose."""
    if loose:
        found = raw.find(b"\n", at, end)
        return end if found < 0 else found + 1
    while at < end and raw[at] in _BLANKS:
        at += 1
    if at >= end:
        return end
    if raw.startswith(b"\r\n", at):
        return at + 2
    return at + 1 if raw[at : at + 1] in _LINE_ENDS else -1


def _before_line(raw: bytes, start: int, at: int) -> int:
    """Return the end of a part without the line break that belongs to the mark after it."""
    if at > start and raw[at - 1 : at] == b"\n":
        at -= 1
        if at > start and raw[at - 1 : at] == b"\r":
            return at - 1
        return at
    return at - 1 if at > start and raw[at - 1 : at] == b"\r" else max(at, start)
