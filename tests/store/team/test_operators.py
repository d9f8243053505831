"""Operators beside the owner of the schema: they upgrade and add people, and are nobody once that is taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

from console.faults import Known, NotAllowed
from console.services import team
from console.store import check, migrate, open_store
from console.store.team import operators, people
from console.store.version import HEAD
from tests.postgres_server import Server
from tests.team_desks import TeamDatabase

PASSWORD = r"\password "
pytestmark = pytest.mark.postgres


@dataclass(frozen=True)
class Team:
    """A team's database with an owner, who may be a superuser or not, and a name that no other test uses."""

    server: Server
    name: str
    owner: str
    password: str
    login: str

    @property
    def url(self) -> str:
        return self.server.url(self.name, user=self.owner, password=self.password)

    def of(self, login: str, password: str) -> str:
        return (
            make_url(self.server.url(self.name))
            .set(username=login, password=password)
            .render_as_string(hide_password=False)
        )

    def mighty(self, *statements: str) -> None:
        with psycopg.connect(self.server.dsn(self.name), autocommit=True) as connection:
            for one in statements:
                word = f"ALTER ROLE {one.removeprefix(PASSWORD)} PASSWORD 'a word of hers'"  # as psql does when asked
                connection.execute(sql.SQL(word if one.startswith(PASSWORD) else one))


Made = Callable[[bool], Team]


@pytest.fixture
def made(postgres_server: Server) -> Iterator[Made]:
    found: list[Team] = []

    def make(mighty: bool) -> Team:
        name = postgres_server.create_database()
        owner = (postgres_server.user, postgres_server.password) if mighty else (f"own_{name}", "operates well")
        one = Team(postgres_server, name, *owner, login=f"o\"l'ga {name}")
        found.append(one)
        if not mighty:
            one.mighty(f"CREATE ROLE {one.owner} LOGIN CREATEROLE PASSWORD '{one.password}'")
            one.mighty(f"ALTER DATABASE {name} OWNER TO {one.owner}")
        team.set_up(one.url)
        return one

    yield make
    for one in found:
        one.server.drop_database(one.name)
        with psycopg.connect(one.server.dsn(), autocommit=True) as connection:
            rows = connection.execute("SELECT rolname FROM pg_roles WHERE rolname LIKE %s", (f"%{one.name}%",))
            for (role,) in rows.fetchall():
                connection.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(role)))


def entered(one: Team, mighty: bool) -> str:
    """Make a second operator as it is told to be done, and return the address."""
    with closing(open_store(one.url)) as store:
        first = team.add_member(store, one.login, team.OPERATOR, name="Olga")
    if mighty:
        assert first.left == ()
        return one.of(one.login, first.password)
    assert (first.changed, first.password) == (False, "")
    assert first.left[0].startswith("CREATE ROLE")
    assert [
        statement for statement in first.left if "PASSWORD '" in statement
    ] == []  # none that could be taken as it is
    one.mighty(*first.left)
    with closing(open_store(one.url)) as store:
        again = team.add_member(store, one.login, team.OPERATOR, name="Olga")
        assert (again.left, again.changed) == ((), True)
    return one.of(one.login, "a word of hers")


@pytest.mark.parametrize("mighty", [True, False])
def test_a_second_operator_upgrades_adds_people_and_is_named_for_it(made: Made, *, mighty: bool) -> None:
    one = made(mighty)
    url = entered(one, mighty)
    one.mighty("DELETE FROM alembic_version", "GRANT DELETE ON events TO PUBLIC")
    one.mighty(f"INSERT INTO alembic_version VALUES ('{HEAD}')")  # noqa: S608 - what stood there
    migrate(url)
    team.keep_up(url)
    with closing(open_store(url)) as store:
        person = team.add_member(store, f"p_{one.name}", "specialist")
        assert person.password
        team.set_role(store, f"p_{one.name}", "lead")
        team.lock_member(store, f"p_{one.name}")
        with store.read() as connection:
            assert people.strangers(connection) == ()
            assert [found for found in check.check(connection) if found.code in ("rights", "login")] == []
    with psycopg.connect(one.server.dsn(one.name)) as connection:
        asked = "SELECT DISTINCT s.login FROM commands c JOIN staff s ON s.id = c.staff_id WHERE c.kind = 'staff.lock'"
        assert connection.execute(asked).fetchall() == [(one.login,)]
        owners = "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'public'"
        assert connection.execute(owners).fetchall() == [(one.owner,)]  # what she makes is the owner's


@pytest.mark.parametrize("mighty", [True, False])
def test_an_operator_who_is_revoked_is_nobody(made: Made, *, mighty: bool) -> None:
    one = made(mighty)
    url = entered(one, mighty)
    with closing(open_store(one.url)) as store:
        with pytest.raises(NotAllowed) as stays:
            team.lock_member(store, one.owner)
        assert stays.value.code == "owner_stays"
        left = team.lock_member(store, one.login)
        assert bool(left) is not mighty
        with store.read() as connection:
            told = dict(people.strangers(connection))
        assert (one.login in told) is not mighty  # named for as long as the server still lets her
    if left:
        with psycopg.connect(one.server.dsn(one.name), user=one.login, password="a word of hers") as bare:
            bare.execute("SET ROLE NONE")
            with pytest.raises(psycopg.Error) as refused:
                bare.execute(
                    "INSERT INTO commands (id, kind, role, made_at, applied_at) VALUES ('x', 'y', 'lead', 0, 0)"
                )
            assert refused.value.sqlstate == "ZD001"
        one.mighty(*left)
    with pytest.raises(Known) as shut:
        open_store(url)
    assert shut.value.code == "login_locked"


def test_no_person_of_the_team_becomes_an_operator_by_themselves(team_database: TeamDatabase) -> None:
    """Neither the word of the staff alone nor the grant alone makes one; both are the operator's to give."""
    with psycopg.connect(team_database.dsn("lea"), autocommit=True) as lea:
        owner = operators_owner(team_database)
        for attack in (
            f'GRANT "{owner}" TO lea',
            f'SET ROLE "{owner}"',
            "UPDATE staff SET role = 'operator' WHERE login = 'lea'",
            f"ALTER ROLE lea SET role = '{owner}'; SET ROLE '{owner}'",
        ):
            with pytest.raises(psycopg.Error) as refused:
                lea.execute(attack)
            assert refused.value.sqlstate == "42501", attack
    with psycopg.connect(team_database.dsn(), autocommit=True) as bare:
        bare.execute("UPDATE staff SET role = 'operator' WHERE login = 'lea'")  # the word alone
    with psycopg.connect(team_database.dsn("lea")) as lea, pytest.raises(psycopg.Error) as refused:
        lea.execute("INSERT INTO commands (id, kind, staff_id, role, made_at, applied_at)"
                    " SELECT 'x', 'settings.set', id, 'operator', 0, 0 FROM staff WHERE login = 'lea'")  # fmt: skip
    assert refused.value.sqlstate == "ZD002"
    with closing(open_store(team_database.url)) as store, store.read() as connection:
        assert ("lea", "is an operator and cannot act as the owner") in people.strangers(connection)


def test_a_person_stays_a_person(team_database: TeamDatabase) -> None:
    with closing(open_store(team_database.url)) as store:
        with pytest.raises(NotAllowed) as refused:
            team.add_member(store, "lea", team.OPERATOR)
        assert refused.value.code == "operator_is_person"


def operators_owner(team_database: TeamDatabase) -> str:
    with closing(open_store(team_database.url)) as store, store.read() as connection:
        return operators.owner(connection)


@pytest.mark.parametrize("mighty", [True, False])
def test_an_open_session_of_an_operator_who_is_locked_out_ends(made: Made, *, mighty: bool) -> None:
    one = made(mighty)
    url = make_url(entered(one, mighty))
    with psycopg.connect(one.server.dsn(one.name), user=url.username, password=url.password, autocommit=True) as hers:
        assert hers.execute("SELECT current_user").fetchall() == [(one.owner,)]
        with closing(open_store(one.url)) as store:
            one.mighty(*team.lock_member(store, one.login))
        with pytest.raises(psycopg.OperationalError):
            hers.execute("UPDATE staff SET active = true WHERE login = session_user")


def test_an_operator_is_made_no_person_nor_is_the_owner(made: Made) -> None:
    one = made(False)
    entered(one, mighty=False)
    with closing(open_store(one.url)) as store:
        for login in (one.login, one.owner):
            with pytest.raises(NotAllowed) as refused:
                team.add_member(store, login, "specialist")
            assert (refused.value.code, refused.value.params["login"]) == ("person_is_operator", login)
        one.mighty(*team.lock_member(store, one.login))
        with pytest.raises(NotAllowed) as still:
            team.add_member(store, one.login, "specialist")
        assert still.value.code == "person_is_operator"
    one.mighty(f"CREATE ROLE beside_{one.name} LOGIN", f"GRANT {one.owner} TO beside_{one.name}")
    with closing(open_store(one.url)) as store, pytest.raises(NotAllowed) as unknown:
        team.add_member(store, f"beside_{one.name}", "specialist")  # nobody of the staff, and yet the owner's equal
    assert unknown.value.code == "person_is_operator"


@pytest.mark.parametrize("mighty", [True, False])
def test_a_login_of_somebody_else_is_made_no_operator(made: Made, *, mighty: bool) -> None:
    one = made(mighty)
    one.mighty(f"CREATE ROLE other_{one.name} LOGIN")
    with closing(open_store(one.url)) as store, pytest.raises(NotAllowed) as refused:
        team.add_member(store, f"other_{one.name}", team.OPERATOR)
    assert refused.value.code == "login_is_foreign"


@pytest.mark.parametrize("mighty", [True, False])
def test_an_operator_changes_her_own_password(made: Made, *, mighty: bool) -> None:
    one = made(mighty)
    url = entered(one, mighty)
    with closing(open_store(url)) as store:
        team.change_password(store, "nine blue kettles")
    with closing(open_store(one.of(one.login, "nine blue kettles"))) as store:
        assert team.temporary_until(store) is None
    with pytest.raises(Known):
        open_store(url)


def test_a_new_password_that_only_a_superuser_can_give_is_not_said_to_be_given(made: Made) -> None:
    one = made(False)
    url = entered(one, mighty=False)
    one.mighty("ALTER ROLE {} VALID UNTIL '2090-01-01'".format('"' + one.login.replace('"', '""') + '"'))
    with closing(open_store(url)) as store:
        with pytest.raises(NotAllowed) as temporary:
            team.change_password(store, "nine blue kettles")
        assert temporary.value.code == "superuser_sets_password"
        again = team.add_member(store, one.login, team.OPERATOR, renew=True)
        assert (again.changed, again.password, again.again, len(again.left)) == (False, "", False, 2)
        owner = team.add_member(store, one.owner, team.OPERATOR, renew=True)
        assert (owner.changed, owner.password, owner.left) == (False, "", ())
    one.mighty(*again.left)
    with closing(open_store(one.of(one.login, "a word of hers"))) as store:
        assert team.temporary_until(store) is None
