"""Access data in a text (21.2): what stands behind a word for it. A hint, so that they are hidden at once."""

from __future__ import annotations

import re

from policy.signals.texts import Signal

_NAMED = re.compile(
    r"(?i)\b(?:password|passwd|passphrase|pwd|api[ -]?key|access[ -]?key|secret[ -]?key|private[ -]?key|token"
    r"|парол[ья]|ключ api|апи[ -]?ключ|секретный ключ|токен)"
    r"\s*(?:[:=]|\bis\b|—|–|->)\s*[\"'«“]?(?P<value>[^\s\"'«»“”<>]{4,200})"
)
_WORDS = re.compile(r"(?i)^[a-zа-яё]+[.,;:!?)]*$")
_IN_LINK = re.compile(r"(?i)\b[a-z][a-z0-9+.-]*://[^\s:/@]+:(?P<value>[^\s:/@]{4,200})@")


def access_data(text: str) -> tuple[Signal, ...]:
    """Return what looks like access data, each with its place: a value behind its name, a password inside an address.

    A plain word behind "password is" is no value ("the password is wrong").
    """
    found = []
    for pattern in (_NAMED, _IN_LINK):
        for match in pattern.finditer(text):
            value = match["value"].rstrip(".,;!?)")
            plain = _WORDS.match(value) is not None and ("is" in match[0].casefold().split() or value.islower())
            if len(value) >= 4 and (pattern is _IN_LINK or not plain):  # noqa: PLR2004 - shorter is no secret
                start = match.start("value")
                found.append(Signal(kind="access_data", start=start, end=start + len(value)))
    return tuple(sorted(set(found), key=lambda one: one.start))
