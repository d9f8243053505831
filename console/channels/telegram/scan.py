"""A tolerant reader of large JSON: it walks to the arrays of messages and decodes one object at a time.

The file is never held whole, and nothing is looked at twice, so that the work grows with the length of the file and
with nothing else. What is not valid JSON is mended where the slip is a known one, else kept as it stands and named; the
reading goes on with the next object.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_CHUNK = 1 << 18
_MOST_OBJECT = 16 << 20
_MESSAGES = re.compile(r'"messages"\s{0,100}:\s{0,100}\[')
_LONGEST_NAME = 256
_HEAD_BACK = 4_000
_HEAD = re.compile(r'"(name|type|id)"\s{0,100}:\s{0,100}("(?:\\.|[^"\\])*"|-?\d{1,30}|null)')
_DECODER = json.JSONDecoder(strict=False)
_BETWEEN = re.compile(r"[ \t\r\n,]*")
_MARK = re.compile(r'\\.|["{}\[\]]', re.DOTALL)
_BARE = re.compile(r"[^,\]]*")
_UNREADABLE = (ValueError, RecursionError)
_OPENS = re.compile(r'\{\s{0,200}"')
# The exporter escapes control characters as no JSON reader knows it (\x0C), and wrote paths of files without quotes.
# Blanks are counted, because a repeat inside a repeat over a megabyte of them would take hours.
_MENDS = (
    (re.compile(r"(\\[^x])|\\x([0-9A-Fa-f]{2})"), lambda found: found[1] or f"\\u00{found[2]}"),
    (
        re.compile(
            r'^([ \t]*"(?:\\.|[^"\\\n])*": )(?!(?:true|false|null),?\r?$)([^\s"\[{\d-][^\n]*?)(,?)(\r?)$', re.MULTILINE
        ),
        lambda found: f"{found[1]}{json.dumps(found[2])}{found[3]}{found[4]}",
    ),
    (re.compile(r",(\s{0,200}[}\]])"), r"\1"),
    (re.compile(r'([}\]"\d]|true|false|null)([ \t\r]{0,50}\n\s{0,200}")'), r"\1,\2"),
    (re.compile(r":(\s{0,200}[,}])"), r": null\1"),
    (re.compile(r",(?=\s{0,200},)"), ""),
    (re.compile(r"([\[{]\s{0,200}),"), r"\1"),
)


@dataclass(frozen=True, slots=True)
class Head:
    """The chat whose messages follow."""

    id: str
    name: str
    type: str


@dataclass(frozen=True, slots=True)
class Found:
    """One object of an array of messages; `value` is None where it could not be read."""

    head: Head
    raw: str
    value: Any
    mended: bool


class Scanner:
    """Reads one file from its beginning to its end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._text = ""
        self._at = 0
        self._ended = False
        self.truncated = False

    def messages(self) -> Iterator[Found]:
        """Yield the objects of every array named "messages", chat by chat. Raises OSError."""
        with self._path.open("rb") as file:
            self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
            self._file = file
            before = ""
            while True:
                match = _MESSAGES.search(self._text, self._at)
                if match is None:
                    before = (before + self._text[self._at : -_LONGEST_NAME])[-_HEAD_BACK:]
                    self._at = max(self._at, len(self._text) - _LONGEST_NAME)
                    if not self._more():
                        return
                    continue
                head = _head_of((before + self._text[self._at : match.start()])[-_HEAD_BACK:])
                self._at = match.end()
                before = ""
                yield from self._array(head)

    def _array(self, head: Head) -> Iterator[Found]:
        while True:
            between = _BETWEEN.match(self._text, self._at)
            self._at = between.end() if between else self._at
            if self._at >= len(self._text):
                if not self._more():
                    self.truncated = True
                    return
                continue
            if self._text[self._at] == "]":
                self._at += 1
                return
            found = self._object(head)
            if found is None:
                self.truncated = True
                return
            yield found

    def _object(self, head: Head) -> Found | None:
        """Read what stands here: at once where it is whole and sound, else up to where its brackets close."""
        try:
            value, end = _DECODER.raw_decode(self._text, self._at)
        except _UNREADABLE:
            pass
        else:
            if end < len(self._text):
                return self._found(head, end, value)
        brackets = _Brackets(self._at)
        while (end := brackets.end(self._text)) < 0:
            if len(self._text) - self._at > _MOST_OBJECT:
                return self._rest(head)
            moved = self._at
            if not self._more():
                return self._rest(head)
            brackets.shift(moved - self._at)
        try:
            value, closed = _DECODER.raw_decode(self._text, self._at)
        except _UNREADABLE:
            return self._mended(head, end)
        return self._found(head, closed, value)

    def _found(self, head: Head, end: int, value: Any) -> Found:
        raw, self._at = self._text[self._at : end], end
        return Found(head, raw, value, mended=False)

    def _mended(self, head: Head, end: int) -> Found:
        raw, self._at = self._text[self._at : end], end
        text = raw
        for pattern, into in _MENDS:
            text = pattern.sub(into, text)
        try:
            return Found(head, raw, json.loads(text, strict=False), mended=True)
        except _UNREADABLE:
            return Found(head, raw, None, mended=True)

    def _rest(self, head: Head) -> Found | None:
        raw, self._text, self._at = self._text[self._at :], "", 0
        self.truncated = True
        return Found(head, raw, None, mended=False) if raw.strip("]} \n\r\t") else None

    def _more(self) -> bool:
        """Read on; what lies behind is let go."""
        if self._ended:
            return False
        chunk = self._file.read(_CHUNK)
        self._ended = not chunk
        self._text = self._text[self._at :] + self._decode(chunk, self._ended)
        self._at = 0
        return bool(chunk)


class _Brackets:
    """Finds where the value at a place ends by its brackets; asked again, it goes on where it stood."""

    def __init__(self, start: int) -> None:
        self._start = self._at = start
        self._depth = 0
        self._inside = False

    def shift(self, by: int) -> None:
        """Follow the text after its beginning was let go."""
        self._start -= by
        self._at -= by

    def end(self, text: str) -> int:
        """Return the end, or -1 where it is not in the text."""
        if text[self._start] not in '{["':
            bare = _BARE.match(text, self._start)
            ends = bare.end() if bare else self._start
            return ends if ends < len(text) else -1
        for match in _MARK.finditer(text, self._at):
            mark, self._at = match[0], match.end()
            if mark == '"':
                self._inside = not self._inside
            elif not self._inside and mark in "{[":
                self._depth += 1
            elif not self._inside and mark in "}]":
                self._depth -= 1
            if self._depth <= 0 and not self._inside and mark in '"}]':
                return self._at
        self._at = max(self._at, len(text) - 1)  # a last backslash waits for what it escapes
        return -1


def _head_of(text: str) -> Head:
    """Return the chat whose messages follow this text: what stands in the innermost object that is open there."""
    opened = 0
    for match in _OPENS.finditer(text):
        opened = match.start()
    text = text[opened:]
    found = {"name": "", "type": "", "id": ""}
    for match in _HEAD.finditer(text):
        try:
            value = json.loads(match[2], strict=False)
        except ValueError:
            continue
        found[match[1]] = "" if value is None else str(value)
    return Head(found["id"], found["name"], found["type"])
