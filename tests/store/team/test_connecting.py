"""Getting to a database: who has to prove what, and plain words for each way in which it fails."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from console.faults import BadInput, Known, NotAllowed
from console.services import team
from console.store import engine
from tests.store.team.tls_front import Front, certificate
from tests.team_desks import TeamDatabase

HOST = "db.example.org"
Fronts = Callable[[str], tuple[Front, Path]]


@pytest.fixture
def fronts(team_database: TeamDatabase, tmp_path: Path) -> Iterator[Fronts]:
    made: list[Front] = []

    def front(host: str) -> tuple[Front, Path]:
        files = certificate(tmp_path / host, host)
        made.append(Front(team_database.server.port, files))
        return made[-1], files[0]

    yield front
    for one in made:
        one.close()


def through(team_database: TeamDatabase, front: Front, **asked: str) -> str:
    """Return the address of Ann at a server that is another computer by its name."""
    url = make_url(team_database.of("ann")).set(host=HOST, port=front.port)
    return url.set(query={"hostaddr": "127.0.0.1", **asked}).render_as_string(hide_password=False)


def test_another_computer_that_proves_who_it_is_is_spoken_to(team_database: TeamDatabase, fronts: Fronts) -> None:
    front, authority = fronts(HOST)
    found = team.probe(through(team_database, front, sslrootcert=str(authority)))
    assert (found.login, found.role, found.team, found.ready) == ("ann", "specialist", True, True)
    assert (found.encrypted, found.proved) == (True, True)
    loose = team.probe(through(team_database, front, sslmode="require"))
    assert (loose.encrypted, loose.proved) == (True, False)
    assert found.server.startswith(str(team_database.server.major))
    assert found.temporary_until is not None


def test_another_computer_that_proves_nothing_is_not_spoken_to(team_database: TeamDatabase, fronts: Fronts) -> None:
    front, _ = fronts(HOST)
    _, other = fronts("other.example.org")
    for asked in ({}, {"sslrootcert": str(other)}):
        with pytest.raises(NotAllowed) as refused:
            team.probe(through(team_database, front, **asked))
        assert refused.value.code == "certificate_refused"


def test_the_name_in_the_certificate_has_to_be_the_name_asked_for(team_database: TeamDatabase, fronts: Fronts) -> None:
    front, authority = fronts("other.example.org")
    with pytest.raises(NotAllowed) as refused:
        team.probe(through(team_database, front, sslrootcert=str(authority)))
    assert refused.value.code == "certificate_refused"


def test_another_computer_without_tls_is_not_spoken_to(team_database: TeamDatabase) -> None:
    url = make_url(team_database.of("ann")).set(host=HOST, query={"hostaddr": "127.0.0.1"})
    with pytest.raises(NotAllowed) as refused:
        team.probe(url.render_as_string(hide_password=False))
    assert refused.value.code == "not_encrypted"


def test_a_certificate_that_is_not_there_is_named(team_database: TeamDatabase, fronts: Fronts) -> None:
    front, _ = fronts(HOST)
    with pytest.raises(NotAllowed) as refused:
        team.probe(through(team_database, front, sslrootcert="/nowhere/ca.pem"))
    assert refused.value.code == "certificate_missing"


@pytest.mark.parametrize(
    ("host", "own"),
    [
        ("", True),
        ("localhost", True),
        ("127.0.0.1", True),
        ("127.8.0.1", True),
        ("::1", True),
        ("/run/postgresql", True),
        ("10.0.0.7", False),
        ("db.example.org", False),
        ("localhost.example.org", False),
        ("127.0.0.1.example.org", False),
    ],
)
def test_only_this_computer_needs_no_proof(host: str, *, own: bool) -> None:
    assert engine.is_own_host(host) is own


def test_one_other_host_of_several_is_enough_to_want_proof() -> None:
    secured = [
        engine.secured(make_url(url))["sslmode"]
        for url in (
            "postgresql://a@db.example.org/x",
            "postgresql://a@/x?host=127.0.0.1:5432&host=db.example.org:5432",
            "postgresql://a@127.0.0.1/x?hostaddr=10.0.0.7",
        )
    ]
    assert secured == ["verify-full"] * 3
    assert engine.secured(make_url("postgresql://a@/x?host=/run/postgresql")) == {}


def silent_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_each_failure_has_its_own_words(team_database: TeamDatabase) -> None:
    good = make_url(team_database.of("ann"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        closed = probe.getsockname()[1]
    silence = silent_port()
    cases = {
        "host_unknown": good.set(host="nowhere.invalid"),
        "server_refused": good.set(port=closed),
        "server_silent": good.set(port=next(silence)),
        "wrong_password": good.set(password="nothing like it"),
        "password_needed": make_url(str(good).replace(":***", "")),
        "database_missing": good.set(database="nowhere"),
        "login_locked": good.set(database=_other(team_database)),
    }
    told = {}
    for code, url in cases.items():
        with pytest.raises(Known) as failed:
            team.probe(url.render_as_string(hide_password=False))
        told[code] = failed.value.code
        words = failed.value.words("en")
        assert words[0]
        assert good.password not in "".join(words)
    silence.close()
    assert told == {code: code for code in cases}
    _drop_other(team_database)


def _other(made: TeamDatabase) -> str:
    """Return another team's database on the same server: its groups are other ones."""
    name = made.server.create_database()
    team.set_up(made.server.url(name))
    OTHERS.append(name)
    return name


OTHERS: list[str] = []


def _drop_other(made: TeamDatabase) -> None:
    while OTHERS:
        made.server.drop_database(OTHERS.pop())


def test_a_login_that_is_nobody_here_is_told_so(team_database: TeamDatabase) -> None:
    team_database.loosen("UPDATE staff SET active = false WHERE login = 'ben'")
    with pytest.raises(NotAllowed) as refused:
        team.probe(team_database.of("ben"))
    assert (refused.value.code, refused.value.params) == ("not_on_staff", {"login": "ben"})


def test_what_is_no_team_yet_is_told_apart(postgres_url: str, migrated_sqlite_url: str) -> None:
    empty = team.probe(postgres_url)
    assert (empty.ready, empty.team, empty.role) == (False, False, "")
    team.set_up(postgres_url)
    own = team.probe(postgres_url)
    assert (own.ready, own.team, own.role, own.temporary_until) == (True, True, "operator", None)
    assert (own.encrypted, own.proved) == (False, False)
    with pytest.raises(BadInput):
        team.probe(migrated_sqlite_url)


def test_an_older_server_is_refused_before_anything_is_read(
    team_database: TeamDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("console.store.team.setting_up.OLDEST", 99)
    with pytest.raises(NotAllowed) as refused:
        team.probe(team_database.of("ann"))
    assert refused.value.code == "server_too_old"
