"""The bell between desks: heard at once, never inside a transaction, and nothing is missed where it is not heard."""

from __future__ import annotations

import queue
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from console.records.live import HERE, WRITTEN
from console.store import Store, migrate, open_store
from console.store.feed import ChangeCursor
from tests.postgres_server import Server
from tests.store.helpers import assign, entered, open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_WRITER = """
import sys
from datetime import UTC, datetime
from console.records.base import Actor, Role, StaffId
from console.store import open_store
from tests.store.helpers import assign
store = open_store(sys.argv[1])
store.bell.start(lambda channel: None)
while not store.bell.listens:
    pass
print("ready", flush=True)
sys.stdin.readline()
assign(store, Actor(staff_id=StaffId(1), name="Ann", role=Role.LEAD), int(sys.argv[2]), datetime.now(UTC))
sys.stdin.readline()
store.close()
"""


def listening(store: Store) -> queue.Queue[str]:
    """Begin to listen; what is heard comes out of the queue."""
    heard: queue.Queue[str] = queue.Queue()
    assert store.bell is not None
    store.bell.start(heard.put)
    assert heard.get(timeout=30) == WRITTEN  # whenever it begins to listen
    return heard


def told(store: Store, cursor: ChangeCursor) -> set[int]:
    changes, _ = store.changes_since(cursor)
    return {ticket for change in changes for ticket in change.ticket_ids}


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_another_store_hears_of_a_change_and_finds_it(migrated_postgres_url: str) -> None:
    one, two = open_store(migrated_postgres_url), open_store(migrated_postgres_url)
    actor = entered(one, NOW)
    ticket = open_ticket(one, actor, NOW)
    heard, own = listening(two), listening(one)
    _, cursor = two.changes_since(None)
    assign(one, actor, ticket, NOW)
    assert heard.get(timeout=30) == WRITTEN
    assert told(two, cursor) == {ticket}
    assert one.bell is not None
    one.bell.ring(HERE, ticket)
    assert heard.get(timeout=30) == HERE
    assert own.empty()  # who rang hears nothing of it
    one.close()
    two.close()


def test_many_acts_of_a_moment_are_rung_for_once(migrated_postgres_url: str) -> None:
    one, two = open_store(migrated_postgres_url), open_store(migrated_postgres_url)
    heard = listening(two)
    listening(one)
    assert one.bell is not None
    for number in range(500):
        one.bell.ring(WRITTEN, number)
    assert heard.get(timeout=30) == WRITTEN
    time.sleep(0.3)
    assert heard.qsize() < 50
    one.close()
    two.close()


def test_whoever_rings_without_end_and_with_junk_is_told_of_seldom(migrated_postgres_url: str) -> None:
    one, two = open_store(migrated_postgres_url), open_store(migrated_postgres_url)
    heard, flood = listening(two), one._engine.raw_connection()
    flood.driver_connection.autocommit = True  # type: ignore[union-attr]  # the driver's own
    ring = "SELECT pg_notify(%s, n || repeat('junk', 1900)) FROM generate_series(1, 100) n"
    begun = time.monotonic()
    for _ in range(30):
        flood.cursor().execute(ring, (WRITTEN,))
    flood.cursor().execute("SELECT pg_notify(%s, '1')", (HERE,))
    told_of = [heard.get(timeout=30)]
    while told_of[-1] != HERE:
        told_of.append(heard.get(timeout=30))
    assert len(told_of) <= 2 + (time.monotonic() - begun) / 0.02
    flood.close()
    one.close()
    two.close()


def test_no_transaction_of_a_command_notifies(migrated_postgres_url: str) -> None:
    """A NOTIFY inside makes all commits of the database wait for each other."""
    store = open_store(migrated_postgres_url)
    actor = entered(store, NOW)
    said: list[str] = []
    event.listen(store._engine, "before_cursor_execute", lambda *given: said.append(given[2].casefold()))
    assign(store, actor, open_ticket(store, actor, NOW), NOW)
    store.close()
    assert said
    assert not [one for one in said if "notify" in one]


def test_two_processes_hear_each_other(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    actor = entered(store, NOW)
    ticket = open_ticket(store, actor, NOW)
    writer = subprocess.Popen(
        [sys.executable, "-c", _WRITER, migrated_postgres_url, str(ticket)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert writer.stdout is not None
    assert writer.stdin is not None
    assert writer.stdout.readline() == "ready\n"
    heard = listening(store)
    _, cursor = store.changes_since(None)
    writer.stdin.write("\n")
    writer.stdin.flush()
    assert heard.get(timeout=30) == WRITTEN
    assert told(store, cursor) == {ticket}
    writer.communicate("\n", timeout=60)
    assert writer.returncode == 0
    store.close()


@pytest.mark.parametrize("own_postgres_server", ["postgres18"], indirect=True)
def test_after_a_break_it_listens_again_and_what_was_written_meanwhile_is_told(own_postgres_server: Server) -> None:
    url = own_postgres_server.url(own_postgres_server.create_database())
    migrate(url)
    one, two = open_store(url), open_store(url)
    actor = entered(one, NOW)
    ticket = open_ticket(one, actor, NOW)
    heard = listening(two)
    _, cursor = two.changes_since(None)
    own_postgres_server.crash()
    assert two.bell is not None
    until(lambda: not two.bell.listens)  # type: ignore[union-attr] # said above
    own_postgres_server.start()
    assign(one, actor, ticket, NOW)  # nobody rings: this desk listens to nothing
    assert heard.get(timeout=30) == WRITTEN
    until(lambda: told(two, cursor) == {ticket})
    one.close()
    two.close()


@pytest.mark.parametrize("started", [True, False])
def test_closing_ends_the_thread_at_once(migrated_postgres_url: str, started: bool) -> None:
    store = open_store(migrated_postgres_url)
    if started:
        listening(store)
    begun = time.monotonic()
    store.close()
    assert store.bell is not None
    assert not store.bell.listens
    assert time.monotonic() - begun < 5  # a guard against a hang


def test_a_local_file_has_no_bell(migrated_sqlite_url: str) -> None:
    store = open_store(migrated_sqlite_url)
    assert store.bell is None
    store.close()
