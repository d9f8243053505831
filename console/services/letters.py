"""Letters: loading them, filling in their variables, and the checks before one is sent. Pure text, no engine.

A variable is {{name}}. Values are put in once and are never read again, so that a value cannot smuggle a variable in.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

TELEGRAM_LIMIT = 4_096
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
_LANGUAGES = ("en", "ru")


@dataclass(frozen=True, slots=True, kw_only=True)
class Letter:
    """A letter as it was written: its code, version, language, clauses and text."""

    code: str
    version: int
    language: str
    ground: str
    clauses: tuple[str, ...]
    channel: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilledSpan:
    """Where a value stands in a filled text."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Filled:
    """A filled text, where its values stand, and the variables that had none."""

    text: str
    spans: tuple[FilledSpan, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LintFinding:
    """Something to mend before sending; `blocks` stops the sending."""

    code: str
    start: int
    end: int
    blocks: bool


@cache
def load_letters(language: str) -> Mapping[str, Letter]:
    """Return the letters of a language by their code."""
    chosen = language if language in _LANGUAGES else "en"
    letters: dict[str, Letter] = {}
    folder = files("resources").joinpath("replies", chosen)
    for file in sorted(folder.iterdir(), key=lambda one: one.name):
        if file.name.endswith(".toml"):
            for one in tomllib.loads(file.read_text(encoding="utf-8"))["letter"]:
                letters[one["code"]] = Letter(
                    code=one["code"],
                    version=int(one["version"]),
                    language=chosen,
                    ground=one.get("ground", ""),
                    clauses=tuple(one.get("clauses", ())),
                    channel=one.get("channel", "any"),
                    subject=one.get("subject", ""),
                    body=one["body"].strip(),
                )
    return letters


def variables_of(text: str) -> tuple[FilledSpan, ...]:
    """Return the variables of a text with their places."""
    return tuple(FilledSpan(name=one[1], start=one.start(), end=one.end()) for one in _VARIABLE.finditer(text))


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """Fill in the variables, once; one without a value (or with an empty one) stays and is named in `missing`."""
    parts: list[str] = []
    spans: list[FilledSpan] = []
    missing: dict[str, None] = {}
    at = length = 0
    for one in _VARIABLE.finditer(text):
        before = text[at : one.start()]
        value = values.get(one[1], "")
        if not value.strip():
            missing[one[1]] = None
            value = one[0]
        parts += [before, value]
        start = length + len(before)
        length = start + len(value)
        spans.append(FilledSpan(name=one[1], start=start, end=length))
        at = one.end()
    parts.append(text[at:])
    return Filled(text="".join(parts), spans=tuple(spans), missing=tuple(missing))


def lint(
    text: str, *, clauses: tuple[str, ...], agreement_date: str, channel: str, addressee: str
) -> tuple[LintFinding, ...]:
    """Return what is wrong: a variable left, no clause, no date of the version, too long, no addressee, empty."""
    left = variables_of(text)
    found = [LintFinding(code="variable_left", start=one.start, end=one.end, blocks=True) for one in left]
    if not text.strip():
        found.append(LintFinding(code="empty", start=0, end=0, blocks=True))
    if not addressee.strip():
        found.append(LintFinding(code="no_addressee", start=0, end=0, blocks=True))
    if channel.startswith("telegram") and len(text.encode("utf-16-le")) // 2 > TELEGRAM_LIMIT:
        found.append(LintFinding(code="too_long", start=0, end=len(text), blocks=True))
    if clauses and not any(clause in text for clause in clauses):
        found.append(LintFinding(code="clause_not_cited", start=0, end=len(text), blocks=False))
    if clauses and agreement_date and agreement_date not in text:
        found.append(LintFinding(code="version_not_named", start=0, end=len(text), blocks=False))
    return tuple(found)
