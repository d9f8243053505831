"""Tickets that one transaction is going to change, kept and read together: two questions for hundreds of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, and_, select

from console.store.tables.ledger import events
from console.store.tables.tickets import tickets

ALWAYS = ("gid", "version", "event_n")  # what every change of a ticket needs of it
_AT_ONCE = 500


class Held:
    """What was read of tickets that nobody else can change before the transaction ends.

    A ticket that is written is forgotten; the hash of an event never changes.
    """

    def __init__(self) -> None:
        self._tickets: dict[int, dict[str, Any]] = {}
        self._hashes: dict[tuple[int, int], str] = {}

    def read(self, connection: Connection, ids: Sequence[int], *names: str) -> None:
        """Keep tickets as they are, in the order of their keys, and read columns of them with their last hash.

        What `lock` and a change ask for of them is known then.

        The hash is asked for afterwards: whoever waited for a ticket must not see the events of before.
        """
        columns = [tickets.c[name] for name in dict.fromkeys(("id", *ALWAYS, *names))]
        last = and_(events.c.ticket_id == tickets.c.id, events.c.n == tickets.c.event_n)
        for start in range(0, len(ids), _AT_ONCE):
            these = tickets.c.id.in_(sorted(ids[start : start + _AT_ONCE]))
            kept = connection.execute(select(*columns).where(these).order_by(tickets.c.id).with_for_update())
            self._tickets.update((row["id"], dict(row)) for row in kept.mappings())
            hashed = select(events.c.ticket_id, events.c.n, events.c.hash).join_from(tickets, events, last).where(these)
            self._hashes.update(((row[0], row[1]), row[2]) for row in connection.execute(hashed))

    def ticket(self, ticket_id: int, names: Sequence[str]) -> dict[str, Any] | None:
        """Return these columns of a ticket, or None where they were not read or do not hold any more."""
        known = self._tickets.get(ticket_id)
        return None if known is None or any(name not in known for name in names) else known

    def last_hash(self, ticket_id: int, n: int) -> str | None:
        """Return the hash of an event, where it was read."""
        return self._hashes.get((ticket_id, n))

    def forget(self, ticket_id: int) -> bool:
        """Hear that a ticket was written; return whether it was held."""
        return self._tickets.pop(ticket_id, None) is not None
