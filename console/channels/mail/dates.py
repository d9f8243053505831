"""The Date header becomes an instant in UTC, in every form that has been seen; what says nothing becomes None."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Final

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_ZONES: Final = {
    "ut": 0, "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 60, "bst": 60, "cet": 60, "cest": 120, "met": 60,
    "mest": 120, "mez": 60, "eet": 120, "eest": 180, "msk": 180, "msd": 240, "ist": 330, "jst": 540, "kst": 540,
    "sgt": 480, "hkt": 480, "ast": -240, "adt": -180, "est": -300, "edt": -240, "cst": -360, "cdt": -300,
    "mst": -420, "mdt": -360, "pst": -480, "pdt": -420, "akst": -540, "akdt": -480, "hst": -600, "aest": 600,
    "aedt": 660, "nzst": 720, "nzdt": 780,
}  # fmt: skip
_LONGEST: Final = 300
_COMMENT: Final = re.compile(r"\([^()]*\)")
_TIME: Final = re.compile(r"(?<!\d)(\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:[.,]\d+)?)?\s*([ap]m\b)?", re.IGNORECASE)
_DOTTED: Final = re.compile(r"(?<![\d.])(\d{1,2})\.(\d{2})(?:\.(\d{2}))?\s*([ap]m\b)?(?![\d.])", re.IGNORECASE)
_OFFSET: Final = re.compile(r"(?:^|[\sA-Za-z])([+-])\s?(\d{1,2}):?(\d{2})(?!\d)|([+-])(\d{1,2})(?!\d)")
_DAY_FIRST: Final = re.compile(
    r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([a-z]{3})[a-z]*[\s\-/.,]*(\d{2,4})(?![\d:])", re.IGNORECASE
)
_DAY_MONTH: Final = re.compile(r"(?<![\d:])(\d{1,2})(?:st|nd|rd|th)?[\s\-/.,]*([a-z]{3})", re.IGNORECASE)
_MONTH_FIRST: Final = re.compile(r"\b([a-z]{3})[a-z]*[\s\-/.,]+(\d{1,2})(?:st|nd|rd|th)?(?![\d:])", re.IGNORECASE)
_ISO: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMBERS: Final = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})(?![\d:])")
_YEAR: Final = re.compile(r"(?<![\d:+-])(\d{4})(?![\d:])")
_WORD: Final = re.compile(r"[A-Za-z]+")
_FARTHEST: Final = 15 * 60


def read_date(value: str) -> datetime | None:
    """Return the instant in UTC. An unknown zone counts as UTC, and so does none."""
    text = _COMMENT.sub(" ", value[:_LONGEST])
    day = _day(text)
    if day is None:
        return None
    clock = _TIME.search(text) or (_DOTTED.search(text) if _WORD.search(text) else None)
    passed = timedelta()
    offset = 0
    if clock:
        time = _time(clock)
        if time is None:
            return None
        passed = time
        offset = _offset(text[clock.end() :])
    try:
        return datetime(*day, tzinfo=UTC) + passed - timedelta(minutes=offset)
    except (ValueError, OverflowError):
        return None


def _time(clock: re.Match[str]) -> timedelta | None:
    """Return the time since midnight, or None for a time that no clock shows; a leap second becomes the one before."""
    hour, minute, second = int(clock[1]), int(clock[2]), int(clock[3] or 0)
    if clock[4]:
        hour = hour % 12 + (12 if clock[4].lower() == "pm" else 0)
    if hour > 24 or minute > 59:  # noqa: PLR2004 - hours of a day, minutes of an hour
        return None
    return timedelta(hours=hour, minutes=minute, seconds=min(second, 59))


def _offset(after: str) -> int:
    """Return the minutes east of UTC; 0 for an offset that cannot be."""
    found = _OFFSET.search(after)
    if found:
        sign, hours, minutes = (found[1], found[2], found[3]) if found[1] else (found[4], found[5], "0")
        total = int(hours) * 60 + int(minutes)
        if total > _FARTHEST:
            return 0
        return -total if sign == "-" else total
    for word in _WORD.findall(after):
        known = _ZONES.get(word.lower())
        if known is not None:
            return known
    return 0


def _day(text: str) -> tuple[int, int, int] | None:
    for found in _DAY_FIRST.finditer(text):
        month = _MONTHS.get(found[2].lower())
        if month:
            return _checked(_full_year(found[3]), month, int(found[1]))
    for found in _MONTH_FIRST.finditer(text):
        month = _MONTHS.get(found[1].lower())
        year = _YEAR.search(text)
        if month and year:
            return _checked(int(year[1]), month, int(found[2]))
    for found in _DAY_MONTH.finditer(text):
        month = _MONTHS.get(found[2].lower())
        year = _YEAR.search(text)
        if month and year:
            return _checked(int(year[1]), month, int(found[1]))
    return _day_of_numbers(text)


def _day_of_numbers(text: str) -> tuple[int, int, int] | None:
    iso = _ISO.search(text)
    if iso:
        return _checked(int(iso[1]), int(iso[2]), int(iso[3]))
    numbers = _NUMBERS.search(text)
    if numbers:
        first, second, year_of = int(numbers[1]), int(numbers[2]), _full_year(numbers[3])
        # Month first, as its inventors write it, unless that cannot be; a point divides day and month in Europe.
        if first > 12 or "." in numbers[0]:  # noqa: PLR2004 - months of a year
            first, second = second, first
        return _checked(year_of, first, second)
    return None


def _full_year(text: str) -> int:
    year = int(text)
    if len(text) == 2:  # noqa: PLR2004 - RFC 5322, 4.3
        return year + (2000 if year < 50 else 1900)  # noqa: PLR2004 - same
    if len(text) == 3:  # noqa: PLR2004 - same
        return year + 1900
    return year


def _checked(year: int, month: int, day: int) -> tuple[int, int, int] | None:
    return (year, month, day) if 1 <= month <= 12 and 1 <= day <= 31 and year >= 1 else None  # noqa: PLR2004 - a calendar
