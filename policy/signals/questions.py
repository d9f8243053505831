"""How many questions a message asks (16.1, A37): each with the words it rests on. One that is only said again is one.

A question is a sentence that ends as one, a sentence that begins with an asking word, or an item of a list. What only
asks for help, attention or an opinion on the sentence before it asks nothing new.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policy.signals.texts import Stemmer
from policy.signals.words import MOST_TEXT, WORD, folded, word_set

_PIECE = re.compile(r"[^.!?\n…]+(?:[.!…](?=\S)[^.!?\n…]*)*[.!?…]*|\n", re.UNICODE)
_ITEM = re.compile(r"^\s*(?:\d{1,2}[.)]|[-*•–—]|[a-zа-я][)])\s+(?=\S)", re.IGNORECASE | re.MULTILINE)
_FEWEST_WORDS = 3
_SAME = 0.5
_ASKING = word_set(
    """
    how what when where why which who whose can could is are do does did will would should may
    как что когда где почему зачем какой какая какое какие сколько кто куда откуда можно могу можем есть ли
    """
)
_EMPTY = word_set(
    """
    you me i we it us this that these there here help please explain tell know let why how what so can could would
    do does is are be been going happening happened wrong possible normal ok okay right correct sure thanks thank
    advise assist fix solve anyone somebody someone any idea ideas thoughts about now then to the a an my for with
    and or in on of should have has did will if not
    вы мне нам мы я это так что как почему ли можно можете могли бы помогите помочь подскажите скажите пожалуйста
    объясните знаете в чем дело причина делать сделать быть нормально верно правильно подскажет кто нибудь и а или
    за не то есть у вас нас с по на такое случилось происходит исправить решить будет такие мысли идеи
    """
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question of a text: its place, and whether it stands in a list of questions."""

    start: int
    end: int
    item: bool = False


def asked_in(text: str, stem: Stemmer) -> tuple[Asked, ...]:
    """Return the questions of a message in order; none where it only tells or only calls."""
    body = text[:MOST_TEXT]
    found: list[tuple[Asked, frozenset[str]]] = []
    for one in _candidates(body):
        words = _content(body[one.start : one.end], stem)
        if not words or any(_says_again(words, known) for _, known in found):
            continue
        found.append((one, words))
    return tuple(one for one, _ in found)


def _candidates(body: str) -> Iterator[Asked]:
    items = [match.end() for match in _ITEM.finditer(body)]
    if len(items) < 2 and "?" not in body:  # noqa: PLR2004 - one item is no list
        return
    for match in _PIECE.finditer(body):
        start, end = match.span()
        said = match[0].strip()
        first = start + (len(match[0]) - len(match[0].lstrip()))
        item = any(start <= place < end for place in items)
        listed = len(items) > 1 and item
        if said.endswith("?") or (listed and _begins_asking(said)):
            yield Asked(start=first, end=first + len(said), item=listed)


def _begins_asking(said: str) -> bool:
    words = [word.casefold() for word in WORD.findall(_ITEM.sub("", said))]
    return len(words) >= _FEWEST_WORDS and words[0] in _ASKING


def _content(said: str, stem: Stemmer) -> frozenset[str]:
    """Return the stems of a sentence without the words that only ask."""
    words = [folded(word) for word in WORD.findall(_ITEM.sub("", said))]
    if len(words) < _FEWEST_WORDS:
        return frozenset()
    return frozenset(stem(word) for word in words if word not in _EMPTY and len(word) > 1)


def _says_again(words: frozenset[str], known: frozenset[str]) -> bool:
    """Return whether one of two questions is said again by the other: the smaller shares most of its words."""
    smaller = min(len(words), len(known))
    return len(words & known) >= max(1, _SAME * smaller)
