"""The daily backup: made when it is due, once, without anybody waiting; a failure is told once until one succeeds."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Slot
from pytestqt.qtbot import QtBot

from console.faults import Fault
from console.services import backups
from console.services.backups import BackupInfo
from console.services.desk import Desk, open_desk
from console.store import backup
from console.work.backing import DailyBackup
from console.work.runner import Runner


class Clock:
    def __init__(self) -> None:
        self.now = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


class Ear(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.made: list[BackupInfo] = []
        self.faults: list[Fault] = []

    @Slot(object)
    def take(self, info: BackupInfo) -> None:
        self.made.append(info)

    @Slot(object)
    def hear(self, fault: Fault) -> None:
        self.faults.append(fault)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(migrated_sqlite_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = open_desk(migrated_sqlite_url, login="a", name="A", out_folder=tmp_path / "letters", clock=clock)
    yield made
    made.store.close()


@pytest.fixture
def ear(qapp: QObject) -> Ear:
    return Ear()


@pytest.fixture
def daily(desk: Desk, ear: Ear) -> Iterator[tuple[DailyBackup, Runner]]:
    runner = Runner()
    made = DailyBackup(desk, runner)
    made.made.connect(ear.take)
    made.failed.connect(ear.hear)
    yield made, runner
    made.stop()
    runner.close()


def look(daily: tuple[DailyBackup, Runner], qtbot: QtBot) -> None:
    made, runner = daily
    made.look()
    made.look()
    qtbot.waitUntil(lambda: runner.busy == 0)


def test_a_backup_is_made_once_a_day(
    desk: Desk, clock: Clock, ear: Ear, daily: tuple[DailyBackup, Runner], qtbot: QtBot
) -> None:
    look(daily, qtbot)
    look(daily, qtbot)
    assert [one.kind for one in ear.made] == [backups.DAILY]
    clock.now += timedelta(hours=23)
    look(daily, qtbot)
    assert len(ear.made) == 1
    clock.now += timedelta(hours=1)
    look(daily, qtbot)
    assert [one.path for one in backups.list_backups(desk)] == [one.path for one in reversed(ear.made)]
    assert len(ear.made) == 2


def test_what_fails_is_told_once_until_one_succeeds(
    desk: Desk, ear: Ear, daily: tuple[DailyBackup, Runner], qtbot: QtBot, migrated_sqlite_url: str
) -> None:
    folder = backup.folder_of(Path(migrated_sqlite_url.removeprefix("sqlite:///")))
    folder.write_text("a file stands where the folder should")
    look(daily, qtbot)
    look(daily, qtbot)
    assert ear.made == []
    assert [fault.code for fault in ear.faults] == ["system_refused"]
    folder.unlink()
    look(daily, qtbot)
    assert (len(ear.made), len(ear.faults)) == (1, 1)
