"""The weekly check: taken when it is due and nobody is at work, told where something does not hold, and kept."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from console.faults import Damaged, Fault
from console.services import proving
from console.services.desk import Desk, open_desk
from console.services.entering import HandEntry, enter_by_hand
from console.services.proving import Proof
from console.store.driver import sqlite_module
from console.store.engine import sqlite_path
from console.work.backing import WeeklyCheck
from console.work.runner import Runner

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


class Clock:
    now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(migrated_sqlite_url: str, tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("CLAUSEDESK_HOME", str(tmp_path / "home"))
    made = open_desk(migrated_sqlite_url, login="a", name="A", out_folder=tmp_path / "letters", clock=clock)
    for n in range(12):
        entry = HandEntry(
            subject=f"Request {n}",
            text="Nothing opens.",
            sender_address="a@b.example",
            sender_name="Ann",
            channel_kind="email",
            received_at=NOW,
        )
        enter_by_hand(made, entry)
    yield made
    made.store.close()


@pytest.fixture
def weekly(qapp: QObject, desk: Desk) -> Iterator[tuple[WeeklyCheck, Runner, list[Proof], list[Fault]]]:
    runner, made, faults = Runner(), list[Proof](), list[Fault]()
    check = WeeklyCheck(desk, runner)
    check.made.connect(made.append)
    check.failed.connect(faults.append)
    yield check, runner, made, faults
    check.stop()
    runner.close()


def look(weekly: tuple[WeeklyCheck, Runner, list[Proof], list[Fault]], qtbot: QtBot) -> None:
    weekly[0].look()
    qtbot.waitUntil(lambda: weekly[1].busy == 0)


def spoil(desk: Desk, ticket: int) -> None:
    path = sqlite_path(desk.store.url)
    assert path is not None
    with closing(sqlite_module().connect(str(path))) as connection, connection:
        guards = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'events'"
        for (name,) in connection.execute(guards).fetchall():
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("UPDATE events SET kind = 'other' WHERE ticket_id = ?", (ticket,))


def test_it_is_taken_once_a_week(
    desk: Desk, clock: Clock, weekly: tuple[WeeklyCheck, Runner, list[Proof], list[Fault]], qtbot: QtBot
) -> None:
    assert proving.last(desk) is None
    look(weekly, qtbot)
    look(weekly, qtbot)
    assert weekly[2] == [Proof(at=NOW, findings=0)]
    clock.now = NOW + timedelta(days=6, hours=23)
    look(weekly, qtbot)
    assert len(weekly[2]) == 1
    clock.now = NOW + timedelta(days=7)
    look(weekly, qtbot)
    assert [one.at for one in weekly[2]] == [NOW, clock.now]
    assert proving.last(desk) == weekly[2][-1]
    clock.now = NOW - timedelta(days=40)  # the clock was set back
    assert proving.due(desk)


def test_a_broken_chain_is_told_once_and_stays_known(
    desk: Desk, weekly: tuple[WeeklyCheck, Runner, list[Proof], list[Fault]], qtbot: QtBot
) -> None:
    spoil(desk, 7)
    look(weekly, qtbot)
    (fault,) = weekly[3]
    assert isinstance(fault, Damaged)
    assert (fault.code, fault.params["n"]) == ("check_found", 1)
    assert "ticket 7" in str(fault.params["first"])
    known = proving.last(desk)
    assert known is not None
    assert (known.at, known.findings) == (NOW, 1)


def test_pages_that_hold_no_database_are_told(desk: Desk) -> None:
    path = sqlite_path(desk.store.url)
    assert path is not None
    with closing(sqlite_module().connect(str(path))) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'messages'").fetchone()[0]
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * size : page * size] = b"\xff" * size
    desk.store._engine.dispose()
    path.write_bytes(content)
    with pytest.raises(Damaged):
        proving.prove(desk)
    known = proving.last(desk)
    assert known is not None
    assert known.findings >= 1


def test_it_waits_while_something_is_on_its_way(
    desk: Desk, weekly: tuple[WeeklyCheck, Runner, list[Proof], list[Fault]], qtbot: QtBot
) -> None:
    go_on = threading.Event()
    weekly[1].read(lambda: go_on.wait(10))
    weekly[0].look()
    assert weekly[1].busy == 1
    go_on.set()
    qtbot.waitUntil(lambda: weekly[1].busy == 0)
    assert proving.last(desk) is None
    look(weekly, qtbot)
    assert proving.last(desk) is not None


def test_a_server_is_its_operators_to_check(migrated_postgres_url: str, tmp_path: Path, clock: Clock) -> None:
    made = open_desk(migrated_postgres_url, login="a", name="A", out_folder=tmp_path, clock=clock)
    assert not proving.due(made)
    assert proving.last(made) is None
    assert proving.prove(made).findings == 0
    made.store.close()
