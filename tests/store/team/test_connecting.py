"""Getting to a database: who has to prove what, and plain words for each way in which it fails."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import make_url

from console.faults import BadInput, Known, NotAllowed, Unreachable
from console.services import team
from console.services.beginning import check_url
from console.store import engine, open_store
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


@pytest.mark.parametrize(
    ("url", "around", "proves"),
    [
        ("postgresql://a@/x?host=/run/postgresql", {}, False),
        ("postgresql://a@/x", {}, False),
        ("postgresql://a@/x", {"PGHOST": "127.0.0.1"}, False),
        ("postgresql://a@/x", {"PGHOST": "10.0.0.7"}, True),
        ("postgresql://a@localhost/x", {"PGHOST": "10.0.0.7"}, False),  # what the address says is taken
        ("postgresql://a@localhost/x", {"PGHOSTADDR": "10.0.0.7"}, True),
        ("postgresql://a@localhost/x", {"PGSERVICE": "desk"}, True),
        ("postgresql://a@/x?service=desk", {}, True),
    ],
)
def test_what_is_said_around_the_address_counts_and_no_password_is_told_in_clear(
    monkeypatch: pytest.MonkeyPatch, url: str, around: dict[str, str], *, proves: bool
) -> None:
    for name in ("PGHOST", "PGHOSTADDR", "PGSERVICE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in around.items():
        monkeypatch.setenv(name, value)
    found = engine.secured(make_url(url))
    assert found.get("sslmode") == ("verify-full" if proves else None)
    assert found["require_auth"] == ("scram-sha-256" if proves else "!password,!md5")


def test_a_server_on_this_computer_that_asks_for_a_password_in_clear_gets_none() -> None:
    heard: list[bytes] = []

    def ask(listener: socket.socket) -> None:
        listener.settimeout(30)
        other, _ = listener.accept()
        with other:
            other.settimeout(30)
            begun = other.recv(4096)
            if begun[4:8] == b"\x04\xd2\x16/":  # asks for encryption first
                other.sendall(b"N")
                begun = other.recv(4096)
            other.sendall(b"R\x00\x00\x00\x08\x00\x00\x00\x03")
            heard.append(other.recv(4096))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asking = threading.Thread(target=ask, args=(listener,))
        asking.start()
        with pytest.raises(Unreachable):
            open_store(f"postgresql+psycopg://ann:hunter2@127.0.0.1:{listener.getsockname()[1]}/x?sslmode=disable")
        asking.join()
    assert b"hunter2" not in b"".join(heard)


@pytest.mark.parametrize("name", ["password", "sslpassword", "oauth_client_secret"])
def test_a_secret_behind_the_address_is_refused_and_never_shown(name: str) -> None:
    url = f"postgresql://ann@127.0.0.1/desk?{name}=hunter2&sslmode=require"
    with pytest.raises(BadInput, match="password in the address"):
        check_url(url)
    assert engine.shown_url(url).endswith("sslmode=require")
    found = engine.address_of(url)
    assert found is not None
    assert (found.has_password, "hunter2" in found.shown) == (True, False)


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
