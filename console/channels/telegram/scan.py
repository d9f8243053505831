"""A tolerant reader of large JSON: it walks to the arrays of messages and decodes one object at a time.

The file is never held whole. What is not valid JSON is mended where the slip is a known one, else kept as it stands and
named; the reading goes on with the next object.
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
_MESSAGES = re.compile(r'"messages"\s*:\s*\[')
_HEAD_BACK = 4_000
_HEAD = re.compile(r'"(name|type|id)"\s*:\s*("(?:\\.|[^"\\])*"|-?\d+|null)')
_DECODER = json.JSONDecoder(strict=False)
_MENDS = (
    (re.compile(r",(\s*[}\]])"), r"\1"),
    (re.compile(r'([}\]"\d]|true|false|null)(\s*\n\s*")'), r"\1,\2"),
    (re.compile(r":(\s*[,}])"), r": null\1"),
    (re.compile(r",(\s*,)+"), ","),
    (re.compile(r"([\[{]\s*),"), r"\1"),
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
        self._ended = False
        self.truncated = False

    def messages(self) -> Iterator[Found]:
        """Yield the objects of every array named "messages", chat by chat. Raises OSError."""
        with self._path.open("rb") as file:
            self._decode = codecs.getincrementaldecoder("utf-8-sig")("replace").decode
            self._file = file
            before = ""
            while True:
                match = _MESSAGES.search(self._text)
                if match is None:
                    before = (before + self._text)[-_HEAD_BACK:]
                    if not self._more(keep=64):
                        return
                    continue
                head = _head_of((before + self._text[: match.start()])[-_HEAD_BACK:])
                self._text = self._text[match.end() :]
                before = ""
                yield from self._array(head)

    def _array(self, head: Head) -> Iterator[Found]:
        while True:
            self._text = self._text.lstrip(" \t\r\n,")
            if not self._text:
                if not self._more():
                    self.truncated = True
                    return
                continue
            if self._text[0] == "]":
                self._text = self._text[1:]
                return
            found = self._object(head)
            if found is None:
                self.truncated = True
                return
            yield found

    def _object(self, head: Head) -> Found | None:
        while True:
            try:
                value, end = _DECODER.raw_decode(self._text)
            except ValueError:
                end = _end_of(self._text)
                if end < 0:
                    if len(self._text) < _MOST_OBJECT and self._more():
                        continue
                    return self._rest(head)
                raw, self._text = self._text[:end], self._text[end:]
                return _mended(head, raw)
            if end == len(self._text) and self._more():
                continue  # a number at the end of a chunk may go on
            raw, self._text = self._text[:end], self._text[end:]
            return Found(head, raw, value, mended=False)

    def _rest(self, head: Head) -> Found | None:
        raw, self._text = self._text, ""
        self.truncated = True
        return Found(head, raw, None, mended=False) if raw.strip("]} \n\r\t") else None

    def _more(self, *, keep: int = -1) -> bool:
        if self._ended:
            return False
        chunk = self._file.read(_CHUNK)
        self._ended = not chunk
        added = self._decode(chunk, self._ended)
        self._text = (self._text if keep < 0 else self._text[-keep:]) + added
        return bool(chunk) or bool(added)


def _mended(head: Head, raw: str) -> Found:
    text = raw
    for pattern, into in _MENDS:
        text = pattern.sub(into, text)
    try:
        return Found(head, raw, json.loads(text, strict=False), mended=True)
    except ValueError:
        return Found(head, raw, None, mended=True)


def _end_of(text: str) -> int:
    """Return where the object at the beginning ends by its brackets, or -1 where it does not end yet."""
    depth, at, inside = 0, 0, False
    for match in re.finditer(r'\\.|["{}\[\]]', text):
        mark = match[0]
        at = match.end()
        if mark == '"':
            inside = not inside
        elif not inside and mark in "{[":
            depth += 1
        elif not inside and mark in "}]":
            depth -= 1
            if depth <= 0:
                return at
    return -1


def _head_of(text: str) -> Head:
    found = {"name": "", "type": "", "id": ""}
    for match in _HEAD.finditer(text):
        value = json.loads(match[2], strict=False)
        found[match[1]] = "" if value is None else str(value)
    return Head(found["id"], found["name"], found["type"])
