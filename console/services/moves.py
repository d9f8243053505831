"""Moves that a lead staged on the board, made in one transaction: each is checked anew against what was seen.

Where a ticket was changed meanwhile, or somebody is full, away or gone by now, nothing at all is written, and it is
said which moves cannot be made and why; the person then asks for the others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role
from console.records.board import Move, NotMoved
from console.records.commands import Applied
from console.services import loads
from console.services.desk import Desk
from console.services.over import OVER
from console.services.together import MOST
from console.store import Unit, tables
from console.store.queries import board

_SEEN = ("number", "owner_id", "owner_key", "queue_id", "status", "claimed_at")
CHANGED, TAKEN, CLOSED, FULL = "move_changed", "move_taken", "move_closed", "move_full"
AWAY, LEFT = "move_away", "move_left"


def apply_moves(
    desk: Desk, moves: Sequence[Move], *, rest: bool = False, reason: str = "", command_id: str | None = None
) -> Applied:
    """Make the moves. With `rest` those that still fit are made though others do not; the result is read by `told`.

    Raises NotAllowed ("lead_only") for who is no lead, BadInput ("too_many_tickets").
    """
    if desk.actor.role is not Role.LEAD:
        raise NotAllowed("lead_only")
    if len(moves) > MOST:
        raise BadInput("too_many_tickets", most=MOST)
    by_id = {one.ticket_id: one for one in moves}

    def act(unit: Unit) -> Json:
        wanted = sorted(by_id)
        unit.held.read(unit.connection, wanted, *_SEEN)
        rows = {key: unit.lock(key, *_SEEN) for key in wanted}
        left = [found for key in wanted if (found := _hindered(unit, by_id[key], rows[key]))]
        for unfit in (_not_there, _beyond):
            kept = {int(str(one["ticket"])) for one in left}
            left += unfit(unit, {key: by_id[key] for key in wanted if key not in kept}, rows)
        if left and not rest:
            return {"done": [], "left": left}
        kept = {int(str(one["ticket"])) for one in left}
        made = [(key, _move(unit, by_id[key], rows[key], reason)) for key in wanted if key not in kept]
        return {"done": [[key, event] for key, event in made if event], "left": left}

    payload: dict[str, Json] = {"tickets": len(by_id), "rest": rest}
    return desk.apply(desk.command("move_together", payload=payload, command_id=command_id), act, bulk=True)


def told(applied: Applied) -> tuple[tuple[tuple[int, int], ...], tuple[NotMoved, ...]]:
    """Return what moves gave: ticket and event of those that were made, and those that were not with why."""
    result: Any = applied.result
    return (
        tuple((int(one[0]), int(one[1])) for one in result["done"]),
        tuple(
            NotMoved(ticket_id=one["ticket"], number=one["number"], code=one["code"], name=one["name"])
            for one in result["left"]
        ),
    )


def _hindered(unit: Unit, move: Move, row: Mapping[str, Any]) -> dict[str, Json] | None:
    """Return why a move cannot be made any more, or None."""
    if row["version"] == move.version:
        return None
    code, name = CHANGED, ""
    if row["status"] in OVER:
        code = CLOSED
    elif row["owner_id"] != move.owner_id:
        code = TAKEN
        name = "" if row["owner_id"] is None else _name(unit, int(row["owner_id"]))
    return {"ticket": move.ticket_id, "number": row["number"], "code": code, "name": name}


def _not_there(unit: Unit, moves: Mapping[int, Move], rows: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Json]]:
    """Return the moves to people who left the team, or who went away since the move was staged."""
    goals = {int(one.to_owner) for one in moves.values() if one.to_owner}
    there = {key for key in goals if loads.works(unit.row(tables.people.staff, key))}
    away = {
        one.staff_id
        for one in board.absences_from(unit.connection, unit.command.at)
        if one.starts_at <= unit.command.at
    }
    found: list[dict[str, Json]] = []
    for key, move in moves.items():
        goal = int(move.to_owner or 0)
        code = LEFT if goal and goal not in there else AWAY if goal in away and not move.away_seen else ""
        if code and rows[key]["owner_key"] != goal:
            found.append({"ticket": key, "number": rows[key]["number"], "code": code, "name": _name(unit, goal)})
    return found


def _beyond(unit: Unit, moves: Mapping[int, Move], rows: Mapping[int, Mapping[str, Any]]) -> list[dict[str, Json]]:
    """Return the proposed moves that would give somebody more than they carry by now; by hand a lead may give more.

    Nobody else gives these people anything until the transaction ends.
    """
    loads.hold(unit, (one.to_owner for one in moves.values()))
    proposed = {int(one.to_owner) for one in moves.values() if one.to_owner and _is_shared(one)}
    have = board.loads_of(unit.connection, sorted(proposed))
    room = {
        key: loads.carried(int(unit.row(tables.people.staff, key)["capacity"])) - have.get(key, 0) for key in proposed
    }
    going = {key: one for key, one in moves.items() if one.to_owner not in (None, rows[key]["owner_key"])}
    left: list[dict[str, Json]] = []
    while full := _too_much(going, rows, room):
        move = going.pop(full)
        name = _name(unit, int(move.to_owner or 0))
        left.append({"ticket": full, "number": rows[full]["number"], "code": FULL, "name": name})
    return left


def _too_much(going: Mapping[int, Move], rows: Mapping[int, Mapping[str, Any]], room: Mapping[int, int]) -> int:
    """Return the last proposed move to somebody who would have too much after all of them, or 0."""
    after = dict(room)
    for key, move in going.items():
        for who, less in ((int(move.to_owner or 0), 1), (int(rows[key]["owner_key"]), -1)):
            if who in after:
                after[who] -= less
    return max(
        (key for key, one in going.items() if _is_shared(one) and after.get(one.to_owner or 0, 0) < 0), default=0
    )


def _is_shared(move: Move) -> bool:
    """Return whether a move was proposed because somebody had room for it."""
    return any(one.startswith("load=") for one in move.why)


def _name(unit: Unit, staff_id: int) -> str:
    if ("name", staff_id) not in unit.memory:
        unit.memory["name", staff_id] = str(unit.row(tables.people.staff, staff_id)["name"])
    return str(unit.memory["name", staff_id])


def _move(unit: Unit, move: Move, row: Mapping[str, Any], reason: str) -> int:
    """Write one move and return its event, 0 where the ticket is there already."""
    values: dict[str, object] = {}
    if move.to_owner is not None and (row["owner_id"] or 0) != move.to_owner:
        values |= {"owner_id": move.to_owner or None, "owner_key": move.to_owner, "claimed_at": None}
    if move.to_queue is not None and (row["queue_id"] or 0) != move.to_queue:
        values["queue_id"] = move.to_queue or None
    if not values:
        return 0
    kind = "assigned" if "owner_key" in values else "queued"
    extra: dict[str, Json] = {"why": list(move.why)} if move.why else {}
    texts = {"reason": reason.strip()} if reason.strip() else None
    return unit.change_ticket(move.ticket_id, kind, values, extra=extra, texts=texts, check_version=False)
