"""Lists of addresses: names, groups, comments, routes and the broken forms, read in one pass.

Only the wanted number is read. Names are decoded after the list is divided, so that an encoded comma divides nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from console.channels.mail.words import decode_words, one_line

_TOKEN: Final = re.compile(
    r'"((?:[^"\\]|\\.)*+)"'  # 1: a quoted name
    r"|<([^<>]*)>?"  # 2: an address
    r"|([,;])"  # 3: the end of one
    r"|(:)"  # 4: the end of a group's name
    r"|(\()"  # 5: a comment begins
    r"|((?:=\?[^?\s]+\?[bBqQ]\?[^?]*\?=|[^\",;:<(=]|=(?!\?[^?\s]+\?[bBqQ]\?[^?]*\?=))+)"  # 6: words
    r"|(.)",  # 7: a mark without its partner
    re.DOTALL,
)
_ESCAPED: Final = re.compile(r"\\(.)", re.DOTALL)
_BARE: Final = re.compile(r"[^\s@<>,;:\"()]+@[^\s@<>,;:\"()]+")
_OBFUSCATED: Final = re.compile(r"^([^\s@]+) (?:at|AT) ([^\s@]+\.[^\s@]+)$")
_COMMENT: Final = re.compile(r"\([^()]*\)")
_SPACES: Final = re.compile(r"\s+")
_MAILTO: Final = re.compile(r"^mailto:", re.IGNORECASE)
_DEEPEST_COMMENT: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """One mailbox: the name as people read it, or an empty one, and the address as it was written."""

    name: str
    address: str


class _Reader:
    """The mailbox that is being put together."""

    def __init__(self, problems: dict[str, None]) -> None:
        self.problems = problems
        self.found: list[Address] = []
        self.words: list[str] = []
        self.has_at = False
        self.comments: list[str] = []
        self.angle: str | None = None

    def clear(self) -> None:
        """Begin the next mailbox."""
        self.words = []
        self.has_at = False
        self.comments = []
        self.angle = None

    def add(self, words: str) -> None:
        """Gather words of a name or of a bare address."""
        self.words.append(words)
        self.has_at = self.has_at or "@" in words

    def end(self) -> None:
        """Take in what was gathered, if it is an address."""
        words = _SPACES.sub(" ", "".join(self.words)).strip()
        if self.angle is not None:
            address, name = _clean(self.angle), words
            if not address and not name:
                self.clear()
                return
        else:
            address, name = self._bare(words)
        if not name and self.comments:
            name = " ".join(self.comments)
        if address or name:
            self.found.append(Address(name=self._name(name, address), address=address))
        self.clear()

    def _bare(self, words: str) -> tuple[str, str]:
        if not words:
            return "", ""
        disguised = _OBFUSCATED.match(words)
        if disguised:
            return f"{disguised[1]}@{disguised[2]}", ""
        if "@" not in words:
            return (words, "") if " " not in words and "=?" not in words else ("", words)
        bare = _BARE.search(words)
        if bare is None:
            return _clean(words), ""
        return _clean(bare.group()), (words[: bare.start()] + words[bare.end() :]).strip()

    def _name(self, name: str, address: str) -> str:
        text = one_line(decode_words(name, self.problems)).strip()
        if len(text) > 1 and text[0] == text[-1] and text[0] in "\"'":
            text = text[1:-1].strip()
        return "" if text == address else text


def read_addresses(value: str, problems: dict[str, None], *, most: int) -> list[Address]:
    """Return the mailboxes of a header, members of groups included; above `most` the rest is named as a problem."""
    reader = _Reader(problems)
    at = 0
    while at < len(value):
        if len(reader.found) >= most:
            problems["too_many_addresses"] = None
            break
        token = _TOKEN.match(value, at)
        if token is None:
            break
        at = token.end()
        if token.lastindex == 5:  # noqa: PLR2004 - the groups of the pattern
            comment, at = _comment(value, at)
            reader.comments.append(comment)
        else:
            _take(reader, token)
    else:
        reader.end()
    return reader.found[:most]


def _take(reader: _Reader, token: re.Match[str]) -> None:
    kind = token.lastindex
    if kind == 1:
        reader.add(_ESCAPED.sub(r"\1", token[1]) if "\\" in token[1] else token[1])
    elif kind == 2:  # noqa: PLR2004 - the groups of the pattern
        if reader.angle is None or "@" not in reader.angle:
            reader.angle = token[2]
    elif kind == 3:  # noqa: PLR2004 - same
        reader.end()
    elif kind == 4:  # noqa: PLR2004 - same
        if reader.has_at:
            reader.add(":")
        else:
            reader.clear()
    elif kind == 6:  # noqa: PLR2004 - same
        reader.add(token[6])


def _comment(value: str, at: int) -> tuple[str, int]:
    """Return the text of a comment that began before `at`, and where it ends; comments may hold comments."""
    depth, start = 1, at
    while at < len(value):
        mark = value[at]
        if mark == "\\":
            at += 1
        elif mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if depth == 0:
                return value[start:at], at + 1
        at += 1
    return value[start:], len(value)


def _clean(address: str) -> str:
    """Return an address without blanks, a route, or mailto: before it."""
    text = "".join((_COMMENT.sub("", address) if "(" in address else address).split())
    if text.startswith("@") and ":" in text:
        text = text.rpartition(":")[2]
    return _MAILTO.sub("", text).strip("\"'") if text.startswith(("mailto:", "MAILTO:", "'", '"')) else text
