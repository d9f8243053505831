"""What keeps an open desk from writing: a full disk, a file that became read only, another program that holds it.

It is remembered until something is written again, so that the window can say so for as long as it lasts.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

from console.faults import Known

HINDERS = frozenset(
    {"disk_full", "disk_error", "database_read_only", "database_locked", "database_cannot_open", "database_damaged"}
)


class Hindrance:
    """The fault that the last writing met, or None where it succeeded."""

    def __init__(self) -> None:
        self.fault: Known | None = None

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Remember how a writing ends. Raises what it raises."""
        try:
            yield
        except Known as fault:
            if fault.code in HINDERS:
                self.fault = fault
            raise
        self.fault = None


def write_nothing(connection: Connection) -> None:
    """Write in a transaction what changes nothing, but needs all that writing needs."""
    if connection.dialect.name == "sqlite":
        kept = connection.execute(text("PRAGMA user_version")).scalar_one()
        connection.execute(text(f"PRAGMA user_version = {int(kept)}"))
    else:
        connection.execute(text("SELECT pg_current_xact_id()"))
