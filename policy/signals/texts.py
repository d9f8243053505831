"""Signals in one text: pokes, links and what only looks like one, facts of a report.

Each carries the span it rests on. A signal never decides; it proposes, and a person confirms.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice

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
