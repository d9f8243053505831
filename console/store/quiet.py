"""What may be written outside of a command: marks of a person's reading and typing, and columns that can be rebuilt.

Everything else is an act and goes through `Store.apply`. The list stands here alone, and the unit refuses the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from sqlalchemy import Table

from console.store.tables.desk import drafts, presence
from console.store.tables.licensing import licenses
from console.store.tables.tickets import ticket_reads, tickets
from console.store.unit import Unit

OWN_ROWS = frozenset({drafts, ticket_reads, presence})
"""Whole rows: unsent text as it is typed, what a person has seen, who looks at what."""
REBUILT: Mapping[Table, frozenset[str]] = MappingProxyType(
    {
        licenses: frozenset({"state_now", "boundary_at", "boundary_key", "ended_at"}),
        tickets: frozenset({"license_state", "boundary_key", "review_from", "review_until"}),
    }
)
"""Columns that follow from facts elsewhere, for filtering; the facts and the events are the truth."""


class QuietUnit(Unit):
    """A transaction of what is no act. Writing anything else raises ValueError, and nothing is written."""

    def insert(self, table: Table, **values: object) -> int:
        """Insert a row of a person's own."""
        _allow(table, values, whole=True)
        return super().insert(table, **values)

    def insert_once(self, table: Table, equals: Mapping[str, object], **values: object) -> int:
        """Return the row with these unique values, inserting it where it is new."""
        _allow(table, values, whole=True)
        return super().insert_once(table, equals, **values)

    def insert_many(self, table: Table, rows: Sequence[Mapping[str, object]]) -> None:
        """Insert rows of a person's own."""
        _allow(table, (), whole=True)
        super().insert_many(table, rows)

    def amend(self, table: Table, row_id: int, *, expected: int | None, **values: object) -> int:
        """Change a row of a person's own, or rebuilt columns. Raises Stale, NotFound."""
        _allow(table, values)
        return super().amend(table, row_id, expected=expected, **values)

    def update(self, table: Table, row_id: int, **values: object) -> None:
        """Write columns of a row."""
        _allow(table, values)
        super().update(table, row_id, **values)

    def delete(self, table: Table, row_id: int) -> None:
        """Remove a row of a person's own."""
        _allow(table, (), whole=True)
        super().delete(table, row_id)

    def blob(self, content: bytes) -> str:
        """Refuse: bytes are kept by the act that needs them."""
        raise ValueError(f"blobs: {len(content)} bytes; keeping a file is a command")


def _allow(table: Table, names: Iterable[str], *, whole: bool = False) -> None:
    if table in OWN_ROWS:
        return
    beyond = sorted(set(names) - REBUILT.get(table, frozenset()))
    if whole or beyond or table not in REBUILT:
        raise ValueError(f"{table.name}: {', '.join(beyond) or 'a row'}; what writes this is a command")
