"""The agreement as the browser shows it: each clause in both wordings, with what rests on it. Codes and values only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingNote:
    """How an unclear place is read, and what else it could mean. `needs_company`: the company should confirm it."""

    id: str
    matter: str
    reading: str
    value: str
    alternatives: tuple[str, ...]
    needs_company: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingChoice:
    """Another reading that was chosen: the parameter and its value, by whom, when and why."""

    reading: str
    parameter: str
    value: str
    by: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SwitchView:
    """A parameter that a reading sets: its value now, the one that the version comes with, and all it can be."""

    name: str
    value: str
    shipped: str
    alternatives: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """A reading with what can be chosen of it, and what was; the newest choice of a parameter is in force."""

    id: str
    clauses: tuple[str, ...]
    matter_en: str
    matter_ru: str
    reading_en: str
    reading_ru: str
    needs_company: bool
    switches: tuple[SwitchView, ...]
    choices: tuple[ReadingChoice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseView:
    """A unit of the agreement: our words, the official ones where they were loaded, and what uses it.

    `rules` are ids of rules and parameters; `topics` codes of topics; `decided` how many decisions name it first.
    `is_read` is false where the official words and the decisions could not be read: none stand here then.
    """

    id: str
    section: str
    section_title: str
    kind: str
    treatment: tuple[str, ...]
    ours: str
    official: str | None
    readings: tuple[ReadingNote, ...]
    rules: tuple[str, ...]
    topics: tuple[str, ...]
    decided: int
    is_read: bool = True

    def mentions(self, words: str) -> bool:
        """Return whether every word stands in the number or in one of the wordings, or the number begins with it."""
        held = " ".join((self.ours, self.official or "", self.section_title)).casefold()
        return all(word in held or self.id.casefold().startswith(word) for word in words.casefold().split())
