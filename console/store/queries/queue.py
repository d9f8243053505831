"""The queue: pages by keyset written as a row value, capped counts, sorted ids and rows by id."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from console.query import Query, Sort
from console.records.base import Count, Cursor, Page
from console.records.tickets import TicketRow
from console.store.instants import from_micros, to_micros
from console.store.queries import walking
from console.store.queries.columns import row_select, to_row
from console.store.queries.filters import Clause, Context, bounds, clause, gathered, in_order, open_only
from console.store.sql import Asked, Sql, ask, both, is_postgres, marks

if TYPE_CHECKING:
    from sqlalchemy import Connection

COUNT_CAP = 10_000
IDS_CAP = 200_000
_KEYS = {
    "due": ("tier_rank", "received_at", "id"),
    "tier": ("tier_rank", "received_at", "id"),
    "created": ("received_at", "id"),
    "updated": ("updated_at", "id"),
    "ends": ("boundary_key", "id"),
}
_PLACE = {"tier_rank": 26, "received_at": 17, "updated_at": 18, "boundary_key": 14, "id": 0}  # in columns.ROW
_INSTANTS = ("received_at", "updated_at")
_BEHIND_OPEN = ("due", "tier", "ends")  # orders whose index begins with what is open and what is not
_ALL = Sql("TRUE")
_HALVES = (Sql("t.is_open = TRUE"), Sql("t.is_open = FALSE"))
_INDEX = {
    "due": "ix_tickets_queue",
    "tier": "ix_tickets_queue",
    "created": "ix_tickets_received",
    "updated": "ix_tickets_updated",
    "ends": "ix_tickets_boundary",
}


def page(
    connection: Asked, query: Query, context: Context, *, after: Cursor | None = None, limit: int = 100
) -> Page[TicketRow]:
    """Return the rows behind `after`; one more row than asked for tells whether there is a next page."""
    sort = query.sort or Sort()
    behind = both(_ALL if after is None else _behind(sort, after), bounds(query.terms, sort.key, context))
    if in_order(query.terms) and sort.key in _BEHIND_OPEN:
        found = clause(connection, query.terms, context, leads=False)
    else:
        found = clause(connection, query.terms, context, along=True)
        if query.terms and not found.gathers:
            met = _met(connection, query, found, context, behind, limit + 1)
            if met is not None:
                return _page(sort, met, limit)
            found = gathered(connection, query.terms, context)
    return _page(sort, ask(connection, _whole(connection, query, found, context, behind, limit + 1)), limit)


def count(connection: Asked, query: Query, context: Context, *, cap: int = COUNT_CAP) -> Count:
    """Return how many tickets fit, counting no further than `cap`."""
    condition = clause(connection, query.terms, context, leads=not in_order(query.terms)).sql
    asked = f"SELECT count(*) FROM (SELECT 1 FROM tickets t WHERE {condition.text} LIMIT ?) n"
    number = int(ask(connection, Sql(asked, (*condition.values, cap + 1)))[0][0])
    return Count(number=min(number, cap), capped=number > cap)


def ids(connection: Asked, query: Query, context: Context, *, cap: int = IDS_CAP) -> Sequence[int]:
    """Return the sorted ids of the first `cap` tickets, so that a scroll bar is true."""
    sort = query.sort or Sort()
    condition = clause(connection, query.terms, context, leads=not in_order(query.terms))
    parts = [_keys(sort, both(condition.sql, half), "") for half in _halves(query, sort, condition)]
    return array("q", [row[0] for row in ask(connection, _ordered(parts, sort, cap))])


def behind(connection: Asked, query: Query, context: Context, key: int) -> Cursor | None:
    """Return the cursor behind a ticket in the order of a query, or None where it is gone."""
    read = ask(connection, row_select(context.me, Sql("t.id = ?", (key,))))
    return _cursor(query.sort or Sort(), read[0]) if read else None


def following(
    connection: Asked, query: Query, context: Context, wanted: Sequence[int], *, limit: int
) -> dict[int, Page[TicketRow]]:
    """Return for each of these tickets the page that stands behind it; one that is gone is left out."""
    listed, sort = marks(wanted), query.sort or Sort()
    read = ask(connection, row_select(context.me, Sql(f"t.id IN ({listed.text})", listed.values)))
    return {row[0]: page(connection, query, context, after=_cursor(sort, row), limit=limit) for row in read}


def rows(connection: Asked, wanted: Sequence[int], context: Context) -> tuple[TicketRow, ...]:
    """Return the rows with these ids, in their order; an id that is gone is left out."""
    listed = marks(wanted)
    found = ask(connection, row_select(context.me, Sql(f"t.id IN ({listed.text})", listed.values)))
    by_id = {row[0]: row for row in found}
    return tuple([to_row(by_id[key]) for key in wanted if key in by_id])


def of_license(connection: Asked, license_id: int, context: Context, *, limit: int) -> tuple[TicketRow, ...]:
    """Return the newest tickets of a license."""
    asked = row_select(context.me, Sql("t.license_id = ?", (license_id,)))
    found = ask(connection, _ordered([asked], Sort("created", down=True), limit))
    return tuple([to_row(row) for row in found])


def _page(sort: Sort, read: Sequence[tuple[Any, ...]], limit: int) -> Page[TicketRow]:
    rows_found = tuple([to_row(row) for row in read[:limit]])
    return Page(rows=rows_found, after=_cursor(sort, read[limit - 1]) if len(read) > limit else None)


def _met(
    connection: Asked, query: Query, found: Clause, context: Context, behind: Sql, limit: int
) -> Sequence[tuple[Any, ...]] | None:
    """Return the rows that are met on a walk along the list; None where its edge came before a page was full."""
    sort = query.sort or Sort()
    halves = _halves(query, sort, found)
    by = walking.by(connection, _INDEX[sort.key])

    def read(inside: Sql, most: int) -> Sequence[tuple[Any, ...]]:
        parts = [_keys(sort, both(found.sql, behind, inside, half), by) for half in halves]
        if len(parts) > 1:
            parts = [_alone(_ordered([part], sort, most)) for part in parts]
        chosen = _ordered(parts, sort, most)
        whole = row_select(context.me, Sql(f"t.id IN (SELECT w.id FROM ({chosen.text}) w)", chosen.values))
        return ask(connection, _ordered([whole], sort, most))

    fronts = [both(half, behind) for half in halves]
    return walking.met(connection, _KEYS[sort.key], fronts, read, limit, down=sort.down)


def _whole(connection: Asked, query: Query, found: Clause, context: Context, behind: Sql, limit: int) -> Sql:
    """Return the question for the rows of a page, however many tickets have to be read for it."""
    sort = query.sort or Sort()
    condition = both(found.sql, behind)
    if found.gathers and is_postgres(connection) and not found.few:
        fenced = _keys(sort, condition, "")  # the planner takes the quickest way to all, not to the first
        chosen = _ordered([Sql(f"SELECT * FROM ({fenced.text} OFFSET 0) one", fenced.values)], sort, limit)
        condition = Sql(f"t.id IN (SELECT w.id FROM ({chosen.text}) w)", chosen.values)
    elif found.gathers or (query.terms and sort.key not in _BEHIND_OPEN):
        condition = _chosen(condition, sort, limit)
    parts = [row_select(context.me, both(condition, half)) for half in _halves(query, sort, found)]
    if len(parts) > 1:
        parts = [_alone(_ordered([part], sort, limit)) for part in parts]
    return _ordered(parts, sort, limit)


def _keys(sort: Sort, condition: Sql, by: str) -> Sql:
    """Return the question for the ids of tickets with what they are sorted by."""
    keys = ", ".join(f"t.{key} AS {key}" for key in reversed(_KEYS[sort.key]))
    return Sql(f"SELECT {keys} FROM tickets t{by} WHERE {condition.text}", condition.values)


def _halves(query: Query, sort: Sort, found: Clause) -> tuple[Sql, ...]:
    """Return the parts that a list is read in, each in the order of an index: the open and the others.

    No index has both in one order, and sorting them would read them all for the sake of a page.
    """
    if sort.key not in _BEHIND_OPEN or found.gathers:
        return (_ALL,)
    return _HALVES[:1] if open_only(query.terms) else _HALVES


def _ordered(parts: Sequence[Sql], sort: Sort, limit: int) -> Sql:
    order = ", ".join(f"{key} DESC" if sort.down else key for key in _KEYS[sort.key])
    text = " UNION ALL ".join(part.text for part in parts)
    return Sql(f"{text} ORDER BY {order} LIMIT ?", (*(value for part in parts for value in part.values), limit))


def _chosen(condition: Sql, sort: Sort, limit: int) -> Sql:
    """Return the condition of being on the page: what has to be sorted is, by its keys alone, not in whole rows."""
    chosen = _ordered([Sql(f"SELECT t.id FROM tickets t WHERE {condition.text}", condition.values)], sort, limit)
    return Sql(f"t.id IN ({chosen.text})", chosen.values)


def _alone(part: Sql) -> Sql:
    """Return an ordered question as one that can stand beside another."""
    return Sql(f"SELECT * FROM ({part.text}) one", part.values)


def _cursor(sort: Sort, found: tuple[Any, ...]) -> Cursor:
    keys = _KEYS[sort.key][:-1]
    values = ((found[_PLACE[key]], key in _INSTANTS) for key in keys)
    shown = tuple(from_micros(value).isoformat() if is_instant else int(value) for value, is_instant in values)
    return Cursor(key=shown, id=found[0])


def _behind(sort: Sort, after: Cursor) -> Sql:
    """Return the condition of standing behind a cursor; an instant is kept as a number."""
    keys = ", ".join(f"t.{key}" for key in _KEYS[sort.key])
    values = [to_micros(datetime.fromisoformat(one)) if isinstance(one, str) else one for one in after.key]
    return Sql(f"({keys}) {'<' if sort.down else '>'} ({marks((*values, 0)).text})", (*values, after.id))


def first_unheld(connection: Connection, query: Query, context: Context) -> int | None:
    """Return the first open ticket of a list, and keep it until the transaction ends; one that is held is passed over.

    So two who ask at the same moment get two tickets. On SQLite one writer at a time asks.
    """
    found = clause(connection, query.terms, context, leads=not in_order(query.terms))
    asked = _ordered(
        [Sql(f"SELECT t.id FROM tickets t WHERE {found.sql.text}", found.sql.values)], query.sort or Sort(), 1
    )
    if is_postgres(connection):
        asked = Sql(f"{asked.text} FOR UPDATE SKIP LOCKED", asked.values)
    rows_found = ask(connection, asked)
    return int(rows_found[0][0]) if rows_found else None
