"""Whether a person is at work: by shifts in the person's own zone, and by absences. It only counts."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.records.board import Duty, Member, Shift

_AHEAD_DAYS = 28


def duty(member: Member, at: datetime, zone: tzinfo) -> Duty:
    """Return where a person stands at an instant; `zone` is that of the company, for who has none of their own."""
    away = next((one for one in member.absences if one.starts_at <= at < one.ends_at), None)
    local = at.astimezone(zone_of(member, zone))
    ends = [end for one in member.shifts for end in _ends(one, local)]
    until = max(ends, default=None)
    return Duty(known=bool(member.shifts), on=until is not None, until=until, absence=away)


def next_here(member: Member, at: datetime, zone: tzinfo) -> datetime | None:
    """Return when a person is next at work, of the four weeks after an instant; None where nothing says so."""
    local = at.astimezone(zone_of(member, zone))
    begins = [
        _at(local, shift.starts, -ahead)
        for ahead in range(_AHEAD_DAYS + 1)
        for shift in member.shifts
        if (local + timedelta(days=ahead)).weekday() == shift.weekday
    ]
    backs = [one.ends_at for one in member.absences]
    return min((one for one in (*begins, *backs) if one > at and duty(member, one, zone).here), default=None)


def zone_of(member: Member, zone: tzinfo) -> tzinfo:
    """Return the zone that a person's shifts are written in."""
    try:
        return ZoneInfo(member.time_zone) if member.time_zone else zone
    except (ZoneInfoNotFoundError, ValueError):
        return zone


def _ends(shift: Shift, local: datetime) -> list[datetime]:
    """Return when a shift ends that runs now: today's, or yesterday's where it goes over midnight."""
    found = []
    for back in (0, 1):
        day = (local - timedelta(days=back)).date()
        if day.weekday() != shift.weekday:
            continue
        start, end = _at(local, shift.starts, back), _at(local, shift.ends, back)
        if shift.ends <= shift.starts:
            end = _at(local, shift.ends, back - 1)
        if start <= local < end:
            found.append(end)
    return found


def _at(local: datetime, clock: str, back: int) -> datetime:
    hour, minute = (int(part) for part in clock.split(":"))
    day = local.date() - timedelta(days=back)
    return local.replace(year=day.year, month=day.month, day=day.day, hour=hour, minute=minute, second=0, microsecond=0)
