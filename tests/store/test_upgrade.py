"""An older desk is brought to this program's schema: nothing of it is lost, and older consoles go on with it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import MetaData, inspect, select

from console.store import backup, check, migrate, migrating, open_store, schema, tables
from console.store.engine import make_engine
from console.store.version import HEAD, NUMBER
from tests.store.helpers import entered, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
STEPS = [one.revision for one in reversed(list(migrating.script().walk_revisions()))]


def made(url: str, step: str) -> None:
    engine = make_engine(url)
    migrating.run(engine, to=step)
    engine.dispose()


def shape(url: str) -> dict[str, dict[str, Any]]:
    """Return the columns of every table as the database tells them."""
    engine = make_engine(url)
    looked = inspect(engine)
    found = {name: {one["name"]: one for one in looked.get_columns(name)} for name in looked.get_table_names()}
    engine.dispose()
    return found


@pytest.mark.parametrize("step", STEPS[:-1])
def test_an_older_desk_is_upgraded_with_all_that_it_holds(database_url: str, step: str) -> None:
    made(database_url, step)
    older = schema.number_of(database_url)
    engine = make_engine(database_url)
    known = MetaData()
    known.reflect(engine, only=["tickets", "events", "commands", "facts"])
    store = open_store(database_url)
    actor = entered(store, NOW)
    numbers = [open_ticket(store, actor, NOW) for _ in range(3)]
    store.close()

    def rows() -> dict[str, list[Any]]:
        with engine.connect() as connection:
            return {name: list(connection.execute(select(table))) for name, table in known.tables.items()}

    before = rows()
    migrate(database_url)
    assert rows() == before
    assert len(before["tickets"]) == len(numbers)
    assert older != NUMBER
    assert schema.number_of(database_url) == NUMBER
    store = open_store(database_url)
    open_ticket(store, actor, NOW)
    with store.read() as connection:
        assert check.contents(connection) == ()
        assert len(list(connection.execute(select(tables.tickets.tickets.c.id)))) == len(numbers) + 1
    store.close()
    engine.dispose()


def test_a_file_is_kept_as_it_was_before_its_upgrade(sqlite_url: str) -> None:
    made(sqlite_url, STEPS[0])
    store = open_store(sqlite_url)
    open_ticket(store, entered(store, NOW), NOW)
    store.close()
    migrate(sqlite_url)
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    kept = [one for one in backup.found(path, backup.folder_of(path)) if one.kind == backup.UPGRADE]
    assert [backup.tickets_in(one.path) for one in kept] == [1]
    assert schema.number_of(f"sqlite:///{kept[0].path}") == "1.0"


@pytest.mark.parametrize("step", STEPS[:-1])
def test_a_step_only_adds_so_that_an_older_console_goes_on(database_url: str, step: str) -> None:
    """What stood stands with its type, and a row can be written without knowing of what is new."""
    made(database_url, step)
    before = shape(database_url)
    migrate(database_url)
    after = shape(database_url)
    for table, columns in before.items():
        assert {name: str(after[table][name]["type"]) for name in columns} == {
            name: str(one["type"]) for name, one in columns.items()
        }
        for name in after[table].keys() - columns.keys():
            assert after[table][name]["nullable"] or after[table][name]["default"] is not None, f"{table}.{name}"
    assert after.keys() > before.keys() or after != before


def test_consoles_that_upgrade_at_once_take_each_step_once(database_url: str) -> None:
    made(database_url, STEPS[0])
    with ThreadPoolExecutor() as pool:
        list(pool.map(migrate, [database_url] * 3))
    engine = make_engine(database_url)
    with engine.connect() as connection:
        assert list(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars()) == [HEAD]
    engine.dispose()
