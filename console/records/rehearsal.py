"""What a rehearsal shows: a request that would be decided otherwise, both ways side by side, and counts by clause."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """What the agreement says of a request one way. `clause` is the one named first, None where it asks or accepts.

    `title_en` and `title_ru` are our words for the clause, `rule_en` and `rule_ru` for the rule that decides; `state`
    is the license's at the receipt. The days are those of the expected answer, None where the text has none.
    """

    outcome: str
    clause: str | None
    title_en: str
    title_ru: str
    rule: str
    rule_en: str
    rule_ru: str
    state: str | None
    also: tuple[str, ...]
    mode: str | None
    service: str | None
    needs: tuple[str, ...]
    offers: tuple[str, ...]
    flags: tuple[str, ...]
    review_from: datetime | None
    earliest_day: date | None
    latest_day: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Differing:
    """A request that would be decided otherwise.

    `changed` names what differs (slots of Ruled, or discretionary, route_to), `causes` the parts of the draft that
    bear on it, each as "part id", or "schedule".
    """

    ticket_id: int
    number: int
    subject: str
    customer: str
    license_key: str | None
    received_at: datetime
    agreement: str
    was: Ruled
    now: Ruled
    changed: tuple[str, ...]
    causes: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClauseCount:
    """How many of the differing requests a clause decided, and how many it would; without a clause, an outcome."""

    clause: str
    outcome: str
    title_en: str
    title_ru: str
    was: int
    now: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A part of a rehearsal that is done: what differs in it, and how far the whole is."""

    done: int
    total: int
    rows: tuple[Differing, ...] = field(default=(), repr=False)
