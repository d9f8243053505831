"""The same desk on PostgreSQL: every row of a SQLite database is copied into a migrated one, so both hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import sql

from console.store import migrate
from console.store.tables.base import metadata

_AT_ONCE = 20_000


def move(raw: Any, url: str, dsn: str) -> Any:
    """Make the schema at `url`, copy every row there and return a bare connection to it."""
    migrate(url)
    bare = psycopg.connect(dsn, autocommit=True)
    found = bare.execute("SELECT pg_get_indexdef('ix_search_texts_vector'::regclass)").fetchone()
    bare.execute("DROP INDEX ix_search_texts_vector")  # made at once below, which takes a tenth of the time
    with bare.transaction():
        bare.execute("SET LOCAL session_replication_role = replica")  # no look-up of each reference
        for table in metadata.sorted_tables:
            _copy(raw, bare, table.name, [column.name for column in table.columns])
    for (name,) in bare.execute("SELECT relname FROM pg_class WHERE relname LIKE '%\\_id\\_seq'").fetchall():
        go_on(bare, name)
    assert found is not None
    bare.execute("SET maintenance_work_mem = '512MB'")
    bare.execute(found[0])
    bare.execute("VACUUM (ANALYZE)")
    return bare


def _copy(raw: Any, bare: Any, name: str, columns: list[str]) -> None:
    if not raw.execute(f'SELECT EXISTS (SELECT 1 FROM "{name}")').fetchone()[0]:
        return
    bare.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))  # what the first migration wrote
    into = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(name), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    with bare.cursor() as cursor, cursor.copy(into) as copy:
        for row in _rows(raw, name, columns):
            copy.write_row(row)


def _rows(raw: Any, name: str, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    quoted = ", ".join(f'"{column}"' for column in columns)
    found = raw.execute(f'SELECT {quoted} FROM "{name}"')
    while some := found.fetchmany(_AT_ONCE):
        yield from some


def go_on(bare: Any, sequence: str) -> None:
    """Have a sequence go on behind the keys that were copied."""
    table = sequence.removesuffix("_id_seq")
    last = bare.execute(sql.SQL("SELECT max(id) FROM {}").format(sql.Identifier(table))).fetchone()[0]
    if last is not None:
        bare.execute("SELECT setval(%s::regclass, %s)", (sequence, last))
