"""The first rows before the store is open: the same as the store's, and nothing where all is not as usual."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from console.query import parse
from console.records.base import Actor, Role, StaffId, Tier
from console.records.commands import Command
from console.records.glance import Glance
from console.store import Store, Unit, open_store, tables
from console.store.driver import connect
from console.store.engine import make_engine, sqlite_path
from console.store.glance import glance
from console.store.queries import queue
from console.store.queries.filters import Context
from tests.store.helpers import conversation

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MINE = parse("is:open owner:me").query


@pytest.fixture
def desk(migrated_sqlite_url: str) -> Iterator[Store]:
    store = open_store(migrated_sqlite_url)

    def act(unit: Unit) -> None:
        me = unit.insert(tables.people.staff, login="ann", name="Ann", role="lead")
        other = unit.insert(tables.people.staff, login="bob", name="Bob", role="agent")
        unit.insert(tables.desk.settings, name="policy_tz", value='"Europe/Moscow"')
        unit.insert(tables.desk.settings, name="company_name", value='"Harbor"')
        for n in range(30):
            owner, tier = (me, other)[n % 3 == 0], list(Tier)[n % 5]
            unit.open_ticket(
                conversation_id=conversation(unit, NOW),
                channel_kind="email",
                subject=f"Order {n}",
                status="open",
                is_open=n % 4 != 0,
                tier=tier.value,
                tier_rank=tier.rank,
                received_at=NOW - timedelta(hours=n),
                last_message_at=NOW,
                owner_id=owner,
                owner_key=owner,
            )

    boss = Actor(staff_id=StaffId(0), name="", role=Role.OPERATOR)
    store.apply(Command(kind="import", actor=boss, at=NOW), act)
    yield store
    store.close()


def look(url: str, login: str = "ann") -> Glance | None:
    return glance(url, login=login, query=MINE, now=NOW, limit=10)


def test_it_is_what_the_store_reads(desk: Store) -> None:
    found = look(desk.url)
    assert found is not None
    with desk.read() as connection:
        page = queue.page(connection, MINE, Context(me=1, now=NOW, zone=UTC), limit=10)
    assert found.rows == page.rows
    assert len(found.rows) == 10
    assert {row.owner for row in found.rows} == {"Ann"}
    assert (found.company, found.zone, found.person, found.role) == ("Harbor", "Europe/Moscow", "Ann", "lead")


def test_it_writes_nothing_and_leaves_nothing_open(desk: Store) -> None:
    desk.close()
    path = sqlite_path(desk.url)
    assert path is not None
    before = path.read_bytes()
    assert look(desk.url) is not None
    assert path.read_bytes() == before
    assert [one.name for one in path.parent.iterdir() if one.name.startswith(path.name)] == [path.name]


def test_a_stranger_and_another_database_have_none(desk: Store, tmp_path: Path) -> None:
    assert look(desk.url, login="zoe") is None
    assert look("postgresql://nobody@127.0.0.1:1/none") is None
    assert look(f"{desk.url}?mode=ro") is None
    missing = tmp_path / "missing.sqlite"
    assert look(f"sqlite:///{missing}") is None
    assert not missing.exists()


def test_what_is_no_database_of_ours_has_none(desk: Store, tmp_path: Path) -> None:
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"no database at all" * 300)
    assert look(f"sqlite:///{other}") is None
    empty = tmp_path / "empty.sqlite"
    empty.touch()
    assert look(f"sqlite:///{empty}") is None


def test_another_schema_has_none(desk: Store) -> None:
    engine = make_engine(desk.url)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    engine.dispose()
    assert look(desk.url) is None


def test_a_locked_file_has_none(desk: Store) -> None:
    desk.close()
    path = sqlite_path(desk.url)
    assert path is not None
    holder = connect(path, "mode=rw")
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    found = look(desk.url)
    holder.execute("ROLLBACK")
    holder.close()
    assert found is None
    assert look(desk.url) is not None
