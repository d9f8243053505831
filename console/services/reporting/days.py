"""Which days a report is about: a week from Monday, a month of the calendar, or a person's own first and last day."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from console.faults import BadInput
from console.records.reporting import Days

MOST_DAYS = 3_660
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


def week(now: datetime, back: int = 0) -> Days:
    """Return the week of an instant, or one so many weeks before it; `now` is in the zone that days are cut in."""
    monday = now.date() - timedelta(now.weekday() + 7 * back)
    return Days(first=monday, last=monday + timedelta(6))


def month(now: datetime, back: int = 0) -> Days:
    """Return the month of an instant, or one so many months before it."""
    place = now.year * 12 + now.month - 1 - back
    first = date(place // 12, place % 12 + 1, 1)
    following = place + 1
    return Days(first=first, last=date(following // 12, following % 12 + 1, 1) - timedelta(1))


def own_days(first: date, last: date) -> Days:
    """Return the days between two, both inside. Raises BadInput ("report_days", "report_too_long")."""
    if last < first or first.year < _FIRST_YEAR or last.year > _LAST_YEAR:
        raise BadInput("report_days", first=first.isoformat(), last=last.isoformat())
    found = Days(first=first, last=last)
    if found.number > MOST_DAYS:
        raise BadInput("report_too_long", days=found.number, most=MOST_DAYS)
    return found
