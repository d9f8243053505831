"""What may only be read is read all the same: a file, a folder, a server; and it is never written by accident."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from console.faults import NotAllowed, Unreachable
from console.records.base import Actor, Role, StaffId
from console.store import Store, migrate, open_store, schema, tables
from console.store.driver import sqlite_module
from console.store.engine import only_readable
from console.store.version import NUMBER
from tests.ordinary import bound_by_modes
from tests.postgres_server import Server
from tests.store.helpers import open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
NOBODY = Actor(staff_id=StaffId(0), name="nobody", role=Role.OPERATOR)


@pytest.fixture
def url(migrated_sqlite_url: str) -> str:
    """Return a database with one ticket that was closed in order."""
    store = open_store(migrated_sqlite_url)
    open_ticket(store, NOBODY, NOW)
    store.close()
    return migrated_sqlite_url


def path_of(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))


@pytest.fixture
def locked(url: str, tmp_path: Path) -> Iterator[str]:
    """Return the same in a folder that may not be written."""
    folder = tmp_path / "locked"
    folder.mkdir()
    copied = folder / "desk.sqlite"
    copied.write_bytes(path_of(url).read_bytes())
    copied.chmod(0o444)
    folder.chmod(0o555)
    with bound_by_modes():
        yield f"sqlite:///{copied}"
    folder.chmod(0o755)


def tickets(store: Store) -> int:
    with store.read() as connection:
        return len(connection.execute(tables.tickets.tickets.select()).all())


def test_a_folder_that_may_not_be_written_is_read_and_nothing_comes_to_lie_in_it(locked: str) -> None:
    migrate(locked)
    assert schema.number_of(locked) == NUMBER
    store = open_store(locked)
    assert store.read_only
    assert tickets(store) == 1
    for act in (lambda: open_ticket(store, NOBODY, NOW), lambda: store.quietly(lambda _: None, actor=NOBODY, at=NOW)):
        with pytest.raises(NotAllowed) as refused:
            act()
        assert refused.value.code == "database_read_only"
    assert store.tidy() == 0
    store.close()
    assert [one.name for one in path_of(locked).parent.iterdir()] == ["desk.sqlite"]


def test_what_another_writes_into_it_is_seen(locked: str, url: str) -> None:
    reading = open_store(locked)
    assert tickets(reading) == 1
    writing = open_store(url)
    open_ticket(writing, NOBODY, NOW)
    writing.close()
    path = path_of(locked)
    path.parent.chmod(0o755)
    path.unlink()
    path.write_bytes(path_of(url).read_bytes())
    path.parent.chmod(0o555)
    assert tickets(reading) == 2
    reading.close()


def test_a_log_that_nobody_can_bring_in_is_told(url: str, tmp_path: Path) -> None:
    writer = sqlite_module().connect(str(path_of(url)))
    writer.execute("PRAGMA journal_mode=WAL")
    writer.execute("CREATE TABLE more (n)")
    folder = tmp_path / "left"
    folder.mkdir()
    for end in ("", "-wal"):
        (folder / f"desk.sqlite{end}").write_bytes(Path(f"{path_of(url)}{end}").read_bytes())
    writer.close()
    folder.chmod(0o555)
    with bound_by_modes(), pytest.raises(Unreachable) as told:
        open_store(f"sqlite:///{folder / 'desk.sqlite'}")
    folder.chmod(0o755)
    assert told.value.code == "database_cannot_open"
    assert "folder" in told.value.words("en")[2]


def test_only_a_file_that_is_there_may_only_be_read(url: str, tmp_path: Path) -> None:
    assert not only_readable(url)
    assert not only_readable(f"sqlite:///{tmp_path / 'none.sqlite'}")
    assert not only_readable("postgresql://nobody@nowhere.example/desk")
    path_of(url).chmod(0o400)
    with bound_by_modes():
        assert only_readable(url)


def test_a_server_that_only_reads_is_read(postgres_server: Server) -> None:
    name = postgres_server.create_database()
    migrate(postgres_server.url(name))
    with psycopg.connect(postgres_server.dsn(name), autocommit=True) as admin:
        admin.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on")
    store = open_store(postgres_server.url(name))
    assert store.read_only
    assert tickets(store) == 0
    with pytest.raises(NotAllowed):
        open_ticket(store, NOBODY, NOW)
    store.close()
    postgres_server.drop_database(name)
