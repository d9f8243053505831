"""Repeats (18.1, 18.2.6, A41): the same words again, and the same numbers, tickers and names.

Two texts that say the same of two orders are no repeat: what names a thing must be the same, and the rest alike.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from policy.signals.texts import Signal, Stemmer
from policy.signals.words import folded, word_set

_TOKEN = re.compile(r"[^\W_]+(?:[-./@:+][^\W_]+)*", re.UNICODE)
_ALIKE = 0.75
_FEWEST_WORDS = 3
_MOST_TOKENS = 2_000
_SMALL = word_set(
    """
    a an the to of in on at is are am was it i we you my our your this that and or but for with do does did be can
    please hello hi thanks
    и в во на с со к ко у о об от до за из не но а или же ли бы мы вы я он она оно они это этот эта как что так то
    по для наш ваш мой пожалуйста здравствуйте добрый день спасибо
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """An earlier text that says the same: its place in the list, how alike (0 to 1), the words both have."""

    previous: int
    alike: float
    shared: tuple[Signal, ...]


def repeat_of(text: str, previous: Sequence[str], stem: Stemmer, *, alike: float = _ALIKE) -> Repeat | None:
    """Return the earlier text that this one repeats, the most alike first; None where it says something else.

    `alike` is the share of equal words above which two texts say the same (the setting repeat_similarity).
    """
    names, words = _parts(text, stem)
    if len(words) + len(names) < _FEWEST_WORDS:
        return None
    best: tuple[float, int] | None = None
    for place, earlier in enumerate(previous):
        other_names, other_words = _parts(earlier, stem)
        if names.keys() != other_names.keys():
            continue
        together = words.keys() | other_words.keys()
        share = len(words.keys() & other_words.keys()) / len(together) if together else 1.0
        if share >= alike and (best is None or share > best[0]):
            best = (share, place)
    if best is None:
        return None
    kept = _parts(previous[best[1]], stem)
    spans = [span for name, span in (*names.items(), *words.items()) if name in kept[0] or name in kept[1]]
    shared = tuple(Signal(kind="repeat", start=first, end=last) for first, last in sorted(spans))
    return Repeat(previous=best[1], alike=best[0], shared=shared)


Places = dict[str, tuple[int, int]]


def _parts(text: str, stem: Stemmer) -> tuple[Places, Places]:
    """Return the tokens that name a thing (numbers, tickers, versions, addresses, handles) and the other words."""
    names: Places = {}
    words: Places = {}
    for number, match in enumerate(_TOKEN.finditer(text)):
        if number >= _MOST_TOKENS:
            break
        token, span = match[0], match.span()
        word = folded(token)
        if _names(token):
            names.setdefault(word, span)
        elif word not in _SMALL:
            words.setdefault(stem(word), span)
    return names, words


def _names(token: str) -> bool:
    whole = len(token) > 1 and token.isupper()
    return whole or any(letter.isdigit() or letter in "@./:+" for letter in token)
