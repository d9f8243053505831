"""What a team's database holds against time: clocks that differ, sessions that look back, transactions that wait."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from typing import Any

import psycopg
import pytest

from console.faults import NotAllowed
from console.records.base import Actor, Role, StaffId
from console.store import Store, check, open_store
from console.store.team import setting_up
from tests.postgres_server import Server
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase

BEGIN = (
    "INSERT INTO commands (id, kind, staff_id, role, made_at, applied_at)"
    " SELECT %s, 'attack', id, role, %s, 0 FROM staff WHERE login = 'ann'"
)


@pytest.fixture
def owner(team_database: TeamDatabase) -> Iterator[psycopg.Connection[Any]]:
    """The owner of a database whose clocks may differ as much as they may anywhere."""
    with psycopg.connect(team_database.dsn(), autocommit=True) as connection:
        connection.execute("DELETE FROM schema_info WHERE name LIKE 'clock%'")
        yield connection


@pytest.fixture
def ann(team_database: TeamDatabase) -> Iterator[Store]:
    with closing(open_store(team_database.of("ann"))) as store:
        yield store


def act(store: Store, owner: psycopg.Connection[Any], **ahead: float) -> None:
    row = owner.execute("SELECT id FROM staff WHERE login = 'ann'").fetchone()
    assert row is not None
    actor = Actor(staff_id=StaffId(row[0]), name="Ann", role=Role.SPECIALIST)
    open_ticket(store, actor, datetime.now(UTC) + timedelta(**ahead))


@pytest.mark.parametrize("ahead", [{"minutes": 4}, {"hours": -23}])
def test_a_clock_that_differs_a_little_is_taken(
    ann: Store, owner: psycopg.Connection[Any], ahead: dict[str, float]
) -> None:
    act(ann, owner, **ahead)


@pytest.mark.parametrize(("ahead", "minutes"), [({"minutes": 7}, 7), ({"days": -2}, 2880), ({"days": 40000}, 57600000)])
def test_a_clock_that_differs_more_is_told_by_how_much_and_nothing_is_written(
    ann: Store, owner: psycopg.Connection[Any], ahead: dict[str, float], minutes: int
) -> None:
    with pytest.raises(NotAllowed) as refused:
        act(ann, owner, **ahead)
    assert refused.value.code == "clock_differs"
    assert abs(refused.value.params["minutes"] - minutes) <= 1
    assert owner.execute("SELECT count(*) FROM tickets").fetchone() == (0,)


def test_the_owner_lets_clocks_differ_by_more(ann: Store, owner: psycopg.Connection[Any]) -> None:
    owner.execute("INSERT INTO schema_info (name, value) VALUES ('clock_ahead_s', '7200')")
    act(ann, owner, minutes=100)
    with pytest.raises(NotAllowed):
        act(ann, owner, minutes=130)


@pytest.mark.usefixtures("owner")
def test_the_fate_of_an_old_act_can_be_asked_for(team_database: TeamDatabase) -> None:
    """It is begun anew, which waits for who carries it out, and taken back."""
    with psycopg.connect(team_database.dsn("ann")) as session:
        session.execute(BEGIN, ("old", 0))
        session.rollback()


def test_beside_what_a_desk_says_stands_what_the_server_says(
    team_database: TeamDatabase, owner: psycopg.Connection[Any]
) -> None:
    now = int(datetime.now(UTC).timestamp() * 1_000_000)
    with psycopg.connect(team_database.dsn("ann")) as session:
        session.execute(BEGIN, ("lie", now - 3_600_000_000))
        session.execute("UPDATE commands SET result = 'null' WHERE id = 'lie'")
    row = owner.execute("SELECT applied_at - made_at FROM commands WHERE id = 'lie'").fetchone()
    assert row is not None
    assert 3_500_000_000 < row[0] < 3_900_000_000


@pytest.mark.usefixtures("owner")
@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
def test_nobody_acts_in_a_view_of_the_past_as_who_one_was(team_database: TeamDatabase, level: str) -> None:
    with psycopg.connect(team_database.dsn("ann")) as session:
        session.execute(f"SET TRANSACTION ISOLATION LEVEL {level}")
        with pytest.raises(psycopg.DatabaseError) as refused:
            session.execute(BEGIN, ("past", 0))
    assert refused.value.sqlstate == "ZD006"


@pytest.mark.usefixtures("owner")
def test_no_path_of_ones_own_leads_past_the_guards(team_database: TeamDatabase) -> None:
    """A login may set a path for its own sessions; what the guards call stands there under other names."""
    with psycopg.connect(team_database.dsn("ann"), autocommit=True) as session:
        session.execute("SET search_path = guard, public, pg_catalog")
        session.execute("SET standard_conforming_strings = off")
        session.execute("SET TIME ZONE 'Asia/Tokyo'")
        with pytest.raises(psycopg.DatabaseError) as refused:
            session.execute("INSERT INTO public.changes (xid, at, staff_id) VALUES (1, 0, 99)")
        assert refused.value.sqlstate == "ZD004"
        copying = session.cursor().copy("COPY public.changes (xid, at, staff_id) FROM STDIN")
        with pytest.raises(psycopg.DatabaseError) as refused, copying as copy:
            copy.write_row((1, 0, 99))
        assert refused.value.sqlstate == "ZD004"


@pytest.mark.postgres
def test_a_transaction_that_waits_for_a_second_word_is_found() -> None:
    """It keeps its locks without a session; a server lets nobody begin one unless its settings say so."""
    with Server(18, settings=("max_prepared_transactions=2",)) as server:
        url = server.url(server.create_database())
        setting_up.set_up(url)
        with psycopg.connect(server.dsn(url.rpartition("/")[2]), autocommit=True) as session:
            session.execute("BEGIN")
            session.execute("SELECT pg_advisory_xact_lock(1)")
            session.execute("PREPARE TRANSACTION 'held for ever'")
        with closing(open_store(url)) as store, store.read() as connection:
            (found,) = [one for one in check.contents(connection) if one.code == "prepared"]
        assert found.found.startswith("held for ever since 2")
