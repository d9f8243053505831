"""Making a database a team's: on an empty one, again, after a broken run, by an owner who is no superuser."""

from __future__ import annotations

import threading
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

from console.faults import BadInput, Known, NotAllowed
from console.services import team
from console.services.desk import open_desk
from console.store import check, open_store, schema
from console.store.engine import make_engine
from console.store.tables import metadata
from console.store.team import people, rights, setting_up, snapshot
from tests.postgres_server import Server
from tests.team_desks import TeamDatabase


def state(url: str) -> list[Any]:
    """Return the transaction that wrote each object a set-up makes: another number is another writing."""
    engine = make_engine(url)
    with engine.connect() as connection:
        found = [
            row
            for asked in (
                "SELECT oid, xmin::text FROM pg_proc WHERE pronamespace::regnamespace::text IN ('guard', 'public')",
                "SELECT oid, xmin::text FROM pg_class WHERE relnamespace = 'public'::regnamespace",
                "SELECT oid, xmin::text FROM pg_trigger",
                "SELECT attrelid, attnum, xmin::text FROM pg_attribute WHERE attacl IS NOT NULL",
                "SELECT id, xmin::text FROM transitions",
                "SELECT oid, xmin::text FROM pg_database WHERE datname = current_database()",
                "SELECT id, xmin::text FROM staff",
                "SELECT id FROM commands",
            )
            for row in connection.execute(text(asked + " ORDER BY 1")).all()
        ]
    engine.dispose()
    return found


def test_the_rights_are_those_of_the_committed_list(team_database: TeamDatabase) -> None:
    """Roles, grants by table and column, sequences, functions, triggers, default rights, transitions: every line."""
    engine = make_engine(team_database.url)
    with engine.connect() as connection:
        names = setting_up.groups(connection)
        assert names is not None
        found = snapshot.actual(connection, names)
    engine.dispose()
    wanted = snapshot.expected()
    assert sorted(found - wanted) == []
    assert sorted(wanted - found) == []
    kinds = {line.split()[0] for line in wanted}
    assert kinds >= {
        "table",
        "column",
        "sequence",
        "function",
        "trigger",
        "code",
        "role",
        "schema",
        "database",
        "default",
    }


def test_a_second_run_changes_nothing(postgres_url: str) -> None:
    assert team.set_up(postgres_url).changed
    before = state(postgres_url)
    assert not team.set_up(postgres_url).changed
    assert state(postgres_url) == before


@pytest.mark.parametrize(
    "broken",
    [
        "DROP SCHEMA guard CASCADE",
        "DELETE FROM transitions",
        "REVOKE UPDATE (owner_id) ON tickets FROM {specialist}",
        "GRANT UPDATE ON events TO {specialist}",
        "GRANT SELECT ON staff TO PUBLIC",
        "ALTER TABLE tickets DISABLE TRIGGER guarded",
        "DROP TRIGGER told ON tickets",
        "CREATE FUNCTION guard.extra() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE OR REPLACE FUNCTION guard.command(mine bigint) RETURNS text LANGUAGE sql AS $$SELECT ''$$",
        "GRANT TEMPORARY ON DATABASE {database} TO PUBLIC",
        "GRANT CREATE ON SCHEMA public TO {reviewer}",
        "INSERT INTO transitions (subject, kind, role, before, after) VALUES ('owner', '*', 'specialist', '*', '*')",
        "ALTER TABLE tickets ENABLE REPLICA TRIGGER guarded",
        "ALTER DEFAULT PRIVILEGES GRANT EXECUTE ON FUNCTIONS TO PUBLIC",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO {specialist}",
    ],
)
def test_what_differs_is_named_and_put_right(team_database: TeamDatabase, broken: str) -> None:
    engine = make_engine(team_database.url)
    with engine.connect() as connection:
        names = setting_up.groups(connection) or {}
        known = {**{role: f'"{name}"' for role, name in names.items()}, "database": f'"{team_database.name}"'}
        assert setting_up.differences(connection) == ()
    team_database.loosen(broken.format(**known))
    with engine.connect() as connection:
        assert setting_up.differences(connection)
        assert {one.code for one in check.contents(connection)} == {"rights"}
    assert setting_up.set_up(team_database.url).changed
    with engine.connect() as connection:
        assert setting_up.differences(connection) == ()
    engine.dispose()


def test_an_operator_who_opens_an_older_database_brings_its_rights_up_as_well(
    team_database: TeamDatabase, tmp_path: Path
) -> None:
    team_database.loosen(
        "DROP INDEX ix_intake_items_message, ix_intake_items_ours",
        "UPDATE alembic_version SET version_num = '0003'",
        "UPDATE schema_info SET value = '1.2' WHERE name = 'schema'",
        "DELETE FROM transitions WHERE subject = 'words' AND kind = 'message_edited'",
    )
    open_desk(team_database.url, login="", name="", out_folder=tmp_path).store.close()
    engine = make_engine(team_database.url)
    with engine.connect() as connection:
        assert setting_up.differences(connection) == ()
    engine.dispose()


def test_a_login_that_does_not_fit_the_staff_is_named(team_database: TeamDatabase) -> None:
    engine = make_engine(team_database.url)
    with engine.connect() as connection:
        names = setting_up.groups(connection) or {}
    with psycopg.connect(team_database.dsn()) as owner:
        owner.execute(f'GRANT "{names["lead"]}" TO ann')  # type: ignore[arg-type]  # a statement of the test, no literal
        owner.execute("UPDATE staff SET role = 'lead' WHERE login = 'rex'")
    try:
        with engine.connect() as connection:
            found = dict(people.strangers(connection))
            assert set(found) == {"ann", "rex"}
            assert "lead" in found["ann"]
            assert {one.where for one in check.contents(connection) if one.code == "login"} == {"ann", "rex"}
    finally:
        with psycopg.connect(team_database.dsn()) as owner:
            owner.execute(f'REVOKE "{names["lead"]}" FROM ann')  # type: ignore[arg-type]  # a statement of the test, no literal
        engine.dispose()


def test_a_run_that_broke_between_schema_and_rights_is_completed(postgres_url: str) -> None:
    schema.migrate(postgres_url)
    assert team.set_up(postgres_url).changed
    store = open_store(postgres_url)
    with store.read() as connection:
        assert check.check(connection) == ()
        assert [one.role for one in people.members(connection)] == ["operator"]
    store.close()


def test_two_at_once_make_one_team(postgres_url: str) -> None:
    made: list[Any] = []

    def run() -> None:
        try:
            made.append(setting_up.set_up(postgres_url).changed)
        except Known as fault:
            made.append(fault.code)

    threads = [threading.Thread(target=run) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert True in made
    assert set(made) <= {True, False, "database_locked"}
    assert not setting_up.set_up(postgres_url).changed


def test_a_database_of_somebody_else_is_left_alone(postgres_url: str) -> None:
    engine = make_engine(postgres_url)
    with engine.connect() as connection, connection.begin():
        connection.execute(text("CREATE TABLE theirs (id int)"))
    with pytest.raises(BadInput) as refused:
        team.set_up(postgres_url)
    assert (refused.value.code, refused.value.params["tables"]) == ("not_empty", "theirs")
    with engine.connect() as connection:
        assert connection.execute(text("SELECT to_regclass('staff') IS NULL")).scalar_one()
    engine.dispose()


def test_a_file_is_no_team_and_an_older_server_is_refused(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, postgres_server: Server
) -> None:
    with pytest.raises(BadInput):
        setting_up.set_up(sqlite_url)
    monkeypatch.setattr(setting_up, "OLDEST", 99)
    with pytest.raises(NotAllowed) as refused:
        setting_up.set_up(postgres_server.url())
    assert refused.value.code == "server_too_old"
    assert refused.value.params == {"found": postgres_server.major, "oldest": 99}


def test_an_operator_who_is_no_superuser_can_do_it_all(postgres_server: Server) -> None:
    """Owns the database and may make logins: nothing more is needed, also for the password of a person."""
    name = postgres_server.create_database()
    login = f"op_{name}"
    with psycopg.connect(postgres_server.dsn(), autocommit=True) as mighty:
        mighty.execute(f"CREATE ROLE {login} LOGIN CREATEROLE PASSWORD 'operates'")  # type: ignore[arg-type]  # a statement of the test, no literal
        mighty.execute(f"ALTER DATABASE {name} OWNER TO {login}")  # type: ignore[arg-type]  # a statement of the test, no literal
    url = postgres_server.url(name, user=login, password="operates")
    try:
        made = team.set_up(url)
        assert made.changed
        assert made.open_doors  # of large objects: told, for only a superuser closes them
        assert not team.set_up(url).changed
        store = open_store(url)
        person = team.add_member(store, f"{login}_p", "specialist")
        own = open_store(postgres_server.url(name, user=f"{login}_p", password=person.password))
        assert team.temporary_until(own) == person.until
        team.change_password(own, "quite another one")
        own.close()
        again = open_store(postgres_server.url(name, user=f"{login}_p", password="quite another one"))
        assert team.temporary_until(again) is None
        again.close()
        team.lock_member(store, f"{login}_p")
        store.close()
    finally:
        postgres_server.drop_database(name)


def test_who_may_make_no_logins_is_told_so(team_database: TeamDatabase) -> None:
    with pytest.raises(NotAllowed) as refused:
        setting_up.set_up(team_database.of("lea"))
    assert refused.value.code == "team_needs_owner"


def test_only_the_operator_upgrades_and_rights_come_along(team_database: TeamDatabase, tmp_path: Path) -> None:
    """A step that is due is told to everybody else in words; the operator's upgrade puts rights right as well."""
    with psycopg.connect(team_database.dsn()) as owner:
        (newest,) = owner.execute("SELECT version_num FROM alembic_version").fetchone() or ("",)
    team_database.loosen("DELETE FROM alembic_version", "GRANT DELETE ON events TO PUBLIC")
    with pytest.raises(NotAllowed) as refused:
        open_desk(team_database.of("lea"), login="", name="", out_folder=tmp_path)
    assert refused.value.code == "upgrade_by_operator"
    team_database.loosen(f"INSERT INTO alembic_version VALUES ('{newest}')")  # noqa: S608 - what stood there
    team.keep_up(team_database.of("lea"))  # not hers to do, and nothing is done
    assert state_of_rights(team_database) != ()
    team.keep_up(team_database.url)
    assert state_of_rights(team_database) == ()


def state_of_rights(made: TeamDatabase) -> tuple[tuple[str, str], ...]:
    engine = make_engine(made.url)
    with engine.connect() as connection:
        found = setting_up.differences(connection)
    engine.dispose()
    return found


def test_every_role_and_column_of_the_data_is_there() -> None:
    """A slip in rights.toml is found here and not at a server."""
    for table in rights.tables():
        columns = set(metadata.tables[table.name].c.keys())
        for given in (table.insert, table.update):
            assert set(given) <= set(rights.GROUPS)
            assert {name for names in given.values() for name in names} - {"*"} <= columns
        assert set(table.delete) <= set(rights.GROUPS)
        assert set(table.rebuilt) <= columns


def test_it_begins_anew_where_the_server_ended_it_for_a_deadlock(
    migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[None] = []
    real = setting_up._set_up
    waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"

    def cross(other: psycopg.Connection[Any], held: threading.Event) -> None:
        other.execute("SET deadlock_timeout = '60s'")  # not this one is ended
        other.execute("LOCK TABLE message_versions IN SHARE MODE")
        held.set()
        with psycopg.connect(other.info.dsn, password=other.info.password, autocommit=True) as looks:
            for _ in range(2_000):
                if looks.execute(waits).fetchone() != (0,):
                    break
                time.sleep(0.01)
        other.execute("INSERT INTO schema_info (name, value) VALUES ('team', 'theirs')")
        other.rollback()

    def counted(*given: Any, **named: Any) -> setting_up.Made:
        tried.append(None)
        return real(*given, **named)

    monkeypatch.setattr(setting_up, "_set_up", counted)
    held = threading.Event()
    with psycopg.connect(migrated_postgres_url.replace("+psycopg", "")) as other:
        crossing = threading.Thread(target=cross, args=(other, held))
        crossing.start()
        held.wait()
        assert setting_up.set_up(migrated_postgres_url).changed
        crossing.join()
    assert len(tried) == 2


def test_what_is_no_deadlock_is_not_tried_again(migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[None] = []

    def broken(connection: Connection, *, proven: bool) -> None:
        tried.append(None)
        connection.execute(text("SELECT 1 / 0"), {"proven": proven})

    monkeypatch.setattr(setting_up, "_set_up", broken)
    with pytest.raises(DataError):
        setting_up.set_up(migrated_postgres_url)
    assert len(tried) == 1
