"""A command through a bad connection: once, whatever breaks; what nobody answered is kept and asked for later."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select, text

from console.faults import BadInput, Conflict, Unreachable
from console.records.base import Actor, Role, StaffId
from console.records.commands import Applied, Command
from console.store import Store, Unit, carrying, migrate, open_store, tables
from tests.postgres_server import Server
from tests.store.helpers import assign, open_ticket, put

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def _enter(store: Store) -> Actor:
    boot = Actor(staff_id=StaffId(0), name="boot", role=Role.OPERATOR)
    key = put(store, boot, lambda unit: unit.insert(tables.people.staff, login="ann", name="Ann", role="lead"), NOW)
    return Actor(staff_id=StaffId(key), name="Ann", role=Role.LEAD)


def _count(store: Store, command: Command) -> int:
    with store.read() as connection:
        asked = select(func.count()).select_from(tables.ledger.events)
        return int(connection.execute(asked.where(tables.ledger.events.c.command_id == command.id)).scalar_one())


def test_the_same_id_from_two_connections_is_applied_once(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    other = open_store(store.url)
    command = Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket)
    start = threading.Barrier(2)

    def act(unit: Unit) -> int:
        return unit.change_ticket(ticket, "assigned", {"topic": "billing"})

    def carry(which: Store) -> Applied:
        start.wait()
        return which.apply(command, act)

    with ThreadPoolExecutor(2) as pool:
        one, two = pool.map(carry, (store, other))
    other.close()
    assert one.result == two.result
    assert {one.replayed, two.replayed} == {True, False}
    assert _count(store, command) == 1


def test_the_second_connection_goes_on_where_the_first_failed_half_way(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    other = open_store(store.url)
    command = Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket)
    inside, may_fail = threading.Event(), threading.Event()

    def fails(unit: Unit) -> int:
        unit.change_ticket(ticket, "assigned", {"topic": "billing"})
        inside.set()
        may_fail.wait(10)
        raise KeyError("half way")

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(store.apply, command, fails)
        assert inside.wait(10)
        second = pool.submit(other.apply, command, lambda unit: unit.change_ticket(ticket, "assigned", {"topic": "b"}))
        may_fail.set()
        with pytest.raises(KeyError):
            first.result(10)
        assert second.result(10).replayed is False
    other.close()
    assert _count(store, command) == 1


def test_an_id_of_another_act_is_refused(store: Store, actor: Actor) -> None:
    command = Command(kind="one", actor=actor, at=NOW)
    store.apply(command, lambda _unit: 1)
    with pytest.raises(BadInput):
        store.apply(Command(kind="other", actor=actor, at=NOW, id=command.id), lambda _unit: 2)


def test_a_connection_that_breaks_on_the_way_is_made_again_with_the_same_id(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    actor = _enter(store)
    ticket = open_ticket(store, actor, NOW)
    tries = []

    def act(unit: Unit) -> int:
        tries.append(unit.command.id)
        if len(tries) == 1:
            unit.connection.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        return unit.change_ticket(ticket, "assigned", {"topic": "billing"})

    command = Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket)
    done = store.apply(command, act)
    assert tries == [command.id, command.id]
    assert not done.replayed
    assert _count(store, command) == 1
    assert store.doubts.open() == ()
    store.close()


def test_an_act_whose_answer_is_lost_is_kept_and_asked_for(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(migrated_postgres_url)
    actor = _enter(store)
    ticket = open_ticket(store, actor, NOW)
    store.pauses = ()
    command = Command(kind="assign", actor=actor, at=NOW, ticket_id=ticket)
    answered = store._apply_once

    def deaf(*args: object, **more: object) -> Applied:
        answered(*args, **more)  # type: ignore[arg-type]  # passed on as it came
        raise Unreachable("database_unreachable")

    monkeypatch.setattr(store, "_apply_once", deaf)
    with pytest.raises(Unreachable) as lost:
        store.apply(command, lambda unit: unit.change_ticket(ticket, "assigned", {"topic": "billing"}))
    assert lost.value.code == "not_confirmed"
    assert [one.command_id for one in store.doubts.open()] == [command.id]
    store.close()
    again = open_store(migrated_postgres_url)
    (doubt, carried_out), *rest = again.settle(actor)
    assert (doubt.command_id, doubt.ticket_id, carried_out, rest) == (command.id, ticket, True, [])
    assert again.doubts.open() == ()
    never = Command(kind="assign", actor=actor, at=NOW)
    again.doubts.note(never)
    assert again.settle(actor)[0][1] is False
    again.close()


def test_a_server_that_is_away_refuses_at_once_and_the_store_comes_back(own_postgres_server: Server) -> None:
    url = own_postgres_server.url(own_postgres_server.create_database())
    migrate(url)
    store = open_store(url)
    actor = _enter(store)
    ticket = open_ticket(store, actor, NOW)
    own_postgres_server.stop()
    with pytest.raises(Unreachable) as refused:
        assign(store, actor, ticket, NOW)
    assert refused.value.code == "server_refused"
    assert store.doubts.open() == ()
    own_postgres_server.start()
    assert assign(store, actor, ticket, NOW).replayed is False
    store.close()


def test_what_meets_another_act_is_tried_three_times() -> None:
    tries = []

    def meets(_attempt: carrying.Attempt) -> int:
        tries.append(1)
        raise Conflict("database_locked")

    with pytest.raises(Conflict):
        carrying.carry(meets, pauses=(), closing=threading.Event())
    assert len(tries) == 3


def test_closing_ends_the_pauses() -> None:
    closing = threading.Event()
    closing.set()

    def lost(attempt: carrying.Attempt) -> int:
        attempt.begun = True
        raise Unreachable("database_unreachable")

    with pytest.raises(Unreachable):
        carrying.carry(lost, pauses=(600.0,), closing=closing)


def test_what_is_no_act_leaves_no_event(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    with pytest.raises(ValueError, match="a command"):
        store.quietly(lambda unit: unit.record(ticket, "noted", {}), actor=actor, at=NOW)
