"""The words of the window, in English and Russian, by key. The language can change while the program runs.

The texts stand in resources/i18n; both languages hold the same keys with the same values to fill in.
"""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

LANGUAGES = ("en", "ru")
_NAME = re.compile(r"\{(\w+)\}")
_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_SHOWN_DAYS = 60
_MONTHS = {
    "en": ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"],
    "ru": ["янв", "фев", "мар", "апр", "мая", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"],
}


class _Current:
    language = "en"
    zone: tzinfo = UTC


def set_language(language: str) -> None:
    """Speak English or Russian from now on."""
    _Current.language = language if language in LANGUAGES else "en"


def language() -> str:
    """Return the language in force."""
    return _Current.language


def set_zone(name: str) -> None:
    """Show times in a zone; an unknown one is UTC."""
    try:
        _Current.zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        _Current.zone = UTC


def zone() -> tzinfo:
    """Return the zone in which times are shown."""
    return _Current.zone


@cache
def _table(language: str) -> dict[str, str]:
    text = files("resources").joinpath("i18n", f"{language}.toml").read_text(encoding="utf-8")
    return {f"{group}.{name}": value for group, inner in tomllib.loads(text).items() for name, value in inner.items()}


def say(key: str, **values: object) -> str:
    """Return the words of a key. A key without words is shown as it is, so that nothing is ever empty."""
    text = _table(_Current.language).get(key)
    if text is None:
        return key.split(".", 1)[-1].replace("_", " ")
    return _NAME.sub(lambda match: str(values.get(match[1], match[0])), text)


def say_in(language: str, key: str, **values: object) -> str:
    """Return the words of a key in a customer's language: Russian for "ru", else English."""
    text = _table("ru" if language == "ru" else "en").get(key, key)
    return _NAME.sub(lambda match: str(values.get(match[1], match[0])), text)


def say_count(key: str, number: int, *, capped: bool = False, **values: object) -> str:
    """Return the words of a count in the right form: one, few, many."""
    shown = f"{number:,}".replace(",", " ") + ("+" if capped else "")
    return say(f"{key}_{_form(number)}", n=shown, **values)


def has(key: str) -> bool:
    """Return whether a key has words."""
    return key in _table(_Current.language)


def of(english: str, russian: str) -> str:
    """Return the one of two texts that the language in force wants."""
    return russian if _Current.language == "ru" else english


def day(instant: datetime) -> str:
    """Return a day: 13 Jun 2026."""
    return calendar_day(instant.astimezone(_Current.zone).date())


def calendar_day(one: date) -> str:
    """Return a day that has no time and so no zone: 13 Jun 2026."""
    return f"{one.day} {_MONTHS[_Current.language][one.month - 1]} {one.year}"


def short_day(one: date) -> str:
    """Return a day with little room: 13 Jun 26."""
    return f"{one.day} {_MONTHS[_Current.language][one.month - 1]} {one.year % 100:02}"


def month(one: date) -> str:
    """Return a month as an axis names it: Jan 2026, or Apr."""
    name = _MONTHS[_Current.language][one.month - 1]
    return f"{name} {one.year}" if one.month == 1 else name


def month_named(name: str) -> int:
    """Return the month that a word begins with in either language, 0 for none: Nov, november, ноября."""
    short = name.casefold()[:3].replace("май", "мая")
    return next((n + 1 for names in _MONTHS.values() for n, one in enumerate(names) if one.casefold() == short), 0)


def near_day(found: date) -> str:
    """Return a day without its year, where it is near: 13 Jun."""
    return f"{found.day} {_MONTHS[_Current.language][found.month - 1]}"


def clock(instant: datetime) -> str:
    """Return a time of day: 14:05."""
    return f"{instant.astimezone(_Current.zone):%H:%M}"


def moment(instant: datetime) -> str:
    """Return a day and a time."""
    return f"{day(instant)}, {clock(instant)}"


def soon(instant: datetime, now: datetime) -> str:
    """Return an instant of today by its time alone, another with its day: 16:00, or 1 Dec, 09:00."""
    local, today = instant.astimezone(_Current.zone).date(), now.astimezone(_Current.zone).date()
    if local == today:
        return clock(instant)
    return f"{near_day(local) if local.year == today.year else calendar_day(local)}, {clock(instant)}"


def age(then: datetime, now: datetime) -> str:
    """Return how long ago: 4 min, 3 h, 2 d; older than sixty days, the day."""
    seconds = (now - then).total_seconds()
    if seconds < _MINUTE:
        return say("time.now")
    if seconds < _HOUR:
        return say("time.minutes", n=int(seconds // _MINUTE))
    if seconds < _DAY:
        return say("time.hours", n=int(seconds // _HOUR))
    if seconds < _SHOWN_DAYS * _DAY:
        return say("time.days", n=int(seconds // _DAY))
    return day(then)


def days_left(until: datetime, now: datetime) -> int:
    """Return the whole days of the shown zone that are left; the day itself is none."""
    return (until.astimezone(_Current.zone).date() - now.astimezone(_Current.zone).date()).days


def days_since(end: datetime, now: datetime) -> int:
    """Return the whole days of the shown zone since something ended; on the day after its last day it is one."""
    return max(0, -days_left(end - timedelta(microseconds=1), now))


def _form(number: int) -> str:
    if _Current.language == "en":
        return "one" if number == 1 else "many"
    last, last_two = number % 10, number % 100
    if last == 1 and last_two != 11:
        return "one"
    if last in (2, 3, 4) and last_two not in (12, 13, 14):
        return "few"
    return "many"
