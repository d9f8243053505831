"""Texts without what a reader does not see: capitals, accents, blanks, signs, hyphens and how letters are put together.

Of each folded letter one can say where in the text it stood. The dots of ё go, the breve of й stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

BARRIER = "█"
"""Stands in a folded text for a mark: nothing is found across it."""
_BREVE = "\u0306"
_MARK = re.compile("█[0-9]+█")
_UNSEEN = re.compile(
    "[\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufe00-\ufe0f\ufeff"
    "\u0300-\u0305\u0307-\u036f\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]+"
)
_BETWEEN = re.compile(rf"(?:[^\w{BARRIER}{_BREVE}]|_)+")
_WORD = re.compile(rf"(?:[^\W_]|{_BREVE})+")
_PLAIN = re.compile("[\0-~А-Яа-яЁё«»—–…№]*")
"""Plain letters of two languages: of them there is a way that is much faster."""
_BROKEN = re.compile(r"[-\u2010\u2011][ \t]*\r?\n[\s>|]*\Z")


class Token(NamedTuple):
    """A run of letters and digits: its place in the text, and the word without capitals and accents."""

    start: int
    end: int
    word: str


@dataclass(frozen=True, slots=True)
class Folded:
    """The letters of a text one behind the other, where each begins and ends, and before which a new word begins.

    `breaks` are the places of `letters` where words meet; `broken` those of them where a hyphen ends a line.
    """

    letters: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    breaks: frozenset[int]
    broken: frozenset[int]


def squeezed(text: str) -> str:
    """Return the letters and digits of a text one behind the other; a barrier where a mark stands."""
    return _BETWEEN.sub("", _flat(_MARK.sub(BARRIER, text)))


def words(text: str) -> list[str]:
    """Return the words of a text without capitals and accents; a mark is none."""
    return _WORD.findall(unicodedata.normalize("NFC", _flat(_MARK.sub(BARRIER, text))))


def folded(text: str) -> Folded:
    """Return the letters of a text with their places."""
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    breaks, broken = {0}, set()
    at = behind = 0
    while at < len(text):
        mark = _MARK.match(text, at) if text[at] == BARRIER else None
        end = mark.end() if mark else at + 1
        parts = BARRIER if mark else _letter(text[at])
        held = _BETWEEN.sub("", parts)
        if held:
            if behind < at and _BROKEN.search(text, behind, at):
                broken.add(len(letters))
            letters += held
            starts += [at] * len(held)
            ends += [end] * len(held)
            behind = end
        elif not parts and behind == at and ends:
            ends[-1] = behind = end
        if len(held) < len(parts):
            breaks.add(len(letters))
        at = end
    breaks |= {place + more for place, one in enumerate(letters) if one == BARRIER for more in (0, 1)}
    breaks.add(len(letters))
    return Folded("".join(letters), tuple(starts), tuple(ends), frozenset(breaks), frozenset(broken))


def tokens(text: str) -> Iterator[Token]:
    """Yield the words of a text in order with their places; a mark is none."""
    whole = folded(text)
    places = sorted(whole.breaks)
    for first, last in pairwise(places):
        word = whole.letters[first:last]
        if word and word != BARRIER:
            yield Token(whole.starts[first], whole.ends[last - 1], unicodedata.normalize("NFC", word))


def _flat(text: str) -> str:
    if text.isascii():
        return text.lower()
    if _PLAIN.fullmatch(text):
        short = text.lower().replace("ё", "е").replace("й", f"и{_BREVE}")
        return short.replace("…", "...").replace("№", "no")
    spread = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text.casefold()).casefold())
    return _UNSEEN.sub("", spread)


@lru_cache(maxsize=20_000)
def _letter(one: str) -> str:
    return _flat(one)
