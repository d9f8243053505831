"""What is read ahead: the next ticket is shown without a wait, and never as it was before something was written."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QElapsedTimer
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.services import assign
from console.services.desk import Desk
from console.store import open_store
from console.views import ahead
from console.views.main_window import MainWindow

pytestmark = pytest.mark.usefixtures("reads_ahead")


def near(window: MainWindow) -> set[int]:
    table = window.queue.table
    row = table.currentIndex().row()
    return {key for key in (table.rows.id_at(row - 1), table.rows.id_at(row + 1)) if key is not None}


@pytest.fixture
def rested(window: MainWindow, qtbot: QtBot) -> MainWindow:
    window.show_view("all_open")
    qtbot.waitUntil(lambda: window.queue.table.rows.rowCount() > 10 and not window.runner.busy)
    window.queue.table.select_row(3)
    settle(window, qtbot)
    return window


def settle(window: MainWindow, qtbot: QtBot) -> None:
    here = window.queue.table.current_id()
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.id == here)
    qtbot.waitUntil(lambda: window.ahead.held == near(window) and not window.runner.busy)


def test_the_next_ticket_is_shown_with_its_words_before_the_loop_turns(rested: MainWindow, qtbot: QtBot) -> None:
    for key, row in (("j", 4), ("k", 3), ("k", 2)):
        QTest.keyClick(rested.queue.table, key)  # type: ignore[call-overload]  # a letter is a key too
        table = rested.queue.table
        assert table.currentIndex().row() == row
        assert rested.panels is not None
        assert rested.panels.detail.row.id == table.current_id()
        assert rested.ticket.conversation.messages
        settle(rested, qtbot)


def test_what_others_write_is_seen(rested: MainWindow, demo: Desk, qtbot: QtBot) -> None:
    table = rested.queue.table
    key = table.rows.id_at(4)
    record = table.rows.record(4)
    assert key is not None
    assert record is not None
    rested.watch.look()  # where the feed ends now
    qtbot.waitUntil(lambda: not rested.runner.busy)
    other = open_store(demo.store.url)
    owner = demo.actor.staff_id if record.owner_id != demo.actor.staff_id else None
    assign.assign(Desk(**{**_fields(demo), "store": other}), key, owner, version=record.version)
    other.close()
    rested.watch.look()
    with qtbot.waitSignal(rested.watch.changed):
        pass
    assert not rested.ahead.held
    settle(rested, qtbot)
    rested.choose(key)
    assert rested.panels is not None
    assert (rested.panels.detail.row.id, rested.panels.detail.row.owner_id) == (key, owner)


def test_what_is_written_here_drops_it_at_once_and_again_when_it_is_done(rested: MainWindow, qtbot: QtBot) -> None:
    assert rested.ahead.held
    rested.write(lambda: None)
    assert not rested.ahead.held
    settle(rested, qtbot)


def test_a_look_for_letters_drops_nothing_unless_it_writes_one(rested: MainWindow, qtbot: QtBot) -> None:
    first = dict(rested.ahead._held)
    for looked in (rested.acts.writing.release, rested.acts.writing.release):  # as its clock does every second
        before = dict(rested.ahead._held)
        looked()
        qtbot.waitUntil(lambda: not rested.runner.busy)
        settle(rested, qtbot)
    assert first != before  # the letters of the demo desk were due
    assert rested.ahead._held == before


def test_what_is_old_is_read_anew(rested: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr(ahead, "_LASTS_S", -1.0)
    before = rested.panels
    rested.queue.table.step(1)
    assert rested.panels is before
    settle(rested, qtbot)
    assert rested.panels is not before


def _fields(desk: Desk) -> dict[str, object]:
    return {name: getattr(desk, name) for name in Desk.__dataclass_fields__}


def test_what_was_not_read_ahead_is_read_at_the_key_and_a_held_key_reads_where_it_rests(
    rested: MainWindow, qtbot: QtBot
) -> None:
    read: list[int] = []
    reading = ahead.showing.panels
    rested.ahead.rest()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ahead.showing, "panels", lambda desk, key: (read.append(int(key)), reading(desk, key))[1])
        rested._load._since = QElapsedTimer()  # the cursor rested
        rested._load._timer.setInterval(60_000)  # however slow the machine is
        keys = []
        for _ in range(5):
            QTest.keyClick(rested.queue.table, "j")  # type: ignore[call-overload]  # a letter is a key too
            keys.append(rested.queue.table.current_id())
            assert rested.runner.busy
        assert rested._load.waiting
        rested._load.now()
        settled = keys[-1]
        qtbot.waitUntil(lambda: rested.panels is not None and rested.panels.detail.row.id == settled)
        qtbot.waitUntil(lambda: not rested.runner.busy)
    assert list(dict.fromkeys(read)) == [keys[0], settled]
    assert rested.ticket.conversation.messages
