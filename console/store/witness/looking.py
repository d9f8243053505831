"""Looking at many requests, some hundred at once: nothing more is held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, select

from console.store.tables.licensing import suspensions
from console.store.tables.tickets import decisions, facts, tickets
from console.store.witness import columns, licenses, messages, pauses, versions
from console.store.witness import decisions as ruled
from console.store.witness import facts as said_facts
from console.store.witness.history import Edits
from console.store.witness.reading import grouped, histories

_AT_ONCE = 200
_BROUGHT_ABOUT = (ValueError, LookupError, TypeError, AttributeError, RecursionError, ArithmeticError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Misfit:
    """A row that is not as the chain says: of which request, which one, and what."""

    number: int
    where: str
    found: str


def misfits(
    connection: Connection,
    ticket_ids: Iterable[int],
    held: versions.Held | None = None,
    edits: Edits | None = None,
) -> Iterator[Misfit]:
    """Yield every row of these requests that is not as their events say. The chains are known to hold.

    `held` hears of each version that these events name. What `edits` tell of licenses is left out.
    """
    left, held = iter(ticket_ids), held or versions.Held(connection)
    while some := list(islice(left, _AT_ONCE)):
        yield from _of_some(connection, some, held, edits)


def _of_some(connection: Connection, some: Sequence[int], held: versions.Held, edits: Edits | None) -> Iterator[Misfit]:
    told = histories(connection, some)
    lines = [dict(row) for row in connection.execute(select(tickets).where(tickets.c.id.in_(some))).mappings()]
    made, known, paused = (_rows(connection, table, some) for table in (decisions, facts, suspensions))
    brought = messages.wrong(connection, told, some)
    now = licenses.of_rows(connection, lines, edits)
    for line in sorted(lines, key=lambda one: int(one["id"])):
        key, number = int(line["id"]), int(line["number"])
        history = told[key]
        found = _all_of(
            columns.wrong(line, history),
            ruled.wrong(made.get(key, ()), history),
            said_facts.wrong(known.get(key, ()), history),
            brought.get(key, ()),
            held.wrong(history),
            held.counted(history),
            licenses.wrong(line, history, now),
            pauses.wrong(paused.get(key, ()), history, edits),
        )
        yield from (Misfit(number=number, where=where, found=why) for where, why in found)


def _all_of(*kinds: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what each kind of look finds. Where one meets what it cannot read, what was found stays, with that."""
    found: list[tuple[str, str]] = []
    for some in kinds:
        try:
            found.extend(some)
        except _BROUGHT_ABOUT as error:  # bare SQL may have written anything
            found.append(("row", type(error).__name__))
    return found


def _rows(connection: Connection, table: Table, some: Sequence[int]) -> dict[int, list[Any]]:
    rows = connection.execute(select(table).where(table.c.ticket_id.in_(some)).order_by(table.c.id)).mappings()
    return grouped([dict(row) for row in rows], "ticket_id")
