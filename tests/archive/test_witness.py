"""Rows that are not as their events or hashes say are found, in a desk and in an archive of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from console.archive import layout
from console.cli.main import main
from console.services.archives import proving
from console.store import chain, open_store, witness
from console.store.driver import sqlite_module
from tests.archive.desks import furnish
from tests.archive.resealing import reseal

FOUND = {
    "UPDATE decisions SET made_at = made_at - 86400000000": ("row", "made_at"),
    "UPDATE decisions SET staff_id = NULL": ("row", "staff_id"),
    "UPDATE decisions SET override_reason = 'because'": ("row", "override_reason"),
    "UPDATE decisions SET letter_code = 'other'": ("row", "decision_sha256"),
    "UPDATE decisions SET revoked = 1": ("row", "revoked"),
    "DELETE FROM decisions": ("row", "is not there"),
    "UPDATE decisions SET ticket_id = (SELECT min(t.id) FROM tickets t WHERE t.id <> ticket_id)": ("row", "no event"),
    "UPDATE message_versions SET body = 'I never asked' WHERE id = 1": ("row", "something else"),
    "UPDATE messages SET author_address = 'x@y.example' WHERE id = 1": ("row", "something else"),
    "UPDATE messages SET sent_at = sent_at - 86400000000 WHERE direction = 'note'": ("row", "something else"),
    "UPDATE attachments SET name = 'other.png' WHERE position = 0": ("row", "something else"),
    "DELETE FROM ticket_spans WHERE id = (SELECT max(id) FROM ticket_spans)": ("row", "no part"),
    "UPDATE ticket_spans SET ticket_id = 1 WHERE ticket_id = 2": ("row", "no event brought"),
    "UPDATE tickets SET received_at = received_at - 86400000000 WHERE id = 1": ("row", "event 1"),
    "UPDATE tickets SET tier = 'critical', tier_rank = 1 WHERE id = 1": ("row", "critical"),
    "UPDATE tickets SET close_reason = '28.1.1' WHERE id = 1": ("row", "no event says so"),
    "UPDATE facts SET status = 'proposed' WHERE status = 'confirmed'": ("row", "confirmed"),
    "UPDATE blobs SET content = x'00' WHERE sha256 = (SELECT min(sha256) FROM blobs)": ("bytes", ""),
    "UPDATE agreement_versions SET content = CAST(content AS TEXT) || ' '": ("bytes", "2026"),
    "UPDATE schedules SET content = content || ' '": ("bytes", ""),
    "UPDATE events SET ticket_id = 3 - ticket_id WHERE ticket_id IN (1, 2)": ("chain", "content"),
}
"""What somebody changes in the file, and what `db check` says of it."""


@contextmanager
def changed(file: Path, sql: str) -> Iterator[None]:
    """Change a file behind the back of everything, and change it back afterwards."""
    kept = file.read_bytes()
    with closing(sqlite_module().connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        triggers = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        if "3 - ticket_id" in sql:
            connection.execute("UPDATE events SET n = -n WHERE ticket_id = 1")
            connection.execute("UPDATE events SET ticket_id = 3 - ticket_id WHERE ticket_id IN (1, 2)")
            connection.execute("UPDATE events SET n = -n WHERE n < 0")
        else:
            assert connection.execute(sql).rowcount
    yield
    file.write_bytes(kept)


@pytest.fixture(scope="module")
def file(sqlite_desk: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of a desk's file, to be changed and changed back."""
    return Path(shutil.copy(sqlite_desk.partition("///")[2], tmp_path_factory.mktemp("witness") / "own.sqlite"))


def findings(file: Path) -> list[str]:
    """Return what is found in a file; its pages are not looked at."""
    store = open_store(f"sqlite:///{file}", read_only=True)
    with closing(store), store.read() as connection:
        every = connection.execute(text("SELECT id FROM tickets")).scalars().all()
        broken = chain.first_broken(connection, every)
        rows = [f"row {one.where} {one.found}" for one in witness.misfits(connection, every)]
        return [
            *([f"chain {broken.why}"] if broken else []),
            *rows,
            *(f"bytes {one}" for one in witness.altered(connection)),
        ]


def test_a_desk_as_it_was_made_holds(file: Path) -> None:
    assert not findings(file)


@pytest.mark.parametrize("sql", FOUND)
def test_what_was_changed_in_a_desk_is_found_and_named(file: Path, sql: str) -> None:
    code, words = FOUND[sql]
    with changed(file, sql):
        found = findings(file)
    assert any(one.startswith(code) and words in one for one in found), found


def test_an_altered_agreement_ends_in_words(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with changed(file, "UPDATE agreement_versions SET content = CAST(content AS TEXT) || ' '"):
        assert main(["--database", f"sqlite:///{file}", "db", "check"]) == 1
        assert "agreement_versions" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("sql", "why", "where"),
    [
        ("UPDATE tickets SET tier = 'critical', tier_rank = 1 WHERE id = 1", "row", "TK-1: tier"),
        ("UPDATE message_versions SET body = 'I never asked' WHERE id = 1", "row", "message 1/1"),
        ("UPDATE agreement_versions SET content = x'7b7d'", "bytes", "agreement_versions: 2026"),
    ],
)
def test_in_an_archive_as_well(own_folder: Path, sql: str, why: str, where: str) -> None:
    with closing(sqlite_module().connect(own_folder / layout.DATABASE, isolation_level=None)) as connection:
        connection.execute(sql)
    reseal(own_folder, None)
    found = proving.verify(own_folder, [], lambda _d, _t: True)
    assert (found.state, found.why) == ("altered", why), found
    assert where in found.where


@pytest.fixture
def server_url(_bench: Any, tmp_path: Path) -> Iterator[str]:
    """The same desk on a server."""
    yield from _bench.prepared("postgres18", tmp_path, "booked", furnish)


@pytest.mark.postgres
def test_on_a_server_as_on_a_file(server_url: str) -> None:
    store = open_store(server_url)
    with store.read() as connection:
        every = connection.execute(text("SELECT id FROM tickets")).scalars().all()
        assert not [*witness.misfits(connection, every), *witness.altered(connection)]
    with store._engine.begin() as connection:
        for table in ("message_versions", "decisions"):
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
        connection.execute(text("UPDATE message_versions SET body = 'I never asked' WHERE message_id = 1"))
        connection.execute(text("UPDATE decisions SET revoked = true"))
    with store.read() as connection:
        assert len(list(witness.misfits(connection, every))) == 2
    store.close()


def test_the_bytes_of_an_event_cannot_be_made_up(sqlite_desk: str) -> None:
    """A salt stands in them: whoever knows all of the rest cannot try out a name."""
    with closing(sqlite_module().connect(sqlite_desk.partition("///")[2])) as connection:
        kept: list[Any] = [hashed for (hashed,) in connection.execute("SELECT hashed FROM events")]
    salts = {bytes(one).decode().split('"salt":"')[1][:32] for one in kept}
    assert len(salts) == len(kept)
