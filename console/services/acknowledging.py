"""Whoever uses Support agrees to the version in force (1.3, 29.4): who did, since when, who was told of it.

The first request that was received under a version is its acknowledgment: it follows from the requests and is stored
nowhere else. A notice of a version is a courtesy; a person records it when the letter has gone.
"""

from __future__ import annotations

from console.records.base import Json
from console.records.commands import Applied
from console.records.matters import Acknowledged
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import hanging

_TABLE = tables.licensing.policy_acknowledgments


def acknowledged(desk: Desk, customer_id: int) -> tuple[Acknowledged, ...]:
    """Return the versions that a customer used Support under, and was told of, the newest first."""
    with desk.store.read() as connection:
        return hanging.acknowledged(connection, customer_id=customer_id)


def overview(desk: Desk, agreement_id: int) -> tuple[Acknowledged, ...]:
    """Return every customer with how the person stands to a version: who used it first, and who was told when."""
    with desk.store.read() as connection:
        return hanging.acknowledged(connection, agreement_id=agreement_id)


def notice(desk: Desk, customer_id: int, agreement_id: int, *, command_id: str | None = None) -> Applied:
    """Record that a customer was told of a version now; told twice, the first time stays. The result says which."""
    payload: dict[str, Json] = {"customer": customer_id, "agreement": agreement_id}
    command = desk.command("notice_agreement", payload=payload, command_id=command_id)
    return desk.apply(command, lambda unit: note(unit, customer_id, agreement_id))


def note(unit: Unit, customer_id: int, agreement_id: int) -> Json:
    """Write inside a transaction that a customer was told of a version; told twice, the first time stays."""
    unit.alone(f"told {customer_id}")
    row = unit.find(_TABLE, customer_id=customer_id, agreement_id=agreement_id)
    if row is not None and row["noticed_at"] is not None:
        return {"noticed_at": row["noticed_at"].isoformat(), "first": False}
    if row is not None:
        unit.amend(_TABLE, int(row["id"]), expected=int(row["version"]), noticed_at=unit.at)
    else:
        used = hanging.first_use(unit.connection, customer_id, agreement_id) or unit.at
        unit.insert(_TABLE, customer_id=customer_id, agreement_id=agreement_id, first_use_at=used, noticed_at=unit.at)
    unit.touch("licenses")
    return {"noticed_at": unit.at.isoformat(), "first": True}


def take_back(unit: Unit, told: object) -> None:
    """Take back inside a transaction that a customer was told: the letter of it was called back before it left.

    `told` holds customer, agreement and the instant that was recorded; what was recorded otherwise since stays.
    """
    if not isinstance(told, dict):
        return
    row = unit.find(_TABLE, customer_id=told["customer"], agreement_id=told["agreement"])
    if row is not None and row["noticed_at"] is not None and row["noticed_at"].isoformat() == told["at"]:
        unit.amend(_TABLE, int(row["id"]), expected=int(row["version"]), noticed_at=None)
        unit.touch("licenses")
