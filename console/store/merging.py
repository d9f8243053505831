"""Two people change one ticket: changes of different fields both stand, of the same field the second is asked.

What others did since a version is read out of the history, for each change of a ticket has one event and one version.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from console.faults import Stale
from console.records.base import Json
from console.store import chain, codec
from console.store.tables.ledger import events
from console.store.tables.people import staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Since:
    """An act of somebody else since a version that a person saw: its kind, what it wrote, and who did it."""

    kind: str
    new: dict[str, Json]
    who: str


def since(
    connection: Connection, ticket_id: int, *, known: Mapping[str, Any], expected: int | None, me: int
) -> tuple[Since, ...]:
    """Return what others did to a ticket since a version, oldest first; `known` has its version and event_n."""
    if expected is None or known["version"] == expected:
        return ()
    first = int(known["event_n"]) - (int(known["version"]) - expected)
    asked = (
        select(events.c.id, events.c.kind, events.c.old, events.c.new, staff.c.name, events.c.staff_id)
        .join_from(events, staff, events.c.staff_id == staff.c.id, isouter=True)
        .where(events.c.ticket_id == ticket_id, events.c.n > first)
        .order_by(events.c.n)
    )
    found = [dict(one) for one in connection.execute(asked).mappings() if one["staff_id"] != me]
    said = chain.whole(connection, found)
    return tuple(Since(kind=one["kind"], new=said[int(one["id"])][1], who=one["name"] or "") for one in found)


def require_apart(others: tuple[Since, ...], known: Mapping[str, Any], values: Mapping[str, object]) -> None:
    """Raise Stale ("changed_meanwhile") with both values where somebody else wrote one of these columns otherwise."""
    for name, value in values.items():
        by = next((one for one in reversed(others) if name in one.new), None)
        theirs, yours = codec.plain(known[name]), codec.plain(value)
        if by is not None and theirs != yours:
            raise Stale("changed_meanwhile", field=name, yours=yours, theirs=theirs, who=by.who)


def newest_of_others(connection: Connection, ticket_id: int, *, after: int, kinds: Iterable[str], me: int) -> int:
    """Return the last event behind one at which somebody else of the staff did one of these acts, 0 for none."""
    asked = select(func.max(events.c.n)).where(
        events.c.ticket_id == ticket_id, events.c.n > after, events.c.kind.in_(tuple(kinds)), events.c.staff_id != me
    )
    return int(connection.execute(asked).scalar() or 0)


def newest_of(connection: Connection, ticket_id: int, *, after: int, kinds: Iterable[str], who: int) -> int:
    """Return the last event behind one at which a person of the staff did one of these acts, 0 for none."""
    asked = select(func.max(events.c.n)).where(
        events.c.ticket_id == ticket_id, events.c.n > after, events.c.kind.in_(tuple(kinds)), events.c.staff_id == who
    )
    return int(connection.execute(asked).scalar() or 0)
