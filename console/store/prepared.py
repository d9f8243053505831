"""Statements that are written once and run by the driver itself: for what a person waits for at every key.

A statement of the library costs several times what the database does for a page of rows, most of it for putting the
statement together. So it is put together once for each database (Prepared), or written as text with its values beside
it (Sql), which is how a query of the user becomes one. Errors of the driver become those of the library.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.elements import BindParameter

from console.store.sql import run

Row = Any  # a named tuple; its names are those of the columns


class Prepared:
    """A statement of the library, put together at its first use on each database.

    `build` returns it with a `bindparam` for each value. Columns of instants and flags come out as such.
    """

    def __init__(self, build: Callable[[], Any]) -> None:
        self._build = build
        self._ready: dict[str, _Ready] = {}

    def all(self, connection: Connection, **values: object) -> list[Row]:
        """Return every row."""
        ready = self._for(connection)
        return ready.rows(run(connection, ready.text, ready.bound(values)).fetchall())

    def first(self, connection: Connection, **values: object) -> Row:
        """Return the first row, or None."""
        ready = self._for(connection)
        row = run(connection, ready.text, ready.bound(values)).fetchone()
        return None if row is None else ready.rows((row,))[0]

    def scalar(self, connection: Connection, **values: object) -> Any:
        """Return the first value of the first row, or None."""
        row = self.first(connection, **values)
        return None if row is None else row[0]

    def run(self, connection: Connection, **values: object) -> int:
        """Carry the statement out and return how many rows it changed."""
        ready = self._for(connection)
        return int(run(connection, ready.text, ready.bound(values)).rowcount)

    def run_many(self, connection: Connection, rows: Iterable[Mapping[str, object]]) -> None:
        """Carry the statement out with the values of each row, together."""
        ready = self._for(connection)
        run(connection, ready.text, ready.all_bound(list(rows)), many=True)

    def _for(self, connection: Connection) -> _Ready:
        name = connection.dialect.name
        ready = self._ready.get(name)
        if ready is None:
            ready = self._ready[name] = _ready(self._build(), connection)
        return ready


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """A statement as one driver takes it."""

    text: str
    names: tuple[str, ...]
    positional: bool
    fixed: Mapping[str, object]
    into: Mapping[str, Callable[[Any], Any]]
    out_of: tuple[tuple[int, Callable[[Any], Any]], ...]
    shape: Callable[[Iterable[Any]], Row] = field(repr=False)

    def bound(self, values: Mapping[str, object]) -> Any:
        given = {**self.fixed, **values} if self.fixed else values
        if self.positional:
            into = self.into
            return tuple([into[name](given[name]) if name in into else given[name] for name in self.names])
        return {name: self.into[name](value) if name in self.into else value for name, value in given.items()}

    def all_bound(self, rows: Sequence[Mapping[str, object]]) -> list[Any]:
        """Return the values of many rows, brought into the driver's form column by column."""
        if self.fixed or len(self.names) == 1:
            return [self.bound(row) for row in rows]
        if not self.positional:
            return self._all_named(rows)
        found = list(map(itemgetter(*self.names), rows))
        places = [(place, self.into[name]) for place, name in enumerate(self.names) if name in self.into]
        if not places or not found:
            return found
        columns: list[Sequence[Any]] = list(zip(*found, strict=True))
        for place, convert in places:
            columns[place] = _converted(convert, columns[place])
        return list(zip(*columns, strict=True))

    def _all_named(self, rows: Sequence[Mapping[str, object]]) -> list[Any]:
        made = [dict(row) for row in rows]
        for name, convert in self.into.items():
            for row, value in zip(made, _converted(convert, [row[name] for row in rows]), strict=True):
                row[name] = value
        return made

    def rows(self, found: Iterable[tuple[Any, ...]]) -> list[Row]:
        if not self.out_of:
            return [self.shape(row) for row in found]
        made = []
        for row in found:
            values = list(row)
            for place, convert in self.out_of:
                values[place] = convert(values[place])
            made.append(self.shape(values))
        return made


def _converted(convert: Callable[[Any], Any], column: Sequence[Any]) -> list[Any]:
    """Return the values of a column in the driver's form; one that stands in many rows is brought into it once."""
    once = {id(value): value for value in column}
    done = {key: convert(value) for key, value in once.items()}
    return [done[id(value)] for value in column]


def _ready(statement: Any, connection: Connection) -> _Ready:
    dialect = connection.dialect
    compiled = statement.compile(dialect=dialect)
    assert "POSTCOMPILE" not in str(compiled)  # noqa: S101 - a list of any length has no one text
    binds: dict[str, BindParameter[Any]] = compiled.binds
    into = {name: bind.type.dialect_impl(dialect).bind_processor(dialect) for name, bind in binds.items()}
    columns = list(getattr(statement, "exported_columns", None) or ())
    out_of = (
        (place, one.type.dialect_impl(dialect).result_processor(dialect, None)) for place, one in enumerate(columns)
    )
    names = [str(one.key) for one in columns]
    row = namedtuple("row", names, rename=True)  # type: ignore[misc]  # noqa: PYI024 - the names are known only here
    return _Ready(
        text=str(compiled),
        names=tuple(compiled.positiontup or ()),
        positional=bool(compiled.positional),
        fixed={name: bind.value for name, bind in binds.items() if not bind.required},
        into={name: convert for name, convert in into.items() if convert is not None},
        out_of=tuple((place, convert) for place, convert in out_of if convert is not None),
        shape=row._make,
    )
