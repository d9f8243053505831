"""Events of some requests as a witness needs them, and whether a value was left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from console.store import chain, codec
from console.store.tables.ledger import event_texts, events

AT_ONCE = 500
COVER = "█"
"""What stands where words were left out of an archive."""
_READ = ("id", "ticket_id", "n", "kind", "staff_id", "recorded_at", "old", "new")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event: its place, who acted and when, what it says, and its texts by name (None: erased or left out)."""

    n: int
    kind: str
    staff_id: int | None
    at: datetime
    old: Mapping[str, Any]
    new: Mapping[str, Any]
    texts: Mapping[str, str | None]

    @property
    def lost_words(self) -> bool:
        """Return whether words of this event were erased or left out, so that what it said of them is not known."""
        return chain.SAID_NEW in self.texts and self.texts[chain.SAID_NEW] is None


def histories(connection: Connection, tickets: Sequence[int]) -> dict[int, list[Said]]:
    """Return the events of some hundred requests, each in order."""
    asked = select(*(events.c[name] for name in _READ)).where(events.c.ticket_id.in_(tickets)).order_by(events.c.n)
    rows = connection.execute(asked).all()
    texts = _texts(connection, [row.id for row in rows])
    found: dict[int, list[Said]] = {key: [] for key in tickets}
    for row in rows:
        own = texts.get(row.id, {})
        found[row.ticket_id].append(
            Said(
                n=row.n,
                kind=row.kind,
                staff_id=row.staff_id,
                at=row.recorded_at,
                old=codec.load_dict(row.old) | _words(own.get(chain.SAID_OLD)),
                new=codec.load_dict(row.new) | _words(own.get(chain.SAID_NEW)),
                texts=own,
            )
        )
    return found


def is_covered(*values: object) -> bool:
    """Return whether one of these is a text out of which something was left."""
    return any(isinstance(one, str) and COVER in one for one in values)


def grouped(rows: Sequence[Any], name: str) -> dict[int, list[Any]]:
    """Return rows by the value of a column."""
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row[name], []).append(row)
    return found


def _texts(connection: Connection, keys: Sequence[int]) -> dict[int, dict[str, str | None]]:
    found: dict[int, dict[str, str | None]] = {}
    for start in range(0, len(keys), AT_ONCE):
        asked = select(event_texts.c.event_id, event_texts.c.name, event_texts.c.body).where(
            event_texts.c.event_id.in_(keys[start : start + AT_ONCE])
        )
        for key, name, body in connection.execute(asked):
            found.setdefault(key, {})[name] = body
    return found


def _words(text: str | None) -> dict[str, Any]:
    return codec.load_dict(text) if text else {}
