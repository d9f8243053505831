"""The lobby: the first rows before the desk is open, in the widgets that the window goes on with."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.records.glance import Glance
from console.records.tickets import ResponseView, TicketRow
from console.services import glancing
from console.services.desk import Desk
from console.services.whose import DEMO_LOGIN, DEMO_NAME
from console.views.lobby import FIRST_QUERY, Lobby
from console.views.main_window import MainWindow
from console.views.opening import Frame
from console.views.queue.delegate import RESPONSE, TICKET, QueueDelegate
from console.views.words import age
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


def test_nothing_stands_where_something_else_will_stand(frame: Frame, lobby: Lobby, glance: Glance) -> None:
    table = lobby.queue.table
    opened = [place for place, one in enumerate(glance.rows) if one.status is Status.OPEN]
    assert opened
    now = datetime.now(UTC)
    for place in opened:
        index, row = table.rows.index(place, RESPONSE), glance.rows[place]
        heard = table.rows.index(place, TICKET).data(Qt.ItemDataRole.AccessibleTextRole)
        assert index.data() == ""
        assert row.subject in heard
        assert age(row.received_at, now) not in heard.split(", ")


def test_what_is_not_known_yet_is_painted_without_an_age(frame: Frame, lobby: Lobby, glance: Glance) -> None:
    painter = lobby.queue.table.painter_of_rows
    row = next(one for one in glance.rows if one.status is Status.OPEN)
    older = replace(row, received_at=row.received_at - timedelta(days=400))
    assert painted(painter, row) == painted(painter, older) != painted(painter, None)
    known = replace(row, response=ResponseView(cls="undetermined", review_from=None))
    assert painted(painter, known) not in {painted(painter, row), painted(painter, None)}
    painter.expecting = False
    assert painted(painter, row) != painted(painter, older)


def painted(delegate: QueueDelegate, row: TicketRow | None) -> bytes:
    """Return the picture of a row's response column; of nothing without a row."""
    picture = QImage(200, 50, QImage.Format.Format_ARGB32)
    picture.fill(Qt.GlobalColor.white)
    painter = QPainter(picture)
    if row is not None:
        delegate._response(painter, row, QRectF(picture.rect()))
    painter.end()
    return bytes(picture.constBits())


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
    assert all(table.rows.index(place, RESPONSE).data() for place in range(table.rows.rowCount()))
    QTest.mouseClick(window.sidebar.entries["all_open"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: window.view == "all_open" and not lobby.runner.busy)


def test_a_sidebar_that_would_say_something_else_is_made_anew(frame: Frame, lobby: Lobby) -> None:
    sidebar, queue = lobby.give("Another company", DEMO_NAME, "lead")
    assert sidebar is not lobby.sidebar
    assert queue is lobby.queue
    assert not queue.field.isReadOnly()
    sidebar.deleteLater()
