"""Versions of the working hours (clause 4): entered whole, hashed, never changed.

A version holds from an instant on; a request keeps the one of its receipt. Only a lead enters one.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import policy
from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.records.base import Json, Role
from console.records.schedules import ScheduleRecord, TextSpans
from console.services import company
from console.services.desk import Desk
from console.services.schedule_documents import check
from console.store import Unit, codec, tables
from console.store.queries import schedules as kept_schedules

_SETTERS = (Role.LEAD, Role.OPERATOR)
_LOCK = "calendar"


@lru_cache(maxsize=64)
def policy_schedule(kept: ScheduleRecord) -> policy.Schedule:
    """Return a version of the working hours as the agreement reads it."""
    zone = ZoneInfo(kept.time_zone)
    return policy.Schedule(
        zone=zone,
        hours={day: _times(spans) for day, spans in kept.hours.items()},
        closed=frozenset(one.day for one in kept.closed),
        special={one.day: _times(one.hours) for one in kept.special},
        closures=tuple((_instant(zone, one.start), _instant(zone, one.end)) for one in kept.closures),
    )


def _times(spans: TextSpans) -> policy.Hours:
    return tuple((_time(first), _time(last)) for first, last in spans)


def _time(text: str) -> time:
    return time() if text == "24:00" else time.fromisoformat(text)


def _instant(zone: ZoneInfo, local: datetime) -> datetime:
    return policy.at_local(zone, local.date(), local.time())


def require_setter(desk: Desk) -> None:
    """Raise NotAllowed ("lead_only") where this person may not set what is the company's."""
    if desk.actor.role not in _SETTERS:
        raise NotAllowed("lead_only")


def may_set(desk: Desk) -> bool:
    """Return whether this person may set what is the company's."""
    return desk.actor.role in _SETTERS


def planned(desk: Desk) -> tuple[ScheduleRecord, ...]:
    """Return the versions that begin to hold later."""
    now = desk.clock()
    return tuple(one for one in desk.company.schedules if one.valid_from > now)


def find(desk: Desk, label: str) -> ScheduleRecord:
    """Return the version with this label. Raises NotFound ("no_schedule")."""
    found = next((one for one in reversed(desk.company.schedules) if one.version_label == label), None)
    if found is None:
        raise NotFound("no_schedule", label=label)
    return found


def keep(
    desk: Desk,
    wanted: ScheduleRecord,
    *,
    base: ScheduleRecord | None,
    valid_from: datetime | None = None,
    command_id: str | None = None,
) -> Desk:
    """Enter a version that was made out of `base`, from an instant on (without one, from now); return the desk then.

    Raises NotAllowed ("lead_only"), BadInput (what is wrong with it, "schedule_in_past", "schedule_unchanged"), Stale
    ("schedule_changed") when somebody entered one since this desk was read.
    """
    require_setter(desk)
    check(wanted)
    now = desk.clock()
    starts = now if valid_from is None else valid_from
    if starts < now:
        raise BadInput("schedule_in_past", at=starts.isoformat())
    if base is not None and base.document() == wanted.document() and base.valid_from <= starts:
        raise BadInput("schedule_unchanged", label=base.version_label)
    seen = newest_id(desk)

    def act(unit: Unit) -> Json:
        require_newest(unit, seen)
        return enter(unit, replace(wanted, valid_from=starts), base)

    company.carry(desk.store, "schedule", act, actor=desk.actor, at=now, command_id=command_id)
    return desk.refreshed()


def newest_id(desk: Desk) -> int:
    """Return the key of the version that was entered last, 0 where there is none."""
    return max((one.id for one in desk.company.schedules), default=0)


def lock(unit: Unit) -> None:
    """Let one writer at a time change the calendar, until its transaction ends."""
    key = unit.insert_once(tables.desk.settings, {"name": _LOCK}, value="null")
    unit.amend(tables.desk.settings, key, expected=None, set_at=unit.at, set_by=unit.actor.staff_id or None)


def require_newest(unit: Unit, seen: int) -> None:
    """Let one writer at a time change the hours. Raises Stale ("schedule_changed") when somebody was quicker."""
    lock(unit)
    newest = max(kept_schedules.versions(unit.connection), key=lambda one: one.id, default=None)
    if newest is not None and newest.id != seen:
        raise Stale("schedule_changed", label=newest.version_label, who=newest.by or "–")


def enter(unit: Unit, wanted: ScheduleRecord, base: ScheduleRecord | None) -> Json:
    """Write a version under the next number inside a transaction; return what was and what is."""
    known = kept_schedules.versions(unit.connection)
    labels = [int(one.version_label) for one in known if one.version_label.isdigit()]
    label = str(max([len(known), *labels]) + 1)
    replaces = None if base is None else base.id
    made = company.put_schedule(unit, replace(wanted, version_label=label), replaces=replaces)
    return {"id": made, "label": label, "replaces": replaces, "valid_from": codec.plain(wanted.valid_from)}
