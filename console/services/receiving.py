"""When a request was received, as a person says it: what came in with a wrong date, or none, is put right.

License, hours and version of the agreement follow from it, and what the agreement says is worked out anew from them.
"""

from __future__ import annotations

from datetime import datetime

from console.faults import BadInput, NotAllowed
from console.records.base import Role, TicketId
from console.records.commands import Applied
from console.services.desk import Desk
from console.services.intake.opening import receipt_columns
from console.services.over import hold_at_work
from console.store import Unit

KIND = "received_set"


def set_received(
    desk: Desk, ticket_id: TicketId, at: datetime, *, version: int, command_id: str | None = None
) -> Applied:
    """Say when a request was received; the result is the event's number.

    Raises BadInput ("received_in_future"), NotAllowed ("received_not_yours") for who is neither a lead nor its owner,
    NotAllowed where the request is over, Stale.
    """
    if at > desk.clock():
        raise BadInput("received_in_future")

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        if desk.actor.role is not Role.LEAD and ticket["owner_id"] != desk.actor.staff_id:
            raise NotAllowed("received_not_yours")
        return unit.change_ticket(ticket_id, KIND, receipt_columns(unit, desk, ticket["license_id"], at))

    command = desk.command(
        "set_received",
        ticket_id=ticket_id,
        expected=version,
        payload={"at": at.isoformat()},
        command_id=command_id,
        merges=True,
    )
    return desk.apply(command, act)
