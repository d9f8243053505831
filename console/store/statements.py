"""The statements of a unit of work, each put together once: a row by its values, one row in, one row changed."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sqlalchemy import Table, bindparam, insert, select, update

from console.store.once import insert_once
from console.store.prepared import Prepared
from console.store.tables.ledger import events
from console.store.tables.tickets import tickets

LAST_HASH = Prepared(
    lambda: select(events.c.hash).where(events.c.ticket_id == bindparam("ticket"), events.c.n == bindparam("n"))
)


@lru_cache(maxsize=400)
def locking(names: tuple[str, ...]) -> Prepared:
    """Return the statement that reads columns of a ticket and holds it; SQLite lets only one writer in anyway."""
    asked = select(*(tickets.c[name] for name in names)).where(tickets.c.id == bindparam("ticket"))
    return Prepared(asked.with_for_update)


@lru_cache(maxsize=400)
def inserting(table: Table, names: tuple[str, ...]) -> Prepared:
    """Return the statement that adds a row with these columns and gives its key."""
    return Prepared(lambda: insert(table).values(_binds(table, names)).returning(*table.primary_key.columns or table.c))


@lru_cache(maxsize=400)
def adding(table: Table, names: tuple[str, ...]) -> Prepared:
    """Return the statement that adds a row with these columns, its key among them."""
    return Prepared(lambda: insert(table).values(_binds(table, names)))


@lru_cache(maxsize=400)
def adding_once(table: Table, names: tuple[str, ...], *, postgres: bool) -> Prepared:
    """Return the statement that adds a row with these columns, where none has the same unique values."""
    return Prepared(lambda: insert_once(table, postgres=postgres).values(_binds(table, names)).on_conflict_do_nothing())


@lru_cache(maxsize=400)
def updating(table: Table, names: tuple[str, ...]) -> Prepared:
    """Return the statement that changes these columns of the row `row_key`."""
    return Prepared(lambda: update(table).where(table.c.id == bindparam("row_key")).values(_binds(table, names)))


def finding(table: Table, equals: Mapping[str, object]) -> tuple[Prepared, dict[str, object]]:
    """Return the statement for the rows with these values, and the values it takes."""
    given = {name: value for name, value in equals.items() if value is not None}
    return _finding(table, tuple(given), tuple(name for name in equals if name not in given)), given


@lru_cache(maxsize=400)
def among(table: Table, column: str, number: int, names: tuple[str, ...]) -> Prepared:
    """Return the statement for the rows with one of so many values and these values, the newest first.

    The many are `value_0`, `value_1` …; a list that is shorter is filled with what stands in it already.
    """
    kind = table.c[column].type

    def build() -> Any:
        values = [bindparam(f"value_{place}", type_=kind) for place in range(number)]
        asked = select(table).where(table.c[column].in_(values))
        for name in names:
            asked = asked.where(table.c[name] == bindparam(name, type_=table.c[name].type))
        return asked.order_by(table.c.id.desc())

    return Prepared(build)


@lru_cache(maxsize=400)
def _finding(table: Table, names: tuple[str, ...], empty: tuple[str, ...]) -> Prepared:
    def build() -> Any:
        asked = select(table)
        for name in names:
            asked = asked.where(table.c[name] == bindparam(name, type_=table.c[name].type))
        for name in empty:
            asked = asked.where(table.c[name].is_(None))
        return asked

    return Prepared(build)


def _binds(table: Table, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: bindparam(name, type_=table.c[name].type) for name in names}
