"""The lobby: the first rows before the desk is open, in the widgets that the window goes on with."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.glance import Glance
from console.services import glancing
from console.services.desk import Desk
from console.services.whose import DEMO_LOGIN, DEMO_NAME
from console.views.lobby import FIRST_QUERY, Lobby
from console.views.main_window import MainWindow
from console.views.opening import Frame
from console.work.runner import Runner


@pytest.fixture
def glance(demo: Desk) -> Glance:
    found = glancing.first_rows(demo.store.url, DEMO_LOGIN, FIRST_QUERY, limit=60)
    assert found is not None
    return found


@pytest.fixture
def frame(qtbot: QtBot, dressed: QApplication) -> Iterator[Frame]:
    made = Frame()
    made.show()
    qtbot.waitExposed(made)
    yield made
    made.close()
    made.give_up()
    made.deleteLater()
    dressed.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def lobby(frame: Frame, glance: Glance, qtbot: QtBot) -> Iterator[Lobby]:
    made = Lobby(Runner(), glance)
    frame.lend(made, made.queue.table)
    yield made
    made.queue.table.rest()
    qtbot.waitUntil(lambda: not made.runner.busy)
    made.runner.close()


@pytest.fixture
def taken_over(frame: Frame, lobby: Lobby, demo: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    QTest.keyClick(lobby.queue.table, Qt.Key.Key_Down)
    window = MainWindow(demo, lobby.runner, lobby)
    frame.take(window)
    window.begin(watch=False)
    yield window
    qtbot.waitUntil(lambda: not lobby.runner.busy)
    frame.close()
    frame.give_up()
    window.deleteLater()


def test_the_demo_desk_is_recognized(glance: Glance) -> None:
    assert (glance.person, glance.zone) == (DEMO_NAME, "Europe/Moscow")
    assert glance.rows


def test_the_rows_stand_and_the_cursor_moves_in_them(frame: Frame, lobby: Lobby, glance: Glance) -> None:
    table = lobby.queue.table
    assert [table.rows.id_at(row) for row in range(table.rows.rowCount())] == [one.id for one in glance.rows]
    assert QApplication.focusWidget() is table or frame.focusWidget() is table
    QTest.keyClick(table, Qt.Key.Key_Down)
    assert table.current_id() == glance.rows[1].id
    QTest.keyClicks(lobby.queue.field, "x")  # nothing can be asked for yet
    assert "x" not in lobby.queue.field.text()


def test_the_window_goes_on_with_them(
    frame: Frame, lobby: Lobby, taken_over: MainWindow, glance: Glance, qtbot: QtBot
) -> None:
    table, sidebar, window = lobby.queue.table, lobby.sidebar, taken_over
    kept = glance.rows[1].id
    assert window.queue.table is table
    assert window.sidebar is sidebar
    qtbot.waitUntil(lambda: window.panels is not None and not lobby.runner.busy)
    assert table.current_id() == kept
    assert window.panels is not None
    assert window.panels.detail.row.id == kept
    assert frame.focusWidget() is table
    assert any(row is not None and row.clock for row in (table.rows.record(n) for n in range(table.rows.rowCount())))
    assert not window.queue.field.isReadOnly()
    QTest.mouseClick(window.sidebar.entries["all_open"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.view == "all_open" and not lobby.runner.busy)


def test_a_sidebar_that_would_say_something_else_is_made_anew(frame: Frame, lobby: Lobby) -> None:
    sidebar, queue = lobby.give("Another company", DEMO_NAME, "lead")
    assert sidebar is not lobby.sidebar
    assert queue is lobby.queue
    assert not queue.field.isReadOnly()
    sidebar.deleteLater()
