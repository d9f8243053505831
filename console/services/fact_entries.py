"""What was said of the facts of a request, inside a transaction: the newest entry of each; the older ones are history.

An entry that came by an act that was undone counts as never written.
"""

from __future__ import annotations

from typing import Any

from console.store import Unit, tables
from console.store.queries.ticket_parts import standing


def newest(unit: Unit, ticket_id: int, **wanted: object) -> dict[str, dict[str, Any]]:
    """Return the newest row of each fact of a request by its name; `wanted` are columns that it must have."""
    rows = unit.find_all(tables.tickets.facts, ticket_id=int(ticket_id), **wanted)
    rows.sort(key=lambda one: int(one["id"]))
    return standing((str(one["name"]), str(one["source"]), one) for one in rows)


def newest_of(unit: Unit, ticket_id: int, name: str) -> dict[str, Any] | None:
    """Return the newest row of one fact, None where nothing was said of it."""
    return newest(unit, ticket_id, name=name).get(name)
