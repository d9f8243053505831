"""The room that SQLite has while many rows are written: every connection of a desk that was given it goes back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime

import pytest

from console.records.base import Actor
from console.records.commands import Command
from console.store import Store, open_store, room
from tests.store.helpers import entered

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
USUAL, WIDE = (-2000, 1000), (-65536, 8000)


@pytest.fixture
def store(migrated_sqlite_url: str) -> Iterator[Store]:
    opened = open_store(migrated_sqlite_url)
    yield opened
    opened.close()


def rooms(store: Store, number: int) -> list[tuple[int, int]]:
    """Return the pages of cache and of log that so many connections have, all at work at once."""
    with ExitStack() as open_now:
        taken = [open_now.enter_context(store.read()) for _ in range(number)]
        names = ("cache_size", "wal_autocheckpoint")
        return [tuple(one.exec_driver_sql(f"PRAGMA {name}").scalar() for name in names) for one in taken]  # type: ignore[misc]  # numbers


def write_many(store: Store, actor: Actor) -> None:
    store.apply(Command(kind="import", actor=actor, at=NOW), lambda _: None, bulk=True)


def test_every_connection_goes_back_behind_an_import(store: Store) -> None:
    actor = entered(store, NOW)
    assert rooms(store, 3) == [USUAL] * 3
    for _ in range(3):  # a pool gives out by turns
        write_many(store, actor)
    assert rooms(store, 4) == [*[WIDE] * 3, USUAL]
    with store.read(), store.read() as busy:
        store.tidy()
        assert busy.exec_driver_sql("PRAGMA cache_size").scalar() == WIDE[0]  # it is at work
    assert rooms(store, 4) == [USUAL] * 4


def test_room_that_nobody_asks_for_any_more_goes_back_by_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    actor = entered(store, NOW)
    write_many(store, actor)
    assert rooms(store, 1) == [WIDE]
    monkeypatch.setattr(room, "_LASTS_S", 0.0)
    write_many(store, actor)
    assert rooms(store, 1) == [USUAL]
