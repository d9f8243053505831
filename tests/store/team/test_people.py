"""People of a team: logins with any name, passwords that nobody but their owner knows, roles, and who is locked out."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from console.faults import BadInput, NotAllowed, NotFound
from console.services import team
from console.store import Store, check, open_store
from console.store.engine import make_engine
from console.store.team import people, setting_up
from tests.postgres_server import Server
from tests.team_desks import TeamDatabase


@pytest.fixture
def operator(team_database: TeamDatabase) -> Iterator[Store]:
    store = open_store(team_database.url)
    yield store
    store.close()


AWKWARD = ("o'brien", 'a "quoted" one', "percent %s %%", "semi; DROP TABLE staff; --", "Ольга", "back\\slash")


@pytest.mark.parametrize("name", AWKWARD)
def test_a_name_may_hold_anything(team_database: TeamDatabase, operator: Store, name: str) -> None:
    login = f"{name} {team_database.name}"
    made = team.add_member(operator, login, "specialist", name="O'Brien")
    assert made.changed
    url = team_database.server.url(team_database.name)
    with closing(open_store(_as(url, login, made.password))) as own, own.read() as connection:
        assert people.acting_login(connection) == login
        assert people.role_of(connection, login) == "specialist"
    again = team.add_member(operator, login, "specialist")
    assert (again.changed, again.password) == (False, "")
    with pytest.raises(NotAllowed) as other:
        team.add_member(operator, login, "lead")  # nobody is promoted by the way
    assert (other.value.code, other.value.params["role"]) == ("has_another_role", "specialist")
    team.set_role(operator, login, "lead")
    (found,) = [one for one in team.members(operator) if one.login == login]
    assert (found.name, found.role, found.group, found.can_log_in) == ("O'Brien", "lead", "lead", True)
    team.lock_member(operator, login)
    with pytest.raises(NotAllowed) as shut:
        open_store(_as(url, login, made.password))
    assert shut.value.code == "login_locked"
    _drop(team_database, login)


@pytest.mark.parametrize("name", ["", "  ", "x" * 64, "é" * 32, "pg_monitor", "public", "none", "nul\0"])
def test_what_can_be_no_login_is_refused(operator: Store, name: str) -> None:
    with pytest.raises(BadInput) as refused:
        team.add_member(operator, name, "specialist")
    assert refused.value.code == "bad_login"


def test_a_login_of_somebody_else_is_not_taken_over(team_database: TeamDatabase, operator: Store) -> None:
    login = f"theirs_{team_database.name}"
    with psycopg.connect(team_database.dsn(), autocommit=True) as mighty:
        mighty.execute(f"CREATE ROLE {login} LOGIN SUPERUSER")  # type: ignore[arg-type]  # a statement of the test, no literal
    try:
        with pytest.raises(NotAllowed) as refused:
            team.add_member(operator, login, "specialist")
        assert refused.value.code == "login_is_foreign"
        assert login not in {one.login for one in team.members(operator)}
    finally:
        _drop(team_database, login)


def test_half_a_person_is_completed(team_database: TeamDatabase, operator: Store) -> None:
    login = f"half_{team_database.name}"
    team.add_member(operator, login, "specialist")
    with psycopg.connect(team_database.dsn(), autocommit=True) as mighty:
        row = mighty.execute("SELECT value FROM schema_info WHERE name = 'team'").fetchone()
        assert row is not None
        mighty.execute(f'REVOKE "{row[0]}_specialist" FROM {login}')  # type: ignore[arg-type]  # a statement of the test, no literal
    made = team.add_member(operator, login, "specialist")
    assert (made.changed, made.password) == (True, "")
    with operator.read() as connection:
        assert check.contents(connection) == ()
    _drop(team_database, login)


def test_the_temporary_password_is_replaced_at_the_first_login(team_database: TeamDatabase, operator: Store) -> None:
    now = datetime.now(UTC)
    login = f"new_{team_database.name}"
    made = team.add_member(operator, login, "specialist")
    assert made.until is not None
    assert timedelta(hours=23) < made.until - now < timedelta(hours=25)
    url = team_database.server.url(team_database.name)
    with closing(open_store(_as(url, login, made.password))) as own:
        assert team.temporary_until(own) == made.until
        for bad, code in (("short", "weak_password"), ("a" * 20, "weak_password"), (made.password, "same_password")):
            with pytest.raises(BadInput) as refused:
                team.change_password(own, bad, before=made.password)
            assert refused.value.code == code
        team.change_password(own, "correct horse battery", before=made.password)
        assert team.temporary_until(own) is None
    with pytest.raises(NotAllowed) as wrong:
        open_store(_as(url, login, made.password))
    assert wrong.value.code == "wrong_password"
    open_store(_as(url, login, "correct horse battery")).close()
    _drop(team_database, login)


def test_a_temporary_password_that_is_over_opens_nothing(team_database: TeamDatabase, operator: Store) -> None:
    login = f"late_{team_database.name}"
    made = team.add_member(operator, login, "specialist", clock=lambda: datetime.now(UTC) - timedelta(days=2))
    with pytest.raises(NotAllowed) as refused:
        open_store(_as(team_database.url, login, made.password))
    assert refused.value.code == "wrong_password"  # the server does not say which: it tells nobody that a name is known
    assert "one day" in refused.value.words("en")[0]
    fresh = team.add_member(operator, login, "specialist", renew=True)
    open_store(_as(team_database.url, login, fresh.password)).close()
    _drop(team_database, login)


def test_no_password_reaches_the_server_or_its_log(own_postgres_server: Server) -> None:
    """Everything that the server hears is written to its log, and neither password stands there."""
    with psycopg.connect(own_postgres_server.dsn(), autocommit=True) as mighty:
        mighty.execute("ALTER SYSTEM SET log_statement = 'all'")
        mighty.execute("ALTER SYSTEM SET log_parameter_max_length = -1")
        mighty.execute("SELECT pg_reload_conf()")
    url = own_postgres_server.url(own_postgres_server.create_database())
    team.set_up(url)
    with closing(open_store(url)) as store:
        made = team.add_member(store, "ann", "specialist")
    with closing(open_store(_as(url, "ann", made.password))) as own:
        team.change_password(own, "correct horse battery")
    log = (own_postgres_server.folder / "log").read_text(encoding="utf-8", errors="replace")
    assert "CREATE ROLE" in log
    assert "guard.set_password" in log
    assert "SCRAM-SHA-256$" in log  # what the server keeps; the words are not in it
    assert made.password not in log
    assert "correct horse" not in log


def test_who_is_locked_out_loses_the_session_and_keeps_the_name(team_database: TeamDatabase, operator: Store) -> None:
    login = f"gone_{team_database.name}"
    made = team.add_member(operator, login, "lead", name="Gone")
    session = psycopg.connect(team_database.server.dsn(team_database.name, user=login, password=made.password))
    team.lock_member(operator, login)
    with pytest.raises(psycopg.OperationalError):
        session.execute("SELECT 1")
    session.close()
    (found,) = [one for one in team.members(operator) if one.login == login]
    assert (found.name, found.active, found.can_log_in, found.group) == ("Gone", False, False, "")
    back = team.add_member(operator, login, "specialist")
    assert back.password
    open_store(_as(team_database.url, login, back.password)).close()
    with operator.read() as connection:
        assert check.contents(connection) == ()
    _drop(team_database, login)


def test_only_the_operator_runs_the_team(team_database: TeamDatabase, migrated_postgres_url: str) -> None:
    with closing(open_store(team_database.of("lea"))) as lead:
        for act in (
            lambda: team.add_member(lead, "mallory", "lead"),
            lambda: team.set_role(lead, "ann", "lead"),
            lambda: team.lock_member(lead, "ann"),
        ):
            with pytest.raises(NotAllowed) as refused:
                act()
            assert refused.value.code == "operator_only"
    with closing(open_store(migrated_postgres_url)) as plain, pytest.raises(NotAllowed) as none:
        team.add_member(plain, "ann", "specialist")
    assert none.value.code == "no_team"


GRANTED = {
    "GRANT pg_write_all_data, pg_execute_server_program TO lea": [
        ("lea", "is a member of pg_execute_server_program"),
        ("lea", "is a member of pg_write_all_data"),
    ],
    "GRANT ann TO lea": [("lea", "is a member of ann")],
    "CREATE ROLE {x}; GRANT pg_monitor TO {x}; GRANT {x} TO lea": [("lea", "is a member of pg_monitor, by {x}")],
    "CREATE ROLE {x}; GRANT ann TO {x}; CREATE ROLE {y} IN ROLE {x}": [
        ("{x}", "is a member of ann"),
        ("{y}", "is a member of ann, by {x}"),
    ],
    "CREATE ROLE {x} IN ROLE {lead}; GRANT {x} TO ann": [
        ("{x}", "is lead and should be nothing"),
        ("ann", "is a member of {x}"),
    ],
    "CREATE ROLE {x}; GRANT INSERT ON alembic_version TO {x}; GRANT {x} TO rex": [("rex", "is a member of {x}")],
    "CREATE ROLE {x}; GRANT {owner} TO {x}; CREATE ROLE {y} IN ROLE {x}": [
        ("{y}", "is a member of {owner}, by {x}"),
        ("{x}", "may act as the owner and is no operator"),
    ],
    "CREATE ROLE {x}; GRANT {x} TO ann, lea": [],  # it holds nothing: a group of another team, a name of a directory
}


@pytest.mark.parametrize("statements", GRANTED)
def test_every_membership_beyond_the_own_group_is_named(
    team_database: TeamDatabase, operator: Store, statements: str
) -> None:
    """Given in a transaction that is taken back: a membership is the whole server's."""
    with operator.read() as connection:
        groups = setting_up.groups(connection) or {}
    known = {"x": "x_beside", "y": "y_beside", "lead": groups["lead"], "owner": team_database.server.user}
    engine = make_engine(team_database.url)
    with engine.connect() as connection:
        for one in statements.format(**known).split("; "):
            setting_up.apply(connection, one)
        found = people.strangers(connection)
        connection.rollback()
    engine.dispose()
    assert list(found) == [(who.format(**known), how.format(**known)) for who, how in GRANTED[statements]]


def test_nobody_who_is_not_there_is_changed(operator: Store) -> None:
    for act in (lambda: team.set_role(operator, "nobody", "lead"), lambda: team.lock_member(operator, "nobody")):
        with pytest.raises(NotFound) as refused:
            act()
        assert refused.value.code == "no_login"
    with pytest.raises(BadInput) as unknown:
        team.add_member(operator, "somebody", "king")
    assert unknown.value.code == "unknown_role"


def _as(url: str, login: str, password: str) -> str:
    return make_url(url).set(username=login, password=password).render_as_string(hide_password=False)


def _drop(made: TeamDatabase, login: str) -> None:
    name = sql.Identifier(login)
    with psycopg.connect(made.dsn(), autocommit=True) as mighty:
        mighty.execute(sql.SQL("DROP OWNED BY {}").format(name))
        mighty.execute(sql.SQL("ALTER ROLE {} IN DATABASE {} RESET ALL").format(name, sql.Identifier(made.name)))
        mighty.execute(sql.SQL("DROP ROLE {}").format(name))
