"""Putting a ticket off in the window: the menu, the list without it, what an empty queue says, the hour itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import showing, snoozing
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from tests.views.conftest import Clock
from tests.views.test_window import dialog, press, settle

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a menu over a screen that is none


def menu(window: MainWindow) -> QMenu:
    window.queue.table.setFocus()
    press(window, "H")
    return next(one for one in window.findChildren(QMenu) if one.isVisible())


def test_a_wrong_time_of_receipt_is_corrected_and_taken_back(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    assert window.panels is not None
    line = window.panels.detail.row
    window.queue.table.setFocus()
    QTest.keyClick(window.focusWidget(), Qt.Key.Key_T, Qt.KeyboardModifier.AltModifier)
    form = dialog(window, EntryForm)
    assert isinstance(form, EntryForm)
    form.inputs["at"].set_value(clock.now - timedelta(days=9))
    form.save()
    settle(window, qtbot)
    assert showing.detail(window.desk, line.id).row.received_at == clock.now - timedelta(days=9)
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(window.desk, line.id).row.received_at == line.received_at


def numbers(window: MainWindow) -> list[int]:
    rows = window.queue.table.rows
    return [found.number for n in range(rows.rowCount()) if (found := rows.record(n)) is not None]


def test_a_ticket_is_put_off_undone_and_comes_back_at_its_hour(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    assert window.panels is not None
    line = window.panels.detail.row
    offered = menu(window)
    words = [one.text().partition("\t")[0] for one in offered.actions()]
    assert words[0] == "Later today"
    assert words[-1] == "Another time…"
    offered.actions()[0].trigger()
    offered.close()
    settle(window, qtbot)
    assert line.number not in numbers(window)
    assert window.sidebar.entries["snoozed"].number == "1"

    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert line.number in numbers(window)
    window.queue.table.setFocus()
    press(window, "Z", shift=True)
    settle(window, qtbot)
    assert line.number not in numbers(window)
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert line.number in numbers(window)

    window.go_to(line.id)
    settle(window, qtbot)
    asking = menu(window)
    next(one for one in asking.actions() if one.text() == "Another time…").trigger()
    asking.close()
    form = dialog(window, EntryForm)
    assert isinstance(form, EntryForm)
    form.inputs["at"].set_value(clock.now + timedelta(minutes=30))
    form.inputs["reason"].set_value("The build ends then")
    form.save()
    settle(window, qtbot)
    row = showing.detail(window.desk, line.id).row
    assert row.status is Status.SNOOZED
    assert row.snoozed_until is not None
    assert line.number not in numbers(window)

    clock.forward(minutes=31)
    window.watch.answered.emit()  # the database answered once more; nobody wrote anything
    settle(window, qtbot)
    assert line.number in numbers(window)
    assert window.sidebar.entries["snoozed"].number == ""


def test_an_empty_queue_says_what_comes_back(window: MainWindow, qtbot: QtBot, clock: Clock) -> None:
    at = clock.now + timedelta(hours=2)
    window.show_view("mine")
    settle(window, qtbot)
    for number in numbers(window):
        row = showing.detail(window.desk, showing.id_of(window.desk, number)).row
        snoozing.snooze(window.desk, row.id, at, version=row.version)
    window.refresh()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: window.queue.states.currentWidget() is window.queue.states.empty)
    assert "snoozed tickets come back at" in window.queue.states.empty.text.text()
