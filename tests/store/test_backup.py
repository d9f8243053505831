from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from console.faults import BadInput, Damaged, Locked, NewerSchema
from console.records.base import Actor, Role, StaffId
from console.store import backup, open_store, restoring, tables
from console.store.driver import sqlite_module
from tests.store.helpers import open_ticket

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ACTOR = Actor(staff_id=StaffId(0), name="a", role=Role.LEAD)
HOLD = """
import sys
from console.store.driver import sqlite_module
connection = sqlite_module().connect(sys.argv[1])
connection.execute("SELECT count(*) FROM tickets").fetchone()
print("open", flush=True)
sys.stdin.read()
"""


def subjects(url: str) -> list[str]:
    store = open_store(url)
    try:
        with store.read() as connection:
            return list(connection.execute(select(tables.tickets.tickets.c.subject)).scalars())
    finally:
        store.close()


def enter(url: str, subject: str) -> None:
    store = open_store(url)
    open_ticket(store, ACTOR, NOW, subject)
    store.close()


@pytest.fixture
def path(migrated_sqlite_url: str) -> Path:
    return Path(migrated_sqlite_url.removeprefix("sqlite:///"))


def test_a_backup_comes_back_and_so_does_what_it_replaced(migrated_sqlite_url: str, path: Path, tmp_path: Path) -> None:
    store = open_store(migrated_sqlite_url)
    open_ticket(store, ACTOR, NOW, "before")
    saved = backup.make_backup(path, tmp_path / "kept", now=NOW)  # the store is open and in use
    open_ticket(store, ACTOR, NOW, "after")
    store.close()
    replaced = restoring.restore(saved.path, path)
    assert subjects(migrated_sqlite_url) == ["before"]
    assert replaced is not None
    assert [one.kind for one in backup.found(path, tmp_path / "kept")] == ["replaced", "manual"]
    restoring.restore(replaced, path)
    assert subjects(migrated_sqlite_url) == ["before", "after"]
    assert not [file.name for file in path.parent.iterdir() if file.name.endswith((".partial", ".incoming"))]


def test_seven_days_and_four_weeks_are_kept(path: Path, tmp_path: Path) -> None:
    made = []
    for days in range(60):
        now = NOW + timedelta(days=days)
        assert backup.is_due(path, tmp_path, now=now)
        made.append(backup.make_backup(path, tmp_path, kind=backup.DAILY, now=now))
        assert not backup.is_due(path, tmp_path, now=now + timedelta(hours=23))
    kept = [saved.taken_at for saved in backup.found(path, tmp_path)]
    assert kept[:7] == [NOW + timedelta(days=days) for days in range(59, 52, -1)]
    sundays = [at for at in kept[7:] if at.isoweekday() == 7]
    assert len(kept) == 9
    assert sundays == kept[7:]
    assert kept[-1] >= NOW + timedelta(days=59 - 28)


def test_a_backup_made_by_hand_is_never_thinned_and_two_of_a_second_are_two(path: Path, tmp_path: Path) -> None:
    made = {backup.make_backup(path, tmp_path, now=NOW).path for _ in range(3)}
    backup.make_backup(path, tmp_path, kind=backup.DAILY, now=NOW)
    assert made < {saved.path for saved in backup.found(path, tmp_path)}
    assert len(made) == 3


def test_what_a_killed_copy_left_is_cleared_and_one_at_work_is_not(path: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    left, at_work, foreign = (
        kept / f".{stem}-daily-20260101T000000Z.sqlite.partial{rest}"
        for stem, rest in ((path.stem, "-journal"), (path.stem, ""), ("other", ""))
    )
    for file in (left, at_work, foreign):
        file.write_bytes(b"half")
    for file in (left, foreign):
        os.utime(file, (1, 1))
    backup.make_backup(path, kept, now=NOW)
    assert [file.exists() for file in (left, at_work, foreign)] == [False, True, True]


def test_databases_of_one_name_have_backups_of_their_own(tmp_path: Path) -> None:
    one, other = backup.folder_of(tmp_path / "a" / "desk.sqlite"), backup.folder_of(tmp_path / "b" / "desk.sqlite")
    assert one != other


def test_a_damaged_file_is_no_backup_and_does_no_harm(path: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(path.read_bytes()[:5_000] + b"\xff" * 9_000)
    before = path.read_bytes()
    with pytest.raises(Damaged):
        restoring.restore(broken, path)
    with pytest.raises(BadInput):
        restoring.restore(tmp_path / "none.sqlite", path)
    sqlite3.connect(tmp_path / "other.sqlite").close()
    with pytest.raises(Damaged) as told:
        restoring.restore(tmp_path / "other.sqlite", path)
    assert told.value.code == "no_schema"
    assert path.read_bytes() == before


def test_a_chain_that_does_not_hold_is_told_and_costs_no_earlier_backup(
    migrated_sqlite_url: str, path: Path, tmp_path: Path
) -> None:
    enter(migrated_sqlite_url, "one")
    sound = backup.make_backup(path, tmp_path, kind=backup.DAILY, now=NOW)
    driver = sqlite_module()
    connection = driver.connect(str(path))
    for (trigger,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        connection.execute(f'DROP TRIGGER "{trigger}"')
    connection.execute("UPDATE events SET new = '{}'")
    connection.commit()
    connection.close()
    with pytest.raises(Damaged) as told:
        backup.make_backup(path, tmp_path, kind=backup.DAILY, now=NOW + timedelta(days=1))
    assert told.value.code == "backup_has_findings"
    assert [saved.path for saved in backup.found(path, tmp_path)] == [sound.path]
    assert restoring.restore(sound.path, path)
    assert subjects(migrated_sqlite_url) == ["one"]


def test_a_backup_of_a_newer_major_is_refused(path: Path, tmp_path: Path) -> None:
    saved = backup.make_backup(path, tmp_path, now=NOW)
    with sqlite3.connect(saved.path) as connection:
        connection.execute("UPDATE schema_info SET value = '9.0' WHERE name = 'schema'")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(NewerSchema):
        restoring.restore(saved.path, path)
    assert path.read_bytes() == before


@pytest.mark.parametrize("seen", [True, False])
def test_a_file_that_somebody_has_open_is_not_replaced(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, seen: bool
) -> None:
    saved = backup.make_backup(path, tmp_path, now=NOW)
    if not seen:  # where the system does not show the processes, the log's own lock tells
        monkeypatch.setattr(restoring, "_PROCESSES", tmp_path / "none")
        with sqlite3.connect(path) as connection:
            assert connection.execute("PRAGMA journal_mode=WAL").fetchone() == ("wal",)
        connection.close()
    other = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "open\n"
    if seen:
        assert restoring.holders(path) == (other.pid,)
    with pytest.raises(Locked) as told:
        restoring.restore(saved.path, path)
    assert told.value.code == "database_in_use"
    other.communicate("")
    assert restoring.restore(saved.path, path)


def test_a_database_too_damaged_to_open_is_put_aside_with_its_log(
    migrated_sqlite_url: str, path: Path, tmp_path: Path
) -> None:
    enter(migrated_sqlite_url, "kept")
    saved = backup.make_backup(path, tmp_path, now=NOW)
    path.write_bytes(b"\xff" * 9_000)
    path.with_name(path.name + "-wal").write_bytes(b"log")
    kept = restoring.restore(saved.path, path)
    assert kept is not None
    assert kept.read_bytes() == b"\xff" * 9_000
    assert kept.with_name(kept.name + "-wal").read_bytes() == b"log"
    assert subjects(migrated_sqlite_url) == ["kept"]


def test_a_lost_database_is_restored_into_nothing(migrated_sqlite_url: str, path: Path, tmp_path: Path) -> None:
    enter(migrated_sqlite_url, "kept")
    saved = backup.make_backup(path, tmp_path, now=NOW)
    for file in path.parent.glob(f"{path.name}*"):
        file.unlink()
    assert restoring.restore(saved.path, path) is None
    assert subjects(migrated_sqlite_url) == ["kept"]


def test_without_second_names_a_copy_is_put_aside(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_paths: object) -> None:
        raise PermissionError

    saved = backup.make_backup(path, tmp_path, now=NOW)
    before = path.read_bytes()
    monkeypatch.setattr(os, "link", refuse)
    kept = restoring.restore(saved.path, path)
    assert kept is not None
    assert len(kept.read_bytes()) == len(before)
