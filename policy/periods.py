"""The periods of a license (clauses 10, 11, 13; DT-1, DT-8, DT-9): intervals, the state at an instant, what comes next.

Months are counted from an anchor and never chained. A period that is counted in months runs through its corresponding
day; intervals are half-open and end at the next midnight of the policy's zone. What the readings A02, A03, A05 and A07
leave open comes in as Terms.
"""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

from policy.facts import LicenseFacts, Purchase, Restoration

STATES = ("not_started", "free", "transition", "paid", "expired", "archived", "invalid")
RUNNING = ("free", "transition", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers of the agreement and the readings that turn them into days."""

    free_months: int = 12
    transition_months: int = 2
    archive_months: int = 6
    period_end: str = "through_corresponding_day"
    month_rounding: str = "down"
    transition_anchor: str = "purchase"
    early_renewal: str = "stack"
    expiration_base: str = "last_period_of_any_kind"


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A period: from `start` (inside) to `end` (outside). `last_day` is its last whole day."""

    kind: str
    start: datetime
    end: datetime
    last_day: date

    def holds(self, instant: datetime) -> bool:
        """Return whether the instant lies inside."""
        return self.start <= instant < self.end


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a license stands at an instant.

    `boundary` is when the present state ends if nothing more happens, `boundary_kind` the state that follows
    (archive_eligible for an expired license); both None where nothing follows by itself.
    """

    state: str
    free: Interval
    transition: Interval
    paid: tuple[Interval, ...]
    archive_eligible: bool
    archive_eligible_from: date
    boundary: datetime | None
    boundary_kind: str | None
    flags: tuple[str, ...]

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Return every period in order of its start."""
        return tuple(sorted((self.free, self.transition, *self.paid), key=lambda one: (one.start, one.end)))


def add_months(day: date, months: int, *, rounding: str = "down") -> date:
    """Return the corresponding day `months` later; where the month lacks it, its last day, or the next one ("up")."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    if day.day <= last:
        return date(year, month + 1, day.day)
    return date(year, month + 1, last) + timedelta(days=1 if rounding == "up" else 0)


def standing(license_facts: LicenseFacts, at: datetime, zone: tzinfo, terms: Terms) -> Standing:
    """Return the standing of a license at `at` by the facts known then: what is dated later is ignored."""
    return _Reckoning(license_facts, at, zone, terms).standing()


def paid_if(license_facts: LicenseFacts, purchase: Purchase, zone: tzinfo, terms: Terms) -> Interval:
    """Return the period that a purchase would give: the preview of a renewal (DT-9)."""
    known = tuple(one for one in license_facts.purchases if one.paid_at <= purchase.paid_at)
    facts = LicenseFacts(
        purchased_at=license_facts.purchased_at,
        plan=license_facts.plan,
        problem=license_facts.problem,
        purchases=(*known, purchase),
    )
    return _Reckoning(facts, purchase.paid_at, zone, terms).paid_intervals()[-1]


class _Reckoning:
    """The steps of DT-1 for one license at one instant."""

    def __init__(self, facts: LicenseFacts, at: datetime, zone: tzinfo, terms: Terms) -> None:
        self.facts = facts
        self.at = at
        self.zone = zone
        self.terms = terms
        self.flags: list[str] = []
        start = facts.purchased_at
        free_end = self._month_end(start, terms.free_months)
        self.free = self._interval("free", start, free_end)
        anchor = start if terms.transition_anchor == "purchase" else datetime.combine(free_end, time(), zone)
        months = terms.free_months + terms.transition_months if anchor is start else terms.transition_months
        self.transition = self._interval("transition", self.free.end, self._month_end(anchor, months))

    def standing(self) -> Standing:
        paid, archived_at, restored = self._archive_story()
        eligible_from = self._eligible_from(paid)
        state = self._state(paid, archived=archived_at is not None and not restored)
        boundary, kind = self._boundary(state, paid, eligible_from)
        return Standing(
            state=state,
            free=self.free,
            transition=self.transition,
            paid=tuple(paid),
            archive_eligible=state == "expired" and self._day(self.at) >= eligible_from,
            archive_eligible_from=eligible_from,
            boundary=boundary,
            boundary_kind=kind,
            flags=tuple(sorted(set(self.flags))),
        )

    def paid_intervals(self, *, before: datetime | None = None) -> list[Interval]:
        """Return the paid periods of purchases known at `at`, in order of payment."""
        paid: list[Interval] = []
        for purchase in sorted(self.facts.purchases, key=lambda one: one.paid_at):
            if purchase.paid_at > self.at or (before is not None and purchase.paid_at >= before):
                continue
            paid.append(self._paid(purchase.paid_at, purchase.length, paid))
        return paid

    def _paid(self, paid_at: datetime, length: int, paid: list[Interval]) -> Interval:
        """DT-9: behind full Support that runs or is booked, else at payment."""
        running = [one for one in (self.free, *paid) if one.end > paid_at and one.start <= max(paid_at, one.start)]
        full = [one for one in running if one.kind == "paid" or one.holds(paid_at)]
        if full and self.terms.early_renewal == "stack":
            last = max(full, key=lambda one: one.end)
            return self._interval("paid", last.end, self._month_end(last.end - timedelta(microseconds=1), length))
        return self._interval("paid", paid_at, self._month_end(paid_at, length))

    def _archive_story(self) -> tuple[list[Interval], datetime | None, bool]:
        """Walk transfers and restorations in time; money without a decision starts nothing (A11, 13.5)."""
        archived_at: datetime | None = None
        paid = self.paid_intervals()
        for transfer in sorted(one for one in self.facts.transfers if one <= self.at):
            before = self.paid_intervals(before=transfer)
            if self._day(transfer) < self._eligible_from(before):
                self.flags.append("archive_transfer_too_early")
                continue
            archived_at = transfer
            paid = before
        if archived_at is None:
            return paid, None, False
        restored = self._restored(archived_at)
        if restored is not None:
            case, starts = restored
            after = [*paid, self._interval("paid", starts, self._month_end(starts, case.length or 0))]
            for purchase in sorted(self.facts.purchases, key=lambda one: one.paid_at):
                if starts <= purchase.paid_at <= self.at:
                    after.append(self._paid(purchase.paid_at, purchase.length, after))
            return after, archived_at, True
        paid_since = any(archived_at <= one.paid_at <= self.at for one in self.facts.purchases)
        undecided = not any(one.decided_at is not None and one.decided_at <= self.at for one in self.facts.restorations)
        paid_case = any(
            one.paid_at is not None and archived_at <= one.paid_at <= self.at for one in self.facts.restorations
        )
        if (paid_since or paid_case) and undecided:
            self.flags.append("payment_without_restoration_decision")
        return paid, archived_at, False

    def _restored(self, archived_at: datetime) -> tuple[Restoration, datetime] | None:
        for case in self.facts.restorations:
            if not (case.approved and case.feasible and case.decided_at and case.paid_at and case.length):
                continue
            starts = max(case.decided_at, case.paid_at)
            if archived_at <= starts <= self.at:
                return case, starts
        return None

    def _state(self, paid: list[Interval], *, archived: bool) -> str:
        if self.facts.problem is not None:
            return "invalid"
        if self.at < self.facts.purchased_at:
            return "not_started"
        if archived:
            return "archived"
        for kind, intervals in (("paid", paid), ("free", [self.free]), ("transition", [self.transition])):
            if any(one.holds(self.at) for one in intervals):
                return kind
        return "expired"

    def _boundary(self, state: str, paid: list[Interval], eligible_from: date) -> tuple[datetime | None, str | None]:
        if state == "not_started":
            return self.facts.purchased_at, "free"
        if state in RUNNING:
            edge = max(
                one.end for one in (self.free, self.transition, *paid) if one.kind == state and one.holds(self.at)
            )
            while True:
                following = self._state_at(edge, paid)
                longer = [
                    one.end for one in (self.free, self.transition, *paid) if one.kind == state and one.holds(edge)
                ]
                if following != state or not longer:
                    return edge, following
                edge = max(longer)
        if state == "expired":
            opens = datetime.combine(eligible_from, time(), self.zone)
            return (opens, "archive_eligible") if opens > self.at else (None, None)
        return None, None

    def _state_at(self, instant: datetime, paid: list[Interval]) -> str:
        for kind, intervals in (("paid", paid), ("free", [self.free]), ("transition", [self.transition])):
            if any(one.holds(instant) for one in intervals):
                return kind
        return "expired"

    def _eligible_from(self, paid: list[Interval]) -> date:
        """The day after six months from the end of the last period of any kind (A05, A13)."""
        ends = [one.last_day for one in paid]
        if self.terms.expiration_base == "free":
            ends.append(self.free.last_day)
        else:
            ends.extend((self.free.last_day, self.transition.last_day))
        base = add_months(max(ends), self.terms.archive_months, rounding=self.terms.month_rounding)
        return base + timedelta(days=1 if self.terms.period_end == "through_corresponding_day" else 0)

    def _month_end(self, start: datetime, months: int) -> date:
        """Return the last day of `months` months from `start`."""
        day = add_months(self._day(start), months, rounding=self.terms.month_rounding)
        return day if self.terms.period_end == "through_corresponding_day" else day - timedelta(days=1)

    def _interval(self, kind: str, start: datetime, last_day: date) -> Interval:
        end = datetime.combine(last_day + timedelta(days=1), time(), self.zone)
        return Interval(kind=kind, start=start, end=max(start, end), last_day=last_day)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()
