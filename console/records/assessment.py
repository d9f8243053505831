"""What the agreement says of a request, as the panels show it: codes and values; the words stand in the resources."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class NeedView:
    """A fact that is missing and who can supply it: user, specialist, lead or records."""

    fact: str
    supplier: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """Why a ground holds, cannot hold or is unknown: a code with its values, or the condition and its value."""

    code: str
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundView:
    """One of the 23 grounds: holds, unknown or cannot, with why; `named_first` is the one to name to the customer."""

    clause: str
    code: str
    family: str
    title_en: str
    title_ru: str
    hint_en: str
    hint_ru: str
    status: str
    named_first: bool
    reasons: tuple[ReasonView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    """What a step of the decision rests on: the text, a reading of an unclear place, or a setting of the company.

    `needs_company` marks a reading that the company has still to confirm.
    """

    kind: str
    reference: str
    needs_company: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """The outcome of a request with everything that led there. `inputs` and `result` are canonical JSON to keep.

    `unconfirmed` names the facts that are only proposed; while there are any, the outcome is provisional.
    """

    outcome: str
    primary: str | None
    also: tuple[str, ...]
    mode: str | None
    service: str | None
    state_used: str | None
    discretionary: bool
    needs: tuple[NeedView, ...]
    offers: tuple[str, ...]
    flags: tuple[str, ...]
    grounds: tuple[GroundView, ...]
    basis: tuple[BasisView, ...]
    trace: tuple[str, ...]
    tier: str | None
    unconfirmed: tuple[str, ...]
    agreement: str
    inputs: str
    result: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period of a license as the time line draws it."""

    kind: str
    start: datetime
    end: datetime
    last_day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """Where a license stands at an instant."""

    at: datetime
    state: str
    periods: tuple[PeriodView, ...]
    boundary_at: datetime | None
    boundary_kind: str | None
    archive_eligible: bool
    archive_eligible_from: date | None
    flags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingView:
    """One of the twelve reasons: whether it may be chosen, whether it is proposed and because of what, and why not.

    `params` are the values of these words: the clause that was refused by, the day that was asked on, days.
    """

    clause: str
    code: str
    title_en: str
    title_ru: str
    allowed: bool
    proposed: bool
    why_not: str
    because: str = ""
    params: tuple[tuple[str, str], ...] = ()
