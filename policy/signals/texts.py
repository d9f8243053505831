"""Signals in one text: pokes, links and what only looks like one, words that propose a topic, facts of a report.

Each carries the span it rests on. A signal never decides; it proposes, and a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from policy.agreement import Agreement

Stemmer = Callable[[str], str]

_WORD = re.compile(r"[^\W_]+", re.UNICODE)

# Whole messages, or parts of one, that only call for attention, with the clause that names them (18.2, B.11; A42). The
# Russian ones say the same as the English ones.
_POKES: Mapping[str, str] = {
    **dict.fromkeys(("hello", "anybody", "anyone", "anybody there", "anyone there", "are you there"), "18.2.2"),
    **dict.fromkeys(("алло", "ау", "вы тут", "вы здесь", "где вы", "есть кто", "есть кто живой"), "18.2.2"),
    **dict.fromkeys(("answer", "answer me", "reply", "reply me", "ответь", "ответьте", "жду ответа"), "18.2.3"),
    **dict.fromkeys(("urgent", "urgently", "very urgent", "asap", "срочно", "очень срочно"), "18.2.4"),
    **dict.fromkeys(("why are you silent", "why silence", "why no answer", "почему молчите", "что молчите"), "18.2.5"),
    **dict.fromkeys(("hey", "ping", "up", "any news", "эй", "ап", "апну", "пинг", "есть новости"), "B.11"),
}
_COURTESIES = frozenset(
    {"hi", "please", "good", "morning", "day", "evening", "dear", "support", "team", "sir", "there", "again", "thanks"}
    | {
        "привет",
        "здравствуйте",
        "добрый",
        "доброе",
        "день",
        "утро",
        "вечер",
        "пожалуйста",
        "поддержка",
        "снова",
        "спасибо",
    }
)
_LONGEST_POKE = max(len(one.split()) for one in _POKES)
_FIRST_WORDS = _COURTESIES | {one.split()[0] for one in _POKES}
_MOST_POKE_WORDS = 30

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_HOST = re.compile(r"(?i)^(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([^/?#:\s]+)(?::\d+)?(.*)$", re.DOTALL)
_FILE_NAME = re.compile(
    r"(?i)^[\w.-]*\.(?:sh|md|txt|log|sql|php|py|js|ts|json|xml|ya?ml|toml|ini|conf|cfg|env|csv|pdf|docx?|xlsx?"
    r"|png|jpe?g|gif|webp|mp4|zip|rar|gz|tar)$"
)
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
_REPORT = (
    ("is_error", _ERROR),
    ("blocks_normal_operation", _BLOCKS),
    ("software_version", _VERSION),
    ("repro_steps", _STEPS),
    ("panel_section", _SECTION),
    ("claimed_urgency", _URGENT),
    ("external_link", _LINK),
)
# Looking without regard to case takes several times as long, and most texts hold not one word of most kinds. So a text
# is folded first, where that moves no letter, and is looked through only for a kind of which some beginning stands in
# it; the letters last named count as another one only without regard to case.
_ALTERNATIVES = re.compile(r"\\b\(((?:[^()]|\(\?:[^()]*\))*)\)(?:\\b)?$")
_BEGINNING = re.compile(r"[a-zа-яё ']+(?![a-zа-яё ']*[?*])|[a-zа-яё ']*(?=[a-zа-яё '][?*])")


def _beginnings(pattern: str) -> tuple[str, ...]:
    """Return letters without which none of the alternatives of a pattern fits; none where that is not plain."""
    inside = _ALTERNATIVES.fullmatch(pattern)
    if inside is None:
        return ()
    found = [_BEGINNING.match(one) for one in re.split(r"\|(?![^()]*\))", inside[1])]
    return tuple(one[0] for one in found if one) if all(found) else ()


_REPORT_FOLDED = tuple(
    (kind, _beginnings(body), re.compile(body))
    for kind, body in ((kind, pattern.pattern.removeprefix("(?i)")) for kind, pattern in _REPORT)
)
_UNFOLDED = re.compile("[\u0130\u0131\u017f\u1c80-\u1c88]")


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
    """Return whether the whole message says nothing: no words, or only words of calling and greeting (A42)."""
    return message is not None and _called(message) is not None


def poke_clauses(message: str | None) -> tuple[str, ...]:
    """Return the clauses that name a message as a poke; empty for a greeting, a message with content, or none."""
    found = None if message is None else _called(message)
    if message is None or found is None:
        return ()
    clauses = dict.fromkeys(found)
    if not _WORD.search(message):
        clauses |= {"18.2.1": None} if "?" in message else {"B.11": None} if "!" in message else {}
    return tuple(clauses)


def _called(message: str) -> list[str] | None:
    """Return the clauses of the pokes that a message consists of, or None where something else is said."""
    first = _WORD.search(message)
    if first is not None and first[0].casefold() not in _FIRST_WORDS:
        return None
    words = [match[0] for match in islice(_WORD.finditer(message.casefold()), _MOST_POKE_WORDS + 1)]
    if len(words) > _MOST_POKE_WORDS:
        return None
    clauses: list[str] = []
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST_POKE, len(words) - place), 0, -1):
            clause = _POKES.get(" ".join(words[place : place + length]))
            if clause is not None:
                clauses.append(clause)
                place += length
                break
        else:
            if words[place] not in _COURTESIES:
                return None
            place += 1
    return clauses


def link_kind(text: str, domains: Iterable[str] = ()) -> str:
    """Return what a word that looks like a link is: licensed (an address of the license), file_name, external.

    Names of files such as cron.sh are no links; without a scheme or a path nothing else tells them from a host.
    """
    match = _HOST.match(text.strip())
    host, path = (match[1].casefold().rstrip("."), match[2]) if match else ("", "")
    if any(host == one.casefold() or host.endswith(f".{one.casefold()}") for one in domains):
        return "licensed"
    if "://" not in text and not path and _FILE_NAME.match(host):
        return "file_name"
    return "external"


def external_links(links: Iterable[str], domains: Iterable[str] = ()) -> tuple[str, ...]:
    """Return the links that lead somewhere else (17.2)."""
    known = tuple(domains)
    return tuple(one for one in links if link_kind(one, known) == "external")


def link_signals(text: str, domains: Iterable[str] = ()) -> tuple[Signal, ...]:
    """Return the links of a text that lead somewhere else (17.2), each with its place; closing marks are left out."""
    known = tuple(domains)
    found = []
    for match in _LINK.finditer(text):
        link = match[0].rstrip(".,;:!?)]}»'\"")
        if link_kind(link, known) == "external":
            found.append(Signal(kind="external_link", start=match.start(), end=match.start() + len(link)))
    return tuple(found)


def report_signals(text: str) -> tuple[Signal, ...]:
    """Return what a text seems to hold of the facts of clause 15, each with its place."""
    folded = text.lower()
    if len(folded) != len(text) or not (text.isascii() or _UNFOLDED.search(text) is None):
        matches = [(kind, pattern.search(text)) for kind, pattern in _REPORT]
    else:
        matches = []
        for kind, beginnings, pattern in _REPORT_FOLDED:
            for one in beginnings:  # not any(): a text has none of most, and asking so takes half as long
                if one in folded:
                    break
            else:
                if beginnings:
                    continue
            matches.append((kind, pattern.search(folded)))
    return tuple([Signal(kind=kind, start=match.start(), end=match.end()) for kind, match in matches if match])


def propose_topics(
    text: str, agreement: Agreement, stem: Stemmer, language: str | None = None
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


def strongest_topic(text: str, agreement: Agreement, stem: Stemmer) -> str | None:
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
_KEPT: dict[str | None, tuple[Agreement, Stemmer, Phrases]] = {}


def _phrases(agreement: Agreement, stem: Stemmer, language: str | None) -> Phrases:
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


def _beginning(agreement: Agreement, stem: Stemmer) -> Beginning:
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
