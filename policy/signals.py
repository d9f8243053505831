"""Signals in a text: pokes, links that are none, words that propose a topic. Each carries the span it rests on.

A signal never decides; it proposes, and a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from policy.agreement import Agreement

Stemmer = Callable[[str], str]

_WORD = re.compile(r"[^\W_]+", re.UNICODE)
_POKES = frozenset(
    {"urgent", "hello", "hi", "hey", "ping", "up", "any news", "anybody", "anyone", "please", "asap", "reply", "answer"}
    | {"срочно", "алло", "ау", "эй", "привет", "ап", "ответьте", "ответь", "где вы", "вы тут", "есть кто"}
    | {"здравствуйте", "добрый день"}
)
_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_ERROR = re.compile(
    r"(?i)\b(error\w*|exception|crash\w*|broken|bug|fails?|failed|does not work|doesn't work|not working|stopped"
    r"|wrong\w*"
    r"|ошибк\w*|сбо[йяеи]\w*|не работа\w*|сломал\w*|падает|не сохраня\w*|не открыва\w*|неверн\w*|пропада\w*)\b"
)
_BLOCKS = re.compile(
    r"(?i)\b(cannot (?:open|process|work)|nobody .{0,20}can|nothing works|down|blocked|all (?:orders|exchanges) stopped"
    r"|остановлен\w*|ничего не работает|никто не может|полностью|не можем работать|встал\w*)\b"
)
_VERSION = re.compile(r"(?i)\b(?:version|v\.?|верси[яию])\s*(\d+(?:\.\d+){1,3})\b")
_STEPS = re.compile(r"(?i)\b(steps?(?: to| :|:)|to repeat|to reproduce|шаги|чтобы повторить|воспроизв\w*)")
_SECTION = re.compile(r"(?i)\b(section|раздел\w*|menu|меню|panel|панел\w*)\b")
_URGENT = re.compile(r"(?i)\b(urgent\w*|asap|immediately|critical|срочно\w*|критич\w*|немедленно)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """Something in a text that may matter: its kind and the characters it rests on."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicProposal:
    """A topic that the words of a text propose, strongest first."""

    topic: str
    weight: int
    evidence: tuple[tuple[int, int], ...]


def is_poke(message: str | None) -> bool:
    """Return whether the whole message is a poke: no words, or only words of calling (18.2.1 to 18.2.5, B.11, A42)."""
    if message is None:
        return False
    words = " ".join(_WORD.findall(message.casefold()))
    return not words or words in _POKES or all(word in _POKES for word in words.split())


def report_signals(text: str) -> tuple[Signal, ...]:
    """Return what a text seems to hold of the facts of clause 15, each with its place."""
    found = []
    for kind, pattern in (
        ("is_error", _ERROR),
        ("blocks_normal_operation", _BLOCKS),
        ("software_version", _VERSION),
        ("repro_steps", _STEPS),
        ("panel_section", _SECTION),
        ("claimed_urgency", _URGENT),
        ("external_link", _LINK),
    ):
        match = pattern.search(text)
        if match:
            found.append(Signal(kind=kind, start=match.start(), end=match.end()))
    return tuple(found)


def propose_topics(text: str, agreement: Agreement, stem: Stemmer) -> tuple[TopicProposal, ...]:
    """Return the topics whose keywords stand in the text, by how much of them stands there."""
    words = [(match.start(), match.end(), stem(match[0].casefold())) for match in _WORD.finditer(text)]
    places: dict[str, list[int]] = {}
    for number, (_, _, word) in enumerate(words):
        places.setdefault(word, []).append(number)
    proposals = []
    for topic, phrases in _phrases(agreement, stem).items():
        evidence: list[tuple[int, int]] = []
        weight = 0
        for phrase in phrases:
            for first in places.get(phrase[0], ()):
                if tuple(word for _, _, word in words[first : first + len(phrase)]) == phrase:
                    evidence.append((words[first][0], words[first + len(phrase) - 1][1]))
                    weight += len(phrase) * len(phrase)
        if evidence:
            proposals.append(TopicProposal(topic=topic, weight=weight, evidence=tuple(sorted(set(evidence)))))
    return tuple(sorted(proposals, key=lambda one: (-one.weight, one.evidence[0], one.topic)))


def _phrases(agreement: Agreement, stem: Stemmer) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    key = (id(agreement), id(stem))
    if key not in _CACHE:
        _CACHE.clear()
        _CACHE[key] = {
            topic.code: tuple(
                phrase
                for phrase in (
                    tuple(stem(word) for word in _WORD.findall(keyword.casefold()))
                    for keyword in (*topic.keywords_en, *topic.keywords_ru)
                )
                if phrase
            )
            for topic in agreement.topics.values()
        }
    return _CACHE[key]


_CACHE: dict[tuple[int, int], Mapping[str, tuple[tuple[str, ...], ...]]] = {}
