"""The published hours (clauses 4 and 5): whether it is open at an instant, when it opens next, and business days.

Hours are half-open spans of local time by weekday; days in `closed` have none (4.4.3). Outside them nothing is refused:
a request is reviewed after the next opening (4.3).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta, tzinfo

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON_DAYS = 730


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Working hours by weekday ("mon" … "sun"), the days without hours, and the zone in which both are read."""

    zone: tzinfo
    hours: Mapping[str, tuple[tuple[time, time], ...]]
    closed: frozenset[date] = field(default_factory=frozenset)

    def spans(self, day: date) -> tuple[tuple[datetime, datetime], ...]:
        """Return the open spans of a day, in order."""
        if day in self.closed:
            return ()
        found = self.hours.get(WEEKDAYS[day.weekday()], ())
        return tuple(
            (datetime.combine(day, first, self.zone), datetime.combine(day, last, self.zone))
            for first, last in sorted(found)
        )


def is_open(schedule: Schedule, at: datetime) -> bool:
    """Return whether an instant lies inside the hours; the end of a span is outside."""
    day = at.astimezone(schedule.zone).date()
    return any(first <= at < last for first, last in schedule.spans(day))


def next_open(schedule: Schedule, at: datetime) -> datetime | None:
    """Return the first open instant at or after `at`; None where no hours follow within two years."""
    day = at.astimezone(schedule.zone).date()
    for _ in range(_HORIZON_DAYS):
        for first, last in schedule.spans(day):
            if at < last:
                return max(at, first)
        day += timedelta(days=1)
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
