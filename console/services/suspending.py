"""Pauses of three kinds (A62): the review of a request, Support of a license, communication on a request.

A person decides each by a clause that allows it, with a reason and the day on which it is looked at again. Nothing gets
longer by a pause (23.2), and a report of a product error is filed all the same (14.1).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role, TicketId
from console.records.commands import Applied
from console.records.matters import PauseRecord
from console.services import corrected
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.services.registry import SUSPENDED, SUSPENSION_CLAUSES
from console.store import Unit, codec, tables
from console.store.queries import hanging

KINDS, CLAUSES = SUSPENDED, SUSPENSION_CLAUSES
REVIEW, SUPPORT, COMMUNICATION = SUSPENDED
_TABLE = tables.licensing.suspensions
# What a clause allows to pause: 18.3 the review or Support, 19.3 Support or communication, 23.1 and 24.2 Support.
ALLOWED: Mapping[str, tuple[str, ...]] = {
    "18.3": (REVIEW, SUPPORT),
    "19.3": (SUPPORT, COMMUNICATION),
    "23.1": (SUPPORT,),
    "24.2": (SUPPORT,),
}


def pause(
    desk: Desk,
    ticket_id: TicketId,
    *,
    kind: str,
    basis: str,
    reason: str,
    review_at: datetime | None,
    command_id: str | None = None,
) -> Applied:
    """Pause by a person's decision; the result is the event's number.

    Raises BadInput ("bad_suspension") for another kind or clause, ("pause_not_by_clause") where the clause allows
    another kind, ("pause_needs_review") without a day of review that lies ahead (A62), NotAllowed ("pause_runs") where
    the same is paused already, ("pause_needs_license") without a license; where the request is over.
    """
    if kind not in KINDS or basis not in ALLOWED or not reason.strip():
        raise BadInput("bad_suspension", kind=kind, basis=basis)
    if kind not in ALLOWED[basis]:
        raise BadInput("pause_not_by_clause", clause=basis)
    if review_at is None or review_at <= desk.clock():
        raise BadInput("pause_needs_review")

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        license_id = ticket["license_id"]
        if license_id is None:
            raise NotAllowed("pause_needs_license")
        unit.alone(f"pauses {license_id}")
        place = {"license_id": license_id} if kind == SUPPORT else {"ticket_id": ticket_id}
        if any(one["kind"] == kind and runs(one, unit.at) for one in unit.find_all(_TABLE, **place)):
            raise NotAllowed("pause_runs")
        key = unit.insert(
            _TABLE,
            license_id=license_id,
            ticket_id=ticket_id,
            kind=kind,
            basis=basis,
            reason=reason.strip(),
            starts_at=unit.at,
            review_at=review_at,
            decided_by=desk.actor.staff_id,
        )
        corrected.tell_pause(unit, license_id, unit.at)
        unit.touch("licenses")
        new: dict[str, Json] = {"pause": key, "kind": kind, "clause": basis, "review_at": review_at.isoformat()}
        return unit.record(ticket_id, "paused", new, texts={"reason": reason.strip()})

    payload: dict[str, Json] = {"kind": kind, "basis": basis}
    return desk.apply(desk.command("pause", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def review(
    desk: Desk, pause_id: int, *, review_at: datetime | None = None, note: str = "", command_id: str | None = None
) -> Applied:
    """Look at a pause again: go on until another day, or end it now (`review_at` None). Two people end it once.

    The result says whether it runs on, and of one that ended which end it had until then. Raises NotAllowed
    ("pause_over"), BadInput ("pause_needs_review"), and NotAllowed ("lead_only") for one that stands in the register
    alone and that somebody else decided.
    """
    if review_at is not None and review_at <= desk.clock():
        raise BadInput("pause_needs_review")

    def act(unit: Unit) -> Json:
        row = unit.row(_TABLE, pause_id)
        ticket_id = row["ticket_id"]
        if ticket_id is not None:
            unit.lock(int(ticket_id))
            row = unit.row(_TABLE, pause_id)
        if not runs(row, unit.at):
            raise NotAllowed("pause_over")
        own = row["decided_by"] == desk.actor.staff_id
        if ticket_id is None and not own and desk.actor.role is Role.SPECIALIST:
            raise NotAllowed("lead_only")
        values: dict[str, object] = {"ends_at": unit.at} if review_at is None else {"review_at": review_at}
        unit.amend(_TABLE, pause_id, expected=int(row["version"]), **values)
        if review_at is None:
            corrected.tell_pause(unit, row["license_id"], unit.at)
        unit.touch("licenses")
        if ticket_id is not None:
            new: dict[str, Json] = {"pause": pause_id, "kind": str(row["kind"])}
            if review_at is not None:
                new["review_at"] = review_at.isoformat()
            kind = "pause_ended" if review_at is None else "pause_reviewed"
            unit.record(int(ticket_id), kind, new, texts={"note": note.strip()} if note.strip() else None)
        was: dict[str, Json] = {"was": codec.plain(row["ends_at"])} if review_at is None else {}
        return {"pause": pause_id, "runs": review_at is not None, **was}

    payload: dict[str, Json] = {"pause": pause_id}
    return desk.apply(desk.command("review_pause", payload=payload, command_id=command_id), act)


def runs(row: Mapping[str, Any], at: datetime) -> bool:
    """Return whether a pause is in force at an instant."""
    return bool(row["starts_at"] <= at and (row["ends_at"] is None or at < row["ends_at"]))


def running(desk: Desk) -> tuple[PauseRecord, ...]:
    """Return every pause in force, the one that is due for review first."""
    with desk.store.read() as connection:
        return hanging.pauses(connection, desk.clock())


def due(desk: Desk) -> tuple[PauseRecord, ...]:
    """Return the pauses whose day of review has come, and those that have none."""
    now = desk.clock()
    return tuple(one for one in running(desk) if one.review_at is None or one.review_at <= now)
