"""The record of an erasing: who, when, why and how much. It is written first: the guards ask for it."""

from __future__ import annotations

from collections.abc import Mapping

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role
from console.records.erasing import ErasureRecord
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.queries import erasing

PERSON, RETENTION = "person.erase", "retention.run"


def require_lead(desk: Desk, reason: str = "-") -> str:
    """Return the reason, bare. Raises NotAllowed ("lead_only"), BadInput ("erase_needs_reason")."""
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("lead_only")
    if not reason.strip():
        raise BadInput("erase_needs_reason")
    return reason.strip()


def write(unit: Unit, *, customer_id: int | None, reason: str, counts: Mapping[str, Json]) -> int:
    """Write the record of what this command is going to erase, and return its key."""
    return unit.insert(
        tables.trust.erasures,
        customer_id=customer_id,
        staff_id=unit.actor.staff_id or None,
        command_id=unit.command.id,
        at=unit.at,
        reason=reason,
        counts=codec.dump(dict(counts)),
    )


def erased(desk: Desk) -> tuple[ErasureRecord, ...]:
    """Return what was erased, newest first."""
    with desk.store.read() as connection:
        found = erasing.erased(connection)
    return tuple(
        ErasureRecord(
            id=int(one["id"]),
            at=one["at"],
            staff_id=one["staff_id"],
            reason=one["reason"],
            counts=codec.load_dict(one["counts"]),
        )
        for one in found
    )
