"""Handovers that nobody took yet."""

from __future__ import annotations

import json

from console.records.handing_over import Handover
from console.store.instants import from_micros
from console.store.sql import Asked, Sql, ask, marks


def waiting(connection: Asked, me: int) -> tuple[Handover, ...]:
    """Return what was handed over to a person, or to whoever takes it, and was not taken yet; the oldest first."""
    asked = Sql(
        "SELECT h.id, h.from_id, s.name, h.to_id, h.ticket_ids, h.note, h.at FROM handovers h"
        " JOIN staff s ON s.id = h.from_id WHERE h.taken_at IS NULL"
        " AND (h.to_id = ? OR h.to_id IS NULL AND h.from_id <> ?) ORDER BY h.at, h.id",
        (me, me),
    )
    rows = ask(connection, asked)
    ids = {row[0]: tuple(int(one) for one in json.loads(row[4])) for row in rows}
    wanted = marks(sorted({one for found in ids.values() for one in found}))
    named = ask(connection, Sql(f"SELECT t.id, t.number FROM tickets t WHERE t.id IN ({wanted.text})", wanted.values))
    numbers = {int(key): int(number) for key, number in named}
    return tuple(
        Handover(
            id=row[0],
            from_id=row[1],
            from_name=row[2],
            to_id=row[3],
            ticket_ids=ids[row[0]],
            numbers=tuple(numbers[one] for one in ids[row[0]] if one in numbers),
            note=row[5],
            at=from_micros(row[6]),
        )
        for row in rows
    )
