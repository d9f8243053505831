"""What may be written at a place of the query: keys, and the values of a key. Pure: counts are asked for elsewhere."""

from __future__ import annotations

import re
from dataclasses import dataclass

from console.query.language import KEYS, Key, canonical_key
from console.query.parser import SORT_NAMES
from console.query.speaking import russian_choices, spoken_value

_WORD = re.compile(r'-?(?:[^\W\d]\w*:)?(?:"[^"]*"?|[^\s()"])*$')
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)
_WORDS = {"owner": ("me", "none", "left", "any"), "queue": ("none", "any")}
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


def offer(text: str, cursor: int, language: str = "en") -> Offer:
    """Return what may be written where the cursor stands, in a language; what was begun in the other one goes on so."""
    match = _WORD.search(text[:cursor])
    word = match[0] if match else ""
    start = cursor - len(word) + (1 if word.startswith("-") else 0)
    word = word.lstrip("-")
    typed_key, colon, rest = word.partition(":")
    if not colon:
        return Offer(start=start, end=cursor, key="", options=_keys(word, language))
    name = canonical_key(typed_key)
    begun = rest.rsplit(",", 1)[-1]
    options = () if name is None else _values(KEYS[name], begun, language)
    return Offer(start=cursor - len(begun), end=cursor, key=name or "", options=options)


def insert(text: str, place: Offer, option: str, *, is_key: bool) -> tuple[str, int]:
    """Return the text with an option in its place, and where the cursor stands then."""
    end = "" if is_key else " "
    behind = text[place.end :]
    if end == " " and behind.startswith(" "):
        behind = behind[1:]
    written = text[: place.start] + option + end
    return written + behind, len(written)


def _keys(begun: str, language: str) -> tuple[Option, ...]:
    folded = begun.casefold()
    russian = bool(_CYRILLIC.search(begun)) or (language == "ru" and not begun)
    found = []
    for key in KEYS.values():
        if key.name.startswith(folded) or key.russian.startswith(folded):
            text, other = (key.russian, key.name) if russian else (key.name, key.russian)
            found.append(Option(text=f"{text}:", other=f"{other}:", is_key=True))
    return tuple(found)


def _values(key: Key, begun: str, language: str) -> tuple[Option, ...]:
    russian = bool(_CYRILLIC.search(begun)) or (language == "ru" and not _LATIN.search(begun))
    pairs = [(one, other) if not russian or not other else (other, one) for one, other in _names(key)]
    folded = begun.casefold()
    return tuple(
        Option(text=text, other=other)
        for text, other in pairs
        if text.startswith(folded) or (other and folded and other.startswith(folded))
    )


def _names(key: Key) -> list[tuple[str, str]]:
    """Return what a key may have as a value, each in English and in Russian."""
    if key.kind == "time":
        return [(one, spoken_value(key, one)) for one in (_AHEAD if key.name == "ends" else _AMOUNTS)]
    if key.kind == "sort":
        return [(f"{mark}{one}", f"{mark}{SORT_NAMES[one]}") for one in SORT_NAMES for mark in ("", "-")]
    named = russian_choices(key)
    return [(one, named.get(one, "")) for one in _WORDS.get(key.name, key.choices)]
