"""The published hours (clauses 4 and 5): whether it is open at an instant, when it opens next, and business days.

Hours are half-open spans of local time by weekday; days in `closed` have none (4.4.3). Outside them nothing is refused:
a request is reviewed after the next opening (4.3). The zone comes in as a value; no clock is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON_DAYS = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Working hours by weekday ("mon" … "sun"), the days without hours, and the zone in which both are read.

    A span that ends at or before its beginning runs over midnight into the next day; it belongs to the day it begins
    on.
    """

    zone: tzinfo
    hours: Mapping[str, tuple[tuple[time, time], ...]]
    closed: frozenset[date] = field(default_factory=frozenset)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the open spans that begin on a day, in order, as instants in UTC."""
        if day in self.closed:
            return ()
        found = []
        for first, last in sorted(self.hours.get(WEEKDAYS[day.weekday()], ())):
            until = day if last > first else day + timedelta(days=1)
            opens = datetime.combine(day, first, self.zone).astimezone(UTC)
            closes = datetime.combine(until, last, self.zone).astimezone(UTC)
            if opens < closes:  # an hour that the change to summer time leaves out has no span
                found.append((opens, closes))
        return tuple(found)


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Return whether an instant lies inside the hours; the end of a span is outside."""
    return next_open(schedule, at) == at


def next_open(schedule: Schedule, at: datetime) -> datetime | None:
    """Return the first open instant at or after `at`; None where no hours follow within two years."""
    day = at.astimezone(schedule.zone).date() - timedelta(days=1)
    for number in range(_HORIZON_DAYS):
        for first, last in schedule.spans(day + timedelta(days=number)):
            if at < last:
                return max(at, first)
    return None


def business_day(schedule: Schedule, start: date, number: int) -> date | None:
    """Return the `number`-th business day after `start`, which is day 0 (A48); None within two years without one."""
    day, left = start, number
    for _ in range(_HORIZON_DAYS):
        if left == 0:
            return day
        day += timedelta(days=1)
        if schedule.spans(day):
            left -= 1
    return None
