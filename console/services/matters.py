"""Everything that a request brings besides its question, read at once for the page beside the ticket."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.base import TicketId
from console.records.matters import Sign
from console.services import noticing
from console.services.desk import Desk
from console.store.queries import tickets


@dataclass(frozen=True, slots=True, kw_only=True)
class Matters:
    """What hangs on a request; `waiting` says how much of it waits for a person."""

    ticket_id: TicketId
    signs: tuple[Sign, ...] = ()

    @property
    def waiting(self) -> int:
        """Return how many lines a person has not judged yet."""
        return sum(one.verdict == noticing.OPEN for one in self.signs)

    def sign(self, key: str) -> Sign | None:
        """Return a sign by its key."""
        return next((one for one in self.signs if one.key == key), None)

    def place(self, key: str) -> tuple[int, int, int] | None:
        """Return message, start and end of the words that a line rests on; None where there are none."""
        sign = self.sign(key)
        return None if sign is None or not sign.end else (int(sign.message_id), sign.start, sign.end)


def of_ticket(desk: Desk, ticket_id: TicketId) -> Matters:
    """Return the matters of a request. Raises NotFound."""
    with desk.store.read() as connection:
        detail = tickets.detail(connection, ticket_id, desk.actor.staff_id)
        return Matters(ticket_id=ticket_id, signs=noticing.noticed_in(desk, connection, detail))
