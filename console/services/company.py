"""What the agreement leaves to the company: settings without a default. What is unset is said, never guessed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from console.faults import BadInput, NotSet
from console.records.base import Actor, Json
from console.records.commands import Command
from console.records.schedules import ScheduleRecord
from console.store import Store, Unit, codec, tables
from console.store.archived import closure
from console.store.queries import schedules, setup

SETTINGS = (*closure.SETTINGS, "claim_return_minutes", "second_eyes")
"""Every setting: those that decisions depend on, and those of how the desk works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Company:
    """The settings as they stand. A name that is missing in `values` is not set."""

    values: dict[str, Json] = field(default_factory=dict)
    schedules: tuple[ScheduleRecord, ...] = ()
    services: tuple[str, ...] = ()
    offered: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Terms and link of each service on offer."""

    @property
    def zone(self) -> ZoneInfo:
        """Return the policy's time zone (A04). Raises NotSet."""
        name = self.values.get("policy_tz")
        if not isinstance(name, str):
            raise NotSet("setting_not_set", setting="policy_tz")
        return ZoneInfo(name)

    def schedule_at(self, at: datetime) -> ScheduleRecord | None:
        """Return the version of the working hours that holds at an instant, None where none was entered.

        Before the first one began to hold it is the first: of older hours nothing is known.
        """
        held = [one for one in self.schedules if one.valid_from <= at]
        return held[-1] if held else next(iter(self.schedules), None)

    def schedule_of(self, schedule_id: int | None, at: datetime) -> ScheduleRecord | None:
        """Return the version that is pinned, or the one that holds at an instant where none is."""
        return next((one for one in self.schedules if one.id == schedule_id), None) or self.schedule_at(at)

    def get(self, name: str) -> Json:
        """Return a setting or None where it is not set."""
        return self.values.get(name)


def read_company(connection: Any) -> Company:
    """Read the settings, every version of the working hours and the services on offer."""
    values = {name: json.loads(text) for name, text in setup.settings_by_name(connection).items()}
    offered = setup.services_on_offer(connection)
    versions = schedules.versions(connection)
    return Company(values=values, schedules=versions, services=tuple(offered), offered=offered)


def set_setting(store: Store, actor: Actor, name: str, value: Json, *, at: datetime, reason: str = "") -> None:
    """Set one of SETTINGS. Raises BadInput for an unknown name or zone."""
    carry(store, "set", lambda unit: put_setting(unit, name, value, reason=reason), actor=actor, at=at)


def put_setting(unit: Unit, name: str, value: Json, *, reason: str = "") -> Json:
    """Set one of SETTINGS inside a transaction and return what was and what is. Raises BadInput."""
    if name not in SETTINGS:
        raise BadInput("unknown_setting", setting=name)
    if name == "policy_tz":
        check_zone(str(value))
    row = unit.find(tables.desk.settings, name=name)
    by = unit.actor.staff_id or None
    values = {"value": codec.dump(value), "set_by": by, "set_at": unit.at, "reason": reason}
    if row is None:
        unit.insert(tables.desk.settings, name=name, **values)
    else:
        unit.amend(tables.desk.settings, int(row["id"]), expected=None, **values)
    return {"what": name, "old": None if row is None else codec.load(str(row["value"])), "new": value}


def add_schedule(store: Store, actor: Actor, schedule: ScheduleRecord, *, at: datetime) -> int:
    """Enter a version of the working hours as it is; earlier versions stay. Raises BadInput for an unknown zone."""
    return int(str(carry(store, "schedule", lambda unit: put_schedule(unit, schedule), actor=actor, at=at)))


def put_schedule(unit: Unit, schedule: ScheduleRecord, *, replaces: int | None = None) -> int:
    """Write a version inside a transaction and return its key; its content is hashed. Raises BadInput."""
    check_zone(schedule.time_zone)
    content = codec.dump(schedule.document())
    return unit.insert(
        tables.desk.schedules,
        label=schedule.version_label,
        time_zone=schedule.time_zone,
        content=content,
        sha256=codec.digest(content.encode()),
        source=schedule.source,
        valid_from=schedule.valid_from,
        checked_at=unit.at,
        loaded_by=unit.actor.staff_id or None,
        replaces_id=replaces,
        reason=schedule.reason,
    )


def check_zone(name: str) -> None:
    """Raise BadInput when there is no such time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadInput("unknown_time_zone", zone=name) from error


def offer_service(store: Store, actor: Actor, code: str, *, available: bool, at: datetime) -> None:
    """Say whether a paid service is on offer now."""

    def act(unit: Unit) -> Json:
        row = unit.find(tables.licensing.paid_services, code=code)
        if row is None:
            unit.insert(tables.licensing.paid_services, code=code, available=available)
        else:
            unit.amend(tables.licensing.paid_services, int(row["id"]), expected=None, available=available)
        return {"what": code, "old": None if row is None else bool(row["available"]), "new": available}

    carry(store, "service", act, actor=actor, at=at)


def carry(
    store: Store, what: str, act: Callable[[Unit], Json], *, actor: Actor, at: datetime, command_id: str | None = None
) -> Json:
    """Carry out an act of the company as a command that keeps what was and what is."""

    def body(unit: Unit) -> Json:
        unit.touch("settings")
        return act(unit)

    command = Command(kind=f"company.{what}", actor=actor, at=at)
    return store.apply(command if command_id is None else replace(command, id=command_id), body).result
