"""Copying the rows of chosen tickets into an archive's database, some at once, and comparing them at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import Connection, Table, func, select, text

from console.faults import Damaged
from console.store import codec, plain_rows
from console.store.archived.closure import (
    BLANKED,
    EVERYTHING,
    FILES,
    SETTINGS,
    STEPS,
    TICKETS,
    WHOLE,
    Step,
    carried,
    key_of,
    table_of,
)
from console.store.search import POSITION_BITS
from console.store.sql import Sql, ask, marks, run

Told = Callable[[int, int], None]
"""Hears how many steps are done, of how many. What it raises ends the work."""
_AT_ONCE = 400
_BYTES_AT_ONCE, _FILES_AT_ONCE = 4 << 20, 200
_ROWS_AT_ONCE = {"agreement_versions": 1}


class Steps(Protocol):
    """Knows what was finished before, and hears of what is."""

    def finished(self, step: str) -> str | None:
        """Return None for a step that is to be done."""

    def finish(self, step: str) -> None:
        """Hear that a step is done."""


class _Once:
    """Nothing was finished before."""

    def finished(self, _step: str) -> str | None:
        return None

    def finish(self, _step: str) -> None:
        pass


_ONCE = _Once()


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that the rows name: its hash and its size."""

    sha256: str
    size: int


def gather(
    source: Connection,
    target: Connection,
    tickets: Iterable[int],
    told: Told,
    *,
    everything: bool = False,
    steps: Steps = _ONCE,
) -> None:
    """Copy everything that belongs to these tickets. The source is read in one state and not changed.

    With `everything` also what belongs to none: messages of a chat that are no request, licenses that nobody asked for.
    What `steps` knows to be finished, from the same state of the source, is not read again.
    """
    lengthen(source)

    def want() -> None:
        for name, kind in EVERYTHING if everything else ():
            for rows in _keys(source, table_of(name)):
                _want(target, kind, rows)
        for some in _by(tickets):
            _want(target, TICKETS, some)

    _done(steps, "wanted", want)
    works: list[tuple[str, Callable[[], None]]] = [
        *((f"rows {one.table} {one.by}", partial(_walk, source, target, one)) for one in STEPS),
        *((f"rows {name}", partial(_take_whole, source, target, table_of(name))) for name in WHOLE),
        ("rows search_texts", partial(_take_searched, source, target)),
        ("rows blobs", partial(_take_files, source, target)),
    ]
    for done, (name, work) in enumerate(works, 1):
        _done(steps, name, work)
        told(done, len(works))


def _done(steps: Steps, name: str, work: Callable[[], None]) -> None:
    if steps.finished(name) is None:
        work()
        steps.finish(name)


def files_of(connection: Connection) -> Iterator[FileRow]:
    """Yield every file that an archive's rows name, in the order of the hashes."""
    table, last = table_of("blobs"), ""
    while True:
        asked = select(table.c.sha256, table.c.size).where(table.c.sha256 > last).order_by(table.c.sha256).limit(5_000)
        found = connection.execute(asked).all()
        yield from (FileRow(sha256=row.sha256, size=row.size) for row in found)
        if not found:
            return
        last = found[-1].sha256


def contents(source: Connection, wanted: Iterable[FileRow]) -> Iterator[tuple[FileRow, bytes]]:
    """Yield files with their bytes, some read at once. Raises Damaged ("export_file_gone") where one is not there."""
    for some in _by_size(wanted):
        listed = marks(one.sha256 for one in some)
        asked = f"SELECT sha256, content FROM blobs WHERE sha256 IN ({listed.text})"  # noqa: S608 - marks alone
        found = dict(ask(source, Sql(asked, listed.values)))
        for one in some:
            content = bytes(found.pop(one.sha256, b""))
            if codec.digest(content) != one.sha256:
                raise Damaged("export_file_gone", sha256=one.sha256)
            yield one, content


def _by_size(wanted: Iterable[FileRow]) -> Iterator[list[FileRow]]:
    some: list[FileRow] = []
    total = 0
    for one in wanted:
        if some and (total + one.size > _BYTES_AT_ONCE or len(some) >= _FILES_AT_ONCE):
            yield some
            some, total = [], 0
        some.append(one)
        total += one.size
    if some:
        yield some


def compare(source: Connection, target: Connection, told: Told) -> None:
    """Read every row of the archive's database on both sides. Raises Damaged ("export_differs") where one differs."""
    tables = carried()
    for done, table in enumerate(tables):
        key, size = key_of(table).name, _ROWS_AT_ONCE.get(table.name, _AT_ONCE)
        place = plain_rows.place_of(table, key)
        for kept in plain_rows.blocks(target, table, size, _shown(target, table)):
            asked = [row[place] for row in kept]
            if plain_rows.by_values(source, table, key, asked, _shown(source, table)) != kept:
                raise Damaged("export_differs", table=table.name)
        told(done + 1, len(tables))
    for step in STEPS:
        if step.of == TICKETS:
            _compare_count(source, target, step)


def blocks(connection: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield all rows of a table in the order of its key, some at once."""
    key, last = key_of(table), None
    size = _ROWS_AT_ONCE.get(table.name, _AT_ONCE)
    while True:
        asked = select(table).order_by(key).limit(size)
        found = connection.execute(asked if last is None else asked.where(key > last)).mappings().all()
        if not found:
            return
        yield [dict(row) for row in found]
        last = found[-1][key.name]


def lengthen(source: Connection) -> None:
    """Let a long reading be long."""
    if source.dialect.name == "postgresql":
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            source.execute(text("SELECT set_config(:name, '0', true)"), {"name": name})


def _keys(source: Connection, table: Table) -> Iterator[list[int]]:
    last = 0
    while True:
        asked = select(table.c.id).where(table.c.id > last).order_by(table.c.id).limit(_AT_ONCE)
        found = list(source.execute(asked).scalars())
        if not found:
            return
        yield found
        last = found[-1]


def _walk(source: Connection, target: Connection, step: Step) -> None:
    table = table_of(step.table)
    gives = [(plain_rows.place_of(table, column), kind) for column, kind in step.gives]
    for keys in _wanted(target, step.of):
        rows = plain_rows.by_values(source, table, step.by, keys, _shown(source, table))
        _put(target, table, rows)
        for place, kind in gives:
            _want(target, kind, {row[place] for row in rows if row[place]})


def _take_whole(source: Connection, target: Connection, table: Table) -> None:
    for rows in plain_rows.blocks(source, table, _ROWS_AT_ONCE.get(table.name, _AT_ONCE), _shown(source, table)):
        if table.name == "settings":
            place = plain_rows.place_of(table, "name")
            _put(target, table, [row for row in rows if row[place] in SETTINGS])
        else:
            _put(target, table, rows)


def _take_searched(source: Connection, target: Connection) -> None:
    table = table_of("search_texts")
    for keys in _wanted(target, TICKETS):
        for first, last in _ranges([int(key) for key in keys]):
            low, high = first << POSITION_BITS, (last + 1) << POSITION_BITS
            asked = f"SELECT {plain_rows.columns(table)} FROM search_texts WHERE id >= ? AND id < ? ORDER BY id"  # noqa: S608 - names of ours
            _put(target, table, ask(source, Sql(asked, (low, high))))


def _take_files(source: Connection, target: Connection) -> None:
    table = table_of("blobs")
    for keys in _wanted(target, FILES):
        _put(target, table, plain_rows.by_values(source, table, "sha256", keys, _shown(source, table)))


def _ranges(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of keys that follow on each other."""
    first = last = keys[0]
    for key in keys[1:]:
        if key != last + 1:
            yield first, last
            first = key
        last = key
    yield first, last


def _shown(connection: Connection, table: Table) -> str:
    """Return the columns to read; what goes empty is not even read."""
    blank = "''::bytea" if connection.dialect.name == "postgresql" else "x''"
    empty = {name: "NULL" if table.c[name].nullable else blank for name in BLANKED.get(table.name, ())}
    return ", ".join(empty.get(one.name) or plain_rows.name_of(table, one.name) for one in table.c)


def _compare_count(source: Connection, target: Connection, step: Step) -> None:
    """Raise where the source has more or fewer rows of the chosen tickets than the archive."""
    table = table_of(step.table)
    column = table.c[step.by]
    for keys in _wanted(target, step.of):
        counted = select(func.count()).select_from(table).where(column.in_(keys))
        if source.execute(counted).scalar_one() != target.execute(counted).scalar_one():
            raise Damaged("export_differs", table=table.name)


def _put(target: Connection, table: Table, rows: Sequence[Sequence[Any]]) -> None:
    plain_rows.put(target, table, rows)


def _want(target: Connection, kind: str, keys: Iterable[Any]) -> None:
    rows = [(kind, key) for key in keys]
    if rows:
        run(target, "INSERT OR IGNORE INTO wanted (kind, key) VALUES (?, ?)", rows, many=True)


def _wanted(target: Connection, kind: str) -> Iterator[list[Any]]:
    """Yield the wanted keys of a kind in order, some at once."""
    last: Any = None
    while True:
        behind = "" if last is None else "AND key > ? "
        asked = f"SELECT key FROM wanted WHERE kind = ? {behind}ORDER BY key LIMIT {_AT_ONCE}"  # noqa: S608 - put together of our own words
        found = [row[0] for row in ask(target, Sql(asked, (kind,) if last is None else (kind, last)))]
        if not found:
            return
        yield found
        last = found[-1]


def _by(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
