"""An act on many tickets: kept and read together, written together, and each with its event in its chain."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest

from console.records.base import Actor, Role
from console.records.commands import Command
from console.store import Store, Unit, chain, codec, open_store, tables
from console.store.prepared import Prepared
from tests.store.helpers import conversation, entered, put

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
MANY = 620


@pytest.fixture
def store(prepared_url: Callable[[str, Callable[[str], None]], str]) -> Iterator[Store]:
    made = open_store(prepared_url("six hundred tickets", _fill))
    yield made
    made.close()


def _fill(url: str) -> None:
    def act(unit: Unit) -> None:
        root = conversation(unit, NOW)
        for n in range(MANY):
            unit.open_ticket(
                conversation_id=root, channel_kind="email", subject=f"No. {n}", received_at=NOW, last_message_at=NOW
            )

    store = open_store(url)
    put(store, entered(store, NOW), act, NOW)
    store.close()


@pytest.fixture
def actor(store: Store) -> Actor:
    with store.read() as connection:
        found = connection.execute(tables.people.staff.select().where(tables.people.staff.c.login == "ann")).one()
    return Actor(staff_id=found.id, name=found.name, role=Role(found.role))


@pytest.fixture
def keys(store: Store) -> list[int]:
    with store.read() as connection:
        found = [row.id for row in connection.execute(tables.tickets.tickets.select())]
    assert len(found) == MANY
    return sorted(found)


def owned(unit: Unit, key: int, owner: int | None) -> int:
    return unit.change_ticket(key, "assigned", {"owner_id": owner, "owner_key": owner or 0}, check_version=False)


def test_each_ticket_has_its_event_and_its_chain_is_whole(store: Store, actor: Actor, keys: list[int]) -> None:
    def act(unit: Unit) -> list[int]:
        unit.held.read(unit.connection, keys, "owner_id", "owner_key")
        return [owned(unit, key, int(actor.staff_id)) for key in keys]

    done = store.apply(Command(kind="assign", actor=actor, at=NOW), act, bulk=True)
    assert done.result == [2] * MANY
    with store.read() as connection:
        rows = connection.execute(tables.tickets.tickets.select()).mappings().all()
        assert {(row["owner_id"], row["version"], row["event_n"]) for row in rows} == {(actor.staff_id, 2, 2)}
        assert [one for key in keys for one in [chain.verify(connection, key)] if one] == []
        for row in connection.execute(tables.ledger.events.select()).mappings().fetchmany(40):
            hashed = bytes(row["hashed"]).decode()
            assert codec.dump(codec.load(hashed)) == hashed  # the bytes are the canonical ones


def test_it_asks_and_writes_for_many_at_once(
    store: Store, actor: Actor, keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    alone = Prepared._for

    def counted(self: Prepared, connection: object) -> object:
        asked.append("")
        return alone(self, connection)  # type: ignore[arg-type]  # passed on as it came

    def act(unit: Unit) -> None:
        unit.held.read(unit.connection, keys, "owner_id", "owner_key")
        for key in keys:
            owned(unit, key, None)

    monkeypatch.setattr(Prepared, "_for", counted)
    store.apply(Command(kind="assign", actor=actor, at=NOW), act, bulk=True)
    assert len(asked) < 20


def test_a_ticket_that_is_changed_again_goes_on_from_what_it_is(store: Store, actor: Actor, keys: list[int]) -> None:
    me, first = int(actor.staff_id), keys[0]

    def act(unit: Unit) -> list[int]:
        unit.held.read(unit.connection, keys[:5], "owner_id", "owner_key")
        n = [owned(unit, first, me), owned(unit, first, None)]
        assert unit.row(tables.tickets.tickets, first)["owner_id"] is None
        return [*n, unit.record(first, "noted", {"note": 1}), owned(unit, keys[1], me)]

    done = store.apply(Command(kind="assign", actor=actor, at=NOW), act, bulk=True)
    assert done.result == [2, 3, 4, 2]
    with store.read() as connection:
        assert chain.verify(connection, first) is None
        row = connection.execute(tables.tickets.tickets.select().where(tables.tickets.tickets.c.id == first)).one()
        assert (row.owner_id, row.version, row.event_n) == (None, 4, 4)


def test_what_fails_leaves_nothing(store: Store, actor: Actor, keys: list[int]) -> None:
    def act(unit: Unit) -> None:
        unit.held.read(unit.connection, keys, "owner_id", "owner_key")
        for key in keys:
            owned(unit, key, int(actor.staff_id))
        unit.flush()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        store.apply(Command(kind="assign", actor=actor, at=NOW), act, bulk=True)
    with store.read() as connection:
        assert {row.version for row in connection.execute(tables.tickets.tickets.select())} == {1}
