"""Everything on the list of attacks is refused by the database, and succeeds where the right it meets is loosened."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.store.team import rights
from tests.store.team import world
from tests.team_desks import PEOPLE, TeamDatabase

HERE = Path(__file__).parent
LIST = [
    attack
    for name in (
        "attacks.toml",
        *(
            f"attacks_{one}.toml"
            for one in ("archives", "beside", "board", "erasing", "history", "kept", "log", "read", "server", "words")
        ),
    )
    for attack in tomllib.loads((HERE / name).read_text(encoding="utf-8"))["attack"]
]
TRIED = [pytest.param(attack, by, id=f"{by}: {attack['name']}") for attack in LIST for by in attack["by"].split()]


class Attacked:
    """A team's database with a world in it, the same for every attack: nothing that is tried stays."""

    def __init__(self, team: TeamDatabase, folder: Path) -> None:
        self.team = team
        self.keys = world.build(team, folder)
        self.owner = psycopg.connect(team.dsn())
        rows = self.owner.execute("SELECT login, id FROM staff").fetchall()
        self.owner.commit()
        self.staff: dict[str, int] = dict(rows)
        self.sessions = {login: psycopg.connect(team.dsn(login)) for login in PEOPLE}
        self.overheard = psycopg.connect(team.dsn("ben"), autocommit=True)
        self.overheard.execute("SELECT 'a word of his'")
        self.keys["overheard_pid"] = self.overheard.info.backend_pid
        self.keys["ben_pid"] = self.sessions["ben"].info.backend_pid

    def statements(self, attack: dict[str, Any], by: str, part: str) -> list[str]:
        return [world.statement(one, self.keys, by, self.staff[login_of(by)]) for one in attack[part]]

    def close(self) -> None:
        self.owner.close()
        self.overheard.close()
        for one in self.sessions.values():
            one.close()


def attempt(session: psycopg.Connection[Any], statements: list[str], *, commit: bool = True) -> psycopg.Error | None:
    """Try statements in one transaction, and return the refusal; what writes to no row, and says nothing, fails."""
    try:
        for one in statements:
            done = session.execute(one)  # type: ignore[call-overload]  # a statement of the test, no literal
            assert done.rowcount != 0, f"nothing was written, and nobody was told: {one}"
        if commit:
            session.commit()
    except psycopg.Error as refused:
        return refused
    finally:
        session.rollback()
    return None


def login_of(role: str) -> str:
    return next(login for login, its in PEOPLE.items() if its == role)


@pytest.fixture(scope="module", params=["postgres16", "postgres18"])
def attacked(
    request: pytest.FixtureRequest, _bench: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Attacked]:
    for team in _bench.team(request.param):
        made = Attacked(team, tmp_path_factory.mktemp("letters"))
        yield made
        made.close()


pytestmark = pytest.mark.postgres


@pytest.mark.parametrize(("attack", "by"), TRIED)
def test_the_database_refuses(attacked: Attacked, attack: dict[str, Any], by: str) -> None:
    session = attacked.sessions[login_of(by)]
    refused = attempt(session, attacked.statements(attack, by, "tries"))
    assert refused is not None, "it was done"
    assert refused.sqlstate in attack["state"].split(), str(refused)


@pytest.mark.parametrize(("attack", "by"), TRIED)
def test_it_succeeds_where_the_right_is_loosened(attacked: Attacked, attack: dict[str, Any], by: str) -> None:
    """The owner loosens, becomes the attacker, tries, and takes all of it back: nothing is committed."""
    owner = attacked.owner
    refused = attempt(
        owner,
        [
            *attacked.statements(attack, by, "loosen"),
            f"SET LOCAL SESSION AUTHORIZATION {login_of(by)}",
            *attacked.statements(attack, by, "tries"),
            "SET CONSTRAINTS ALL IMMEDIATE",
        ],
        commit=False,
    )
    owner.execute("RESET SESSION AUTHORIZATION")
    owner.commit()
    stopped = None if refused is None else refused.sqlstate
    assert stopped == attack.get("fails_with"), str(refused)


def test_the_list_names_every_table_that_anybody_writes_in() -> None:
    """A table that gets a grant gets a line among the attacks, or stands here as one that holds nothing to protect."""
    text = "\n".join(" ".join(attack["tries"]) for attack in LIST)
    unnamed = {table.name for table in rights.tables() if table.name not in text}
    assert unnamed <= PLAIN


PLAIN = {
    *("saved_views", "customers", "installations", "policy_acknowledgments", "channels"),
    *("paid_services", "wordings", "team_targets", "archive_undos"),
}
