"""What may be written at a place of the query: keys, and the values of a key. Pure: counts are asked for elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.query.language import KEYS, Key, canonical_key
from console.query.parser import SORT_NAMES, TIME_NAMES

_WORD = re.compile(r'-?(?:[^\W\d]\w*:)?(?:"[^"]*"?|[^\s()"])*$')
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_AMOUNTS = ("<7d", "<30d", ">30d", "today", "yesterday")
_AHEAD = ("<7d", "<30d", "<60d", "today")


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One thing that may stand at the place: what is written, its name in the other language, whether it is a key."""

    text: str
    other: str = ""
    is_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """The options for the part of the text from `start` to `end`. `key` is the key whose value stands there, or ""."""

    start: int
    end: int
    key: str
    options: tuple[Option, ...]


def offer(text: str, cursor: int) -> Offer:
    """Return what may be written where the cursor stands."""
    match = _WORD.search(text[:cursor])
    word = match[0] if match else ""
    start = cursor - len(word) + (1 if word.startswith("-") else 0)
    word = word.lstrip("-")
    typed_key, colon, rest = word.partition(":")
    if not colon:
        return Offer(start=start, end=cursor, key="", options=_keys(word))
    name = canonical_key(typed_key)
    begun = rest.rsplit(",", 1)[-1]
    options = () if name is None else _values(KEYS[name], begun)
    return Offer(start=cursor - len(begun), end=cursor, key=name or "", options=options)


def insert(text: str, place: Offer, option: str, *, is_key: bool) -> tuple[str, int]:
    """Return the text with an option in its place, and where the cursor stands then."""
    end = "" if is_key else " "
    behind = text[place.end :]
    if end == " " and behind.startswith(" "):
        behind = behind[1:]
    written = text[: place.start] + option + end
    return written + behind, len(written)


def _keys(begun: str) -> tuple[Option, ...]:
    folded = begun.casefold()
    russian = bool(_CYRILLIC.search(begun))
    found = []
    for key in KEYS.values():
        if key.name.startswith(folded) or key.russian.startswith(folded):
            text, other = (key.russian, key.name) if russian else (key.name, key.russian)
            found.append(Option(text=f"{text}:", other=f"{other}:", is_key=True))
    return tuple(found)


def _values(key: Key, begun: str) -> tuple[Option, ...]:
    folded = begun.casefold()
    names: tuple[str, ...]
    if key.kind == "time":
        names = _AHEAD if key.name == "ends" else _AMOUNTS
        return tuple(Option(text=name, other=TIME_NAMES.get(name, "")) for name in names if name.startswith(folded))
    if key.kind == "sort":
        names = tuple(f"{mark}{name}" for name in SORT_NAMES for mark in ("", "-"))
        return tuple(Option(text=name, other=SORT_NAMES[name.lstrip("-")]) for name in names if name.startswith(folded))
    aliases = {english: russian for russian, english in reversed(key.aliases) if len(russian) > 1}
    if key.name == "owner":
        return tuple(Option(text=name) for name in ("me", "none", "any") if name.startswith(folded))
    return tuple(
        Option(text=choice, other=aliases.get(choice, ""))
        for choice in key.choices
        if choice.startswith(folded) or aliases.get(choice, "").startswith(folded or "\0")
    )
