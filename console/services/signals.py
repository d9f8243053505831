"""Signals of a message: what it hints at, each with the words it rests on. Nothing is decided here."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import policy
from console.store import search

_CYRILLIC = re.compile("[а-яё]", re.IGNORECASE)
_LATIN = re.compile("[a-z]", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What a message holds: its signals in order of place, how many questions it asks, its language."""

    signals: tuple[policy.Signal, ...]
    questions: tuple[policy.Asked, ...]
    language: str | None


def hear(text: str, *, previous: Sequence[str] = (), own_domains: Sequence[str] = ()) -> Heard:
    """Read a message beside the earlier ones of its sender; `own_domains` are addresses of the license."""
    asked = policy.asked_in(text, search.stem_word)
    found = [
        *policy.link_signals(text, own_domains),
        *policy.access_data(text),
        *policy.conduct_signals(text, lexicon(), search.stem_word),
    ]
    if policy.is_poke(text):
        found.append(policy.Signal(kind="poke", start=0, end=len(text)))
    elif policy.repeat_of(text, previous, search.stem_word) is not None:
        found.append(policy.Signal(kind="repeat", start=0, end=len(text)))
    if len(asked) > 1:
        found += [policy.Signal(kind="several_questions", start=one.start, end=one.end) for one in asked]
    return Heard(
        signals=tuple(sorted(found, key=lambda one: (one.start, one.end, one.kind))),
        questions=asked,
        language=language_of(text),
    )


def language_of(text: str) -> str | None:
    """Return "ru" or "en" by the letters of a text; None where it has neither."""
    cyrillic, latin = len(_CYRILLIC.findall(text)), len(_LATIN.findall(text))
    if not cyrillic and not latin:
        return None
    return "ru" if cyrillic >= latin else "en"


@cache
def lexicon() -> policy.Lexicon:
    """Return the words of conduct that come with the program."""
    plain = tomllib.loads(files("resources").joinpath("signals", "conduct.toml").read_text(encoding="utf-8"))
    patterns = {kind: tuple(one["patterns"]) for kind, one in plain["kind"].items()}
    return policy.Lexicon.build(patterns, plain["never"]["patterns"], search.stem_word)
