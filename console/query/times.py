"""Times of a query as half-open windows of instants, given now and the zone in which days are cut."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TYPE_CHECKING

from console.query.terms import Amount, Day, Point, Range

if TYPE_CHECKING:
    from dateutil.relativedelta import relativedelta

_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EARLIEST = datetime(1, 1, 2, tzinfo=UTC)
_LATEST = datetime(9999, 12, 30, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From `start` (inside) to `end` (outside); None is open."""

    start: datetime | None
    end: datetime | None

    def holds(self, instant: datetime | None) -> bool:
        """Return whether the instant lies inside; nothing lies nowhere."""
        if instant is None:
            return False
        return (self.start is None or instant >= self.start) and (self.end is None or instant < self.end)


def window(value: Range, *, now: datetime, zone: tzinfo, ahead: bool = False) -> Window:
    """Return the window of `value`.

    An amount is an age (`created:>7d` is older than seven days); with `ahead` it is a distance to come
    (`ends:<30d` is from now to 30 days on).
    """
    if value.op == "..":
        first, last = _day(value.low, now, zone, ahead=ahead), _day(value.high, now, zone, ahead=ahead)
        first, last = min(first, last), max(first, last)
        return Window(start=_midnight(first, zone), end=_midnight(_next(last), zone))
    if isinstance(value.low, Amount):
        return _distance(value.op, value.low, now, ahead=ahead)
    day = _day(value.low, now, zone, ahead=ahead)
    start, end = _midnight(day, zone), _midnight(_next(day), zone)
    return {
        ":": Window(start=start, end=end),
        "<": Window(start=None, end=start),
        "<=": Window(start=None, end=end),
        ">": Window(start=end, end=None),
        ">=": Window(start=start, end=None),
    }[value.op]


def _distance(op: str, amount: Amount, now: datetime, *, ahead: bool) -> Window:
    edge = _shift(now, amount, forward=ahead)
    near = op in {"<", "<=", ":"}
    if ahead:
        return Window(start=now, end=edge) if near else Window(start=edge, end=None)
    return Window(start=edge, end=None) if near else Window(start=None, end=edge)


def _shift(now: datetime, amount: Amount, *, forward: bool) -> datetime:
    from dateutil.relativedelta import relativedelta  # noqa: PLC0415 - the first rows need none

    deltas: dict[str, timedelta | relativedelta] = {
        "m": timedelta(minutes=amount.number),
        "h": timedelta(hours=amount.number),
        "d": timedelta(days=amount.number),
        "w": timedelta(weeks=amount.number),
        "mo": relativedelta(months=amount.number),
    }
    delta = deltas[amount.unit]
    try:
        return now + delta if forward else now - delta
    except (OverflowError, ValueError):
        return _LATEST if forward else _EARLIEST


def _day(point: Point | None, now: datetime, zone: tzinfo, *, ahead: bool) -> date:
    today = now.astimezone(zone).date()
    if isinstance(point, Day):
        return point.day
    if isinstance(point, Amount):
        return _shift(now, point, forward=ahead).astimezone(zone).date()
    name = point.name if point is not None else "today"
    if name in _WEEKDAYS:
        back = (today.weekday() - _WEEKDAYS.index(name)) % 7
        forward = (_WEEKDAYS.index(name) - today.weekday()) % 7
        return today + timedelta(days=forward) if ahead else today - timedelta(days=back)
    return today + timedelta(days={"yesterday": -1, "tomorrow": 1}.get(name, 0))


def _next(day: date) -> date:
    return day + timedelta(days=1) if day < date.max else day


def _midnight(day: date, zone: tzinfo) -> datetime:
    return (
        datetime.combine(day, time(), zone).astimezone(UTC)
        if date.min < day < date.max
        else (_EARLIEST if day <= date.min else _LATEST)
    )
