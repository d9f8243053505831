"""People as a lead sees them: languages, capacity, zone, shifts, expertise, and absences with who stands in.

What held before stays in its rows: shifts end and others begin, an absence is cut short and not removed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from console.faults import BadInput, NotFound
from console.records.base import Json
from console.records.board import ABSENT_KINDS, Member, Shift
from console.records.commands import Applied
from console.services.company import check_zone
from console.services.desk import Desk
from console.services.schedules import require_setter
from console.store import Unit, tables
from console.store.queries import board as kept

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST_CAPACITY, MOST_LEVEL = 500, 3
_PEOPLE = tables.people
_SPAN = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)\s*[-–—]\s*([01]\d|2[0-3]):([0-5]\d)$")
_LANGUAGE = re.compile(r"^[a-z]{2,8}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """What is set of a person. `week` holds spans such as "09:00-18:00" by weekday, Monday first."""

    languages: tuple[str, ...]
    capacity: int
    time_zone: str = ""
    week: tuple[str, ...] = ("",) * 7
    expertise: Mapping[str, int] = field(default_factory=dict)


def members(desk: Desk) -> tuple[Member, ...]:
    """Return who works on tickets, by name."""
    with desk.store.read() as connection:
        return kept.members(connection, desk.clock())


def member(desk: Desk, login: str) -> Member:
    """Return the person with a login. Raises NotFound ("no_person")."""
    found = next((one for one in members(desk) if one.login == login), None)
    if found is None:
        raise NotFound("no_person", login=login)
    return found


def person_of(found: Member) -> Person:
    """Return what is set of a person."""
    return Person(
        languages=found.languages,
        capacity=found.capacity,
        time_zone=found.time_zone,
        week=week_of(found.shifts),
        expertise=found.expertise,
    )


def week_of(shifts: Sequence[Shift]) -> tuple[str, ...]:
    """Return shifts as text by weekday."""
    by_day = [[f"{one.starts}-{one.ends}" for one in shifts if one.weekday == day] for day in range(7)]
    return tuple(", ".join(one) for one in by_day)


def set_person(desk: Desk, staff_id: int, wanted: Person, *, version: int, command_id: str | None = None) -> Applied:
    """Set everything of a person in one act. Raises NotAllowed ("lead_only"), BadInput, Stale."""
    require_setter(desk)
    spans = [_spans(one) for one in wanted.week]
    _check(desk, wanted)

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        languages = " ".join(wanted.languages)
        values: dict[str, Json] = {"languages": languages, "capacity": wanted.capacity, "time_zone": wanted.time_zone}
        unit.amend(_PEOPLE.staff, staff_id, expected=version, **values)
        _put_shifts(unit, staff_id, spans)
        _put_expertise(unit, staff_id, wanted.expertise)
        return {"staff": staff_id, **values}

    payload: dict[str, Json] = {"staff": staff_id}
    return desk.apply(desk.command("staff.set", payload=payload, command_id=command_id), act)


def add_absence(
    desk: Desk,
    staff_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    kind: str,
    substitute_id: int | None = None,
    note: str = "",
    command_id: str | None = None,
) -> Applied:
    """Enter an absence; the result is its key.

    Raises NotAllowed ("lead_only"), BadInput ("bad_absence"), ("absence_overlaps") with the other one of this person.
    """
    require_setter(desk)
    if kind not in ABSENT_KINDS or ends_at <= starts_at or substitute_id == staff_id:
        raise BadInput("bad_absence")

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        for key in (staff_id, substitute_id):
            if key is not None:
                unit.row(_PEOPLE.staff, key)
        _require_free(unit, desk, staff_id, starts_at, ends_at)
        return unit.insert(
            _PEOPLE.absences,
            staff_id=staff_id,
            starts_at=starts_at,
            ends_at=ends_at,
            kind=kind,
            substitute_id=substitute_id,
            note=note.strip(),
        )

    payload: dict[str, Json] = {"staff": staff_id, "kind": kind}
    return desk.apply(desk.command("absence.add", payload=payload, command_id=command_id), act)


def change_absence(
    desk: Desk,
    absence_id: int,
    *,
    version: int,
    ends_at: datetime,
    substitute_id: int | None,
    note: str = "",
    command_id: str | None = None,
) -> Applied:
    """Let an absence end at another instant (now, where somebody is back), or have somebody else stand in.

    Raises NotAllowed ("lead_only"), BadInput ("bad_absence"), ("absence_overlaps") where it would last into another one
    of this person, Stale.
    """
    require_setter(desk)

    def act(unit: Unit) -> Json:
        row = unit.row(_PEOPLE.absences, absence_id)
        if ends_at < row["starts_at"] or substitute_id == row["staff_id"]:
            raise BadInput("bad_absence")
        _require_free(unit, desk, int(row["staff_id"]), row["ends_at"], ends_at, but=absence_id)
        unit.touch("settings")
        values = {"ends_at": ends_at, "substitute_id": substitute_id, "note": note.strip()}
        unit.amend(_PEOPLE.absences, absence_id, expected=version, **values)
        return {"absence": absence_id}

    payload: dict[str, Json] = {"absence": absence_id}
    return desk.apply(desk.command("absence.change", payload=payload, command_id=command_id), act)


def _require_free(
    unit: Unit, desk: Desk, staff_id: int, starts_at: datetime, ends_at: datetime, *, but: int | None = None
) -> None:
    """Raise BadInput ("absence_overlaps") where a person has another absence in a time; two leads wait for each other.

    Absences that overlap from before stay, and can be cut short.
    """
    unit.alone(f"absences {staff_id}")
    rows = [row for row in unit.find_all(_PEOPLE.absences, staff_id=staff_id) if row["id"] != but]
    met = [row for row in rows if max(row["starts_at"], starts_at) < min(row["ends_at"], ends_at)]
    if met:
        other = min(met, key=lambda row: row["starts_at"])
        zone = desk.company.zone
        raise BadInput(
            "absence_overlaps",
            name=unit.row(_PEOPLE.staff, staff_id)["name"],
            first=f"{other['starts_at'].astimezone(zone):%Y-%m-%d %H:%M}",
            last=f"{other['ends_at'].astimezone(zone):%Y-%m-%d %H:%M}",
        )


def _check(desk: Desk, wanted: Person) -> None:
    if not 0 <= wanted.capacity <= MOST_CAPACITY:
        raise BadInput("bad_capacity", most=MOST_CAPACITY)
    for one in wanted.languages:
        if not _LANGUAGE.match(one):
            raise BadInput("bad_language", language=one)
    if wanted.time_zone:
        check_zone(wanted.time_zone)
    for topic, level in wanted.expertise.items():
        if topic not in desk.agreement.topic_codes:
            raise BadInput("unknown_topic", topic=topic)
        if not 0 <= level <= MOST_LEVEL:
            raise BadInput("bad_level", most=MOST_LEVEL)


def _spans(text: str) -> tuple[tuple[str, str], ...]:
    """Return the spans of a day. Raises BadInput ("bad_shift")."""
    found = []
    for part in text.split(","):
        if not part.strip():
            continue
        match = _SPAN.match(part.strip())
        if match is None:
            raise BadInput("bad_shift", shift=part.strip())
        hour, minute, last_hour, last_minute = match.groups()
        found.append((f"{hour}:{minute}", f"{last_hour}:{last_minute}"))
    return tuple(found)


def _put_shifts(unit: Unit, staff_id: int, week: Sequence[tuple[tuple[str, str], ...]]) -> None:
    """End the shifts that hold no longer and begin the new ones; what stays is not written."""
    wanted = {(day, *span) for day, spans in enumerate(week) for span in spans}
    for row in unit.find_all(_PEOPLE.shifts, staff_id=staff_id):
        if row["valid_to"] is not None:
            continue
        key = (row["weekday"], row["starts"], row["ends"])
        if key in wanted:
            wanted.discard(key)
        else:
            unit.amend(_PEOPLE.shifts, int(row["id"]), expected=None, valid_to=unit.at)
    for day, starts, ends in sorted(wanted):
        unit.insert(_PEOPLE.shifts, staff_id=staff_id, weekday=day, starts=starts, ends=ends, valid_from=unit.at)


def _put_expertise(unit: Unit, staff_id: int, wanted: Mapping[str, int]) -> None:
    known = {row["topic"]: row for row in unit.find_all(_PEOPLE.expertise, staff_id=staff_id)}
    for topic in sorted({*known, *wanted}):
        level = wanted.get(topic, 0)
        if topic not in known and level:
            unit.insert(_PEOPLE.expertise, staff_id=staff_id, topic=topic, level=level)
        elif topic in known and known[topic]["level"] != level:
            unit.amend(_PEOPLE.expertise, int(known[topic]["id"]), expected=None, level=level)
