from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import func, select

from console.faults import NotFound, Stale
from console.records.base import Actor, Role, StaffId
from console.records.commands import Command
from console.store import Store, Unit, chain, check, desk_store, open_store, tables
from tests.store.helpers import assign, open_ticket, put

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def count(store: Store, table: object) -> int:
    with store.read() as connection:
        return int(connection.execute(select(func.count()).select_from(table)).scalar_one())  # type: ignore[arg-type]  # any table will do


def test_the_same_command_is_applied_once_and_gives_the_same_result(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    command = Command(kind="note", actor=actor, at=NOW, ticket_id=ticket)
    first = store.apply(command, lambda unit: unit.record(ticket, "noted", {"a": 1}))
    again = store.apply(command, lambda unit: unit.record(ticket, "noted", {"a": 2}))
    assert (first.replayed, again.replayed) == (False, True)
    assert first.result == again.result
    assert count(store, tables.ledger.events) == 2


def test_a_fault_inside_leaves_nothing_behind(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    before = count(store, tables.ledger.commands)
    command = Command(kind="note", actor=actor, at=NOW)

    def act(unit: Unit) -> None:
        unit.record(ticket, "noted", {})
        raise NotFound("no_ticket", ticket=7)

    with pytest.raises(NotFound):
        store.apply(command, act)
    assert count(store, tables.ledger.commands) == before
    assert count(store, tables.ledger.events) == 1
    assert store.apply(command, lambda unit: unit.record(ticket, "noted", {})).replayed is False


def test_who_comes_second_is_told_what_stands_there(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    assign(store, actor, ticket, NOW, expected=1)
    command = Command(kind="tier", actor=actor, at=NOW, ticket_id=ticket, expected_version=1)
    with pytest.raises(Stale) as stale:
        store.apply(command, lambda unit: unit.change_ticket(ticket, "assigned", {"owner_id": None}))
    assert stale.value.params["field"] == "owner_id"
    assert stale.value.params["theirs"] == actor.staff_id


def test_eight_writers_lose_no_change(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)

    def read_then_write() -> None:
        done = 0
        while done < 12:
            with store.read() as connection:
                row = connection.execute(
                    select(tables.tickets.tickets).where(tables.tickets.tickets.c.id == ticket)
                ).one()
            command = Command(kind="x", actor=actor, at=NOW, ticket_id=ticket, expected_version=row.version)
            number = row.boundary_key + 1
            try:
                store.apply(command, lambda unit, n=number: unit.change_ticket(ticket, "counted", {"boundary_key": n}))
            except Stale:
                continue
            done += 1

    threads = [threading.Thread(target=read_then_write) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        row = connection.execute(select(tables.tickets.tickets).where(tables.tickets.tickets.c.id == ticket)).one()
        assert row.boundary_key == 96
        assert row.event_n == 97
        assert check.check(connection) == ()


def test_numbers_of_tickets_are_never_given_twice(store: Store, actor: Actor) -> None:
    def open_many() -> None:
        for _ in range(10):
            open_ticket(store, actor, NOW)

    threads = [threading.Thread(target=open_many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with store.read() as connection:
        numbers = sorted(connection.execute(select(tables.tickets.tickets.c.number)).scalars())
    assert numbers == list(range(1, 41))


def test_old_and_new_of_an_event_are_the_changed_columns(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    assign(store, actor, ticket, NOW)
    with store.read() as connection:
        event = connection.execute(select(tables.ledger.events).where(tables.ledger.events.c.n == 2)).one()
    assert event.old == '{"owner_id":null,"owner_key":0}'
    assert event.new == f'{{"owner_id":{actor.staff_id},"owner_key":{actor.staff_id}}}'


def test_other_windows_hear_of_each_change_once_and_in_order(store: Store, actor: Actor) -> None:
    nothing, cursor = store.changes_since(None)
    assert nothing == ()
    ticket = open_ticket(store, actor, NOW)
    assign(store, actor, ticket, NOW)
    changes, behind = store.changes_since(cursor)
    assert [change.ticket_ids for change in changes] == [(ticket,), (ticket,)]
    assert all("tickets" in change.kinds for change in changes)
    assert all(change.origin == store.origin for change in changes)
    assert store.changes_since(behind) == ((), behind)
    assert store.look(behind) == ((), behind)
    assert store.look(None)[0] == ()


@pytest.mark.postgres
def test_a_late_commit_is_heard_though_its_number_is_lower(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    actor = Actor(staff_id=StaffId(0), name="a", role=Role.LEAD)
    try:
        _, cursor = store.changes_since(None)
        begun, go = threading.Event(), threading.Event()

        def slow(unit: Unit) -> None:
            unit.touch("slow")
            desk_store._tell(unit.connection, unit, store.origin)  # its number is taken now, its commit comes later
            unit.kinds.clear()
            begun.set()
            go.wait(10)

        thread = threading.Thread(target=lambda: store.quietly(slow, actor=actor, at=NOW))
        thread.start()
        begun.wait(10)
        store.quietly(lambda unit: unit.touch("fast"), actor=actor, at=NOW, kinds=frozenset({"fast"}))
        early, after = store.changes_since(cursor)
        with store.read() as connection:
            highest = connection.execute(select(func.max(tables.ledger.changes.c.seq))).scalar_one()
        go.set()
        thread.join()
        late, _ = store.changes_since(after)
        heard = [kind for change in (*early, *late) for kind in change.kinds]
        assert sorted(heard) == ["fast", "slow"]
        with store.read() as connection:
            naive = select(tables.ledger.changes).where(tables.ledger.changes.c.seq > highest)
            assert connection.execute(naive).all() == []  # who remembers the highest number misses the late one
    finally:
        store.close()


def test_the_chain_holds_and_names_each_kind_of_break(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    for _ in range(3):
        command = Command(kind="note", actor=actor, at=NOW)
        store.apply(command, lambda unit: unit.record(ticket, "noted", {}, texts={"text": "Зелёный чай"}))
    with store.read() as connection:
        assert chain.verify(connection, ticket) is None
    texts_gone = "DELETE FROM event_texts WHERE event_id = (SELECT id FROM events WHERE n = 2)"
    event_gone = (
        "DELETE FROM event_texts WHERE event_id = (SELECT id FROM events WHERE n = 2);DELETE FROM events WHERE n = 2"
    )
    for number, (statement, n, why) in enumerate(
        [
            ("UPDATE events SET new = '{\"a\":1}' WHERE n = 2", 2, "content"),
            ("UPDATE event_texts SET body = 'Кофе' WHERE event_id = (SELECT id FROM events WHERE n = 3)", 3, "texts"),
            (event_gone, 2, "missing"),
            (texts_gone, 2, "texts"),
            ("UPDATE events SET hash = previous WHERE n = 3", 3, "hash"),
            ("UPDATE events SET previous = hash WHERE n = 3", 3, "previous"),
            ("UPDATE events SET recorded_at = recorded_at + 1000000 WHERE n = 3", 3, "content"),
            ("UPDATE events SET staff_id = NULL WHERE n = 2", 2, "content"),
            ("UPDATE events SET hashed = '' WHERE n = 2", 2, "content"),
            ("UPDATE events SET hashed = '{}' WHERE n = 3", 3, "content"),
            ("UPDATE events SET previous = 'zz' WHERE n = 3", 3, "previous"),
            ("UPDATE event_texts SET salt = 'zz' WHERE event_id = (SELECT id FROM events WHERE n = 3)", 3, "content"),
        ]
    ):
        with store._engine.connect() as connection, connection.begin() as transaction:
            _without_guards(connection)
            for one in statement.split(";"):
                connection.exec_driver_sql(one)
            found = chain.verify(connection, ticket)
            transaction.rollback()
        assert found is not None, number
        assert (found.n, found.why) == (n, why), statement


def test_what_is_left_out_keeps_its_place_and_its_hash_in_the_chain(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    store.apply(Command(kind="note", actor=actor, at=NOW), lambda unit: unit.record(ticket, "noted", {}))
    put_away, moved = "UPDATE events SET hashed = '' WHERE n = 2", "UPDATE events SET previous = hash WHERE n = 2"
    for statements, why in (((put_away,), None), ((put_away, moved), "previous")):
        with store._engine.connect() as connection, connection.begin() as transaction:
            _without_guards(connection)
            for one in statements:
                connection.exec_driver_sql(one)
            left_out = frozenset(
                connection.execute(select(tables.ledger.events.c.id).where(tables.ledger.events.c.n == 2)).scalars()
            )
            found = chain.first_broken(connection, [ticket], left_out=left_out)
            transaction.rollback()
        assert (None if found is None else found.why) == why, statements


def test_erasing_texts_leaves_the_chain_whole(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    command = Command(kind="note", actor=actor, at=NOW)
    store.apply(command, lambda unit: unit.record(ticket, "noted", {}, texts={"text": "a person's words"}))
    assert put(store, actor, lambda unit: chain.erase_texts(unit.connection, ticket), NOW) == 2
    with store.read() as connection:
        assert chain.verify(connection, ticket) is None
        assert connection.execute(select(tables.ledger.event_texts.c.body)).scalars().all() == [None, None]


@pytest.mark.parametrize(
    "statement", ["UPDATE events SET kind = 'x'", "DELETE FROM events", "UPDATE message_versions SET body = 'x'"]
)
def test_the_database_itself_refuses_to_change_history(store: Store, actor: Actor, statement: str) -> None:
    ticket = open_ticket(store, actor, NOW)

    def message(unit: Unit) -> None:
        row = unit.row(tables.tickets.tickets, ticket)
        key = unit.insert(
            tables.messages.messages,
            conversation_id=row["conversation_id"],
            direction="in",
            sent_at=NOW,
            received_at=NOW,
        )
        unit.insert(tables.messages.message_versions, message_id=key, n=1, at=NOW)

    put(store, actor, message, NOW)
    with pytest.raises(Exception, match="append-only"), store._engine.connect() as connection, connection.begin():
        connection.exec_driver_sql(statement)


def test_an_actor_is_part_of_what_is_hashed(store: Store, actor: Actor) -> None:
    ticket = open_ticket(store, actor, NOW)
    other = replace(actor, name="Bob")
    assign(store, other, ticket, NOW)
    with store.read() as connection:
        hashed = connection.execute(
            select(tables.ledger.events.c.hashed).where(tables.ledger.events.c.n == 2)
        ).scalar_one()
    assert b"Bob" in bytes(hashed)


def _without_guards(connection: object) -> None:
    if connection.dialect.name == "postgresql":  # type: ignore[attr-defined]  # a connection, told as an object
        connection.exec_driver_sql("SET LOCAL session_replication_role = replica")  # type: ignore[attr-defined]  # a connection, told as an object
        return
    connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")  # type: ignore[attr-defined]  # a connection, told as an object
    for table in ("events",):
        for what in ("changed", "removed"):
            connection.exec_driver_sql(f"DROP TRIGGER {table}_never_{what}")  # type: ignore[attr-defined]  # a connection, told as an object
