"""The weekly look at a database: quick pages, references, and of the chains only some."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.records.base import Actor
from console.store import Store, check, tables
from tests.store.helpers import open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


def test_a_whole_database_has_no_finding_with_or_without_tickets(store: Store, actor: Actor) -> None:
    with store.read() as connection:
        assert check.sample(connection) == ()
    for n in range(5):
        open_ticket(store, actor, NOW, f"Subject {n}")
    with store.read() as connection:
        assert check.sample(connection, chains=2) == ()


def test_a_broken_chain_among_those_that_are_looked_at_is_found(store: Store, actor: Actor) -> None:
    open_ticket(store, actor, NOW, "Whole")
    broken = open_ticket(store, actor, NOW, "Broken")
    tickets = tables.tickets.tickets
    with store._engine.begin() as connection:  # as if its last events had been cut off
        connection.execute(tickets.update().where(tickets.c.id == broken).values(event_n=9))
    with store.read() as connection:
        (finding,) = check.sample(connection, chains=4)
    assert (finding.code, finding.where) == ("chain", f"ticket {broken}")


def test_an_instant_without_a_zone_is_refused() -> None:
    column = tables.tickets.tickets.c.received_at.type
    with pytest.raises(ValueError, match="time zone"):
        column.process_bind_param(datetime(2026, 11, 24), None)  # noqa: DTZ001 - that is the point
