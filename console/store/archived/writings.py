"""The ways in which a text writes letters otherwise than as letters: escapes of JSON, HTML, addresses and mails."""

from __future__ import annotations

import html
import re
from email.header import decode_header, make_header

_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))", re.DOTALL)
_BLANKS = frozenset("nrtbf")
_TAG = re.compile(r"<[^<>]*>")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_QUOTED = re.compile(r"(?:=[0-9A-F]{2})+")
_SOFT_END = re.compile(r"=[ \t]*\r?\n")
_CODED = re.compile(r"=\?[\w.*-]+\?[bBqQ]\?[^?\s]*\?=(?:\s+=\?[\w.*-]+\?[bBqQ]\?[^?\s]*\?=)*")


def readings(text: str) -> tuple[str, ...]:
    """Return a text as it stands, and as it reads with its escapes undone and without its tags.

    Escapes of mails are undone in a reading of its own, for they look like a sign of equality with a value.
    """
    found = [text]
    for ways in ((_percent, _json, _entities), (_encoded_words, _quoted, _percent, _json, _entities)):
        last = text
        for way in ways:
            last = way(last)
        found.append(last)
        if "<" in last:
            found += (_TAG.sub(" ", last), _TAG.sub("", last))
    return tuple(dict.fromkeys(found))


def _json(text: str) -> str:
    return _ESCAPE.sub(_unescaped, text) if "\\" in text else text


def _unescaped(one: re.Match[str]) -> str:
    if one[1]:
        return chr(int(one[1], 16))
    return " " if one[2] in _BLANKS else str(one[2])


def _percent(text: str) -> str:
    return _PERCENT.sub(lambda one: _decoded(one[0].replace("%", "")), text) if "%" in text else text


def _quoted(text: str) -> str:
    if "=" not in text:
        return text
    return _QUOTED.sub(lambda one: _decoded(one[0].replace("=", "")), _SOFT_END.sub("", text))


def _decoded(digits: str) -> str:
    return bytes.fromhex(digits).decode("utf-8", "replace")


def _encoded_words(text: str) -> str:
    return _CODED.sub(lambda one: encoded_words(one[0]), text) if "=?" in text else text


def encoded_words(value: str) -> str:
    """Return a head of a mail with its encoded words read; as it stands where they cannot be read."""
    try:
        return str(make_header(decode_header(value)))
    except (LookupError, ValueError, UnicodeError):
        return value


def _entities(text: str) -> str:
    return html.unescape(text) if "&" in text else text
