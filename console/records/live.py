"""What is said between desks at the same time: what the bell rings for, and who is at which ticket."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.base import StaffId, TicketId

WRITTEN, HERE = "clausedesk_written", "clausedesk_here"
"""Something was written; somebody came to a ticket or left it. The number with it is that of a ticket, or 0."""

LOOKING, WRITING = "looking", "writing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Present:
    """Somebody else who is at a ticket: looking, or writing an answer."""

    ticket_id: TicketId
    staff_id: StaffId
    name: str
    writing: bool
