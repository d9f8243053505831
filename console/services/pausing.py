"""A pause that a letter tells of, kept in the register with the letter, and ended again when the letter is called back.

No period gets longer by it (23.2). The day on which it is looked at again follows from the company's setting.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from console.records.licensing import LicenseRecord, SuspensionRecord
from console.services import corrected
from console.services.desk import Desk
from console.store import Unit, tables

_PAUSES = tables.licensing.suspensions
_KINDS = {"18.3": "review", "19.3": "communication"}
_FAMILIES = ("23.1", "24.2")


def pause(unit: Unit, desk: Desk, ticket: Mapping[str, Any], clause: str) -> int | None:
    """Keep the pause and return its key; None without a license, or where one is in force already."""
    license_id = ticket["license_id"]
    if license_id is None:
        return None
    unit.alone(f"pauses {license_id}")
    for one in unit.find_all(_PAUSES, license_id=license_id):
        counts = one["kind"] == "support" or one["ticket_id"] in (None, ticket["id"])
        if counts and one["starts_at"] <= unit.at and (one["ends_at"] is None or unit.at < one["ends_at"]):
            return None
    days = desk.company.get("suspension_review_days")
    key = unit.insert(
        _PAUSES,
        license_id=license_id,
        ticket_id=ticket["id"],
        kind=_KINDS.get(clause, "support"),
        basis=next((one for one in _FAMILIES if clause.startswith(f"{one}.")), clause),
        reason=clause,
        starts_at=unit.at,
        review_at=unit.at + timedelta(days=days) if isinstance(days, int) and not isinstance(days, bool) else None,
        decided_by=desk.actor.staff_id,
    )
    corrected.tell_pause(unit, license_id, unit.at)
    unit.touch("licenses")
    return key


def in_force(record: LicenseRecord | None, ticket_id: int, at: datetime) -> SuspensionRecord | None:
    """Return the pause that counts for a request: Support of the license, review or communication of this one (A62).

    One of a request that the register does not name counts for the license, as it was entered.
    """
    for one in () if record is None else record.suspensions:
        elsewhere = one.kind != "support" and one.ticket_id not in (None, ticket_id)
        if not elsewhere and one.starts_at <= at and (one.ends_at is None or at < one.ends_at):
            return one
    return None


def clause_of(one: SuspensionRecord) -> str:
    """Return the clause that a pause rests on: the very ground where its letter named one, else as it was entered."""
    exact = one.basis in _FAMILIES and one.reason.startswith(f"{one.basis}.") and one.reason[len(one.basis) + 1 :]
    return one.reason if exact and exact.isdigit() else one.basis


def end_pause(unit: Unit, key: object) -> None:
    """End a pause at once; it stays in the register as one that never ran."""
    if isinstance(key, int):
        row = unit.row(_PAUSES, key)
        unit.amend(_PAUSES, key, expected=None, ends_at=row["starts_at"])
        corrected.tell_pause(unit, row["license_id"], row["starts_at"])
        unit.touch("licenses")
