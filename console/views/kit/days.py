"""Days and instants as people write them in a field: in the language in force, as 2026-01-31, or in words."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from console.views.words import calendar_day, language, month_named

_DAY = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})"
    r"|(?P<day_2>\d{1,2})\.(?P<month_2>\d{1,2})\.(?P<year_2>\d{4})"
    r"|(?P<day_3>\d{1,2})\.?\s+(?P<month_3>[^\W\d_]{3,})\.?,?\s+(?P<year_3>\d{4})"
    r"|(?P<month_4>[^\W\d_]{3,})\.?\s+(?P<day_4>\d{1,2}),?\s+(?P<year_4>\d{4})"
)
_CLOCK = re.compile(r"(?:,\s*|\s+|T)?(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?::\d{2})?")
_PART = re.compile(r"\w+")
_TIME_PARTS = ("hour", "minute")
_MONTHS = 12


def write_day(day: date) -> str:
    """Return a day as a field shows it: 31 Jan 2026, in Russian 31.01.2026."""
    return f"{day:%d.%m.%Y}" if language() == "ru" else calendar_day(day)


def write_instant(local: datetime) -> str:
    """Return a day and a time of a clock on the wall: 31 Jan 2026, 14:05."""
    return f"{write_day(local.date())}, {local:%H:%M}"


def read_day(text: str) -> date | None:
    """Return the day of a text: 31 Jan 2026, Jan 31, 2026, 31.01.2026, 2026-01-31; None where it is none.

    Days with slashes are not read: who wrote 1/2 may mean either month.
    """
    found = _DAY.fullmatch(text.strip())
    return None if found is None else _day_of(found)


def read_instant(text: str) -> datetime | None:
    """Return a day and a time without a zone; None where one of them is missing: nothing is guessed."""
    whole = text.strip()
    found = _DAY.match(whole)
    clock = None if found is None else _CLOCK.fullmatch(whole, found.end())
    day = None if found is None else _day_of(found)
    if clock is None or day is None:
        return None
    try:
        return datetime.combine(day, time(int(clock["hour"]), int(clock["minute"])))
    except ValueError:
        return None


def _day_of(found: re.Match[str]) -> date | None:
    given = {name.partition("_")[0]: value for name, value in found.groupdict().items() if value is not None}
    month = int(given["month"]) if given["month"].isdecimal() else month_named(given["month"])
    try:
        return date(int(given["year"]), month, int(given["day"]))
    except ValueError:
        return None


def part_at(text: str, place: int) -> tuple[str, int]:
    """Return which part of a readable text stands at a place (day, month, year, hour, minute), and its number in it."""
    parts = list(_PART.finditer(text))
    number = next((n for n, one in enumerate(parts) if place <= one.end()), len(parts) - 1)
    found = _DAY.match(text)
    if found is None:
        return "day", number
    places = sorted((found.start(name), name) for name, value in found.groupdict().items() if value)
    names = [*(name.partition("_")[0] for _, name in places), *_TIME_PARTS]
    return names[min(number, len(names) - 1)], number


def span_of(text: str, number: int) -> tuple[int, int]:
    """Return where a part stands: its start and its length."""
    parts = list(_PART.finditer(text))
    return (parts[number].start(), len(parts[number][0])) if number < len(parts) else (0, len(text))


def moved(local: datetime, part: str, by: int) -> datetime:
    """Return an instant a step of a part later or earlier; a day that its month has not is the month's last."""
    if part in ("month", "year"):
        months = local.year * _MONTHS + local.month - 1 + by * (1 if part == "month" else _MONTHS)
        year, month = divmod(months, _MONTHS)
        first = local.replace(year=year, month=month + 1, day=1)
        after = (first + timedelta(days=32)).replace(day=1)
        return first.replace(day=min(local.day, (after - timedelta(days=1)).day))
    return local + timedelta(**{f"{part}s": by})
