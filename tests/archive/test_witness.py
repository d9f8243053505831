"""Rows that are not as their events or hashes say are found, in a desk and in an archive of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, text

from console.archive import layout
from console.cli.main import main
from console.services.archives import proving
from console.store import check, open_store, waits, witness
from console.store.archived import opening
from console.store.driver import sqlite_module
from tests.archive.desks import furnish
from tests.archive.resealing import reseal
from tests.archive.witnessing import (
    EMPTY,
    changed,
    findings,
    rows_of_check,
)

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
    "UPDATE agreement_versions SET content = x'7b7d', sha256 = 'EMPTY'": ("row", "agreement_versions 1 event 1"),
    "UPDATE agreement_versions SET effective_from = effective_from + 86400000000": ("row", "agreement_versions 1"),
    "UPDATE schedules SET content = '{}', sha256 = 'EMPTY'": ("row", "schedules 1 event 1: it was another"),
    "UPDATE schedules SET time_zone = 'Asia/Tokyo'": ("row", "schedules 1"),
    "UPDATE letters SET body = 'No.', sha256 = 'EMPTY'": ("row", "letters 1"),
    "DELETE FROM letters": ("row", "it is not there"),
    "UPDATE tickets SET agreement_id = 9 WHERE id = 1": ("row", "agreement_id 9; event 1: 1"),
    "UPDATE tickets SET schedule_id = NULL WHERE id = 1": ("row", "schedule_id None"),
    "UPDATE tickets SET letters_version = 'other', engine_version = '1' WHERE id = 1": ("row", "engine_version 1"),
    "UPDATE decisions SET schedule_id = NULL": ("row", "decision_sha256"),
    "UPDATE decisions SET letter_version = 'team 2'": ("row", "decision_sha256"),
    "UPDATE licenses SET purchased_at = purchased_at - 86400000000": ("row", "license 2 purchased_at"),
    "UPDATE licenses SET plan = 'other'": ("row", "license 2 plan other; event"),
    "UPDATE purchases SET paid_at = paid_at + 86400000000": ("row", "license 2 payment 1"),
    "UPDATE purchases SET length = 99": ("row", "payment 1"),
    "DELETE FROM purchases": ("row", "payment 1 None"),
}
"""What somebody changes in the file, and what `db check` says of it."""


def test_a_desk_as_it_was_made_holds(file: Path) -> None:
    assert not findings(file)


@pytest.mark.parametrize("sql", FOUND)
def test_what_was_changed_in_a_desk_is_found_and_named(file: Path, sql: str) -> None:
    code, words = FOUND[sql]
    with changed(file, sql):
        found = findings(file)
    assert any(one.startswith(code) and words in one for one in found), found


def test_versions_that_no_event_tells_of_are_named_and_no_alarm(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Events of an older program have no digests of versions."""
    every = ("agreement_versions: 2026-06-13 (1)", "schedules", "letters: refuse.")
    url = f"sqlite:///{file}"
    with changed(file, "UPDATE events SET new = json_remove(new, '$.versions')"):
        with closing(open_store(url, read_only=True)) as store, store.read() as connection:
            looked = check.look(connection)
        main(["--language", "en", "--database", url, "db", "check"])
    assert all(any(one.startswith(name) for one in looked.uncovered) for name in every), looked
    assert not [one for one in looked.findings if one.code == "row"]
    assert f"Not covered (no event tells their hash: an older program wrote the events): {looked.uncovered[0]}" in (
        capsys.readouterr().out
    )
    with closing(open_store(url, read_only=True)) as store, store.read() as connection:
        assert check.look(connection).uncovered == ()


def test_a_ticket_under_a_key_that_no_database_gives_is_looked_at(file: Path) -> None:
    moved = "UPDATE tickets SET id = -1, tier = 'critical', tier_rank = 1 WHERE id = 1"
    with changed(file, moved), changed(file, "UPDATE events SET ticket_id = -1 WHERE ticket_id = 1"):
        assert any("TK-1: tier critical; event" in one for one in rows_of_check(file))
        with changed(file, "UPDATE events SET hash = previous WHERE ticket_id = -1 AND n = 2"):
            store = open_store(f"sqlite:///{file}", read_only=True)
            with closing(store), store.read() as connection:
                assert any(one.where == "ticket -1" for one in check.contents(connection))
                assert opening.broken_chain(connection) == (1, 2, "hash")
                held = witness.Held(connection)
                assert opening.unwitnessed(connection, held) == ("TK-1: tier", "row")


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
        ("UPDATE agreement_versions SET content = x'7b7d', sha256 = 'EMPTY'", "row", "agreement_versions 1"),
        ("UPDATE schedules SET content = '{}', sha256 = 'EMPTY'", "row", "schedules 1"),
    ],
)
def test_in_an_archive_as_well(own_folder: Path, sql: str, why: str, where: str) -> None:
    with closing(sqlite_module().connect(own_folder / layout.DATABASE, isolation_level=None)) as connection:
        connection.execute(sql.replace("EMPTY", EMPTY))
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
    asked: list[tuple[float, str]] = []
    event.listen(
        store._engine, "before_cursor_execute", lambda *given: asked.append((waits._patience.get(), given[2].upper()))
    )
    with store.read() as connection:
        assert check.look(connection).uncovered == ()
    hurried = [said for seconds, said in asked if seconds == waits.PATIENCE_S and not said.startswith("SET ")]
    assert not hurried, hurried  # a large database takes its time
    assert not [said for _, said in asked if " LIKE " in said and "FROM EVENTS" in said]
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
