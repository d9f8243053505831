"""What the team wants of itself (not the agreement): optional, set by a lead, counted in business time.

A request is measured by the targets that held when it was received, so that nothing that was done in time is late
afterwards.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import policy
from console.faults import BadInput
from console.records.base import Json
from console.records.schedules import TargetRecord
from console.services import company, schedules
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import schedules as kept_schedules

KINDS = ("first_response", "next_response")
MOST_MINUTES = 60 * 24 * 60


def targets(desk: Desk) -> tuple[TargetRecord, ...]:
    """Return every target that was ever set, the one that holds last at the end."""
    with desk.store.read() as connection:
        return kept_schedules.targets(connection)


def in_force(found: tuple[TargetRecord, ...], at: datetime) -> policy.Targets:
    """Return the targets that held at an instant; what was never set or was taken back is None."""
    held = {one.kind: one.minutes for one in found if one.valid_from <= at}
    first, later = (held.get(kind) or None for kind in KINDS)
    return policy.Targets(
        first_response=None if first is None else timedelta(minutes=first),
        next_response=None if later is None else timedelta(minutes=later),
    )


def set_target(
    desk: Desk,
    kind: str,
    minutes: int | None,
    *,
    valid_from: datetime | None = None,
    reason: str = "",
    command_id: str | None = None,
) -> int:
    """Set a target in minutes of business time, or with None have none, for requests received from an instant (now).

    Raises NotAllowed ("lead_only"), BadInput ("target_unknown", "target_out_of_range").
    """
    schedules.require_setter(desk)
    if kind not in KINDS:
        raise BadInput("target_unknown", kind=kind, known=", ".join(KINDS))
    if minutes is not None and not 0 < minutes <= MOST_MINUTES:
        raise BadInput("target_out_of_range", minutes=minutes, most=MOST_MINUTES)
    begins = desk.clock() if valid_from is None else valid_from

    def act(unit: Unit) -> Json:
        return unit.insert(
            tables.team.team_targets,
            kind=kind,
            minutes=minutes or 0,
            valid_from=begins,
            set_by=desk.actor.staff_id or None,
            reason=reason.strip(),
        )

    done = company.carry(desk.store, "target", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    return int(str(done))
