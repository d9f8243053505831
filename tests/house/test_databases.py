from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa

from console.store.engine import make_engine
from tests import seats as seats_of
from tests.postgres_server import Server, binaries
from tests.services import conftest as services

ROOT = Path(__file__).resolve().parents[2]
ONE_LOST = """
import os, signal, sys
sys.path.insert(0, {root!r})
from tests.postgres_server import Server
server = Server({major})
print(server.folder, server.port, flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""


def test_every_backend_gives_an_empty_database_that_takes_a_table(database_url: str) -> None:
    engine = sa.create_engine(database_url)
    with engine.begin() as connection:
        assert sa.inspect(connection).get_table_names() == []
        connection.execute(sa.text("CREATE TABLE taken (id INTEGER PRIMARY KEY)"))
    engine.dispose()


def test_a_server_listens_on_loopback_only_and_wants_passwords(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        rows = connection.execute(
            "SELECT name, setting FROM pg_settings WHERE name IN"
            " ('listen_addresses', 'unix_socket_directories', 'fsync', 'TimeZone', 'server_encoding',"
            " 'scram_iterations')"
        ).fetchall()
    assert dict(rows) == {
        "listen_addresses": "127.0.0.1",
        "unix_socket_directories": "",
        "fsync": "off",
        "TimeZone": "UTC",
        "server_encoding": "UTF8",
        "scram_iterations": "1",
    }
    wrong = sa.make_url(postgres_url).set(password="wrong", drivername="postgresql")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong.render_as_string(hide_password=False))


def test_a_database_is_a_copy_of_its_template(postgres_server: Server) -> None:
    template = postgres_server.create_database()
    with psycopg.connect(postgres_server.dsn(template)) as connection:
        connection.execute("CREATE TABLE carried AS SELECT 7 AS seven")
    copy = postgres_server.create_database(template)
    with psycopg.connect(postgres_server.dsn(copy)) as connection:
        assert connection.execute("SELECT seven FROM carried").fetchone() == (7,)
    postgres_server.drop_database(copy)
    postgres_server.drop_database(template)
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(postgres_server.dsn(copy))


def test_a_durable_server_keeps_what_was_committed_through_a_crash(own_postgres_server: Server) -> None:
    server = own_postgres_server
    name = server.create_database()
    with psycopg.connect(server.dsn(name)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 1 AS one")
    server.crash()
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(server.dsn(name), connect_timeout=2)
    server.start()
    with psycopg.connect(server.dsn(name)) as connection:
        assert connection.execute("SELECT one FROM kept").fetchone() == (1,)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW scram_iterations").fetchone() == ("4096",)
    assert server.folder.is_dir()
    server.close()
    assert not server.folder.exists()


@pytest.mark.postgres
@pytest.mark.skipif(not binaries(), reason="no PostgreSQL is installed here (it comes with requirements/dev.txt)")
def test_a_server_goes_away_when_the_process_that_asked_for_it_is_killed() -> None:
    code = ONE_LOST.format(root=str(ROOT), major=max(binaries()))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL
    folder = Path(done.stdout.split()[0])
    assert folder.name.startswith("clausedesk-postgres")
    until = time.monotonic() + 20
    while folder.exists() and time.monotonic() < until:
        time.sleep(0.02)
    assert not folder.exists()


def test_a_server_that_cannot_start_says_why() -> None:
    with pytest.raises(RuntimeError, match=r"PostgreSQL 9: its binaries are not installed"):
        Server(9)


def test_the_surrounding_is_fixed() -> None:
    assert (os.environ["TZ"], time.tzname[0]) == ("UTC", "UTC")
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"
    assert "clausedesk-home-" in os.environ["XDG_DATA_HOME"]
    assert "DISPLAY" not in os.environ


def test_what_stands_above_the_store_runs_on_a_file_or_a_server_and_on_every_kind_when_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def seats(module: str, name: str) -> list[str]:
        asked: Any = SimpleNamespace(module=SimpleNamespace(__name__=module), function=SimpleNamespace(__name__=name))
        return services._seats(asked)

    monkeypatch.delenv("CLAUSEDESK_DATABASES", raising=False)
    names = [f"test_{number}" for number in range(40)]
    found = [seats("tests.services.test_clocks", name) for name in names]
    assert {tuple(one) for one in found} == {(one,) for one in ("sqlite", *seats_of.SERVERS)}
    assert found == [seats("tests.services.test_clocks", name) for name in names]
    of_team = {name: seats("tests.services.test_drafts", name) for name in names}
    assert {tuple(one) for one in of_team.values()} == {("sqlite",), ("postgres18-ann",)}
    assert seats("tests.services.test_closing_races", "test_1") == ["sqlite", *seats_of.SERVERS]
    assert seats("tests.services.test_access", "test_1") == ["sqlite", "postgres18-ann"]
    monkeypatch.setenv("CLAUSEDESK_DATABASES", "other")
    for name, first in zip(names, found, strict=True):
        assert ("sqlite" in seats("tests.services.test_clocks", name)) is ("sqlite" not in first)
    monkeypatch.setenv("CLAUSEDESK_DATABASES", "all")
    assert seats("tests.services.test_drafts", "test_1") == ["sqlite", *seats_of.SERVERS, "postgres18-ann"]


def test_statements_are_put_together_once_for_all_databases_of_a_kind(new_database: Callable[..., str]) -> None:
    engines = [make_engine(new_database()) for _ in range(3)]
    statement = sa.select(sa.literal(7))
    told = []
    for engine in engines:
        for _ in range(2):
            with engine.connect() as connection:
                done = connection.execute(statement)
                assert done.scalar() == 7
                told.append(done.context.cache_hit.name)
        engine.dispose()
    assert told[-1] == told[2] == "CACHE_HIT"


def test_the_long_tests_come_before_all_others(request: pytest.FixtureRequest) -> None:
    markers = ("soak", "patient")
    long = [any(item.get_closest_marker(one) for one in markers) for item in request.session.items]
    assert long == sorted(long, reverse=True)


class _Case:
    """What a sample is taken of."""

    def __init__(self, nodeid: str, mark: pytest.Mark) -> None:
        self.nodeid, self.mark = nodeid, mark

    def get_closest_marker(self, _name: str) -> pytest.Mark:
        return self.mark


def test_of_long_tests_a_sample_is_run_and_the_others_where_coverage_is_measured(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def cases(name: str, number: int) -> list[Any]:
        mark = pytest.mark.sampled(2).mark
        names = [f"tests/test_it.py::{name}[{case}]" for case in range(number)]
        return [_Case(one, mark) for one in names]

    def left(found: list[Any]) -> set[str]:
        return {one.nodeid for one in seats_of.sampled(found)}

    monkeypatch.delenv("CLAUSEDESK_DATABASES", raising=False)
    seven = cases("test_a", 7)
    names = {one.nodeid for one in seven}
    first = left(seven)
    assert len(first) == 5
    assert left(seven) == first
    assert not left(cases("test_a", 1))
    assert (
        len({frozenset(one[-2] for one in left(cases(f"test_{n}", 3))) for n in range(9)}) > 1
    )  # not always the first
    monkeypatch.setenv("CLAUSEDESK_DATABASES", "other")
    assert left(seven) == names - first
    assert not left(cases("test_a", 2))
    monkeypatch.setenv("CLAUSEDESK_DATABASES", "all")
    assert not left(seven)
