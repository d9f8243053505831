"""A database file that is lost while its desk is open: deleted, moved, replaced, read only, held, full. Real faults."""

from __future__ import annotations

import resource
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from console.faults import Known, Locked, NotAllowed, Unreachable
from console.records.base import Actor, Role, StaffId
from console.records.commands import Command
from console.store import Store, Unit, backup, check, open_store
from console.store.engine import sqlite_module, sqlite_path
from tests.ordinary import bound_by_modes
from tests.store.helpers import conversation
from tests.store.holding import held

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
ANN = Actor(staff_id=StaffId(0), name="Ann", role=Role.LEAD)


@pytest.fixture
def url(migrated_sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    return migrated_sqlite_url


@pytest.fixture
def path(url: str) -> Path:
    found = sqlite_path(url)
    assert found is not None
    return found


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    made = open_store(url)
    yield made
    made.close()


def act(store: Store, size: int = 1) -> str:
    """Open a request with a subject of a size and return the id of the act."""

    def opened(unit: Unit) -> int:
        return unit.open_ticket(
            conversation_id=conversation(unit, NOW),
            channel_kind="email",
            subject="x" * size,
            received_at=NOW,
            last_message_at=NOW,
        )

    command = Command(kind="test", actor=ANN, at=NOW)
    store.apply(command, opened)
    return command.id


def acts(path: Path) -> set[str]:
    with closing(sqlite_module().connect(str(path))) as connection:  # another library would drop our locks
        return {row[0] for row in connection.execute("SELECT id FROM commands")}


def told(code: str, store: Store) -> Unreachable:
    with pytest.raises(Unreachable) as read:
        store.changes_since(None)
    with pytest.raises(Unreachable) as written:
        act(store)
    assert (read.value.code, written.value.code) == (code, code)
    return written.value


def test_what_a_deleted_file_held_is_kept_and_restored_by_hand(store: Store, path: Path) -> None:
    done = {act(store) for _ in range(3)}
    path.unlink()
    fault = told("database_deleted", store)
    assert not path.exists()
    (saved,) = backup.found(path, backup.folder_of(path))
    assert (saved.kind, str(saved.path)) == (backup.RESCUED, fault.params["copy"])
    assert done <= acts(saved.path)
    shutil.copy(saved.path, path)
    act(store)
    assert len(acts(path)) == len(acts(saved.path)) + 1


def test_a_moved_file_holds_all_by_itself_and_the_work_goes_on_when_it_is_back(store: Store, path: Path) -> None:
    done = {act(store) for _ in range(3)}
    aside = path.with_name("aside.sqlite")
    path.rename(aside)
    told("database_gone", store)
    assert done <= acts(aside)  # its journal was left behind, and nothing is in it
    assert backup.found(path, backup.folder_of(path)) == ()
    aside.rename(path)
    again = act(store)
    assert done | {again} <= acts(path)
    with store.read() as connection:
        assert check.check(connection) == ()


def test_nothing_is_written_into_another_desk_in_its_place(store: Store, path: Path, tmp_path: Path) -> None:
    other = _another_desk(path, tmp_path / "other.sqlite")
    theirs, content, before = acts(other), other.read_bytes(), act(store)
    own = path.with_name("own.sqlite")
    path.rename(own)
    shutil.copy(other, path)
    told("database_replaced", store)
    assert path.read_bytes() == content
    assert acts(path) == theirs
    assert before in acts(own)
    path.unlink()
    own.rename(path)
    assert {before, act(store)} <= acts(path)


def test_a_file_that_is_written_over_is_noticed(url: str, path: Path, tmp_path: Path) -> None:
    other = _another_desk(path, tmp_path / "other.sqlite")
    with closing(open_store(url)) as earlier:
        act(earlier)
    with closing(open_store(url)) as store:
        store.look_at_file()
        shutil.copy(other, path)
        with pytest.raises(Unreachable) as caught:
            store.look_at_file()
        assert caught.value.code == "database_replaced"


def test_an_older_copy_in_its_place_is_not_gone_on_with(store: Store, path: Path, tmp_path: Path) -> None:
    act(store)
    older = tmp_path / "older.sqlite"
    backup.copy(path, older)
    act(store)
    path.rename(tmp_path / "own.sqlite")
    shutil.copy(older, path)
    told("database_replaced", store)
    (tmp_path / "own.sqlite").replace(path)
    act(store)


def test_a_copy_that_holds_everything_is_gone_on_with(store: Store, path: Path, tmp_path: Path) -> None:
    act(store)
    whole = tmp_path / "whole.sqlite"
    backup.copy(path, whole)
    path.rename(tmp_path / "own.sqlite")
    with pytest.raises(Unreachable):
        store.changes_since(None)
    shutil.copy(whole, path)
    act(store)


def test_a_file_that_is_lost_during_an_act_takes_nothing_in(store: Store, path: Path) -> None:
    aside = path.with_name("aside.sqlite")

    def moving(unit: Unit) -> None:
        unit.touch("settings")
        path.rename(aside)

    with pytest.raises(Unreachable) as caught:
        store.apply(command := Command(kind="test", actor=ANN, at=NOW), moving)
    assert caught.value.code == "database_gone"
    aside.rename(path)
    assert command.id not in acts(path)


def test_a_folder_that_goes_away_is_told(store: Store, path: Path) -> None:
    act(store)
    away = path.parent.with_name("away")
    path.parent.rename(away)
    told("database_gone", store)
    away.rename(path.parent)
    act(store)


def test_a_file_that_becomes_read_only_is_noticed_without_an_act(url: str, path: Path) -> None:
    with bound_by_modes():
        store = open_store(url)
        act(store)
        path.chmod(0o400)
        try:
            store.look_at_file()
            assert isinstance(store.hindrance.fault, NotAllowed)
            store.changes_since(None)
        finally:
            path.chmod(0o600)
        store.probe()
        assert store.hindrance.fault is None
        act(store)
        store.close()


def test_a_lock_of_another_program_ends_in_words_and_the_next_act_goes_on(store: Store, path: Path) -> None:
    with held(path):
        begun = time.monotonic()
        with pytest.raises(Locked):
            act(store)
        assert time.monotonic() - begun < 10
        assert store.hindrance.fault is not None
        store.changes_since(None)  # who reads is not kept waiting
    store.probe()
    assert store.hindrance.fault is None
    act(store)


@contextmanager
def _no_larger(most: int) -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_limit_on_the_size_of_files_loses_nothing(store: Store, path: Path) -> None:
    done, refused = {act(store)}, None
    log = path.with_name(path.name + "-wal")
    with _no_larger(max(path.stat().st_size, log.stat().st_size) + 200_000):
        for _ in range(40):
            try:
                done.add(act(store, 100_000))
            except Known as fault:
                refused = fault
                break
    assert refused is not None
    assert refused.code in ("disk_full", "disk_error")
    assert store.hindrance.fault is refused
    store.probe()
    done.add(act(store))
    assert done <= acts(path)
    with store.read() as connection:
        assert check.check(connection) == ()


def test_a_full_disk_is_told_and_the_work_goes_on_when_there_is_room(path: Path, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    with _small_disk(disk):
        shutil.copy(path, disk / "desk.sqlite")
        store = open_store(f"sqlite:///{disk / 'desk.sqlite'}")
        done = {act(store)}
        _fill(disk / "filling")
        with pytest.raises(Known) as refused:
            act(store, 500_000)
        assert refused.value.code == "disk_full"
        with pytest.raises(Known):
            store.probe()
        store.changes_since(None)
        (disk / "filling").unlink()
        store.probe()
        assert store.hindrance.fault is None
        done.add(act(store, 500_000))
        assert done <= acts(disk / "desk.sqlite")
        store.close()


def _fill(place: Path) -> None:
    with suppress(OSError), place.open("wb", buffering=0) as filling:
        while filling.write(b"0" * 4096):
            pass


@contextmanager
def _small_disk(place: Path) -> Iterator[None]:
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "none", place], capture_output=True, check=False)
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    try:
        yield
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def _another_desk(like: Path, place: Path) -> Path:
    shutil.copy(like, place)
    store = open_store(f"sqlite:///{place}")
    for _ in range(3):
        act(store)
    store.close()
    return place


def test_the_look_at_the_file_costs_next_to_nothing(store: Store) -> None:
    begun = time.perf_counter()
    for _ in range(50):
        store.look_at_file()
    assert (time.perf_counter() - begun) / 50 < 0.05


def test_a_desk_that_is_there_is_looked_at_in_peace_and_a_server_has_no_file(migrated_url: str) -> None:
    store = open_store(migrated_url)
    store.look_at_file()
    assert store.hindrance.fault is None
    store.close()
