"""Copying the rows of chosen tickets into an archive's database, some at once, and comparing them at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, func, select, text

from console.faults import Damaged
from console.store import codec
from console.store.archived.closure import (
    APART,
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

Told = Callable[[int, int], None]
"""Hears how many steps are done, of how many. What it raises ends the work."""
_AT_ONCE = 400
_ROWS_AT_ONCE = {"agreement_versions": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRow:
    """A file that the rows name: its hash and its size."""

    sha256: str
    size: int


def gather(
    source: Connection, target: Connection, tickets: Iterable[int], told: Told, *, everything: bool = False
) -> None:
    """Copy everything that belongs to these tickets. The source is read in one state and not changed.

    With `everything` also what belongs to none: messages of a chat that are no request, licenses that nobody asked for.
    """
    lengthen(source)
    for name, kind in EVERYTHING if everything else ():
        for rows in _keys(source, table_of(name)):
            _want(target, kind, rows)
    for some in _by(tickets):
        _want(target, TICKETS, some)
    total = len(STEPS) + len(WHOLE) + len(APART)
    done = 0
    for step in STEPS:
        _walk(source, target, step)
        told(done := done + 1, total)
    for name in WHOLE:
        _take_whole(source, target, table_of(name))
        told(done := done + 1, total)
    _take_searched(source, target)
    told(done := done + 1, total)
    _take_files(source, target)
    told(total, total)


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


def content_of(source: Connection, sha256: str) -> bytes:
    """Return the bytes of a file. Raises Damaged ("export_file_gone") where the database does not have them."""
    table = table_of("blobs")
    found = source.execute(select(table.c.content).where(table.c.sha256 == sha256)).scalar()
    if found is None or codec.digest(bytes(found)) != sha256:
        raise Damaged("export_file_gone", sha256=sha256)
    return bytes(found)


def compare(source: Connection, target: Connection, told: Told) -> None:
    """Read every row of the archive's database on both sides. Raises Damaged ("export_differs") where one differs."""
    tables = carried()
    for done, table in enumerate(tables):
        for rows in blocks(target, table):
            key = key_of(table)
            kept = {row[key.name]: row for row in rows}
            asked = select(*_plain_columns(table)).where(key.in_(list(kept)))
            found = {row[key.name]: _blanked(table, dict(row)) for row in source.execute(asked).mappings()}
            if _told_alike(found) != _told_alike(kept):
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
    for keys in _wanted(target, step.of):
        asked = select(*_plain_columns(table)).where(table.c[step.by].in_(keys)).order_by(key_of(table))
        rows = [_blanked(table, dict(row)) for row in source.execute(asked).mappings()]
        _put(target, table, rows)
        for column, kind in step.gives:
            _want(target, kind, {row[column] for row in rows if row[column]})


def _take_whole(source: Connection, target: Connection, table: Table) -> None:
    for rows in blocks(source, table):
        if table.name == "settings":
            _put(target, table, [row for row in rows if row["name"] in SETTINGS])
        else:
            _put(target, table, [_blanked(table, row) for row in rows])


def _take_searched(source: Connection, target: Connection) -> None:
    table = table_of("search_texts")
    for keys in _wanted(target, TICKETS):
        for first, last in _ranges([int(key) for key in keys]):
            low, high = first << POSITION_BITS, (last + 1) << POSITION_BITS
            asked = select(table).where(table.c.id >= low, table.c.id < high).order_by(table.c.id)
            _put(target, table, [dict(row) for row in source.execute(asked).mappings()])


def _take_files(source: Connection, target: Connection) -> None:
    table = table_of("blobs")
    for keys in _wanted(target, FILES):
        asked = select(table.c.sha256, table.c.size).where(table.c.sha256.in_(keys)).order_by(table.c.sha256)
        _put(target, table, [{**row, "content": b""} for row in source.execute(asked).mappings()])


def _ranges(keys: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield runs of keys that follow on each other."""
    first = last = keys[0]
    for key in keys[1:]:
        if key != last + 1:
            yield first, last
            first = key
        last = key
    yield first, last


def _plain_columns(table: Table) -> list[Any]:
    """Return the columns to compare; what goes empty is not even read."""
    return [column for column in table.c if column.name not in BLANKED.get(table.name, ())]


def _blanked(table: Table, row: dict[str, Any]) -> dict[str, Any]:
    for name in BLANKED.get(table.name, ()):
        row[name] = None if table.c[name].nullable else b""
    return row


def _told_alike(rows: dict[Any, dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {
        key: {name: bytes(one) if isinstance(one, memoryview) else one for name, one in row.items()}
        for key, row in rows.items()
    }


def _compare_count(source: Connection, target: Connection, step: Step) -> None:
    """Raise where the source has more or fewer rows of the chosen tickets than the archive."""
    table = table_of(step.table)
    column = table.c[step.by]
    for keys in _wanted(target, step.of):
        counted = select(func.count()).select_from(table).where(column.in_(keys))
        if source.execute(counted).scalar_one() != target.execute(counted).scalar_one():
            raise Damaged("export_differs", table=table.name)


def _put(target: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    if rows:
        target.execute(table.insert().prefix_with("OR IGNORE"), rows)


def _want(target: Connection, kind: str, keys: Iterable[Any]) -> None:
    rows = [{"kind": kind, "key": key} for key in keys]
    if rows:
        target.execute(text("INSERT OR IGNORE INTO wanted (kind, key) VALUES (:kind, :key)"), rows)


def _wanted(target: Connection, kind: str) -> Iterator[list[Any]]:
    """Yield the wanted keys of a kind in order, some at once."""
    last: Any = None
    while True:
        behind = "" if last is None else "AND key > :last "
        asked = text(f"SELECT key FROM wanted WHERE kind = :kind {behind}ORDER BY key LIMIT {_AT_ONCE}")  # noqa: S608 - put together of our own words
        given = {"kind": kind} if last is None else {"kind": kind, "last": last}
        found = [row[0] for row in target.execute(asked, given)]
        if not found:
            return
        yield found
        last = found[-1]


def _by(keys: Iterable[int]) -> Iterator[list[int]]:
    rest = iter(keys)
    while some := list(islice(rest, _AT_ONCE)):
        yield some
