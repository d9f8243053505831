"""Why an answer may be long in coming: closed hours, a holiday, a notice; with clause and end (4.4, B.6)."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import policy
from console.records.schedules import BannerView, ScheduleRecord
from console.services.desk import Desk
from console.services.notices import notices
from console.services.schedules import policy_schedule

CLAUSES = {
    "after_hours": ("4.4.1", "4.4.5"),
    "weekend": ("4.4.2",),
    "holiday": ("4.4.3",),
    "closure": ("4.4.5",),
    "no_hours": ("4.1",),
    "vacation": ("4.4.4",),
    "outage": ("B.6",),
    "force_majeure": ("B.6",),
}


def banners(desk: Desk, at: datetime | None = None) -> tuple[BannerView, ...]:
    """Return what is to be said of an instant (now): the notices that hold, then the hours if they are closed."""
    now = desk.clock() if at is None else at
    told = [
        BannerView(code=one.kind, clauses=CLAUSES[one.kind], reason=one.reason, until=one.ends_at)
        for one in notices(desk)
        if one.holds(now)
    ]
    closed = closed_banner(desk.company.schedule_at(now), now)
    return (*told, closed) if closed is not None else tuple(told)


def closed_banner(kept: ScheduleRecord | None, at: datetime) -> BannerView | None:
    """Return why nothing is open at an instant and when it opens; None where it is open, or no hours were entered."""
    if kept is None:
        return None
    schedule = policy_schedule(kept)
    if policy.is_open(schedule, at):
        return None
    until = policy.next_open(schedule, at)
    code, reason = why_closed(kept, at)
    if until is None:
        code = "no_hours"
    return BannerView(code=code, clauses=CLAUSES[code], reason=reason, until=until)


def why_closed(kept: ScheduleRecord, at: datetime) -> tuple[str, str]:
    """Return why a closed instant is closed, and what a person said of it: a holiday's name, a closure's reason."""
    schedule = policy_schedule(kept)
    code = policy.why_closed(schedule, at)
    zone = ZoneInfo(kept.time_zone)
    local = at.astimezone(zone)
    if code == "closure":
        naive = local.replace(tzinfo=None)
        return code, next((one.reason for one in kept.closures if one.start <= naive < one.end), "")
    day = kept.closed_day(local.date())
    if code == "holiday" and day is not None:
        return day.kind, day.reason
    special = kept.special_day(local.date())
    return code, "" if special is None else special.reason
