"""Who works on a ticket: take, assign, give back. A ticket of somebody else is moved only by a lead."""

from __future__ import annotations

from console.faults import NotAllowed
from console.records.base import Role, StaffId, TicketId
from console.records.commands import Applied
from console.services import loads
from console.services.desk import Desk
from console.store import Unit, tables


def owned_by(unit: Unit, owner: StaffId | None) -> dict[str, object]:
    """Return the columns of a ticket that is given to somebody; what one takes for oneself goes back if untouched."""
    claimed = unit.at if owner is not None and owner == unit.actor.staff_id else None
    return {"owner_id": owner, "owner_key": 0 if owner is None else int(owner), "claimed_at": claimed}


def take(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Make the acting person the owner. Raises NotAllowed when it belongs to somebody else, Stale when it changed."""
    return assign(desk, ticket_id, desk.actor.staff_id, version=version, command_id=command_id)


def assign(
    desk: Desk, ticket_id: TicketId, owner: StaffId | None, *, version: int, command_id: str | None = None
) -> Applied:
    """Give the ticket to `owner`, or back to nobody. Raises NotAllowed ("owned_by_other", "person_left"), Stale."""

    def act(unit: Unit) -> int:
        unit.lock(ticket_id)
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        present = ticket["owner_id"]
        mine = present is None or present == desk.actor.staff_id
        if not mine and desk.actor.role is not Role.LEAD:
            holder = unit.row(tables.people.staff, int(present))
            raise NotAllowed("owned_by_other", name=str(holder["name"]))
        loads.give(unit, (owner,))
        return unit.change_ticket(ticket_id, "assigned", owned_by(unit, owner))

    command = desk.command(
        "assign",
        ticket_id=ticket_id,
        expected=version,
        payload={"owner": owner},
        command_id=command_id,
        merges=True,
        again={"verb": "assign", "owner": owner, "version": version},
    )
    return desk.apply(command, act)
