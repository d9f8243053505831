"""A server over a link that delays, falls silent or breaks: no question waits for ever, no act is lost or doubled."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from console.faults import Unreachable
from console.records.base import Actor
from console.records.commands import Command
from console.store import Store, Unit, carrying, open_store, tables, waits
from console.store.engine import address_of, make_engine, secured
from tests.store.helpers import assign, entered, open_ticket
from tests.weak_link import WeakLink

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture
def link(migrated_postgres_url: str) -> Iterator[WeakLink]:
    with WeakLink(int(migrated_postgres_url.rpartition(":")[2].partition("/")[0])) as made:
        yield made


@pytest.fixture
def store(link: WeakLink, migrated_postgres_url: str) -> Iterator[Store]:
    made = open_store(link.url(migrated_postgres_url))
    yield made
    link.silent = False
    made.close()


def events_of(store: Store, command: Command) -> int:
    with store.read() as connection:
        asked = select(func.count()).select_from(tables.ledger.events)
        return int(connection.execute(asked.where(tables.ledger.events.c.command_id == command.id)).scalar_one())


def topic(actor: Actor, ticket: int) -> Command:
    return Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket)


def test_a_link_that_falls_silent_is_given_up_after_its_time(store: Store, link: WeakLink) -> None:
    with store.read() as connection:
        connection.execute(text("SELECT 1"))
    link.silent = True
    begun = time.monotonic()
    with pytest.raises(Unreachable) as lost, waits.within(1.0):
        store.changes_since(None)
    assert lost.value.code in ("database_unreachable", "server_silent")
    assert 1.0 <= time.monotonic() - begun < 10  # the one that stood, and one attempt to connect anew
    link.silent = False
    assert store.changes_since(None)[0] == ()


def test_closing_waits_for_no_silent_server(store: Store, link: WeakLink, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("console.store.cutting._SILENT_S", 0.1)
    ended = threading.Event()

    def read() -> None:
        with pytest.raises(Unreachable), store.read() as connection:
            connection.execute(text("SELECT pg_sleep(60)"))
        ended.set()

    thread = threading.Thread(target=read)
    thread.start()
    time.sleep(0.5)
    link.silent = True
    store.stop_waiting()
    assert ended.wait(10)
    thread.join()


def test_a_commit_whose_answer_is_cut_off_is_found_done_and_not_done_again(store: Store, link: WeakLink) -> None:
    actor = entered(store, NOW)
    ticket = open_ticket(store, actor, NOW)
    link.cut_at = b"COMMIT\0"
    command = topic(actor, ticket)
    done = store.apply(command, lambda unit: unit.change_ticket(ticket, "assigned", {"topic": "billing"}))
    assert done.replayed
    assert events_of(store, command) == 1
    assert (store.unconfirmed, store.doubts.open()) == (0, ())


def test_an_act_in_doubt_is_carried_out_with_its_id_when_the_link_is_back(
    store: Store, link: WeakLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = entered(store, NOW)
    ticket = open_ticket(store, actor, NOW)
    store.pauses = (0.1, 0.1)
    command = topic(actor, ticket)

    def act(unit: Unit) -> int:
        return unit.change_ticket(ticket, "assigned", {"topic": "billing"})

    def broken(_command: Command) -> None:  # just before the commit, and it stays broken
        noted(command)
        link.refuses = True
        link.cut()

    noted = store.doubts.note
    monkeypatch.setattr(store.doubts, "note", broken)
    with pytest.raises(Unreachable) as lost:
        store.apply(command, act)
    monkeypatch.setattr(store.doubts, "note", noted)
    assert lost.value.code == carrying.NOT_CONFIRMED
    assert (store.unconfirmed, [one.command_id for one in store.doubts.open()]) == (1, [command.id])
    with pytest.raises(Unreachable):
        store.settle(actor)
    assert store.unconfirmed == 1
    link.refuses = False
    ((doubt, carried_out),) = store.settle(actor)
    assert (doubt.command_id, carried_out) == (command.id, True)
    assert events_of(store, command) == 1
    assert (store.unconfirmed, store.doubts.open()) == (0, ())


def test_what_it_expected_and_is_no_longer_so_is_not_carried_out(store: Store, link: WeakLink) -> None:
    actor = entered(store, NOW)
    ticket = open_ticket(store, actor, NOW)
    command = Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket, expected_version=1)
    store.doubts.note(command)
    store._pending[command.id] = (command, lambda unit: unit.change_ticket(ticket, "x", {"topic": "billing"}), False)
    assign(store, actor, ticket, NOW)
    assert [carried_out for _, carried_out in store.settle(actor)] == [False]
    assert events_of(store, command) == 0
    assert store.unconfirmed == 0


def test_a_slow_link_only_takes_longer(store: Store, link: WeakLink) -> None:
    actor = entered(store, NOW)
    link.delay = 0.02
    ticket = open_ticket(store, actor, NOW)
    assert assign(store, actor, ticket, NOW).replayed is False


@pytest.mark.parametrize(
    ("url", "shown", "wanted"),
    [
        (
            "postgresql://ann:pw@one:5432,two:5433/desk",
            "postgresql://ann@one:5432,two:5433/desk",
            {"host": "one,two", "port": "5432,5433"},
        ),
        ("postgresql://ann@one,two/desk", "postgresql://ann@one:5432,two:5432/desk", {"port": "5432,5432"}),
        ("postgresql://ann@/desk?host=a:1&host=b:2", "postgresql://ann@a:1,b:2/desk", {"host": "a,b", "port": "1,2"}),
        ("postgresql://[::1]:5432,b/d", "postgresql://[::1]:5432,b:5432/d", {"host": "::1,b"}),
    ],
)
def test_several_hosts_are_read_and_the_one_that_takes_writing_is_wanted(
    url: str, shown: str, wanted: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    address = address_of(url)
    assert address is not None
    assert address.shown == shown
    given: dict[str, str] = {}

    def take(**named: str) -> None:
        given.update(named)
        raise RuntimeError("enough")

    monkeypatch.setattr(waits.Patient, "connect", take)
    engine = make_engine(url)
    with pytest.raises(RuntimeError):
        engine.connect()
    engine.dispose()
    assert given["target_session_attrs"] == "read-write"
    assert {name: given[name] for name in wanted} == wanted
    assert secured(engine.url.set(query={"host": given["host"]}))["sslmode"] == "verify-full"


def test_after_a_fail_over_the_other_host_is_used(migrated_postgres_url: str) -> None:
    port = int(migrated_postgres_url.rpartition(":")[2].partition("/")[0])
    with WeakLink(port) as first, WeakLink(port) as second:
        both = migrated_postgres_url.replace(f":{port}/", f":{first.port},127.0.0.1:{second.port}/")
        store = open_store(both)
        actor = entered(store, NOW)
        ticket = open_ticket(store, actor, NOW)
        first.refuses = True
        first.cut()
        assert assign(store, actor, ticket, NOW).replayed is False
        store.close()
