"""Moving a desk into another database, SQLite or PostgreSQL, with the proof that nothing was lost.

Everything is written in one transaction, and the target has it only after every table was read on both sides and was
the same, and every chain and reference held on both. A new file has its name only then.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, text

from console.faults import BadInput, Damaged
from console.store import backup, check, plain_rows, schema
from console.store.engine import make_engine, sqlite_path
from console.store.tables import metadata
from console.store.trouble import told
from console.store.version import HEAD

LEFT_BEHIND = ("changes", "presence", "desks", "leases", "transitions", "schema_info")
"""What tells of windows that are open, or is the database's own: none of it is the desk's."""
_AT_ONCE = {"blobs": 16, "agreement_versions": 1}
_ROWS = 500
_KEYS = """
SELECT c.conrelid::regclass::text, quote_ident(c.conname), pg_get_constraintdef(c.oid) FROM pg_constraint c
 WHERE c.contype = 'f' AND c.connamespace = 'public'::regnamespace ORDER BY 1, 2
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """One table as it is on both sides: the number of its rows and the SHA-256 of all of them in order."""

    table: str
    rows: int
    sha256: str


def move(source: str, target: str) -> tuple[Moved, ...]:
    """Copy a desk into an empty database and return the proof, table by table; the source stays as it is.

    Raises BadInput ("target_not_empty"), Damaged ("source_older", "move_has_findings", "move_differs", "no_schema"),
    and what opening either raises.
    """
    file = sqlite_path(target)
    partial = None if file is None else file.with_name(f".{file.name}.partial")
    if file is not None and file.exists():
        raise BadInput("target_not_empty")
    place = target if partial is None else f"sqlite:///{partial}"
    if partial is not None:
        remove(partial)
    try:
        with (
            _engine(source, read_only=True) as before,
            _engine(place) as after,
            told(),
            before.connect() as reading,
        ):
            _require_present(reading)
            require_empty(after)
            schema.migrate(place)
            with after.connect().execution_options(clausedesk_begin="IMMEDIATE") as writing, writing.begin():
                proof = _moved(reading, writing)
        if partial is not None and file is not None:
            settle(partial, file)
    finally:
        if partial is not None:
            remove(partial)
    return proof


def tables() -> tuple[Table, ...]:
    """Return the tables that are moved, each behind those that it refers to."""
    return tuple(one for one in metadata.sorted_tables if one.name not in LEFT_BEHIND)


def digest(connection: Connection, table: Table) -> Moved:
    """Return the number of rows of a table and the SHA-256 of them all, the same for the same rows in any database."""
    hashed, rows, encode = hashlib.sha256(), 0, plain_rows.encoder(table)
    for block in plain_rows.blocks(connection, table, _AT_ONCE.get(table.name, _ROWS)):
        hashed.update(encode(block))
        rows += len(block)
    return Moved(table=table.name, rows=rows, sha256=hashed.hexdigest())


def _moved(reading: Connection, writing: Connection) -> tuple[Moved, ...]:
    for one in (reading, writing):
        take_time(one)
    _require_whole(reading)
    with without_references(writing):
        for table in tables():
            for block in _blocks(reading, table):
                writing.execute(insert(table), block)
        number_on(writing)
    proof = tuple(digest(reading, table) for table in tables())
    copied = tuple(digest(writing, table) for table in tables())
    wrong = [one.table for one, other in zip(proof, copied, strict=True) if one != other]
    if wrong:
        raise Damaged("move_differs", tables=", ".join(wrong))
    _require_whole(writing)
    return proof


def _blocks(connection: Connection, table: Table) -> Iterator[Sequence[dict[str, Any]]]:
    """Yield all rows of a table in the order of its key, some at once."""
    key = next(iter(table.primary_key.columns))
    size, last = _AT_ONCE.get(table.name, _ROWS), None
    while True:
        asked = select(table).order_by(key).limit(size)
        found = connection.execute(asked if last is None else asked.where(key > last)).mappings().all()
        if found:
            yield [dict(row) for row in found]
            last = found[-1][key.name]
        if len(found) < size:
            return


@contextmanager
def without_references(connection: Connection) -> Iterator[None]:
    """Let rows come before those that they refer to; at the end every reference must hold."""
    if connection.dialect.name != "postgresql":
        connection.execute(text("PRAGMA defer_foreign_keys = ON"))
        yield
        return
    keys = connection.execute(text(_KEYS)).all()
    for table, name, _ in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in keys:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def take_time(connection: Connection) -> None:
    """Let one side wait for the other, and a long statement be long."""
    if connection.dialect.name == "postgresql":
        for name in ("statement_timeout", "idle_in_transaction_session_timeout"):
            connection.execute(text("SELECT set_config(:name, '0', true)"), {"name": name})


def number_on(connection: Connection) -> None:
    """Have PostgreSQL give numbers behind those that came along; SQLite looks for the last one by itself."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables():
        key = next(iter(table.primary_key.columns))
        asked = text("SELECT pg_get_serial_sequence(:table, :key)")
        sequence = connection.execute(asked, {"table": table.name, "key": key.name}).scalar()
        last = connection.execute(select(func.max(key))).scalar() if sequence else None
        if last:
            connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})


def _require_present(connection: Connection) -> None:
    """Raise where the source is not of this program's schema."""
    schema.require(connection)
    if set(connection.execute(text("SELECT version_num FROM alembic_version")).scalars()) != {HEAD}:
        raise Damaged("source_older")


def require_empty(engine: Engine) -> None:
    """Raise where there is a desk already; what a move that failed left, tables without a row, is taken."""
    with engine.connect() as connection:
        if not engine.dialect.has_table(connection, "schema_info"):
            return
        schema.require(connection)
        if any(connection.execute(select(table).limit(1)).first() is not None for table in tables()):
            raise BadInput("target_not_empty")


def _require_whole(connection: Connection) -> None:
    findings = [one for one in check.contents(connection) if one.code not in ("rights", "login")]
    if findings:
        raise Damaged("move_has_findings", count=len(findings), first=str(findings[0]))


@contextmanager
def _engine(url: str, *, read_only: bool = False) -> Iterator[Engine]:
    engine = make_engine(url, read_only=read_only)
    try:
        yield engine
    finally:
        engine.dispose()


def settle(partial: Path, file: Path) -> None:
    """Give a whole file its name, with nothing waiting in a log beside it."""
    with _engine(f"sqlite:///{partial}") as engine, engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    partial.replace(file)
    backup.sync_folder(file.parent)


def remove(partial: Path) -> None:
    """Remove a file that was begun, with what lies beside it."""
    for rest in ("", "-wal", "-shm", "-journal"):
        partial.with_name(partial.name + rest).unlink(missing_ok=True)
