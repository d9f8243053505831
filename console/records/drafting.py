"""Drafts of the agreement as lists and editors show them, and one change of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionRow:
    """A version that the database keeps, in its present state: draft, dropped or in_force.

    `id` is the row that counts now, `base` the label of the version it was made from. `effective_at` is when it counts
    from, for one that is in force or will be.
    """

    id: int
    label: str
    sha256: str
    state: str
    base_id: int
    base: str
    by: str
    at: datetime
    effective_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftLetter:
    """A letter that a draft carries in place of the program's or the team's: code and language, its texts.

    `id` is as in refuse.23.1.1/en; one that stands in no place of the program's (own.thanks/en) has a title.
    """

    id: str
    title: str
    subject: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """A change of a draft: a slot of a part, and what it is to be. A part is one of `drafting.PARTS`, or agreement."""

    part: str
    id: str
    slot: str
    value: str

    def __str__(self) -> str:
        """Return the change as the command line takes it."""
        where = ".".join(one for one in (self.part, self.id, self.slot) if one)
        return f"{where}={self.value}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsound:
    """Something that is wrong with a draft: a code with its values, and the part where it stands.

    `text` is what the engine says; it stands where no code is known.
    """

    code: str
    params: tuple[tuple[str, str], ...]
    part: str
    id: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A slot of a draft that differs from the version it was made from; `what` is added, removed or changed."""

    part: str
    id: str
    slot: str
    what: str
    was: str
    now: str
