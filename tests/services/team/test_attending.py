"""Who is at which ticket: seen by the others, forgotten after a minute by the server's clock, without history."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import func, select, text

from console.records.live import Present
from console.services.attending import attend, others
from console.services.desk import NOBODY, Desk, open_desk
from console.store import tables
from tests.services.conftest import NOW
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase


@contextmanager
def sitting(team: TeamDatabase, *logins: str) -> Iterator[tuple[Desk, ...]]:
    desks = tuple(open_desk(team.of(one), login="", name="", out_folder=Path("nowhere")) for one in logins)
    yield desks
    for one in desks:
        one.store.close()


def seen(desk: Desk) -> list[tuple[int, str, bool]]:
    return [(one.ticket_id, one.name, one.writing) for one in others(desk)]


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_a_team_sees_who_looks_and_who_writes_and_a_reviewer_only_looking(team_database: TeamDatabase) -> None:
    with sitting(team_database, "ann", "ben", "rex") as (ann, ben, rex):
        one, two = (open_ticket(ann.store, ann.actor, NOW, subject=name) for name in ("One", "Two"))
        attend(ann, one)
        attend(rex, one, writing=True)
        assert seen(ben) == [(one, "Ann", False), (one, "Rex", False)]
        assert seen(ann) == [(one, "Rex", False)]  # oneself is not told of
        attend(ann, two, writing=True)
        assert seen(ben) == [(two, "Ann", True), (one, "Rex", False)]
        attend(ann, 0)
        attend(rex, 0)
        assert seen(ben) == []
        with ben.store.read() as connection:
            assert connection.execute(select(func.count()).select_from(tables.desk.presence)).scalar_one() == 0
            kinds = set(connection.execute(select(tables.ledger.events.c.kind)).scalars())
            told = connection.execute(select(func.count()).select_from(tables.ledger.changes)).scalar_one()
        assert kinds == {"opened"}
        attend(ann, one)
        with ben.store.read() as connection:
            assert connection.execute(select(func.count()).select_from(tables.ledger.changes)).scalar_one() == told


@pytest.mark.parametrize("team_database", ["postgres18"], indirect=True)
def test_who_died_is_gone_after_a_minute_by_the_servers_clock(team_database: TeamDatabase) -> None:
    with sitting(team_database, "ann", "ben") as (ann, ben):
        ticket = open_ticket(ann.store, ann.actor, NOW)
        attend(ann, ticket, writing=True)
        for seconds, there in ((55, True), (6, False)):
            with psycopg.connect(team_database.dsn()) as owner:
                owner.execute("UPDATE presence SET beat_at = beat_at - %s", (seconds * 1_000_000,))
            assert bool(seen(ben)) is there
        attend(ann, 0)
        with psycopg.connect(team_database.dsn()) as owner:
            assert owner.execute("SELECT count(*) FROM presence").fetchone() == (0,)


def test_two_at_one_local_file_see_each_other_too(migrated_sqlite_url: str, tmp_path: Path) -> None:
    ann = open_desk(migrated_sqlite_url, login="ann", name="Ann", out_folder=tmp_path)
    ben = open_desk(migrated_sqlite_url, login="ben", name="Ben", out_folder=tmp_path)
    ticket = open_ticket(ann.store, ann.actor, NOW)
    attend(ann, ticket, writing=True)
    attend(ann, ticket, writing=True)
    assert others(ben) == (Present(ticket_id=ticket, staff_id=ann.actor.staff_id, name="Ann", writing=True),)
    with ann.store._engine.begin() as connection:
        connection.execute(text("UPDATE presence SET beat_at = beat_at - 61000000"))
    assert others(ben) == ()
    ben.store.close()
    ann.store.close()


def test_where_nothing_can_be_written_nothing_is_said(migrated_sqlite_url: str, tmp_path: Path) -> None:
    ann = open_desk(migrated_sqlite_url, login="ann", name="Ann", out_folder=tmp_path)
    ticket = open_ticket(ann.store, ann.actor, NOW)
    ann.store.close()
    reader = open_desk(migrated_sqlite_url, login="ben", name="Ben", out_folder=tmp_path)
    reader.store.read_only = True
    attend(reader, ticket)
    reader.store.read_only = False
    attend(replace(reader, actor=replace(reader.actor, staff_id=NOBODY)), ticket)
    with reader.store.read() as connection:
        assert connection.execute(select(func.count()).select_from(tables.desk.presence)).scalar_one() == 0
    reader.store.close()
