"""Words of a text that propose a topic, each with its place. They never decide; a person confirms.

Of an agreement only its keywords are needed here. `TopicTable` holds them apart, so that they can be sent elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from policy.agreement import Agreement
from policy.signals.texts import Stemmer

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_TABLE = "topic table"


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicWords:
    """The keywords of a topic, and whether it is in scope; None where it says of nothing what it is about."""

    code: str
    in_scope: bool | None
    keywords_en: tuple[str, ...]
    keywords_ru: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TopicTable:
    """The topics of an agreement by their codes, as far as words propose them."""

    topics: Mapping[str, TopicWords]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProposal:
    """A topic that the words of a text propose, strongest first."""

    topic: str
    weight: int
    evidence: tuple[tuple[int, int], ...]


def topic_table(agreement: Agreement) -> TopicTable:
    """Return the keywords of an agreement; the same agreement gives the same object."""
    kept: TopicTable | None = agreement.worked_out.get(_TABLE)
    if kept is None:
        found = {}
        for code, topic in agreement.topics.items():
            known = agreement.topic(topic.code)
            found[code] = TopicWords(
                code=topic.code,
                in_scope=None if known is None else known.scope == "in",
                keywords_en=topic.keywords_en,
                keywords_ru=topic.keywords_ru,
            )
        kept = agreement.worked_out[_TABLE] = TopicTable(topics=found)
    return kept


def propose_topics(
    text: str, agreement: Agreement | TopicTable, stem: Stemmer, language: str | None = None
) -> tuple[TopicProposal, ...]:
    """Return the topics whose keywords stand in the text, by how much of them stands there.

    `stem` brings a word to its stem. `language` ("en", "ru") keeps to the keywords of one language; None takes both.
    """
    words = list(_WORD.finditer(text))
    stems = tuple([stem(match[0].casefold()) for match in words])
    phrases = _phrases(agreement, stem, language)
    places: dict[str, list[tuple[int, int]]] = {}
    weights: dict[str, int] = {}
    for first, word in enumerate(stems):
        if word not in phrases:
            continue
        for topic, phrase in phrases[word]:
            length = len(phrase)
            if length == 1 or stems[first : first + length] == phrase:
                places.setdefault(topic, []).append((words[first].start(), words[first + length - 1].end()))
                weights[topic] = weights.get(topic, 0) + length * length
    proposals = [
        TopicProposal(topic=topic, weight=weights[topic], evidence=tuple(sorted(set(found))))
        for topic, found in places.items()
    ]
    return tuple(sorted(proposals, key=lambda one: (-one.weight, one.evidence[0], one.topic)))


def strongest_topic(text: str, agreement: Agreement | TopicTable, stem: Stemmer) -> str | None:
    """Return the topic that `propose_topics` names first, or None; without the places it is known in half the time."""
    stems = list(map(_folding(stem), _WORD.findall(text)))
    alone, longer = _beginning(agreement, stem)
    found: dict[str, list[tuple[int, int, int]]] = {}
    for word in alone.keys() & set(stems):
        times, first = stems.count(word), stems.index(word)
        for topic in alone[word]:
            found.setdefault(topic, []).append((times, first, 1))
    for pair in longer.keys() & set(pairwise(stems)):
        for topic, phrase in longer[pair]:
            length = len(phrase)
            places = [at for at, word in enumerate(stems) if word == pair[0] and stems[at : at + length] == phrase]
            if places:
                found.setdefault(topic, []).append((len(places) * length * length, places[0], length))
    return min(found, key=lambda topic: _strength(topic, found[topic]), default=None)


def _strength(topic: str, found: Sequence[tuple[int, int, int]]) -> tuple[int, tuple[int, int], str]:
    """Return what sorts topics as `propose_topics` does: by weight, by the first place, by name."""
    return -sum(weight for weight, _, _ in found), min((first, first + length) for _, first, length in found), topic


@lru_cache(maxsize=4)
def _folding(stem: Stemmer) -> Stemmer:
    """Return what brings a word as it stands to its stem, and knows most words already."""
    return lru_cache(maxsize=100_000)(lambda word: stem(word.casefold()))


Phrases = Mapping[str, list[tuple[str, tuple[str, ...]]]]

# Stemming the keywords takes longer than reading a letter. The objects stand beside their phrases, so that a later
# object at the same address is not taken for them.
_KEPT: dict[str | None, tuple[Agreement | TopicTable, Stemmer, Phrases]] = {}


def _phrases(agreement: Agreement | TopicTable, stem: Stemmer, language: str | None) -> Phrases:
    """Return the phrases of all topics by their first word."""
    kept = _KEPT.get(language)
    if kept is not None and kept[0] is agreement and kept[1] is stem:
        return kept[2]
    found: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for topic in agreement.topics.values():
        keywords = (topic.keywords_en if language != "ru" else ()) + (topic.keywords_ru if language != "en" else ())
        for keyword in keywords:
            phrase = tuple(stem(word) for word in _WORD.findall(keyword.casefold()))
            if phrase:
                found.setdefault(phrase[0], []).append((topic.code, phrase))
    _KEPT[language] = (agreement, stem, found)
    return found


Beginning = tuple[dict[str, list[str]], dict[tuple[str, str], list[tuple[str, list[str]]]]]
_KEPT_BEGINNING: list[tuple[Phrases, Beginning]] = []


def _beginning(agreement: Agreement | TopicTable, stem: Stemmer) -> Beginning:
    """Return the topics of each keyword that is one word, and the longer phrases by their first two."""
    phrases = _phrases(agreement, stem, None)
    if not _KEPT_BEGINNING or _KEPT_BEGINNING[0][0] is not phrases:
        alone: dict[str, list[str]] = {}
        longer: dict[tuple[str, str], list[tuple[str, list[str]]]] = {}
        for topic, phrase in (one for some in phrases.values() for one in some):
            if len(phrase) == 1:
                alone.setdefault(phrase[0], []).append(topic)
            else:
                longer.setdefault((phrase[0], phrase[1]), []).append((topic, list(phrase)))
        _KEPT_BEGINNING[:] = [(phrases, (alone, longer))]
    return _KEPT_BEGINNING[0][1]
