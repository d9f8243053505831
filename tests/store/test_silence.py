"""A server that is known to be away: who reads from it is free at once, and nobody begins before it is back."""

from __future__ import annotations

import threading
import time

import pytest
from sqlalchemy import Connection

from console.faults import Known, Unreachable
from console.store import Store, open_store
from console.store.silence import trying
from console.store.sql import Sql, ask
from console.store.waits import Patient

pytestmark = pytest.mark.postgres
ONE = Sql("SELECT 1")


def require_silent(store: Store) -> None:
    with pytest.raises(Unreachable) as told, store.read():
        pytest.fail("it was begun")
    assert (told.value.code, told.value.params) == ("not_read_since", {"time": "16:42"})


def test_nobody_begins_to_read_but_who_tries_whether_it_is_back(migrated_postgres_url: str) -> None:
    store = open_store(migrated_postgres_url)
    with store.read() as connection:
        assert ask(connection, ONE) == [(1,)]
    store.silence.begin("16:42")
    assert store.silence.is_known
    require_silent(store)
    with trying(), store.read() as connection:
        assert ask(connection, ONE) == [(1,)]
    require_silent(store)
    store.silence.end()
    assert not store.silence.is_known
    with store.read() as connection:
        assert ask(connection, ONE) == [(1,)]
    store.close()


def test_who_waits_for_an_answer_is_free_and_an_act_that_waits_for_its_own_is_left(migrated_postgres_url: str) -> None:
    store, begun, told = open_store(migrated_postgres_url), threading.Barrier(3), []

    def wait() -> None:
        try:
            with store.read() as connection:
                begun.wait(20)
                ask(connection, Sql("SELECT pg_sleep(60)"))
        except Known as fault:
            told.append(type(fault).__name__)

    def act(connection: Connection) -> None:
        begun.wait(20)
        ask(connection, Sql("SELECT pg_sleep(3)"))
        told.append("done")

    work = [threading.Thread(target=wait), threading.Thread(target=store.administer, args=(act,))]
    for one in work:
        one.start()
    begun.wait(20)
    for _ in range(2_000):
        if sum(one.waits_since is not None for one in Patient.of(store._engine)) == 2:
            break
        time.sleep(0.01)
    store.silence.begin("16:42")
    for one in work:
        one.join(30)
    assert told == ["Unreachable", "done"]
    store.silence.end()
    with store.read() as connection:
        assert ask(connection, ONE) == [(1,)]
    store.close()
