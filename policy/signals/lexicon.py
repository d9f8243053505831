"""Conduct in a text (18.2, 19.2, 22): words and phrases, in any of their forms, that a person may want to look at.

The words come in as a value: they are data and no rule. A pattern is a phrase ("our programmer"), whose words count in
every form that has the same stem, or a beginning ("idiot*"), which counts with every ending.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from policy.signals.texts import Signal, Stemmer
from policy.signals.words import MOST_TEXT, WORD, folded

_SHORTEST_BEGINNING = 3


class LexiconFault(ValueError):  # noqa: N818 - named as the program's other faults are
    """The words cannot be used as they are written."""


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Patterns by their first word (whole, by stem) or by their beginning; `never` are words that look like one."""

    phrases: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]]
    beginnings: Mapping[str, tuple[tuple[str, str], ...]]
    never: tuple[str, ...]

    @classmethod
    def build(cls, patterns: Mapping[str, Iterable[str]], never: Iterable[str], stem: Stemmer) -> Lexicon:
        """Return the lexicon of patterns by kind. Raises LexiconFault for an empty or too short one."""
        phrases: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
        beginnings: dict[str, list[tuple[str, str]]] = {}
        for kind, found in patterns.items():
            for pattern in found:
                if pattern.endswith("*"):
                    start = folded(pattern[:-1])
                    if len(start) < _SHORTEST_BEGINNING or not WORD.fullmatch(start):
                        raise LexiconFault(f"{kind}: {pattern!r} is too short or no word")
                    beginnings.setdefault(start[:_SHORTEST_BEGINNING], []).append((kind, start))
                    continue
                words = tuple(stem(word) for word in WORD.findall(folded(pattern)))
                if not words or "*" in pattern:
                    raise LexiconFault(f"{kind}: {pattern!r} is neither a phrase nor a beginning")
                phrases.setdefault(words[0], []).append((kind, words))
        return cls(
            phrases={first: tuple(sorted(all_, key=_longest)) for first, all_ in phrases.items()},
            beginnings={first: tuple(all_) for first, all_ in beginnings.items()},
            never=tuple(folded(one) for one in never),
        )


def conduct_signals(text: str, lexicon: Lexicon, stem: Stemmer) -> tuple[Signal, ...]:
    """Return what of the lexicon stands in a text, in order, each with its place; a long text is read to a limit."""
    words = [(match.start(), match.end(), folded(match[0])) for match in WORD.finditer(text[:MOST_TEXT])]
    stems = [stem(word) for _, _, word in words]
    found: list[Signal] = []
    for place in range(len(words)):
        found += _at(place, words, stems, lexicon)
    return tuple(dict.fromkeys(found))


def _at(place: int, words: list[tuple[int, int, str]], stems: list[str], lexicon: Lexicon) -> Iterator[Signal]:
    start, end, word = words[place]
    if word.startswith(lexicon.never):
        return
    for kind, phrase in lexicon.phrases.get(stems[place], ()):
        last = place + len(phrase)
        if tuple(stems[place:last]) == phrase:
            yield Signal(kind=kind, start=start, end=words[last - 1][1])
            return
    for kind, beginning in lexicon.beginnings.get(word[:_SHORTEST_BEGINNING], ()):
        if word.startswith(beginning):
            yield Signal(kind=kind, start=start, end=end)
            return


def _longest(pattern: tuple[str, tuple[str, ...]]) -> int:
    return -len(pattern[1])
