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
class ValueView:
    """A value in a reason. `name` says of which kind it is (received: a day; topics, facts, clauses: words).

    `words` are those that the value stands for, each with the agreement's own words for it in English and Russian,
    empty where the agreement has none.
    """

    name: str
    words: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonView:
    """Why something holds, cannot hold or is unknown: a code with its values. `views.reasoning` makes a sentence."""

    code: str
    params: tuple[ValueView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BasisView:
    """What a step of the decision rests on: the text, a reading of an unclear place, or a setting of the company.

    `en` and `ru` are our wording of the clause, or the question that a reading answers; `choice_en` and `choice_ru` how
    it is read. `needs_company` marks a reading that the company has still to confirm.
    """

    kind: str
    reference: str
    needs_company: bool = False
    en: str = ""
    ru: str = ""
    choice_en: str = ""
    choice_ru: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeView:
    """What would change the decision or a ground, who can bring it about, and the outcome that would follow.

    `ground` is how the ground would stand that it is shown with; empty in the list of the decision. `mode` is how far
    the outcome would go, `same` that only this would change.
    """

    reason: ReasonView
    who: str
    outcome: str
    primary: str | None
    ground: str = ""
    mode: str | None = None
    same: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ExceptionView:
    """An exception by name: the rule `by` set another rule aside because of `basis`."""

    rule_en: str
    rule_ru: str
    by_en: str
    by_ru: str
    basis: BasisView


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """A rule that was tried, from the top of the ladder: its row, its worth (yes, no, unknown), and why.

    `decides` marks the rule that gave the outcome, or that asks. `facts` are the facts that were looked at, each as its
    name and what stood there. `defeated` is the exception that set the rule aside.
    """

    rule: str
    row: str
    stratum: str
    en: str
    ru: str
    worth: str
    decides: bool
    reasons: tuple[ReasonView, ...]
    facts: tuple[tuple[str, str], ...]
    clauses: tuple[str, ...]
    basis: BasisView | None
    defeated: ExceptionView | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundView:
    """One of the 23 grounds: holds, unknown or cannot, with why; `named_first` is the one to name to the customer.

    `missing` says what would settle an unknown ground and who can supply it, `would_change` what would make it stand
    otherwise, `basis` the clause and the readings that touch it, `exceptions` those that set it aside.
    """

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
    missing: tuple[NeedView, ...] = ()
    would_change: tuple[ChangeView, ...] = ()
    basis: tuple[BasisView, ...] = ()
    exceptions: tuple[ExceptionView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TierView:
    """Why a request has its tier (DT-3): the row of the table, its clauses, and which of its questions gives it.

    `place` counts from 0; `of` is how many questions there are.
    """

    row: str
    clauses: tuple[str, ...]
    topic: str | None
    place: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentView:
    """The outcome of a request with everything that led there. `inputs` and `result` are canonical JSON to keep.

    `because` says why the rule that decides holds, `changes` what would change the outcome, `steps` is every rule that
    was tried. `unconfirmed` names the facts that are only proposed; while there are any, the outcome is provisional.
    `clauses` are those that decide, with our wording; `supposed` is what would change the outcome if it were found
    otherwise than it is known or taken to be.
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
    because: tuple[ReasonView, ...]
    changes: tuple[ChangeView, ...]
    steps: tuple[StepView, ...]
    tier: str | None
    unconfirmed: tuple[str, ...]
    agreement: str
    inputs: str
    result: str
    agreement_id: int = 0
    tier_why: TierView | None = None
    clauses: tuple[BasisView, ...] = ()
    supposed: tuple[ChangeView, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodView:
    """A period of a license as the time line draws it: `length` units from the day `anchor` give `last_day`.

    `version` is the version of the agreement that it is counted under: the one of its purchase or payment (A64).
    """

    kind: str
    start: datetime
    end: datetime
    last_day: date
    anchor: date | None = None
    length: int = 0
    unit: str = "month"
    version: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingView:
    """Where a license stands at an instant.

    `archive_opens` is the first instant of the day from which it may be archived, `archived_at` that of the transfer
    that still holds. `zone` is the policy's: days are cut in it.
    """

    at: datetime
    state: str
    periods: tuple[PeriodView, ...]
    boundary_at: datetime | None
    boundary_kind: str | None
    archive_eligible: bool
    archive_eligible_from: date | None
    flags: tuple[str, ...]
    archived_at: datetime | None = None
    archive_opens: datetime | None = None
    zone: str = "UTC"


@dataclass(frozen=True, slots=True, kw_only=True)
class RenewalPreview:
    """What a payment of `months` would give (DT-9): the row that says so and the period, None while archived.

    `archive_opens` is when the license could be archived if nothing more were paid.
    """

    months: int
    row: str
    clauses: tuple[str, ...]
    period: PeriodView | None
    archive_opens: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingView:
    """One of the twelve reasons: whether it may be chosen, whether it is proposed and because of what, and why not.

    `params` are the values of these words: the clause that was refused by, the day that was asked on, days. `reason`
    says as a sentence why it may be chosen or why not.
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
    reason: ReasonView | None = None
