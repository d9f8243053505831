"""A question that nobody waits for ends at once, on each database, and its connection serves the next."""

from __future__ import annotations

import threading

import pytest

from console.faults import Locked
from console.records.base import Actor
from console.stopping import Stop, heard
from console.store import Store
from console.store.sql import Sql, ask
from tests.store.conftest import NOW
from tests.store.helpers import assign, open_ticket

ENDLESS = Sql("WITH RECURSIVE k(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM k) SELECT count(*) FROM k WHERE n < 0")


def test_an_endless_question_is_interrupted_and_the_connection_lives(store: Store) -> None:
    stop, begun, faults = Stop(), threading.Event(), []

    def work() -> None:
        with heard(stop):
            try:
                with store.read() as connection:
                    begun.set()
                    ask(connection, ENDLESS)
            except Locked as fault:
                faults.append(fault)

    thread = threading.Thread(target=work)
    thread.start()
    assert begun.wait(5)
    while thread.is_alive():
        stop.now()
        thread.join(0.05)
    assert [type(fault) for fault in faults] == [Locked]
    with store.read() as connection:
        assert ask(connection, Sql("SELECT 1")) == [(1,)]


def test_what_nobody_waits_for_is_not_begun(store: Store) -> None:
    stop = Stop()
    stop.now()
    with heard(stop), pytest.raises(Locked), store.read():
        pytest.fail("it was begun")
    with store.read() as connection:
        assert ask(connection, Sql("SELECT 1")) == [(1,)]


def test_a_stop_after_the_reading_touches_nobody_else(store: Store, actor: Actor) -> None:
    stop = Stop()
    with heard(stop), store.read() as connection:
        ask(connection, Sql("SELECT 1"))
    ticket = open_ticket(store, actor, NOW)
    with store.read() as connection:
        stop.now()
        assert ask(connection, Sql("SELECT count(*) FROM tickets"))[0][0] == 1
    assert not assign(store, actor, ticket, NOW).replayed
