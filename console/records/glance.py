"""What is shown before the desk is open: whose it is, and the first rows of the queue."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.tickets import TicketRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """The company, its time zone ("" where none is set), the person with the role's code, and rows of the queue.

    The rows say nothing of what may be expected and of clocks: that follows from the agreement, which comes later.
    """

    company: str
    zone: str
    person: str
    role: str
    rows: tuple[TicketRow, ...]
