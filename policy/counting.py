"""How periods are counted (A02, A03, A04): months from an anchor, days of the policy's zone, under which version.

Months are never chained. What the readings leave open comes in as Terms; where several versions of the agreement have
followed each other, a period keeps the terms of its purchase (A64). No clock is read here.
"""

from __future__ import annotations

from calendar import isleap
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache

_MONTHS = {"month": 1, "year": 12}
_DAYS = {"day": 1, "week": 7}
_MONTH_DAYS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MIDNIGHT = time()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The numbers of the agreement and the readings that turn them into days; the words are those of the parameters."""

    free_months: int = 12
    transition_months: int = 2
    archive_months: int = 6
    period_end: str = "through_corresponding_day"
    month_rounding: str = "down"
    transition_anchor: str = "purchase"
    early_renewal: str = "stack"
    expiration_base: str = "last_period_of_any_kind"
    auto_archive: bool = False

    def at(self, instant: datetime) -> tuple[str, Terms]:  # noqa: ARG002 - one version counts at every instant
        """Return the version that counts at an instant and its terms: where only one is known, it has no name."""
        return "", self

    def named(self, version: str) -> Terms:  # noqa: ARG002 - same
        """Return the terms of a version by its name."""
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class Succession:
    """The terms of several versions, each with its name and the instant from which it counts, in that order.

    A period keeps the version of its purchase or payment (29.3, A64); before the first version it is the first.
    Raises ValueError where there is none, or they are not in order.
    """

    versions: tuple[tuple[datetime, str, Terms], ...]

    def __post_init__(self) -> None:
        begins = [one[0] for one in self.versions]
        if not begins or begins != sorted(begins):
            raise ValueError("versions come in the order in which they count, and there is at least one")

    def at(self, instant: datetime) -> tuple[str, Terms]:
        """Return the name of the version that counts at an instant, and its terms."""
        begun = [one for one in self.versions if one[0] <= instant]
        _, name, terms = begun[-1] if begun else self.versions[0]
        return name, terms

    def named(self, version: str) -> Terms:
        """Return the terms of a version by its name. Raises KeyError."""
        return {name: terms for _, name, terms in self.versions}[version]


@dataclass(frozen=True, slots=True, kw_only=True)
class Interval:
    """A period from `start` (inside) to `end` (outside), in UTC. `last_day` is its last day in the policy's zone.

    `anchor`, `length` and `unit` say how `last_day` was counted, `version` under which version of the agreement; two
    periods of the same instants are equal.
    """

    kind: str
    start: datetime
    end: datetime
    last_day: date
    anchor: date | None = field(default=None, compare=False)
    length: int = field(default=0, compare=False)
    unit: str = field(default="month", compare=False)
    version: str = field(default="", compare=False)

    def holds(self, instant: datetime) -> bool:
        """Return whether the instant lies inside."""
        return self.start <= instant < self.end


def add_months(day: date, months: int, *, rounding: str = "down") -> date:
    """Return the corresponding day `months` later; where the month lacks it, its last day, or the next one ("up")."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = 29 if month == 1 and isleap(year) else _MONTH_DAYS[month]
    if day.day <= last:
        return date(year, month + 1, day.day)
    return date(year, month + 1, last) + timedelta(days=1 if rounding == "up" else 0)


def add_period(day: date, *, months: int = 0, days: int = 0, mode: str = "clamp") -> date | None:
    """Return the day a period later: the months first, then the days.

    Where the month lacks the day, `mode` says what becomes of it: "clamp" takes the month's last day, "spill" lets the
    rest run into the next month, "reject" gives None. Raises ValueError for another mode or a day out of the calendar.
    """
    if mode not in ("clamp", "spill", "reject"):
        raise ValueError(f"there is no mode {mode!r}")
    moved = add_months(day, months)
    lacking = day.day - moved.day if months else 0
    if lacking and mode == "reject":
        return None
    return moved + timedelta(days=days + (lacking if mode == "spill" else 0))


def period_between(first: date, last: date) -> tuple[int, int]:
    """Return the whole months from one day to another and the days left; both negative where `last` is the earlier."""
    sign = 1 if first <= last else -1
    months = (last.year - first.year) * 12 + last.month - first.month
    if months and (add_months(first, months) - last).days * sign > 0:
        months -= sign
    return months, (last - add_months(first, months)).days


@lru_cache(maxsize=4096)
def first_periods(start: datetime, zone: tzinfo, terms: Terms, version: str) -> tuple[Interval, Interval]:
    """Return the free period and the transition that a purchase gives."""
    free = counted("free", start, terms.free_months, "month", zone, terms, version)
    if terms.transition_anchor == "purchase":
        months = terms.free_months + terms.transition_months
        whole = counted("transition", start, months, "month", zone, terms, version)
    else:
        whole = counted("transition", free.end, terms.transition_months, "month", zone, terms, version, follows=True)
    return free, replace(whole, start=free.end, end=max(free.end, whole.end))


@lru_cache(maxsize=4096)
def counted(
    kind: str,
    start: datetime,
    length: int,
    unit: str,
    zone: tzinfo,
    terms: Terms,
    version: str,
    follows: bool = False,  # noqa: FBT001, FBT002 - a key of the cache
) -> Interval:
    """Return a period of a length. One that `follows` another at midnight counts from the last day of that one."""
    local = start.astimezone(zone)
    reference = local.date()
    if follows and terms.period_end == "through_corresponding_day" and start == midnight(reference, zone):
        reference -= timedelta(days=1)
    if unit in _MONTHS:
        last_day = add_months(reference, length * _MONTHS[unit], rounding=terms.month_rounding)
    else:
        last_day = reference + timedelta(days=length * _DAYS[unit])
    if terms.period_end == "same_instant":
        end = datetime.combine(last_day, local.time(), zone).astimezone(UTC)
    else:
        last_day -= timedelta(days=1 if terms.period_end == "day_before" else 0)
        end = midnight(last_day + timedelta(days=1), zone)
    return Interval(
        kind=kind,
        start=start,
        end=max(start, end),
        last_day=last_day,
        anchor=reference,
        length=length,
        unit=unit,
        version=version,
    )


def midnight(day: date, zone: tzinfo) -> datetime:
    """Return the instant at which a day begins in a zone."""
    return datetime.combine(day, _MIDNIGHT, zone).astimezone(UTC)
