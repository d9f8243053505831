"""Looking at many requests, some hundred at once: nothing more is held at a time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, select

from console.store.tables.tickets import decisions, facts, tickets
from console.store.witness import columns, licenses, messages, versions
from console.store.witness import decisions as ruled
from console.store.witness import facts as said_facts
from console.store.witness.history import Edits
from console.store.witness.reading import Said, grouped, histories

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
    made, known = _rows(connection, decisions, some), _rows(connection, facts, some)
    brought = messages.wrong(connection, told, some)
    now = licenses.of_rows(connection, lines, edits)
    for line in sorted(lines, key=lambda one: int(one["id"])):
        key, number = int(line["id"]), int(line["number"])
        found = [*_wrong(line, told[key], made.get(key, ()), known.get(key, ())), *brought.get(key, ())]
        found += _beside(held.wrong(told[key]), licenses.wrong(line, told[key], now))
        yield from (Misfit(number=number, where=where, found=why) for where, why in found)


def _wrong(
    line: Mapping[str, Any], history: Sequence[Said], made: Sequence[Any], known: Sequence[Any]
) -> list[tuple[str, str]]:
    try:
        return [*columns.wrong(line, history), *ruled.wrong(made, history), *said_facts.wrong(known, history)]
    except _BROUGHT_ABOUT as error:  # bare SQL may have written anything
        return [("row", type(error).__name__)]


def _beside(*found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return what is wrong with that which a request rests on and that is not its own: versions, its license."""
    try:
        return [one for some in found for one in some]
    except _BROUGHT_ABOUT as error:
        return [("row", type(error).__name__)]


def _rows(connection: Connection, table: Table, some: Sequence[int]) -> dict[int, list[Any]]:
    rows = connection.execute(select(table).where(table.c.ticket_id.in_(some)).order_by(table.c.id)).mappings()
    return grouped([dict(row) for row in rows], "ticket_id")
