"""The archive and the way back (clause 13, DT-8): each act is a person's and is recorded only where it may be.

Whether it may be is asked of the agreement when the record is written, not when the form was opened.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import policy
from console.faults import BadInput, NotAllowed
from console.records.base import LicenseId
from console.records.licensing import LicenseRecord
from console.services import corrected
from console.services.desk import Desk
from console.services.registering import Entry, carry
from console.services.standing import license_facts, rebuild_license, terms_at
from console.store import Unit, tables
from console.store.queries import licensing
from console.store.witness.parts import ALWAYS, RESTORATIONS

REFUSALS = ("outdated", "modified", "customized", "damaged", "below_requirements", "needs_separate_restoration")


def why_not_archive(desk: Desk, record: LicenseRecord, at: datetime) -> tuple[str, ...]:
    """Return why the license may not be moved to the archive at `at`; empty where it may. Raises NotSet."""
    return policy.transfer_act(license_facts(record), at, desk.company.zone, terms_at(desk)).why_not


def archive(desk: Desk, license_id: LicenseId, *, at: datetime, note: str = "") -> int:
    """Record the transfer to the archive that the acting person decided (13.1). Raises NotAllowed, NotSet."""
    if at > desk.clock():
        raise BadInput("instant_in_future", instant=at.isoformat())

    def act(unit: Unit) -> Entry:
        why = why_not_archive(desk, licensing.license_record(unit.connection, license_id), at)
        if why:
            raise NotAllowed(f"archive_{why[0]}")
        staff = desk.actor.staff_id
        key = unit.insert(
            tables.licensing.archive_transfers, license_id=license_id, at=at, decided_by=staff, note=note.strip()
        )
        rebuild_license(desk, unit, license_id)
        corrected.tell(unit, license_id, at)
        return Entry(id=key, license_id=license_id, new={"at": at, "note": note.strip()})

    return carry(desk, "add_archive_transfers", act)


def decide_restoration(
    desk: Desk,
    license_id: LicenseId,
    *,
    approved: bool,
    feasible: bool | None,
    grounds: tuple[str, ...] = (),
    at: datetime,
    paid_at: datetime | None = None,
    length: int | None = None,
) -> int:
    """Record the decision on bringing an archived license back (13.5, 13.6), with the payment where there is one.

    Raises NotAllowed where the agreement does not allow the decision, BadInput for a half-named payment.
    """
    _check(desk, at, paid_at, length, grounds)

    def act(unit: Unit) -> Entry:
        record = licensing.license_record(unit.connection, license_id)
        why = policy.restoration_act(
            license_facts(record),
            at,
            desk.company.zone,
            terms_at(desk),
            approve=approved,
            feasible=feasible,
            refusals=grounds,
        ).why_not
        if why:
            raise NotAllowed(f"restoration_{why[0]}")
        values = {
            "decided_at": at,
            "approved": approved,
            "feasible": feasible,
            "grounds": " ".join(grounds),
            "paid_at": paid_at,
            "length": length,
            "unit": None if length is None else "month",
        }
        staff = desk.actor.staff_id
        key = unit.insert(
            tables.licensing.restorations, license_id=license_id, opened_at=at, decided_by=staff, **values
        )
        rebuild_license(desk, unit, license_id)
        corrected.tell(unit, license_id, RESTORATIONS.since({**values, "opened_at": at}))
        return Entry(id=key, license_id=license_id, new=values)

    return carry(desk, "add_restorations", act)


def take_back_transfer(desk: Desk, transfer_id: int) -> int:
    """Take a recorded transfer back; it stays in the history, and counts no more. Raises NotAllowed as `_take_back`."""
    return _take_back(desk, tables.licensing.archive_transfers, "transfer_id", transfer_id)


def take_back_restoration(desk: Desk, restoration_id: int) -> int:
    """Take a decision on restoration back; it stays in the history. Raises NotAllowed as `_take_back`."""
    return _take_back(desk, tables.licensing.restorations, "restoration_id", restoration_id)


def _take_back(desk: Desk, table: Any, reference: str, key: int) -> int:
    """Take the newest act of the archive on a license back.

    Raises NotAllowed: "cannot_undo" where it was taken back already, "archive_went_on" where a later one rests on it.
    """

    def act(unit: Unit) -> Entry:
        row = unit.row(table, key)
        license_id = int(row["license_id"])
        record = licensing.license_record(unit.connection, license_id)
        acts = [(one.at, "transfer_id", one.id) for one in record.archive_transfers]
        acts += [
            (one.decided_at, "restoration_id", one.id) for one in record.restorations if one.decided_at is not None
        ]
        if (reference, key) not in {(kind, one) for _, kind, one in acts}:
            raise NotAllowed("cannot_undo")
        if max(acts)[1:] != (reference, key):
            raise NotAllowed("archive_went_on")
        staff = desk.actor.staff_id
        unit.insert(
            tables.licensing.archive_undos, license_id=license_id, at=unit.at, staff_id=staff, **{reference: key}
        )
        rebuild_license(desk, unit, license_id)
        corrected.tell(unit, license_id, ALWAYS)  # a clock behind that of the act may have decided on it
        return Entry(id=key, license_id=license_id, old={"void": False}, new={"void": True})

    return carry(desk, f"undo_{table.name}", act)


def _check(desk: Desk, at: datetime, paid_at: datetime | None, length: int | None, grounds: tuple[str, ...]) -> None:
    now = desk.clock()
    if at > now or (paid_at is not None and paid_at > now):
        raise BadInput("instant_in_future", instant=(at if at > now else paid_at or at).isoformat())
    if (paid_at is None) != (length is None) or (length is not None and length <= 0):
        raise BadInput("bad_purchase", length=length, unit="month")
    if set(grounds) - set(REFUSALS):
        raise BadInput("unknown_field", field=", ".join(grounds))
