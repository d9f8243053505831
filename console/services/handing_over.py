"""Handing over a shift: tickets go to a colleague, or into a queue for whoever takes them, with a note. One act."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from console.faults import BadInput, NotAllowed, NotFound
from console.records.base import Json, Role
from console.records.commands import Applied
from console.records.handing_over import Handover
from console.services import loads
from console.services.desk import Desk
from console.services.over import OVER
from console.store import Unit, tables
from console.store.queries import handing_over as kept

KIND, TAKEN = "handed_over", "handover_taken"
_HANDOVERS = tables.team.handovers
_SEEN = ("number", "owner_id", "queue_id", "status")


def hand_over(
    desk: Desk,
    ids: Sequence[int],
    *,
    note: str,
    to_id: int | None = None,
    queue_id: int | None = None,
    command_id: str | None = None,
) -> Applied:
    """Hand tickets over; the result is the key of the handover. Nothing is done where one cannot be.

    Raises BadInput ("handover_empty", "handover_needs_note"), NotAllowed ("owned_by_colleague", "closed_ticket",
    "person_left").
    """
    if not ids or to_id == int(desk.actor.staff_id):
        raise BadInput("handover_empty")
    if not note.strip():
        raise BadInput("handover_needs_note")

    def act(unit: Unit) -> Json:
        wanted = sorted(set(ids))
        unit.held.read(unit.connection, wanted, *_SEEN, "owner_key", "claimed_at")
        rows = {key: unit.lock(key, *_SEEN) for key in wanted}
        for row in rows.values():
            _require(desk, row)
        loads.give(unit, (to_id,))
        key = unit.insert(
            _HANDOVERS,
            from_id=desk.actor.staff_id,
            to_id=to_id,
            ticket_ids=json.dumps(wanted),
            note=note.strip(),
            at=unit.at,
        )
        values: dict[str, object] = {"owner_id": to_id, "owner_key": to_id or 0, "claimed_at": None}
        if queue_id is not None:
            values["queue_id"] = queue_id
        for one in wanted:
            extra: dict[str, Json] = {"handover": key}
            unit.change_ticket(one, KIND, values, extra=extra, texts={"note": note.strip()}, check_version=False)
        unit.touch("handovers", *wanted)
        return key

    payload: dict[str, Json] = {"tickets": len(ids), "to": to_id, "queue": queue_id}
    return desk.apply(desk.command("hand_over", payload=payload, command_id=command_id), act)


def waiting(desk: Desk) -> tuple[Handover, ...]:
    """Return what waits to be taken by this person, or by whoever takes it; the oldest first."""
    with desk.store.read() as connection:
        return kept.waiting(connection, int(desk.actor.staff_id))


def take(desk: Desk, handover_id: int, *, command_id: str | None = None) -> Applied:
    """Take a handover: what was meant for anybody becomes one's own, as far as nobody has it by now.

    Raises NotFound ("no_handover"), NotAllowed ("handover_over") where somebody was quicker, or it is somebody else's.
    """

    def act(unit: Unit) -> Json:
        unit.alone(f"handover:{handover_id}")
        row = unit.find(_HANDOVERS, id=handover_id)
        if row is None:
            raise NotFound("no_handover", n=handover_id)
        me = int(desk.actor.staff_id)
        mine = row["to_id"] == me or (row["to_id"] is None and row["from_id"] != me)
        if row["taken_at"] is not None or not mine:
            raise NotAllowed("handover_over")
        unit.update(_HANDOVERS, handover_id, taken_at=unit.at)
        ids = sorted(int(one) for one in json.loads(str(row["ticket_ids"])))
        unit.touch("handovers", *ids)
        return {"taken": [one for one in ids if _taken(unit, one, handover_id, me)]}

    return desk.apply(desk.command("take_handover", payload={"handover": handover_id}, command_id=command_id), act)


def _taken(unit: Unit, ticket_id: int, handover_id: int, me: int) -> bool:
    ticket = unit.lock(ticket_id, *_SEEN)
    if ticket["status"] in OVER or ticket["owner_id"] not in (None, me):
        return False
    values: dict[str, object] = {"claimed_at": None}
    if ticket["owner_id"] != me:
        values |= {"owner_id": me, "owner_key": me}
    unit.change_ticket(ticket_id, TAKEN, values, extra={"handover": handover_id}, check_version=False)
    return True


def _require(desk: Desk, ticket: dict[str, Any]) -> None:
    """Raise NotAllowed for a ticket that this person cannot hand over."""
    if ticket["status"] in OVER:
        raise NotAllowed("closed_ticket")
    if ticket["owner_id"] != desk.actor.staff_id and desk.actor.role is not Role.LEAD:
        raise NotAllowed("owned_by_colleague")
