"""A server that is kept: restored from a dump with its rights, and a second server that loses nothing that was told."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from console.records.base import TicketId
from console.services import assign, showing, team
from console.services.desk import open_desk
from console.store import check, migrate, open_store, standby
from tests.postgres_server import Server, _free_port, binaries
from tests.store.helpers import open_ticket
from tests.team_desks import TeamDatabase

pytestmark = pytest.mark.postgres
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_NOBODY = 65534


def test_a_dump_is_restored_with_its_rights_and_its_chains(team_database: TeamDatabase, tmp_path: Path) -> None:
    server = team_database.server
    ann = open_desk(team_database.of("ann"), login="", name="", out_folder=tmp_path)
    ticket = open_ticket(ann.store, ann.actor, NOW, subject="Kept")
    assign.take(ann, TicketId(ticket), version=1)
    ann.store.close()
    tools = binaries()[server.major]
    dump, fresh = tmp_path / "desk.dump", server.create_database()
    try:
        _run(tools / "pg_dump", "--format=custom", f"--file={dump}", team_database.dsn())
        _run(tools / "pg_restore", "--exit-on-error", f"--dbname={server.dsn(fresh)}", str(dump))
        team.set_up(server.url(fresh))  # who may connect is no part of a dump
        store = open_store(server.url(fresh), read_only=True)
        with store.read() as connection:
            found = check.check(connection)
        store.close()
        assert found == ()
        lea = open_desk(
            team_database.of("lea").replace(team_database.name, fresh), login="", name="", out_folder=tmp_path
        )
        assert showing.detail(lea, TicketId(ticket)).row.owner == "Ann"
        lea.store.close()
        ann_there = psycopg.connect(team_database.dsn("ann").replace(team_database.name, fresh))
        with ann_there as bare, pytest.raises(psycopg.errors.InsufficientPrivilege):
            bare.execute("UPDATE tickets SET number = 99")
    finally:
        server.drop_database(fresh)


def test_nothing_that_was_told_is_lost_with_the_first_server(own_postgres_server: Server, tmp_path: Path) -> None:
    first = own_postgres_server
    name = first.create_database()
    migrate(first.url(name))
    desk = open_desk(first.url(name), login="dana", name="Dana", out_folder=tmp_path)
    assert kept(desk.store) == standby.ABSENT
    with second_of(first) as port:
        other = first.url(name).replace(f":{first.port}/", f":{port}/")
        _until(lambda: kept(desk.store) == standby.ASYNCHRONOUS)
        copy = open_store(other)
        assert copy.read_only
        assert kept(copy) == standby.COPY
        copy.close()
        _set(first, "synchronous_standby_names", "another")
        _until(lambda: kept(desk.store) == standby.MISSING)
        _set(first, "synchronous_standby_names", "second")
        _until(lambda: kept(desk.store) == standby.SYNCHRONOUS)
        tickets = [open_ticket(desk.store, desk.actor, NOW, subject=f"Told {n}") for n in range(5)]
        first.crash()
        desk.store.close()
        with psycopg.connect(first.dsn(name).replace(f":{first.port}/", f":{port}/"), autocommit=True) as bare:
            bare.execute("SELECT pg_promote()")
        after = open_desk(other, login="dana", name="Dana", out_folder=tmp_path)
        assert [showing.detail(after, TicketId(one)).row.subject for one in tickets] == [f"Told {n}" for n in range(5)]
        with after.store.read() as connection:
            assert check.check(connection) == ()
        after.store.close()


def kept(store: Any) -> str:
    with store.read() as connection:
        return standby.standby(connection)


@contextmanager
def second_of(first: Server) -> Iterator[int]:
    """Give the port of a second server that follows the first one by streaming, under the name "second"."""
    tools = next(iter(first.folder.glob("site/**/bin")), binaries()[first.major])
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home:
        account: dict[str, Any] = {}
        if os.geteuid() == 0:
            os.chown(home, _NOBODY, _NOBODY)
            first.folder.chmod(0o755)  # the binaries may lie there
            account = {"user": _NOBODY, "group": _NOBODY, "extra_groups": []}
        data, port = Path(home) / "data", _free_port()
        surroundings = {"LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "HOME": home, "PGAPPNAME": "second"}
        source = f"{first.dsn('')}?application_name=second"
        _run(
            tools / "pg_basebackup", f"--pgdata={data}", "--write-recovery-conf", "--wal-method=stream",
            "--checkpoint=fast", f"--dbname={source}", env=surroundings, cwd=home, **account,
        )  # fmt: skip
        command = [tools / "postgres", "-D", data, "-h", "127.0.0.1", "-p", str(port), "-k", "", "-c", "hot_standby=on"]
        with (Path(home) / "log").open("wb") as log:
            running = subprocess.Popen(command, stdout=log, stderr=log, env=surroundings, cwd=home, **account)
        try:
            yield port
        finally:
            running.terminate()
            running.wait(timeout=30)


def _run(*command: object, **how: Any) -> None:
    done = subprocess.run([str(one) for one in command], capture_output=True, text=True, check=False, **how)
    assert done.returncode == 0, done.stderr[-2_000:]


def _set(server: Server, name: str, value: str) -> None:
    with psycopg.connect(server.dsn(), autocommit=True) as bare:
        bare.execute("SET synchronous_commit = local")  # this session waits for nobody
        bare.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[arg-type]  # a statement of the test, no literal
        bare.execute("SELECT pg_reload_conf()")


def _until(holds: Any) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)
