"""Words that are to be left out, found in texts and in JSON, and covered by a mark.

Named words are found whatever their capitals and the blanks between them; names as whole words. What a message said
is found by runs of words, so that it is found in a quotation too, however its lines were broken.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from console.store import codec
from console.store.search import stem_word

RUN = 6
"""So many words one behind the other are taken for a quotation; of a shorter text all of them, where it has three."""
SHORTEST = 3
_SHORT_RUN = 3
_TOKEN = re.compile(r"\w+")
_MARK = re.compile("█[0-9]+█")


def mark(number: int) -> str:
    """Return what stands in place of what was left out."""
    return f"█{number}█"


def numbers(text: str) -> list[int]:
    """Return the numbers of the marks in a text."""
    return [int(one[1:-1]) for one in _MARK.findall(text)]


@dataclass
class Words:
    """What is to be left out: `texts` anywhere, `names` as whole words, and what messages said (`add_said`).

    `parts` are stems of single words that are covered only where `cover` is told so.
    """

    texts: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    parts: frozenset[str] = frozenset()
    _runs: dict[int, set[tuple[str, ...]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Make the pattern of the named words."""
        told = [_pattern(one) for one in self.texts] + [rf"(?<!\w){_pattern(one)}(?!\w)" for one in self.names]
        told.sort(key=len, reverse=True)
        self._named = re.compile(
            "|".join([*told, _MARK.pattern]), re.IGNORECASE
        )  # a mark that was there is none of ours

    def add_said(self, text: str) -> None:
        """Take what a message said."""
        words = _words(text)
        length = min(RUN, len(words))
        if length >= _SHORT_RUN:
            self._runs.setdefault(length, set()).update(_runs(words, length))

    def forget(self, texts: Iterable[str]) -> None:
        """Leave what everybody may read (letters, the agreement) where it stands."""
        for text in texts:
            words = _words(text)
            for length, known in self._runs.items():
                known.difference_update(_runs(words, length))

    def names_in(self, text: str) -> bool:
        """Return whether a text has one of the named words."""
        return self._named.search(text) is not None

    def has(self, text: str) -> bool:
        """Return whether a text has anything of it but single words."""
        return next(self._spans(text, parts=False), None) is not None

    def cover(self, text: str, told: str, *, parts: bool = False) -> str:
        """Return a text with every place covered by `told`; in JSON the strings, and texts in them that are JSON."""
        value = _json(text)
        return self._covered(text, told, parts=parts) if value is None else self._dumped(text, value, told, parts=parts)

    def _dumped(self, text: str, value: Any, told: str, *, parts: bool) -> str:
        covered = self._walked(value, told, parts=parts)
        return text if covered == value else codec.dump(covered)

    def _walked(self, value: Any, told: str, *, parts: bool) -> Any:
        if isinstance(value, str):
            return self.cover(value, told, parts=parts)
        if isinstance(value, list):
            return [self._walked(one, told, parts=parts) for one in value]
        if isinstance(value, Mapping):
            return {self._covered(key, told): self._walked(one, told, parts=parts) for key, one in value.items()}
        return value

    def _covered(self, text: str, told: str, *, parts: bool = False) -> str:
        made, at = [], 0
        for start, end in _joined(sorted(self._spans(text, parts=parts))):
            made += [text[at:start], told]
            at = end
        return "".join([*made, text[at:]]) if made else text

    def _spans(self, text: str, *, parts: bool) -> Iterator[tuple[int, int]]:
        yield from (one.span() for one in self._named.finditer(text))
        if not self._runs and not (parts and self.parts):
            return
        tokens = [(one.start(), one.end(), _folded(one[0])) for one in _TOKEN.finditer(text)]
        for length, known in self._runs.items():
            for place in range(len(tokens) - length + 1):
                if tuple(word for _, _, word in tokens[place : place + length]) in known:
                    yield tokens[place][0], tokens[place + length - 1][1]
        if parts:
            yield from ((start, end) for start, end, word in tokens if stem_word(word) in self.parts)


def stems_of(names: Iterable[str]) -> frozenset[str]:
    """Return the stems of the single words of names."""
    return frozenset(stem_word(word) for name in names for word in _words(name) if len(word) >= SHORTEST)


def _pattern(text: str) -> str:
    forms = {unicodedata.normalize(form, text) for form in ("NFC", "NFD")}
    return "(?:" + "|".join(sorted(r"\s+".join(re.escape(word) for word in one.split()) for one in forms)) + ")"


def _words(text: str) -> list[str]:
    return [_folded(one) for one in _TOKEN.findall(text)]


def _folded(word: str) -> str:
    return unicodedata.normalize("NFC", word.casefold())


def _runs(words: list[str], length: int) -> Iterator[tuple[str, ...]]:
    return (tuple(words[at : at + length]) for at in range(len(words) - length + 1))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Yield spans that do not touch; those that lie over each other are one."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        if last is None:
            last = start, end
        elif start <= last[1]:
            last = last[0], max(last[1], end)
        else:
            yield last
            last = start, end
    if last is not None:
        yield last


def _json(text: str) -> Any:
    """Return the value of a text that is an object, a list or a string of JSON, or None."""
    if text[:1] not in ("{", "[", '"'):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
