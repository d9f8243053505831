"""Making a desk's database out of an archive's: every row of it, the bytes of its files, and what holds them together.

Everything is written in one transaction into an empty database, and checked before it is committed. What led to tickets
that are not in the archive leads nowhere. The archive has no commands: each gets a row that says only that it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, select

from console.faults import BadInput, Damaged
from console.store import check, codec, moving, schema, sealing
from console.store.archived import opening
from console.store.archived.closure import carried, table_of
from console.store.archived.gathering import blocks
from console.store.engine import make_engine, sqlite_path
from console.store.queries.register import BROUGHT
from console.store.tables import metadata
from console.store.trouble import told as telling
from console.store.version import NUMBER

LOG_BEFORE = "log_before"
_LOG = frozenset({"checkpoints", "event_leaves"})
_FILES_AT_ONCE = 16


def bring(
    source: Connection, url: str, content: Callable[[str], bytes], told: Callable[[int, int], None], *, whole: bool
) -> None:
    """Write an archive's rows into an empty database; a new file has its name only when it is whole.

    The log of events comes along from an archive of the `whole` desk. Of a part it has gaps: a new one begins, and the
    head of the old one is noted in the setting `log_before`.

    Raises BadInput ("target_not_empty"), Damaged ("move_has_findings", "move_differs"), and what opening raises.
    """
    file = sqlite_path(url)
    if file is not None and file.exists():
        raise BadInput("target_not_empty")
    partial = None if file is None else file.with_name(f".{file.name}.partial")
    place = url if partial is None else f"sqlite:///{partial}"
    if partial is not None:
        moving.remove(partial)
    engine = make_engine(place)
    try:
        with telling():
            moving.require_empty(engine)
            schema.migrate(place)
            _write(source, engine, content, told, whole=whole)
        engine.dispose()
        if partial is not None and file is not None:
            moving.settle(partial, file)
    finally:
        engine.dispose()
        if partial is not None:
            moving.remove(partial)


def _write(
    source: Connection,
    engine: Engine,
    content: Callable[[str], bytes],
    told: Callable[[int, int], None],
    *,
    whole: bool,
) -> None:
    changed: set[str] = set()
    tables = [one for one in metadata.sorted_tables if one in set(carried())]
    with engine.connect().execution_options(clausedesk_begin="IMMEDIATE") as target, target.begin():
        moving.take_time(target)
        with moving.without_references(target):
            for done, table in enumerate(tables):
                if not whole and table.name in _LOG:
                    changed.add(table.name)
                    continue
                for rows in _rows(source, table, content, changed):
                    target.execute(insert(table), rows)
                told(done + 1, len(tables))
            _commands(source, target)
            if not whole:
                _note_log(source, target, changed)
            moving.number_on(target)
        wrong = opening.differing(target, _expected(source, target, changed))
        if wrong is not None:
            raise Damaged("move_differs", tables=wrong)
        findings = [one for one in check.contents(target) if one.code not in ("rights", "login")]
        if findings:
            raise Damaged("move_has_findings", count=len(findings), first=str(findings[0]))


def _note_log(source: Connection, target: Connection, changed: set[str]) -> None:
    head = sealing.newest(source)
    if head is not None:
        changed.add("settings")
        value = codec.dump({"root": head.root, "size": head.size})
        target.execute(insert(table_of("settings")).values(name=LOG_BEFORE, value=value, set_at=head.at))


def _rows(
    source: Connection, table: Table, content: Callable[[str], bytes], changed: set[str]
) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield rows as they are to stand: files with their bytes, and no reference that leads out of the archive."""
    for rows in blocks(source, table):
        if table.name == "blobs":
            changed.add(table.name)
            for at in range(0, len(rows), _FILES_AT_ONCE):
                yield [{**row, "content": content(row["sha256"])} for row in rows[at : at + _FILES_AT_ONCE]]
            continue
        lost = _lost(source, table, rows)
        kept = [row for row in rows if not _leads_out(row, table, lost, changed)]
        if kept:
            yield kept


def _lost(source: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> dict[str, set[Any]]:
    """Return the values of each reference that the archive has no row for."""
    lost = {}
    for column in table.c:
        for reference in column.foreign_keys:
            wanted = {row[column.name] for row in rows if row[column.name] is not None}
            known = set(source.execute(select(reference.column).where(reference.column.in_(wanted))).scalars())
            if wanted - known:
                lost[column.name] = wanted - known
    return lost


def _leads_out(row: dict[str, Any], table: Table, lost: dict[str, set[Any]], changed: set[str]) -> bool:
    """Empty what leads out of the archive; return whether the row is nothing without it."""
    for name, values in lost.items():
        if row[name] in values:
            changed.add(table.name)
            if not table.c[name].nullable:
                return True
            row[name] = None
    return False


def _commands(source: Connection, target: Connection) -> None:
    """Give each command that the events name a row."""
    events, commands = table_of("events"), table_of("commands")
    known: set[str] = set()
    for rows in blocks(source, events):
        fresh = {row["command_id"]: row for row in rows if row["command_id"] not in known}
        known |= set(fresh)
        if fresh:
            target.execute(insert(commands), [_command(key, row) for key, row in fresh.items()])


def _command(key: str, row: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": key,
        "kind": BROUGHT,
        "staff_id": row["staff_id"],
        "role": row["role"],
        "ticket_id": row["ticket_id"],
        "expected_version": None,
        "result": "null",
        "made_at": row["recorded_at"],
        "applied_at": row["recorded_at"],
        "program": NUMBER,
        "desk": "archive",
    }


def _expected(source: Connection, target: Connection, changed: set[str]) -> dict[str, Any]:
    """Return what the tables have to be: those of the archive, but where references or bytes were to change."""
    told = opening.digests(source)
    for name in changed:
        found = moving.digest(target, table_of(name))
        told[name] = {"rows": found.rows, "sha256": found.sha256}
    return told
