"""The outbox as the window lists it."""

from __future__ import annotations

from console.records.tickets import OutboxRecord
from console.services.desk import Desk
from console.store.queries import writing


def newest(desk: Desk, *, limit: int = 200) -> tuple[OutboxRecord, ...]:
    """Return the newest entries of the outbox."""
    with desk.store.read() as connection:
        return writing.newest_outbox(connection, limit=limit)
