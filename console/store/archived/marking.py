"""The markers of an archive: each place that is left out gets the next number, a digest, and its ticket."""

from __future__ import annotations

import hashlib
import hmac
from collections import Counter
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, select

from console.records.redactions import Marker
from console.store.archived.blackout import mark
from console.store.tables.tickets import ticket_spans, tickets


class Marks:
    """Gives numbers; `write` gets each marker in their order. Digests are made with the desk's secret."""

    def __init__(self, connection: Connection, secret: bytes, write: Callable[[Marker], None]) -> None:
        self._connection, self._secret, self._write = connection, secret, write
        self.places = 0
        self.kinds: Counter[str] = Counter()
        self.made: dict[int, Marker] = {}
        self._spans: dict[int, tuple[int, ...]] | None = None

    @property
    def following(self) -> str:
        """Return the mark of the place that comes next."""
        return mark(self.places + 1)

    def text(self, table: str, row: int, column: str, value: str, ticket: int | None) -> None:
        """Write down a place of a text."""
        self._note("text", (table, row, column), self._digest(table, row, column, value), ticket)

    def file(self, kind: str, table: str, row: int, column: str, value: str, ticket: int | None) -> None:
        """Write down a place of a file."""
        self._note(kind, (table, row, column), self._digest(table, row, column, value), ticket)

    def chained(self, kind: str, table: str, row: int, column: str, digest: str, ticket: int | None) -> None:
        """Write down a place whose digest the archive has."""
        self._note(kind, (table, row, column), digest, ticket)

    def salted(self, table: str, row: int, column: str, value: str) -> str:
        """Return the digest of what stood in a place, under the secret, without a marker of its own."""
        return self._digest(table, row, column, value)

    def ticket_of(self, table: str, row: dict[str, Any]) -> int | None:
        """Return the key of the ticket that a row belongs to, or None."""
        if table == "tickets":
            return int(row["id"])
        if row.get("ticket_id") is not None:
            return int(row["ticket_id"])
        message = row["id"] if table == "messages" else row.get("message_id")
        return None if message is None else self.ticket_of_message(message)

    def tickets_of(self, table: str, row: dict[str, Any]) -> frozenset[int]:
        """Return the keys of all tickets that a row belongs to: its own, and those of its message."""
        message = row["id"] if table == "messages" else row.get("message_id")
        mine = () if message is None else self.tickets_of_message(message)
        own = row["id"] if table == "tickets" else row.get("ticket_id")
        return frozenset(mine if own is None else (*mine, int(own)))

    def ticket_of_message(self, message: int) -> int | None:
        """Return the key of the first ticket that a message belongs to, or None."""
        return min(self.tickets_of_message(message), default=None)

    def tickets_of_message(self, message: int) -> tuple[int, ...]:
        """Return the keys of the tickets that a message belongs to."""
        if self._spans is None:
            self._spans = {}
            asked = select(ticket_spans.c.message_id, ticket_spans.c.ticket_id).distinct()
            for one, ticket in self._connection.execute(asked):
                self._spans[one] = (*self._spans.get(one, ()), ticket)
        return self._spans.get(message, ())

    def _digest(self, table: str, row: int, column: str, value: str) -> str:
        return hmac.new(self._secret, f"{table}\n{row}\n{column}\n{value}".encode(), hashlib.sha256).hexdigest()

    def _note(self, kind: str, place: tuple[str, int, str], digest: str, ticket: int | None) -> None:
        self.places += 1
        self.kinds[kind] += 1
        table, row, column = place
        number = None
        if ticket is not None:
            number = self._connection.execute(select(tickets.c.number).where(tickets.c.id == ticket)).scalar()
        made = Marker(n=self.places, kind=kind, table=table, row=row, column=column, ticket=number, digest=digest)
        self.made[self.places] = made
        self._write(made)
