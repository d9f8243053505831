"""Plans of archives: which tickets, where to, and when. A lead sets, pauses and takes up a plan, each with a reason.

A plan is changed by its key and against what was seen of it: its name is one of its fields.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from console.faults import BadInput, NotFound, Stale
from console.query import parse
from console.records.archives import EVERY, ArchivePlan
from console.records.base import Json
from console.services import company, schedules
from console.services.archives import conditions, exporting, redacting
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a person saw of a plan: its key, its version and what was set of it."""

    key: int
    version: int
    told: Planned


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
    """Return the plan with a name, or else with a key. Raises NotFound ("no_plan")."""
    known = plans(desk)
    for found in (*(one for one in known if one.name == name), *(one for one in known if str(one.id) == name)):
        return found
    raise NotFound("no_plan", name=name)


def by_key(desk: Desk, key: int) -> ArchivePlan:
    """Return a plan by its key. Raises NotFound ("no_plan")."""
    with desk.store.read() as connection:
        return _with_key(kept.plans(connection), key)


def seen(one: ArchivePlan) -> Seen:
    """Return a plan as it was seen. Raises BadInput ("plan_options") where this program understands not all of it."""
    return Seen(key=one.id, version=one.version, told=_planned(one))


def when(one: ArchivePlan) -> When:
    """Return when a plan is due."""
    return When(every=one.every, day=one.day, at=one.at)


def set_plan(
    desk: Desk, wanted: Planned, *, reason: str, known: Seen | None = None, command_id: str | None = None
) -> int:
    """Make a plan, or change the one that is `known`; return its key. One that is paused stays so.

    Raises NotAllowed ("lead_only"), BadInput ("plan_reason", "plan_name", "plan_folder", "plan_keep", a problem of
    the query; "plan_exists" where another plan has the name), NotFound ("no_plan"), Stale ("changed_meanwhile", its
    field named as in `fields`) where somebody else set something otherwise than was seen and than is wanted.
    """
    schedules.require_setter(desk)
    if wanted.conditions.leave_out:
        redacting.secret_of(desk)  # made now, while somebody is there who could be told of a refusal
    values = {**_checked(wanted), "set_by": desk.actor.staff_id or None, "reason": _reason(reason)}
    due = next_after(wanted.when, desk.company.zone, desk.clock())

    def act(unit: Unit) -> Json:
        standing = _held(unit, None if known is None else known.key)
        stands = None if known is None else _with_key(standing, known.key)
        if known is not None and stands is not None:
            _require_as_seen(unit, stands, known, fields(wanted))
        if any(one.name == values["name"] and one is not stands for one in standing):
            raise BadInput("plan_exists", name=values["name"])
        if stands is None:
            return unit.insert(_TABLE, **values, active=True, set_at=unit.at, next_at=due)
        next_at = due if stands.active else None
        unit.amend(_TABLE, stands.id, expected=stands.version, **values, set_at=unit.at, next_at=next_at)
        return stands.id

    done = company.carry(desk.store, "archive_plan", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    return int(str(done))


def pause(desk: Desk, one: ArchivePlan, *, reason: str, active: bool = False, command_id: str | None = None) -> None:
    """Stop a plan, or with `active` take it up again from its next moment on.

    Raises NotAllowed ("lead_only"), BadInput ("plan_reason"), Stale ("plan_changed") where somebody set, stopped or
    took it up since it was seen as `one`.
    """
    schedules.require_setter(desk)
    why = _reason(reason)
    due = next_after(when(one), desk.company.zone, desk.clock()) if active else None

    def act(unit: Unit) -> Json:
        stands = _with_key(_held(unit, one.id), one.id)
        if stands.active is not one.active or _set_of(stands) != _set_of(one):
            raise Stale("plan_changed", name=one.name, seen=one.version, now=stands.version)
        return unit.amend(
            _TABLE,
            one.id,
            expected=stands.version,
            active=active,
            next_at=due,
            set_by=desk.actor.staff_id or None,
            set_at=unit.at,
            reason=why,
        )

    company.carry(desk.store, "archive_plan", act, actor=desk.actor, at=desk.clock(), command_id=command_id)


def fields(told: Planned) -> dict[str, Json]:
    """Return what is set of a plan by the name of each field, as a person writes it; conditions one a line."""
    asked = parse(told.query)
    return {
        "name": _name(told.name),
        "query": told.query if asked.problems else exporting.query_text(asked.query),
        "folder": str(Path(told.folder).expanduser()),
        "often": str(told.when).removesuffix(told.when.at).strip(),
        "at": told.when.at,
        "keep": told.keep,
        "recipients": "\n".join(told.conditions.recipients),
        "leave_out": "\n".join(told.conditions.leave_out),
        "why": told.conditions.why,
        "signed": told.conditions.signed,
    }


def _held(unit: Unit, key: int | None) -> tuple[ArchivePlan, ...]:
    """Return every plan, with the one of a key kept as it is until the transaction ends."""
    unit.alone("archive_plans")
    if key is not None:
        unit.update(_TABLE, key, set_at=unit.at)  # holds the row: who makes what is due does not ask to be alone
    return kept.plans(unit.connection)


def _with_key(known: Iterable[ArchivePlan], key: int) -> ArchivePlan:
    found = next((one for one in known if one.id == key), None)
    if found is None:
        raise NotFound("no_plan", name=key)
    return found


def _planned(one: ArchivePlan) -> Planned:
    told = conditions.of(one)
    return Planned(name=one.name, query=one.query, folder=one.folder, when=when(one), keep=one.keep, conditions=told)


def _set_of(one: ArchivePlan) -> tuple[object, ...]:
    """Return what a person sets of a plan, as it is kept; a version tells also of an archive that was made."""
    return (one.name, one.query, one.folder, when(one), one.keep, one.recipients, one.redacted)


def _require_as_seen(unit: Unit, stands: ArchivePlan, known: Seen, wanted: Mapping[str, Json]) -> None:
    """Raise Stale with both values of the first field that is neither as it was seen nor as it is wanted.

    Also of one that this person left as it was: who reads an archive, and where it lies, belong together.
    """
    if stands.version == known.version:
        return
    before, now = fields(known.told), fields(_planned(stands))
    for name, theirs in now.items():
        if theirs not in (before[name], wanted[name]):
            setter = (
                stands.set_by if stands.version == known.version + 1 else None
            )  # of several acts: whose, is unknown
            row = None if setter is None else unit.find(tables.people.staff, id=setter)
            who = "" if row is None else str(row["name"])
            raise Stale("changed_meanwhile", field=name, yours=wanted[name], theirs=theirs, who=who)


def _name(text: str) -> str:
    return " ".join(text.split())[:_LONGEST_NAME]


def _checked(wanted: Planned) -> dict[str, object]:
    name, folder = _name(wanted.name), Path(wanted.folder).expanduser()
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
