"""The queue: pages by keyset written as a row value, capped counts, sorted ids and rows by id."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, func, literal, select, tuple_

from console.query import Query, Sort
from console.records.base import Count, Cursor, Page, TicketId
from console.records.tickets import TicketRow
from console.store.queries.columns import row_select, to_row
from console.store.queries.filters import Context, clause
from console.store.tables.tickets import tickets

COUNT_CAP = 10_000
IDS_CAP = 200_000
_T = tickets.c
_KEYS: dict[str, tuple[ColumnElement[Any], ...]] = {
    "due": (_T.tier_rank, _T.received_at, _T.id),
    "tier": (_T.tier_rank, _T.received_at, _T.id),
    "created": (_T.received_at, _T.id),
    "updated": (_T.updated_at, _T.id),
    "ends": (_T.boundary_key, _T.id),
}


def page(
    connection: Connection, query: Query, context: Context, *, after: Cursor | None = None, limit: int = 100
) -> Page[TicketRow]:
    """Return the rows behind `after`; one more row than asked for tells whether there is a next page."""
    sort = query.sort or Sort()
    keys = _KEYS[sort.key]
    asked = row_select(context.me).where(clause(connection, query.terms, context))
    if after is not None:
        place, here = tuple_(*keys), tuple_(*_bound(keys, after))
        asked = asked.where(place < here if sort.down else place > here)
    asked = asked.order_by(*(key.desc() if sort.down else key.asc() for key in keys)).limit(limit + 1)
    found = connection.execute(asked).all()
    rows = tuple(to_row(row) for row in found[:limit])
    last = _cursor(sort, rows[-1], found[limit - 1]) if len(found) > limit else None
    return Page(rows=rows, after=last)


def count(connection: Connection, query: Query, context: Context, *, cap: int = COUNT_CAP) -> Count:
    """Return how many tickets fit, counting no further than `cap`."""
    asked = select(_T.id).where(clause(connection, query.terms, context)).limit(cap + 1).subquery()
    number = int(connection.execute(select(func.count()).select_from(asked)).scalar_one())
    return Count(number=min(number, cap), capped=number > cap)


def ids(connection: Connection, query: Query, context: Context, *, cap: int = IDS_CAP) -> tuple[TicketId, ...]:
    """Return the sorted ids of the first `cap` tickets, so that a scroll bar is true."""
    sort = query.sort or Sort()
    order = [key.desc() if sort.down else key.asc() for key in _KEYS[sort.key]]
    asked = select(_T.id).where(clause(connection, query.terms, context)).order_by(*order).limit(cap)
    return tuple(connection.execute(asked).scalars())


def rows(connection: Connection, wanted: tuple[int, ...], context: Context) -> tuple[TicketRow, ...]:
    """Return the rows with these ids, in their order; an id that is gone is left out."""
    found = connection.execute(row_select(context.me).where(_T.id.in_(wanted))).all()
    by_id = {row.id: to_row(row) for row in found}
    return tuple(by_id[key] for key in wanted if key in by_id)


def of_license(
    connection: Connection, license_id: int, query: Query, context: Context, *, limit: int
) -> tuple[TicketRow, ...]:
    """Return the newest tickets of a license."""
    asked = row_select(context.me).where(_T.license_id == license_id, clause(connection, query.terms, context))
    asked = asked.order_by(_T.received_at.desc(), _T.id.desc()).limit(limit)
    return tuple(to_row(row) for row in connection.execute(asked))


def _cursor(sort: Sort, row: TicketRow, raw: Any) -> Cursor:
    values: dict[str, tuple[Any, ...]] = {
        "due": (raw.tier_rank, row.received_at.isoformat()),
        "tier": (raw.tier_rank, row.received_at.isoformat()),
        "created": (row.received_at.isoformat(),),
        "updated": (row.updated_at.isoformat(),),
        "ends": (raw.boundary_key,),
    }
    return Cursor(key=values[sort.key], id=row.id)


def _bound(keys: tuple[ColumnElement[Any], ...], after: Cursor) -> list[ColumnElement[Any]]:
    """Return the cursor's values, each in the type of its key: an instant is kept as a number."""
    values = [datetime.fromisoformat(value) if isinstance(value, str) else value for value in after.key]
    return [literal(value, key.type) for key, value in zip(keys, [*values, after.id], strict=True)]
