"""Working time (clauses 4 and 5): when it is open, and adding and counting business time and business days.

Hours are half-open spans of local time by weekday; a holiday has none (4.4.3), a special day has its own, breaks and
closures cut pieces out of them. Outside the hours nothing is refused: a request is reviewed after the next opening
(4.3). The zone comes in as a value; no clock is read here. Where other calculators disagree, docs/decisions says why
these rules were taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import pairwise

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON_DAYS = 730
_DAY = timedelta(days=1)
_FIRST, _LAST = date(1, 1, 3), date(9999, 12, 28)
"""Between them every local time of a day and its neighbors is an instant."""

Hours = tuple[tuple[time, time], ...]
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Working hours by weekday ("mon" … "sun"), what differs from them, and the zone in which all of it is read.

    A span that ends at or before its beginning runs over midnight into the next day; it belongs to the day it begins
    on. `special` replaces the hours of a day, also of a closed one; `closed` are days without hours; `breaks` are
    local times of a day, `closures` instants, that are cut out of whatever is open.
    """

    zone: tzinfo
    hours: Mapping[str, Hours]
    closed: frozenset[date] = field(default_factory=frozenset)
    special: Mapping[date, Hours] = field(default_factory=dict)
    breaks: Mapping[date, Hours] = field(default_factory=dict)
    closures: tuple[Span, ...] = ()

    def spans(self, day: date) -> tuple[Span, ...]:
        """Return the open spans that begin on a day, in order and apart from each other, as instants in UTC.

        What a span over midnight of the day before holds already is not given again.
        """
        if not _FIRST < day < _LAST:
            return ()
        hours = self.week_hours(day)
        if not hours:
            return ()
        before = self._instants(day - _DAY, self.week_hours(day - _DAY))
        return tuple(_without(_joined(self._instants(day, hours)), [*before, *self._cuts(day)]))

    def week_hours(self, day: date) -> Hours:
        """Return the local hours of a day before breaks and closures: special ones, none, or those of its weekday."""
        if day in self.special:
            return self.special[day]
        return () if day in self.closed else self.hours.get(WEEKDAYS[day.weekday()], ())

    def _cuts(self, day: date) -> list[Span]:
        near = (day - _DAY, day, day + _DAY)
        return [*self.closures, *(span for one in near for span in self._instants(one, self.breaks.get(one, ())))]

    def _instants(self, day: date, hours: Hours) -> list[Span]:
        found = []
        for first, last in hours:
            opens = at_local(self.zone, day, first)
            closes = at_local(self.zone, day if last > first else day + _DAY, last)
            if opens < closes:  # an hour that the change to summer time leaves out has no span
                found.append((opens, closes))
        return found


def at_local(zone: tzinfo, day: date, at: time) -> datetime:
    """Return the instant of a local time, in UTC.

    A time that the change to summer time leaves out is as much later; of one that comes twice it is the first.
    """
    return datetime.combine(day, at, zone).astimezone(UTC)


def day_bounds(schedule: Schedule, at: datetime) -> Span:
    """Return when the local day of an instant begins and when the next one does."""
    day = at.astimezone(schedule.zone).date()
    return at_local(schedule.zone, day, time()), at_local(schedule.zone, day + _DAY, time())


def open_spans(schedule: Schedule, start: datetime, *, backward: bool = False) -> Iterator[Span]:
    """Yield the open spans from `start` on, the first cut at it; backward those before it, the latest first.

    It ends where two years follow without hours.
    """
    step = -_DAY if backward else _DAY
    day = start.astimezone(schedule.zone).date() - step
    seen, empty = start, 0
    while empty < _HORIZON_DAYS:
        found = schedule.spans(day)
        empty = 0 if found else empty + 1
        for first, last in reversed(found) if backward else found:
            span = (first, min(last, seen)) if backward else (max(first, seen), last)
            if span[0] < span[1]:
                yield span
                seen = span[0] if backward else span[1]
        try:
            day += step
        except OverflowError:
            return


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Return whether an instant lies inside the hours; the end of a span is outside."""
    return next_open(schedule, at) == at


def is_holiday(schedule: Schedule, at: datetime) -> bool:
    """Return whether an instant falls on a closed day."""
    return at.astimezone(schedule.zone).date() in schedule.closed


def why_closed(schedule: Schedule, at: datetime) -> str:
    """Return why an instant that is not open is closed: closure, holiday, weekend (a day without hours), after_hours.

    A special day goes before a holiday, a closure before both.
    """
    if any(first <= at < last for first, last in schedule.closures):
        return "closure"
    day = at.astimezone(schedule.zone).date()
    if day in schedule.closed and day not in schedule.special:
        return "holiday"
    return "after_hours" if schedule.week_hours(day) else "weekend"


def next_open(schedule: Schedule, at: datetime) -> datetime | None:
    """Return the first open instant at or after `at`; None where no hours follow within two years."""
    return next((first for first, _ in open_spans(schedule, at)), None)


def last_open(schedule: Schedule, at: datetime) -> datetime | None:
    """Return `at` where it is open or just closes, otherwise the last closing before; None as in next_open."""
    return next((last for _, last in open_spans(schedule, at, backward=True)), None)


def add_business_time(
    schedule: Schedule, start: datetime, amount: timedelta, *, backward: bool = False
) -> datetime | None:
    """Return the instant that lies so much business time after `start`; before it, where `amount` is negative.

    An amount that is used up at closing time ends at that closing. With nothing to add it is the nearest open instant
    after (`backward`: before) `start`. None where the hours do not suffice within two years of each other.
    """
    if not amount:
        return last_open(schedule, start) if backward else next_open(schedule, start)
    backward, left = amount < timedelta(), abs(amount)
    for first, last in open_spans(schedule, start, backward=backward):
        if left <= last - first:
            return last - left if backward else first + left
        left -= last - first
    return None


def business_time_between(schedule: Schedule, start: datetime, end: datetime) -> timedelta:
    """Return the business time from `start` to `end`; none where `end` comes first."""
    total = timedelta()
    for first, last in open_spans(schedule, start):
        if first >= end:
            break
        total += min(last, end) - first
    return total


def add_business_days(schedule: Schedule, start: datetime, number: int, *, backward: bool = False) -> datetime | None:
    """Return the same local time so many business days later (earlier, where negative), or what is open next to it.

    A business day is one on which hours begin. Where it is closed at that time it is the next opening, going back the
    last closing. None where there are not so many days within two years of each other.
    """
    backward = backward if number == 0 else number < 0
    local = start.astimezone(schedule.zone)
    day = business_day(schedule, local.date(), number)
    if day is None:
        return None
    at = start.astimezone(UTC) if number == 0 else at_local(schedule.zone, day, local.time())
    return last_open(schedule, at) if backward else next_open(schedule, at)


def business_day(schedule: Schedule, start: date, number: int) -> date | None:
    """Return the `number`-th business day after `start` (before it, where negative), which is day 0 (A48).

    None where two years go by without one.
    """
    day, left, empty = start, abs(number), 0
    step = _DAY if number > 0 else -_DAY
    while left:
        try:
            day += step
        except OverflowError:
            return None
        found = bool(schedule.spans(day))
        left, empty = (left - 1, 0) if found else (left, empty + 1)
        if empty >= _HORIZON_DAYS:
            return None
    return day


def _joined(spans: list[Span]) -> list[Span]:
    """Return spans in order, those that overlap as one; those that only touch stay two."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _without(spans: list[Span], cuts: list[Span]) -> Iterator[Span]:
    for first, last in spans:
        edges = [first]
        for begins, ends in _joined([cut for cut in cuts if cut[0] < last and cut[1] > first]):
            edges += [max(first, begins), min(last, ends)]
        edges.append(last)
        yield from (
            (opens, closes) for n, (opens, closes) in enumerate(pairwise(edges)) if not n % 2 and opens < closes
        )
