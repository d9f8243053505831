"""Closing a ticket with one of the twelve reasons of clause 28, and taking a closing back. Never automatic."""

from __future__ import annotations

from console.faults import BadInput, NotAllowed
from console.records.base import Status, TicketId
from console.records.commands import Applied
from console.services.desk import Desk
from console.store import Unit, tables


def close(
    desk: Desk,
    ticket_id: TicketId,
    reason: str,
    *,
    version: int,
    allowed: tuple[str, ...],
    command_id: str | None = None,
) -> Applied:
    """Close with `reason` (28.1.1 to 28.1.12), which must be among `allowed` as the agreement judged them.

    Raises BadInput for an unknown reason, NotAllowed ("closing_not_allowed"), Stale.
    """
    if reason not in desk.agreement.closing_clauses:
        raise BadInput("unknown_closing", reason=reason)
    if reason not in allowed:
        raise NotAllowed("closing_not_allowed", reason=reason)

    def act(unit: Unit) -> int:
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if ticket["status"] == Status.CLOSED.value:
            raise NotAllowed("already_closed")
        return unit.change_ticket(
            ticket_id,
            "closed",
            {"status": Status.CLOSED.value, "is_open": False, "closed_at": unit.at, "close_reason": reason},
        )

    command = desk.command(
        "close", ticket_id=ticket_id, expected=version, payload={"reason": reason}, command_id=command_id
    )
    return desk.apply(command, act)


def reopen(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Open a closed ticket again; the place in the queue is that of its receipt. Raises NotAllowed, Stale."""

    def act(unit: Unit) -> int:
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if ticket["status"] != Status.CLOSED.value:
            raise NotAllowed("not_closed")
        return unit.change_ticket(
            ticket_id,
            "reopened",
            {"status": Status.OPEN.value, "is_open": True, "closed_at": None, "close_reason": None},
        )

    return desk.apply(desk.command("reopen", ticket_id=ticket_id, expected=version, command_id=command_id), act)
