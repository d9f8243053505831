"""Plans of archives: which tickets, where to, and when. A lead sets, pauses and takes up a plan, each with a reason."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.faults import BadInput, NotFound
from console.query import parse
from console.records.archives import EVERY, ArchivePlan
from console.records.base import Json
from console.services import company, schedules
from console.services.archives import exporting, redacting
from console.services.archives.conditions import NONE, Conditions, columns
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import archives as kept

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_KEPT, LAST_DAY = 10_000, 31
_TABLE = tables.trust.archive_plans
_AT = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d\Z")
_LONGEST_NAME = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """How often: every day, on a day of the week (0 is Monday) or of the month, at HH:MM in the policy's zone."""

    every: str
    day: int
    at: str

    def __str__(self) -> str:
        """Return it as `when_of` reads it."""
        day = {"day": "", "week": f"{DAYS[self.day % 7]} ", "month": f"{self.day} "}[self.every]
        return f"{self.every} {day}{self.at}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """What is set of a plan; `conditions` say for whom its archives are locked and what they leave out."""

    name: str
    query: str
    folder: str
    when: When
    keep: int = 0
    conditions: Conditions = NONE


def when_of(text: str) -> When:
    """Return when, of "day 02:00", "week mon 02:00" or "month 1 02:00". Raises BadInput ("plan_when")."""
    every, *rest = text.lower().split() or [""]
    day, at = (0, rest[0]) if every == "day" and len(rest) == 1 else (-1, "")
    if every in EVERY[1:] and len(rest) == 2:  # noqa: PLR2004 - the day and the hour
        at = rest[1]
        if every == "week" and rest[0] in DAYS:
            day = DAYS.index(rest[0])
        elif every == "month" and rest[0].isascii() and rest[0].isdigit():
            day = int(rest[0]) if 1 <= int(rest[0]) <= LAST_DAY else -1
    if day < 0 or not _AT.match(at):
        raise BadInput("plan_when", when=text)
    return When(every=every, day=day, at=at)


def next_after(when: When, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first moment of a plan behind an instant; a month that is too short has its last day."""
    hour, minute = (int(part) for part in when.at.split(":"))
    first = after.astimezone(zone).date()
    for ahead in range(63):
        day = first + timedelta(days=ahead)
        if _falls(when, day):
            moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone).astimezone(after.tzinfo)
            if moment > after:
                return moment
    raise BadInput("plan_when", when=str(when))


def plans(desk: Desk) -> tuple[ArchivePlan, ...]:
    """Return every plan, also one that is paused."""
    with desk.store.read() as connection:
        return kept.plans(connection)


def plan(desk: Desk, name: str) -> ArchivePlan:
    """Return the plan with a name, or with a key. Raises NotFound ("no_plan")."""
    found = next((one for one in plans(desk) if name in (one.name, str(one.id))), None)
    if found is None:
        raise NotFound("no_plan", name=name)
    return found


def when(one: ArchivePlan) -> When:
    """Return when a plan is due."""
    return When(every=one.every, day=one.day, at=one.at)


def set_plan(desk: Desk, wanted: Planned, *, reason: str, command_id: str | None = None) -> int:
    """Make a plan, or change the one with this name; return its key.

    Raises NotAllowed ("lead_only"), BadInput ("plan_reason", "plan_name", "plan_folder", "plan_keep", a problem of
    the query).
    """
    schedules.require_setter(desk)
    if wanted.conditions.leave_out:
        redacting.secret_of(desk)  # made now, while somebody is there who could be told of a refusal
    values = {**_checked(wanted), "set_by": desk.actor.staff_id or None, "reason": _reason(reason), "active": True}
    due = next_after(wanted.when, desk.company.zone, desk.clock())

    def act(unit: Unit) -> Json:
        unit.alone("archive_plans")
        known = unit.find(_TABLE, name=values["name"])
        if known is None:
            return unit.insert(_TABLE, **values, set_at=unit.at, next_at=due)
        unit.amend(_TABLE, int(known["id"]), expected=None, **values, set_at=unit.at, next_at=due)
        return int(known["id"])

    done = company.carry(desk.store, "archive_plan", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    return int(str(done))


def pause(desk: Desk, one: ArchivePlan, *, reason: str, active: bool = False, command_id: str | None = None) -> None:
    """Stop a plan, or with `active` take it up again from its next moment on.

    Raises NotAllowed ("lead_only"), BadInput ("plan_reason"), Stale where it was changed meanwhile.
    """
    schedules.require_setter(desk)
    why = _reason(reason)
    due = next_after(when(one), desk.company.zone, desk.clock()) if active else None

    def act(unit: Unit) -> Json:
        return unit.amend(
            _TABLE,
            one.id,
            expected=one.version,
            active=active,
            next_at=due,
            set_by=desk.actor.staff_id or None,
            set_at=unit.at,
            reason=why,
        )

    company.carry(desk.store, "archive_plan", act, actor=desk.actor, at=desk.clock(), command_id=command_id)


def _checked(wanted: Planned) -> dict[str, object]:
    name, folder = " ".join(wanted.name.split())[:_LONGEST_NAME], Path(wanted.folder).expanduser()
    parsed = parse(wanted.query)
    if not name:
        raise BadInput("plan_name")
    if not wanted.folder.strip() or not folder.is_absolute():
        raise BadInput("plan_folder", folder=wanted.folder)
    if not 0 <= wanted.keep <= MOST_KEPT:
        raise BadInput("plan_keep", keep=wanted.keep, most=MOST_KEPT)
    if parsed.problems:
        raise BadInput(parsed.problems[0].code, **parsed.problems[0].params)
    return {
        "name": name,
        "query": exporting.query_text(parsed.query),
        "folder": str(folder),
        "every": wanted.when.every,
        "day": wanted.when.day,
        "at": wanted.when.at,
        "keep": wanted.keep,
        **columns(wanted.conditions),
    }


def _reason(text: str) -> str:
    if not text.strip():
        raise BadInput("plan_reason")
    return text.strip()


def _falls(when: When, day: date) -> bool:
    if when.every == "week":
        return day.weekday() == when.day
    if when.every == "month":
        return day.day == min(when.day, calendar.monthrange(day.year, day.month)[1])
    return True
