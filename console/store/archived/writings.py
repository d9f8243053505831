"""The ways in which a text writes letters otherwise than as letters: escapes of JSON, HTML, addresses and mails."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from email.header import decode_header, make_header

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_BLANKS = frozenset("nrtbf")
_TAG = re.compile(r"<[^<>]*>")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
_SOFT_END = re.compile(r"=[ \t]*\r?\n")
_CODED = re.compile(r"=\?[\w.*-]+\?[bBqQ]\?[^?\s]*\?=(?:\s+=\?[\w.*-]+\?[bBqQ]\?[^?\s]*\?=)*")


def readings(text: str) -> tuple[str, ...]:
    """Return a text as it stands, and as it reads with each way undone and with all of them."""
    found, last = [text], text
    for way in _WAYS:
        found += way(text)
        further = list(way(last))
        found += further
        last = further[-1] if further else last
    return tuple(dict.fromkeys(found))


def _json(text: str) -> Iterator[str]:
    if "\\" in text:
        yield _ESCAPE.sub(_unescaped, text)


def _unescaped(one: re.Match[str]) -> str:
    if one[1]:
        return chr(int(one[1], 16))
    return " " if one[2] in _BLANKS else str(one[2])


def _percent(text: str) -> Iterator[str]:
    if "%" in text and _PERCENT.search(text):
        yield _PERCENT.sub(lambda one: _decoded(one[0].replace("%", "")), text)


def _quoted(text: str) -> Iterator[str]:
    if "=" in text and (_QUOTED.search(text) or _SOFT_END.search(text)):
        plain = _SOFT_END.sub("", text)
        yield _QUOTED.sub(lambda one: _decoded(one[0].replace("=", "")), plain)


def _decoded(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-8", "replace")


def _encoded_words(text: str) -> Iterator[str]:
    if "=?" in text and _CODED.search(text):
        yield _CODED.sub(lambda one: encoded_words(one[0]), text)


def encoded_words(value: str) -> str:
    """Return a head of a mail with its encoded words read; as it stands where they cannot be read."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError):
        return value


def _entities(text: str) -> Iterator[str]:
    if "&" in text:
        yield html.unescape(text)


def _tags(text: str) -> Iterator[str]:
    if "<" in text:
        yield _TAG.sub(" ", text)
        yield _TAG.sub("", text)


_WAYS: tuple[Callable[[str], Iterator[str]], ...] = (_encoded_words, _quoted, _percent, _json, _tags, _entities)
