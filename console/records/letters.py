"""A letter that the desk wrote for itself, as the store keeps it: every version of it is a row that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from console.records.tickets import DraftFile

TEAM, PERSONAL = "team", "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnLetter:
    """One version of a letter of the team or of one person. The highest `n` counts, and not at all unless `active`.

    `clauses` are those that it cites, the one that it rests on first. `by` is the name of who wrote this version.
    """

    code: str
    language: str
    scope: str
    n: int
    channel: str
    title: str
    clauses: tuple[str, ...]
    subject: str
    body: str
    files: tuple[DraftFile, ...]
    at: datetime
    by: str
    active: bool
