"""Rows as the driver has them, for what reads whole tables: copied, compared and told canonically without a record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from json.encoder import encode_basestring as quoted
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Connection, Integer, LargeBinary, String, Table

from console.store import codec
from console.store.instants import from_micros
from console.store.sql import Sql, ask, marks, run
from console.store.tables.base import Instant

Values = Sequence[Any]


def columns(table: Table) -> str:
    """Return the columns of a table as a statement names them.

    With the table, for SQLite takes a lone name that it does not know for a text.
    """
    return ", ".join(name_of(table, column.name) for column in table.c)


def name_of(table: Table, name: str) -> str:
    """Return one column as a statement names it."""
    return f'{table.name}."{name}"'


def key_name(table: Table) -> str:
    """Return the name of the key, which is one column."""
    return str(next(iter(table.primary_key.columns)).name)


def place_of(table: Table, name: str) -> int:
    """Return where a column stands in a row."""
    return list(table.c.keys()).index(name)


def by_values(connection: Connection, table: Table, name: str, wanted: Sequence[Any], shown: str = "") -> list[Values]:
    """Return the rows whose column has one of some values, in the order of the key. `shown`: which columns."""
    listed = marks(wanted)
    text = f"SELECT {shown or columns(table)} FROM {table.name} WHERE {name_of(table, name)} IN ({listed.text})"  # noqa: S608 - names of ours
    found = ask(connection, Sql(text, listed.values))
    found.sort(key=itemgetter(place_of(table, key_name(table))))
    return found  # type: ignore[return-value]  # rows of a driver without types


def blocks(connection: Connection, table: Table, size: int, shown: str = "") -> Iterator[list[Values]]:
    """Yield all rows of a table in the order of its key, some at once."""
    key, place = name_of(table, key_name(table)), place_of(table, key_name(table))
    text, last = f"SELECT {shown or columns(table)} FROM {table.name}", None  # noqa: S608 - names of ours
    while True:
        behind = "" if last is None else f" WHERE {key} > ?"
        values = (size,) if last is None else (last, size)
        found: Any = ask(connection, Sql(f"{text}{behind} ORDER BY {key} LIMIT ?", values))
        if found:
            yield found
            last = found[-1][place]
        if len(found) < size:
            return


def put(connection: Connection, table: Table, rows: Sequence[Values]) -> None:
    """Write rows into a table of SQLite; what is there already stays."""
    if rows:
        marked = ", ".join("?" * len(table.c))
        named = ", ".join(f'"{column.name}"' for column in table.c)
        text = f"INSERT OR IGNORE INTO {table.name} ({named}) VALUES ({marked})"  # noqa: S608 - names of ours
        run(connection, text, rows, many=True)


@cache
def encoder(table: Table) -> Callable[[Sequence[Values]], bytes]:
    """Return what makes rows canonical: JSON as `codec.dump` writes it, a line each; bytes by their digest."""
    places = {column.name: place for place, column in enumerate(table.c)}
    parts = tuple(
        (f"{',' if n else '{'}{quoted(name)}:", places[name], _teller(table.c[name].type))
        for n, name in enumerate(sorted(places))
    )

    def encode(rows: Sequence[Values]) -> bytes:
        lines = []
        for row in rows:
            lines.extend([f"{before}{tell(row[place])}" for before, place, tell in parts])
            lines.append("}\n")
        return "".join(lines).encode()

    return encode


def _teller(kind: Any) -> Callable[[Any], str]:
    for one, teller in ((Instant, _instant), (Boolean, _flag), (Integer, _number), (LargeBinary, _bytes)):
        if isinstance(kind, one):
            return teller
    if not isinstance(kind, String):
        raise TypeError(f"{kind!r} has no canonical form")
    return _text


@lru_cache(maxsize=65_536)
def _instant(value: Any) -> str:
    return "null" if value is None else codec.dump(from_micros(int(value)))


def _flag(value: Any) -> str:
    return "null" if value is None else ("true" if value else "false")


def _number(value: Any) -> str:
    if value.__class__ is int:
        return str(value)
    return "null" if value is None else codec.dump(value)


def _bytes(value: Any) -> str:
    return "null" if value is None else f'"sha256:{codec.digest(bytes(value))}"'


def _text(value: Any) -> str:
    if value.__class__ is str:
        return quoted(value)
    return "null" if value is None else codec.dump(value)
