"""Words that are to be left out, found in texts and in JSON, and covered by a mark.

Named words are found whatever their capitals, accents and hyphens and what stands between them: blanks, ends of lines,
signs of a quotation. Names are whole words. What a message said is found by runs of words, so in a quotation too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import permutations
from typing import Any

from console.store import codec
from console.store.archived import folding
from console.store.archived.folding import Folded
from console.store.archived.writings import readings
from console.store.search import stem_word

RUN = 6
"""So many words one behind the other are taken for a quotation; of a shorter text all of them, where it has three."""
SHORTEST = 3
_SHORT_RUN = 3
_LONG = 8
"""So many letters do not come together by chance: they are found wherever words begin or end among them."""
_MOST_TURNED = 3
_RUSSIAN = re.compile("[а-я]+")
_LAST = "аяьй"
_ENDINGS = ("", "а", "у", "ы", "и", "е", "я", "ю", "ом", "ем", "ым", "ой", "ей", "ых", "ью")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T|\Z)")
_MARK = re.compile("█[0-9]+█")
_OWN_BAR = re.compile("█[0-9]+█?")
"""What a text itself has that looks like a mark, or would with a mark behind it."""


def mark(number: int) -> str:
    """Return what stands in place of what was left out."""
    return f"█{number}█"


def numbers(text: str) -> list[int]:
    """Return the numbers of the marks in a text."""
    return [int(one[1:-1]) for one in _MARK.findall(text)]


@dataclass(frozen=True, slots=True)
class _Sought:
    """The letters of a named word, where its words meet, and whether it is found as whole words only."""

    letters: str
    breaks: frozenset[int]
    whole: bool

    def spans(self, text: Folded, *, strict: bool) -> Iterator[tuple[int, int]]:
        at = text.letters.find(self.letters)
        while at >= 0:
            end = at + len(self.letters)
            if self._stands(text, at, end, strict=strict):
                yield text.starts[at], text.ends[end - 1]
            at = text.letters.find(self.letters, at + 1)

    def _stands(self, text: Folded, at: int, end: int, *, strict: bool) -> bool:
        if self.whole and not (at in text.breaks and end in text.breaks):
            return False
        if len(self.letters) >= _LONG and not strict:
            return True
        inner = (place for place in range(at + 1, end) if place in text.breaks)
        return all(place - at in self.breaks or place in text.broken for place in inner)


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
        """Make ready to find the named words."""
        told = [(one, False) for one in self.texts] + [(form, True) for one in self.names for form in _turned(one)]
        self._sought: list[_Sought] = []
        plain: list[str] = []
        for one, whole in told:
            found = folding.folded(one)
            if len(found.letters) < SHORTEST:
                edge = r"(?<!\w){}(?!\w)" if whole else "{}"
                plain.append(edge.format(r"\s+".join(re.escape(word) for word in one.split())))
            else:
                self._sought.append(_Sought(found.letters, found.breaks, whole))
        self._plain = re.compile("|".join(plain), re.IGNORECASE) if plain else None

    def add_said(self, text: str) -> None:
        """Take what a message said."""
        words = folding.words(text)
        length = min(RUN, len(words))
        if length >= _SHORT_RUN:
            self._runs.setdefault(length, set()).update(_runs(words, length))

    def forget(self, texts: Iterable[str]) -> None:
        """Leave what everybody may read (letters, the agreement) where it stands."""
        for text in texts:
            words = folding.words(text)
            for length, known in self._runs.items():
                known.difference_update(_runs(words, length))

    def names_in(self, text: str, *, strict: bool = False) -> bool:
        """Return whether a text has one of the named words; `strict` only where its words meet as they were named."""
        return next(self._named(text, strict=strict), None) is not None

    def has(self, text: str, *, parts: bool = False) -> bool:
        """Return whether a text as it stands has anything of it; single words only with `parts`."""
        return next(self._spans(text, parts=parts), None) is not None

    def holds(self, text: str, *, parts: bool = False) -> bool:
        """Return whether a text has anything of it, also where it writes letters by escapes."""
        return any(self.has(one, parts=parts) for one in readings(text))

    def counts(self, text: str) -> bool:
        """Return whether a number or an instant of a text in JSON would be covered, which its reader counts with."""
        rest = [_json(text)]
        while rest:
            value = rest.pop()
            if isinstance(value, Mapping):
                rest += value.values()
            elif isinstance(value, list):
                rest += value
            elif (isinstance(value, (int, float)) or _INSTANT.match(str(value))) and self.has(str(value)):
                return True
        return False

    def cover(self, text: str, told: str, *, parts: bool = False) -> str:
        """Return a text with every place covered by `told`; in JSON the values, and texts in them that are JSON.

        What has some of it in letters that are written by escapes is covered whole.
        """
        value = _json(text)
        made = None if value is None else self._dumped(text, value, told, parts=parts)
        if made is None:
            made = self._covered(text, told, parts=parts)
        if not self.holds(made, parts=parts):
            return made
        return told if value is None else codec.dump(told)

    def _dumped(self, text: str, value: Any, told: str, *, parts: bool) -> str | None:
        """Return JSON with its values covered, or None where that cannot be written as JSON."""
        try:
            covered = self._walked(value, told, parts=parts)
            made = text if covered == value else codec.dump(covered)
            made.encode()
        except (ValueError, RecursionError):
            return None
        return made

    def _walked(self, value: Any, told: str, *, parts: bool) -> Any:
        if isinstance(value, str):
            return self.cover(value, told, parts=parts)
        if isinstance(value, list):
            return [self._walked(one, told, parts=parts) for one in value]
        if isinstance(value, Mapping):
            made = {
                self._covered(key, told, parts=parts): self._walked(one, told, parts=parts)
                for key, one in value.items()
            }
            if len(made) < len(value):
                raise ValueError("two keys became one")
            return made
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return told if self.has(str(value)) else value
        return value

    def _covered(self, text: str, told: str, *, parts: bool = False) -> str:
        made, at = [], 0
        spans = [*self._spans(text, parts=parts), *(one.span() for one in _OWN_BAR.finditer(text))]
        for start, end in _joined(sorted(spans)):
            made += [text[at:start], told]
            at = end
        return "".join([*made, text[at:]]) if made else text

    def _named(self, text: str, *, strict: bool) -> Iterator[tuple[int, int]]:
        if self._plain is not None:
            yield from (one.span() for one in self._plain.finditer(text))
        letters = folding.squeezed(text)
        there = [one for one in self._sought if one.letters in letters]
        if there:
            whole = folding.folded(text)
            for one in there:
                yield from one.spans(whole, strict=strict)

    def _spans(self, text: str, *, parts: bool) -> Iterator[tuple[int, int]]:
        yield from self._named(text, strict=False)
        parts = parts and bool(self.parts)
        words = folding.words(text) if self._runs or parts else []
        said = any(not known.isdisjoint(_runs(words, length)) for length, known in self._runs.items())
        if not said and not (parts and any(stem_word(word) in self.parts for word in words)):
            return
        tokens = list(folding.tokens(text))
        for length, known in self._runs.items():
            for place in range(len(tokens) - length + 1):
                if tuple(one.word for one in tokens[place : place + length]) in known:
                    yield tokens[place].start, tokens[place + length - 1].end
        if parts:
            yield from ((one.start, one.end) for one in tokens if stem_word(one.word) in self.parts)


def stems_of(names: Iterable[str]) -> frozenset[str]:
    """Return the stems of the single words of names, in Russian with each ending that a name takes."""
    found = (word for name in names for word in folding.words(name) if len(word) >= SHORTEST)
    return frozenset(stem_word(form) for word in found for form in _forms(word))


def _forms(word: str) -> Iterator[str]:
    yield word
    if _RUSSIAN.fullmatch(word):
        for base in {word, word.rstrip(_LAST)}:
            if len(base) >= SHORTEST:
                yield from (base + ending for ending in _ENDINGS)


def _turned(name: str) -> Iterator[str]:
    """Yield a name in every order of its words; an address and a long name as they stand."""
    parts = name.split()
    if "@" in name or len(parts) > _MOST_TURNED:
        yield name
    else:
        yield from (" ".join(one) for one in permutations(parts))


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
        return json.loads(text, object_pairs_hook=_once, parse_constant=_refused)
    except (ValueError, RecursionError):
        return None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return the values by key; of a doubled key a part would be lost unseen."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a doubled key")
    return found


def _refused(name: str) -> Any:
    raise ValueError(name)
