"""The periods of a license (clauses 10, 11, 13; DT-1, DT-8, DT-9): intervals, the state at an instant, what comes next.

Months are counted from an anchor and never chained. Intervals are half-open; instants are kept in UTC, days are those
of the policy's zone. What the readings A02, A03, A05, A06 and A07 leave open comes in as Terms. No clock is read here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta, tzinfo
from operator import attrgetter

from policy.counting import Interval, Succession, Terms, add_months, counted, first_periods, midnight
from policy.facts import Days, LicenseFacts, Purchase, Restoration

STATES = ("not_started", "free", "transition", "paid", "expired", "archived", "invalid")
RUNNING = ("free", "transition", "paid")
_BEST_FIRST = ("paid", "free", "transition")


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a license stands at an instant.

    `boundary` is when the present state ends if nothing more happens, `boundary_kind` the state that follows
    (archive_eligible for an expired license); both None where nothing follows by itself. `archived_at` is the instant
    of the transfer that still holds.
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
    archived_at: datetime | None = None

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """Return every period in order of its start."""
        return tuple(sorted((self.free, self.transition, *self.paid), key=attrgetter("start", "end")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Countdown:
    """What is left until the next boundary: whole days by the calendar of the policy's zone, and the exact time."""

    days: int
    left: timedelta
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """What a payment would start (DT-9): the row that says so, and the period; None while the license is archived."""

    row: str
    interval: Interval | None
    clauses: tuple[str, ...]


def standing(license_facts: LicenseFacts, at: datetime, zone: tzinfo, terms: Terms | Succession) -> Standing:
    """Return the standing of a license at `at` by the facts known then: what is dated later is ignored.

    Raises ValueError for an instant without a zone.
    """
    if at.tzinfo is None:
        raise ValueError(f"{at.isoformat()} has no zone")
    return _Reckoning(license_facts, at.astimezone(UTC), zone, terms).standing()


def countdown(found: Standing, at: datetime, zone: tzinfo) -> Countdown | None:
    """Return what is left of the present state, or None where nothing follows by itself."""
    if found.boundary is None or found.boundary_kind is None:
        return None
    days = (found.boundary.astimezone(zone).date() - at.astimezone(zone).date()).days
    return Countdown(days=days, left=found.boundary - at, kind=found.boundary_kind)


def days_of(
    found: Standing,
    received: datetime,
    zone: tzinfo,
    *,
    purchased: datetime | None = None,
    reviewed: datetime | None = None,
) -> Days:
    """Return the days that reasons name, by the standing at the receipt."""

    def day(instant: datetime | None) -> date | None:
        return None if instant is None else instant.astimezone(zone).date()

    over = [one.last_day for one in found.intervals if one.end <= received and one.start < one.end]
    running = found.state in RUNNING and found.boundary is not None
    return Days(
        received=day(received),
        reviewed=day(reviewed),
        begins=day(purchased),
        until=day(found.boundary - timedelta(microseconds=1)) if running and found.boundary is not None else None,
        ended=max(over, default=None),
        archived=day(found.archived_at),
    )


def paid_if(license_facts: LicenseFacts, purchase: Purchase, zone: tzinfo, terms: Terms | Succession) -> Interval:
    """Return the period that a purchase would give if the license is not archived: the preview of a renewal (DT-9)."""
    known = tuple(one for one in license_facts.purchases if one.paid_at <= purchase.paid_at)
    facts = replace(license_facts, purchases=(*known, purchase), transfers=(), restorations=())
    reckoning = _Reckoning(facts, purchase.paid_at.astimezone(UTC), zone, terms, archives=False)
    return reckoning.story.paid[-1]


def renewal(license_facts: LicenseFacts, purchase: Purchase, zone: tzinfo, terms: Terms | Succession) -> Renewal:
    """Return what a payment would start by the state at that instant (DT-9); nothing starts for an archived license."""
    before = standing(license_facts, purchase.paid_at, zone, terms)
    if before.state == "archived":
        return Renewal(row="archived", interval=None, clauses=("13.5",))
    known = tuple(one for one in license_facts.purchases if one.paid_at <= purchase.paid_at)
    facts = replace(license_facts, purchases=(*known, purchase))
    new = _Reckoning(facts, purchase.paid_at.astimezone(UTC), zone, terms).story.paid[-1]
    if new.start > purchase.paid_at:
        return Renewal(row="after_what_runs", interval=new, clauses=("11.3", "11.4"))
    row = "transition" if before.state == "transition" else "at_payment"
    return Renewal(row=row, interval=new, clauses=("10.2", "11.3") if row == "transition" else ("11.3", "11.4"))


@dataclass(slots=True)
class _Story:
    """What has happened to a license so far, as its events are walked through in time."""

    paid: list[Interval] = field(default_factory=list)
    archived_at: datetime | None = None
    money: list[Purchase] = field(default_factory=list)
    decisions: list[Restoration] = field(default_factory=list)
    flags: set[str] = field(default_factory=set)

    def archive(self, at: datetime) -> None:
        self.archived_at = at
        self.money, self.decisions = [], []


class _Reckoning:
    """The steps of DT-1 for one license at one instant."""

    def __init__(
        self, facts: LicenseFacts, at: datetime, zone: tzinfo, terms: Terms | Succession, *, archives: bool = True
    ) -> None:
        self.facts = facts
        self.at = at
        self.zone = zone
        self.terms = terms
        self.archives = archives
        version, self.bought_under = terms.at(facts.purchased_at)
        start = facts.purchased_at.astimezone(UTC)
        self.free, self.transition = first_periods(start, zone, self.bought_under, version)
        self.story = self._walk()

    def standing(self) -> Standing:
        eligible_from = self._eligible_from()
        state = self._state()
        boundary, kind = self._boundary(state, eligible_from)
        return Standing(
            state=state,
            free=self.free,
            transition=self.transition,
            paid=tuple(sorted(self.story.paid, key=attrgetter("start", "end"))),
            archive_eligible=state == "expired" and self._day(self.at) >= eligible_from,
            archive_eligible_from=eligible_from,
            boundary=boundary,
            boundary_kind=kind,
            flags=tuple(sorted(self.story.flags | self._money_without_decision())),
            archived_at=self.story.archived_at,
        )

    # Walking through what happened

    def _walk(self) -> _Story:
        """Take the events known at `at` in order of time; at one instant payments come first, then transfers."""
        self.story = _Story()
        events: list[tuple[datetime, int, Purchase | Restoration | None]] = [
            *((one.paid_at, 0, one) for one in self.facts.purchases),
            *((one, 1, None) for one in self.facts.transfers),
        ]
        for case in self.facts.restorations:
            if case.decided_at is not None and case.approved is not None:
                events.append((case.decided_at, 2, case))
            if case.payment is not None:
                events.append((case.payment.paid_at, 3, case))
        for instant, _, fact in sorted(events, key=lambda one: (one[0], one[1])):
            if instant > self.at:
                break
            self._archive_by_itself(instant)
            self._take(instant, fact)
        self._archive_by_itself(self.at)
        return self.story

    def _take(self, instant: datetime, fact: Purchase | Restoration | None) -> None:
        story = self.story
        if fact is None:
            if self._day(instant) < self._eligible_from():
                story.flags.add("archive_transfer_too_early")
            elif story.archived_at is None:
                story.archive(instant)
        elif story.archived_at is None:
            if isinstance(fact, Purchase):
                story.paid.append(self._paid(fact))
        else:
            self._take_in_archive(instant, fact)

    def _take_in_archive(self, instant: datetime, fact: Purchase | Restoration) -> None:
        """Money, a decision and feasibility are needed, in any order; the last starts the period (13.5, A11)."""
        story = self.story
        if isinstance(fact, Purchase):
            story.money.append(fact)
        elif fact.decided_at == instant and fact.approved is not None and fact not in story.decisions:
            story.decisions.append(fact)
        for case in story.decisions:
            own = case.payment if case.payment is not None and case.payment.paid_at <= instant else None
            paid = own or (story.money[0] if story.money and case.payment is None else None)
            if case.approved and case.feasible and paid is not None:
                version, terms = self.terms.at(paid.paid_at)
                story.paid.append(counted("paid", instant, paid.length, paid.unit, self.zone, terms, version))
                story.archived_at = None
                return

    def _archive_by_itself(self, instant: datetime) -> None:
        """Only where the agreement says so; the reading A06 says it does not."""
        if self.story.archived_at is not None or not self.archives or not self._last_terms().auto_archive:
            return
        opens = self._midnight(self._eligible_from())
        if opens <= instant:
            self.story.archive(opens)

    def _money_without_decision(self) -> set[str]:
        since = self.story.archived_at
        if since is None or self.story.decisions:
            return set()
        cases = (one.paid_at for one in self.facts.restorations if one.paid_at is not None)
        paid = bool(self.story.money) or any(since <= one <= self.at for one in cases)
        return {"payment_without_restoration_decision"} if paid else set()

    def _paid(self, purchase: Purchase) -> Interval:
        """DT-9: behind full Support that runs or is booked, else at payment."""
        version, terms = self.terms.at(purchase.paid_at)
        kinds = (self.free, *self.story.paid)
        if terms.early_renewal == "behind_transition":
            kinds = (self.free, self.transition, *self.story.paid)
        booked = [one.end for one in kinds if one.end > purchase.paid_at]
        follows = bool(booked) and terms.early_renewal != "at_payment"
        start = max(booked) if follows else purchase.paid_at.astimezone(UTC)
        return counted("paid", start, purchase.length, purchase.unit, self.zone, terms, version, follows)

    # Reading the result

    def _state(self) -> str:
        if self.facts.problem is not None:
            return "invalid"
        if self.at < self.facts.purchased_at:
            return "not_started"
        return "archived" if self.story.archived_at is not None else self._state_at(self.at)

    def _state_at(self, instant: datetime) -> str:
        """Return the best period that runs at an instant: paid before free before transition (A08)."""
        running = {one.kind for one in (self.free, self.transition, *self.story.paid) if one.holds(instant)}
        return next((kind for kind in _BEST_FIRST if kind in running), "expired")

    def _boundary(self, state: str, eligible_from: date) -> tuple[datetime | None, str | None]:
        if state == "not_started":
            start = self.facts.purchased_at.astimezone(UTC)
            return start, self._state_at(start)
        if state in RUNNING:
            intervals = (self.free, self.transition, *self.story.paid)
            edges = sorted({edge for one in intervals for edge in (one.start, one.end) if edge > self.at})
            return next(((edge, kind) for edge in edges if (kind := self._state_at(edge)) != state), (None, None))
        opens = self._midnight(eligible_from)
        if state == "expired" and opens > self.at:
            return opens, "archived" if self._last_terms().auto_archive else "archive_eligible"
        return None, None

    def _last(self) -> Interval:
        """Return the period that ends last: expiration is counted from it, under its version (A05)."""
        periods = [self.free, self.transition, *self.story.paid]
        if self.bought_under.expiration_base == "free":
            periods.remove(self.transition)
        return max(periods, key=attrgetter("last_day"))

    def _last_terms(self) -> Terms:
        return self.terms.named(self._last().version)

    def _eligible_from(self) -> date:
        """The day after six months from the end of the last period of any kind (A05, A13)."""
        last = self._last()
        terms = self.terms.named(last.version)
        base = add_months(last.last_day, terms.archive_months, rounding=terms.month_rounding)
        return base + timedelta(days=0 if terms.period_end == "day_before" else 1)

    # Days and instants

    def _midnight(self, day: date) -> datetime:
        return midnight(day, self.zone)

    def _day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()
