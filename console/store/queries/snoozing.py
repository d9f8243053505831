"""Tickets that are put off until an hour. Whether one is still put off is asked of the hour, and kept nowhere."""

from __future__ import annotations

from datetime import datetime

from console.store.instants import from_micros, to_micros
from console.store.sql import Asked, Sql, ask

_MOST = 1_000


def sleeping(now: datetime) -> Sql:
    """Return the condition that a ticket is put off and its hour has not come."""
    return Sql("t.status = 'snoozed' AND coalesce(t.snoozed_until, 0) > ?", (to_micros(now),))


def hours(connection: Asked, now: datetime) -> tuple[tuple[datetime, int], ...]:
    """Return when each ticket that is put off comes back, the next first, with the key of its owner or 0."""
    asleep = sleeping(now)
    asked = f"SELECT t.snoozed_until, t.owner_key FROM tickets t WHERE {asleep.text} ORDER BY t.snoozed_until LIMIT ?"
    return tuple((from_micros(at), int(owner)) for at, owner in ask(connection, Sql(asked, (*asleep.values, _MOST))))
