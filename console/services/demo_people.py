"""Who works at the demo desk: languages, shifts, how much each carries, a colleague on leave with a substitute."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from console.records.base import Actor
from console.services import staffing
from console.services.desk import Desk
from console.services.staffing import Person


def seat_people(desk: Desk, content: dict[str, Any], staff: dict[str, Actor]) -> None:
    """Set what is known of everybody, the person of the desk included."""
    known = {one.id: one for one in staffing.members(desk)}
    for one in content["shift"]:
        found = known[int(staff[one["who"]].staff_id)]
        week = tuple(one["hours"] if day in one["days"] else "" for day in staffing.DAYS)
        wanted = Person(
            languages=tuple(one["languages"].split()),
            capacity=one["capacity"],
            week=week,
            expertise=one.get("knows", {}),
        )
        staffing.set_person(desk, found.id, wanted, version=found.version)
    for one in content["absence"]:
        staffing.add_absence(
            desk,
            int(staff[one["who"]].staff_id),
            starts_at=desk.clock() - timedelta(days=one["since_days"]),
            ends_at=desk.clock() + timedelta(days=one["for_days"]),
            kind=one["kind"],
            substitute_id=int(staff[one["substitute"]].staff_id),
        )
