"""Columns that say otherwise than the facts of a license are found, and no decision rests on them."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import text

from console.services import following, showing, triage
from console.services.desk import Desk
from console.store import check
from tests.services.conftest import Clock
from tests.services.test_journey import expired_ticket


def put(desk: Desk, statement: str) -> None:
    with desk.store._engine.connect() as connection, connection.begin():
        connection.execute(text(statement))


def found(desk: Desk) -> list[tuple[str, str]]:
    return [(one.where, one.found) for one in following.findings(desk.store, desk.clock())]


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE tickets SET license_state = 'paid' WHERE license_id IS NOT NULL", "license_state paid, expired"),
        ("UPDATE tickets SET boundary_key = 7 WHERE license_id IS NOT NULL", "boundary_key"),
        ("UPDATE licenses SET state_now = 'paid', boundary_key = 9000000000000000", "state_now paid, expired"),
    ],
)
def test_a_column_that_does_not_follow_is_named_and_decides_nothing(
    desk: Desk, tmp_path: Path, statement: str, told: str
) -> None:
    ticket = expired_ticket(desk, tmp_path)
    assert found(desk) == []
    put(desk, statement)
    assert told in [what for _, what in found(desk)]
    view = showing.panels(desk, ticket).assessment
    assert (view.outcome, view.primary) == ("refuse", "23.1.1")


def test_what_has_ended_since_anybody_looked_is_no_finding(desk: Desk, tmp_path: Path, clock: Clock) -> None:
    expired_ticket(desk, tmp_path)
    clock.forward(days=4000)
    assert found(desk) == []


def test_a_fact_is_held_against_the_act_that_set_it(desk: Desk, tmp_path: Path) -> None:
    ticket = expired_ticket(desk, tmp_path)
    triage.set_fact(desk, ticket, "is_error", True, version=showing.detail(desk, ticket).row.version)
    with desk.store.read() as connection:
        assert check.check(connection) == ()
    put(desk, "UPDATE facts SET value = 'false' WHERE name = 'is_error'")
    with desk.store.read() as connection:
        assert [one.code for one in check.check(connection)] == ["row"]
