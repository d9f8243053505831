from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import event, select, text

from console.faults import BadInput, Damaged, NewerSchema
from console.records.base import Actor
from console.store import Store, migrate, migrating, open_store, schema, tables
from console.store.driver import is_sound
from console.store.engine import make_engine
from console.store.queries import intake
from console.store.version import HEAD

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _ours(change: object) -> bool:
    words = str(change)
    return "search_index" not in words and "vector" not in words


def test_a_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    migrate(database_url)
    migrate(database_url)
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        found = [change for change in compare_metadata(context, tables.metadata) if _ours(change)]
    engine.dispose()
    assert found == []


def test_mails_of_ours_that_nobody_answered_are_found_by_their_index(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    migrate(url)
    engine, asked = make_engine(url), list[tuple[str, Any]]()
    with engine.connect() as connection:
        event.listen(connection, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        assert intake.unanswered(connection, limit=1) == ()
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {asked[0][0]}", asked[0][1]).all()
    engine.dispose()
    assert "ix_intake_items_ours" in str(plan)


def test_a_newer_major_is_refused_and_a_newer_minor_opens(migrated_url: str) -> None:
    engine = make_engine(migrated_url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE schema_info SET value = '1.7' WHERE name = 'schema'"))
        connection.execute(text("UPDATE alembic_version SET version_num = 'unknown'"))
    open_store(migrated_url).close()
    migrate(migrated_url)
    assert schema.number_of(migrated_url) == "1.7"
    with engine.connect() as connection, connection.begin():
        connection.execute(text("UPDATE schema_info SET value = '2.0' WHERE name = 'schema'"))
    engine.dispose()
    with pytest.raises(NewerSchema) as refused:
        open_store(migrated_url)
    assert "2.0" in refused.value.words("en")[0]
    with pytest.raises(NewerSchema):
        migrate(migrated_url)


def test_a_schema_without_a_number_is_no_desk(migrated_url: str) -> None:
    engine = make_engine(migrated_url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("DELETE FROM schema_info WHERE name = 'schema'"))
    engine.dispose()
    with pytest.raises(Damaged) as refused:
        open_store(migrated_url)
    assert refused.value.code == "no_schema"


def test_an_empty_database_is_no_desk(database_url: str) -> None:
    if database_url.startswith("sqlite"):
        sqlite3.connect(database_url.removeprefix("sqlite:///")).close()
    with pytest.raises(Damaged):
        open_store(database_url)


@pytest.mark.parametrize(
    "url", ["", "sqlite://", "sqlite:///:memory:", "mysql://a/b", "sqlite:////" + "/share/desk.sqlite", "nonsense"]
)
def test_a_url_that_cannot_be_used_is_told(url: str) -> None:
    with pytest.raises(BadInput):
        make_engine(url)


def test_every_connection_of_sqlite_is_durable(migrated_sqlite_url: str) -> None:
    store = open_store(migrated_sqlite_url)
    try:
        with store.read() as one, store.read() as other:
            for connection in (one, other):
                value = {
                    name: connection.execute(text(f"PRAGMA {name}")).scalar()
                    for name in ("synchronous", "foreign_keys", "trusted_schema", "busy_timeout", "journal_mode")
                }
                assert value["synchronous"] == 2
                assert value["foreign_keys"] == 1
                assert value["trusted_schema"] == 0
                assert value["busy_timeout"] == 5_000
                assert value["journal_mode"] in ("wal", "truncate")
    finally:
        store.close()


@pytest.mark.parametrize(
    ("version", "sound"),
    [
        ((3, 40, 1), False),
        ((3, 44, 6), True),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 1), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 53, 0), True),
    ],
)
def test_wal_only_where_the_library_is_sound(version: tuple[int, int, int], *, sound: bool) -> None:
    assert is_sound(version) is sound


def test_reading_a_read_only_file_leaves_its_bytes(migrated_sqlite_url: str, store: Store, actor: Actor) -> None:
    path = Path(migrated_sqlite_url.removeprefix("sqlite:///"))
    open_store(migrated_sqlite_url).close()
    with sqlite3.connect(path) as plain:
        plain.execute("PRAGMA journal_mode=DELETE")
    plain.close()
    before = path.read_bytes()
    path.chmod(0o400)
    reading = open_store(migrated_sqlite_url, read_only=True)
    with reading.read() as connection:
        assert connection.execute(select(tables.tickets.tickets)).all() == []
    reading.close()
    path.chmod(0o600)
    assert path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="modes of files are a matter of POSIX")
def test_a_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    migrate(f"sqlite:///{path}")
    assert path.stat().st_mode & 0o777 == 0o600


def test_the_head_that_the_program_tells_is_the_last_step() -> None:
    assert set(migrating.script().get_heads()) == {HEAD}
