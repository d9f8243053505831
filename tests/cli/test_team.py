"""`db init-team`, people and passwords by the command line, as the operator and as a person of the team."""

from __future__ import annotations

import io
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.cli.main import main
from console.services import credentials, team
from console.services.desk import utc_now
from console.store import open_store
from tests.postgres_server import Server
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase


class Line:
    """Runs commands as who has a password, and gives what they printed."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._monkeypatch = capsys, monkeypatch

    def __call__(self, url: str, *words: str, password: str = "", given: str = "") -> tuple[int, str, str]:
        self._monkeypatch.setattr(credentials, "_typed", {})
        self._monkeypatch.setattr("sys.stdin", io.StringIO(given))
        self._monkeypatch.setenv("PGPASSWORD", password)
        status = main(("--database", url, *words))
        told = self._capsys.readouterr()
        return status, told.out, told.err


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Line:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path))
    monkeypatch.setattr(credentials, "kept", lambda _address: "")  # the keyring of the machine is left alone
    return Line(capsys, monkeypatch)


def address(server: Server, database: str, login: str) -> str:
    return f"postgresql://{login}@127.0.0.1:{server.port}/{database}"


def give_ticket(server: Server, database: str, login: str) -> None:
    """Let somebody have one open ticket."""
    with closing(open_store(server.url(database))) as store:
        found = open_ticket(store, team.operator(store, utc_now()), utc_now())
    with psycopg.connect(server.dsn(database)) as owner:
        whose = "UPDATE tickets t SET owner_id = s.id, owner_key = s.id FROM staff s WHERE s.login = %s AND t.id = %s"
        owner.execute(whose, (login, found))


def test_a_team_from_nothing_to_the_first_own_password(line: Line, postgres_server: Server) -> None:
    database = postgres_server.create_database()
    url, own = address(postgres_server, database, postgres_server.user), postgres_server.password
    try:
        status, out, _ = line(url, "db", "init-team", "--json", password=own)
        made = json.loads(out)
        assert (status, made["changed"], made["groups"]["lead"]) == (0, True, f"{database}_lead")
        status, out, _ = line("sqlite:///unused", "db", "init-team", url, password=own)
        assert (status, "nothing was changed" in out) == (0, True)

        login = f"o'neil_{database}"
        words = ("db", "add-user", login, "--role", "specialist", "--called", "Nell")
        status, out, _ = line(url, *words, password=own)
        (temporary,) = [one.partition(": ")[2] for one in out.splitlines() if one.startswith("Temporary password")]
        assert (status, len(temporary)) == (0, 23)
        status, out, _ = line(url, *words, "--json", password=own)
        again = json.loads(out)
        assert (again["changed"], again["password"], again["until"]) == (False, "", None)

        status, out, _ = line(url, "db", "users", "--json", password=own)
        people: dict[str, Any] = {one["login"]: one for one in map(json.loads, out.splitlines())}
        assert set(people) == {postgres_server.user, login}
        assert (people[login]["name"], people[login]["role"], people[login]["group"]) == ("Nell",) + ("specialist",) * 2
        assert people[login]["temporary_until"]

        person = f"postgresql://{login.replace(chr(39), '%27')}@127.0.0.1:{postgres_server.port}/{database}"
        for wrong, code in (("short\n", 2), (f"{'z' * 30}\n", 2)):
            status, _, err = line(person, "db", "password", password=temporary, given=wrong)
            assert (status, "characters" in err) == (code, True)
        status, out, err = line(person, "list", password=temporary)
        assert (status, out, "temporary" in err, "clausedesk db password" in err) == (3, "", True, True)
        status, out, _ = line(person, "db", "password", password=temporary, given="correct horse battery\n")
        assert (status, "correct" in out) == (0, False)
        assert line(person, "list", password=temporary)[0] == 3
        assert line(person, "list", password="correct horse battery")[0] == 0

        status, out, _ = line(url, "db", "set-role", login, "--role", "lead", "--json", password=own)
        assert (status, json.loads(out)) == (0, {"login": login, "role": "lead", "changed": True})
        assert line(url, "db", "check", "--json", password=own)[:2] == (0, "")
        give_ticket(postgres_server, database, login)
        status, out, _ = line(url, "db", "lock-user", login, password=own)
        assert (status, "Still open and theirs: 1 ticket." in out) == (0, True)
        status, out, _ = line(url, "db", "users", password=own)
        assert "locked" in next(one for one in out.splitlines() if one.startswith(login))
        status, out, _ = line(url, "--language", "ru", "db", "users", password=own)
        assert "доступ закрыт" in next(one for one in out.splitlines() if one.startswith(login))
        status, _, err = line(person, "list", password="correct horse battery")
        assert (status, "may not connect" in err) == (3, True)
        status, out, _ = line(url, "db", "upgrade", "--json", password=own)
        assert (status, json.loads(out)["schema"] is not None) == (0, True)
    finally:
        postgres_server.drop_database(database)


def test_a_right_that_is_not_as_it_should_be_is_named(line: Line, team_database: TeamDatabase) -> None:
    server = team_database.server
    url = address(server, team_database.name, server.user)
    with psycopg.connect(team_database.dsn(), autocommit=True) as owner:
        owner.execute("GRANT DELETE ON events TO PUBLIC")
    status, out, _ = line(url, "db", "check", "--json", password=server.password)
    (finding,) = map(json.loads, out.splitlines())
    assert (status, finding) == (1, {"code": "rights", "where": "too_much", "found": "table events DELETE public"})
    status, out, _ = line(url, "--language", "ru", "db", "check", password=server.password)
    assert (status, out.splitlines()[0]) == (1, "право: too_much table events DELETE public")
    assert line(url, "db", "init-team", password=server.password)[0] == 0
    assert line(url, "db", "check", "--json", password=server.password)[:2] == (0, "")


def test_a_password_on_the_command_line_is_refused(line: Line, team_database: TeamDatabase) -> None:
    status, _, err = line(team_database.of("ann"), "list")
    assert (status, "password in the address" in err) == (2, True)
    assert team_database.passwords["ann"] not in err


def test_who_is_no_operator_is_told_so(line: Line, team_database: TeamDatabase) -> None:
    url, own = address(team_database.server, team_database.name, "lea"), team_database.passwords["lea"]
    for words in (("init-team",), ("add-user", "mallory", "--role", "lead"), ("lock-user", "ann")):
        status, _, err = line(url, "db", *words, password=own)
        assert (status, bool(err)) == (3, True)
    status, out, _ = line(url, "db", "users", "--json", password=own)
    assert {json.loads(one)["login"] for one in out.splitlines()} >= {"ann", "ben", "lea", "rex", "cora"}


def test_a_file_is_no_team(line: Line, tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'desk.sqlite'}"
    assert line(url, "db", "init-team")[0] == 2
    assert line(url, "db", "upgrade")[0] == 0
    status, _, err = line(url, "db", "add-user", "ann", "--role", "lead")
    assert (status, "not a team's" in err) == (3, True)


def test_a_desk_is_copied_into_a_team_with_proof(line: Line, postgres_server: Server, tmp_path: Path) -> None:
    database, source = postgres_server.create_database(), f"sqlite:///{tmp_path / 'desk.sqlite'}"
    target, own = address(postgres_server, database, postgres_server.user), postgres_server.password
    try:
        assert line(source, "db", "upgrade")[0] == 0
        assert line(source, "list")[0] == 0  # the person is entered, and the agreement brought in
        status, out, _ = line(source, "db", "copy", "--to", target, "--team", "--json", password=own)
        proof = json.loads(out)
        rows = {one["table"]: one["rows"] for one in proof["tables"]}
        assert (status, rows["staff"], rows["agreement_versions"], proof["rows"]) == (0, 1, 1, sum(rows.values()))
        assert line(target, "db", "users", password=own)[0] == 0
        status, _, err = line(source, "db", "move", "--to", target, password=own)
        assert (status, "already" in err) == (2, True)
        back = f"sqlite:///{tmp_path / 'back.sqlite'}"
        status, out, _ = line(target, "db", "copy", "--to", back, password=own)
        assert (status, "the same on both sides" in out) == (0, True)
        assert line(back, "db", "check", "--json")[:2] == (0, "")
    finally:
        postgres_server.drop_database(database)
