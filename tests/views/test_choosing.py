"""Choosing tickets in the list by keys, and acting on all of them at once."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QPlainTextEdit
from pytestqt.qtbot import QtBot

from console.faults import Fault, Unreachable
from console.records.base import Tier
from console.services import showing
from console.views.main_window import MainWindow
from console.views.queue.topics import TopicPicker
from tests.views.test_window import dialog, settle

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")  # said of a menu
_PLAIN, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


def open_all(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    window.queue.table.select_row(0)
    window.queue.table.setFocus()
    settle(window, qtbot)


def key(window: MainWindow, qtbot: QtBot, name: Qt.Key, held: Qt.KeyboardModifier = _PLAIN) -> None:
    qtbot.keyClick(window.queue.table, name, held)


def ids(window: MainWindow) -> tuple[int, ...]:
    return window.queue.selection.chosen().ids


def test_x_and_shift_j_choose_and_esc_lets_go(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    key(window, qtbot, Qt.Key.Key_X)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    rows = window.queue.table.rows
    assert set(ids(window)) == {rows.id_at(0), rows.id_at(1), rows.id_at(2)}
    assert window.queue.chosen_bar.isVisible()
    assert window.queue.chosen_bar.words.text() == "3 chosen"
    key(window, qtbot, Qt.Key.Key_X)
    assert len(ids(window)) == 2
    key(window, qtbot, Qt.Key.Key_Escape)
    assert ids(window) == ()
    assert not window.queue.chosen_bar.isVisible()
    assert window.view == "all_open"


def test_the_tier_of_all_chosen_is_set_and_taken_back_at_once(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    chosen = ids(window)
    before = [showing.detail(window.desk, one).row.tier for one in chosen]  # type: ignore[arg-type]  # keys
    key(window, qtbot, Qt.Key.Key_3)
    window.queue.selection.clear()
    window.queue.selection.toggle(-1)  # another is chosen while these are written
    settle(window, qtbot)
    assert window.queue.selection.chosen().ids == (-1,)
    window.queue.selection.clear()
    after = [showing.detail(window.desk, one).row.tier for one in chosen]  # type: ignore[arg-type]  # keys
    assert after == [Tier.QUESTION] * 3
    assert not window.queue.selection
    window.queue.table.setFocus()
    key(window, qtbot, Qt.Key.Key_Z)
    settle(window, qtbot)
    again = [showing.detail(window.desk, one).row.tier for one in chosen]  # type: ignore[arg-type]  # keys
    assert again == before


def test_control_a_is_a_flag_over_the_query(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    whole = window.queue.table.rows.rowCount()
    key(window, qtbot, Qt.Key.Key_A, _CONTROL)
    assert window.queue.selection.count(whole) == whole
    key(window, qtbot, Qt.Key.Key_X)
    chosen = window.queue.selection.chosen()
    assert chosen.query is not None
    assert len(chosen.but) == 1
    key(window, qtbot, Qt.Key.Key_T)
    settle(window, qtbot)
    mine = showing.queue_count(window.desk, window.queue.query)
    assert mine.number == whole
    owners = {row.owner for n in range(whole) if (row := window.queue.table.rows.record(n)) is not None}
    assert "Dana Kim" in owners
    assert len(owners) <= 2


def test_another_query_lets_the_choice_go(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    key(window, qtbot, Qt.Key.Key_X)
    window.queue.show_query("is:open tier:critical")
    assert not window.queue.selection
    key(window, qtbot, Qt.Key.Key_X)
    window.queue.refresh()
    assert window.queue.selection


def test_owner_and_topic_are_offered_for_all(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    chosen = ids(window)
    key(window, qtbot, Qt.Key.Key_A)
    settle(window, qtbot)
    menu = next(one for one in window.findChildren(QMenu) if one.isVisible())
    action = next(one for one in menu.actions() if one.text() == "Irina Volkova")
    menu.triggered.emit(action)
    menu.close()
    settle(window, qtbot)
    assert {showing.detail(window.desk, one).row.owner for one in chosen} == {"Irina Volkova"}  # type: ignore[arg-type]  # keys
    window.queue.table.setFocus()
    key(window, qtbot, Qt.Key.Key_X)
    key(window, qtbot, Qt.Key.Key_J, _SHIFT)
    window.acts.together.act("topic")
    picker = dialog(window, TopicPicker)
    assert isinstance(picker, TopicPicker)
    picker.search.setText("ошибка")
    assert picker.list.count() > 0
    qtbot.keyClick(picker.search, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert not window.queue.selection


def test_an_act_that_is_refused_at_once_takes_no_words_of_one_still_being_written(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_all(window, qtbot)
    key(window, qtbot, Qt.Key.Key_X)
    first, go_on, heard = ids(window), threading.Event(), list[Fault]()
    monkeypatch.setattr(window, "tell", heard.append)
    window.runner.write(lambda: go_on.wait(20))
    window.acts.together.set_tier(Tier.QUESTION)
    window.queue.selection.clear()
    window.queue.selection.toggle(-1)
    away = Unreachable("database_unreachable", why="gone")
    window.runner.hold(away)
    window.acts.together.set_tier(Tier.CRITICAL)
    qtbot.waitUntil(lambda: heard == [away])
    window.queue.selection.clear()
    window.queue.selection.toggle(first[0])
    window.runner.hold(None)
    go_on.set()
    settle(window, qtbot)
    assert "Question" in window.toast.accessibleName()
    assert not window.queue.selection
    assert showing.detail(window.desk, first[0]).row.tier is Tier.QUESTION  # type: ignore[arg-type]  # a key


def test_control_a_and_control_z_belong_to_the_text_while_somebody_writes(window: MainWindow, qtbot: QtBot) -> None:
    open_all(window, qtbot)
    edit: QPlainTextEdit = window.ticket.composer.edit
    edit.setFocus()
    qtbot.keyClicks(edit, "one two")
    qtbot.keyClick(edit, Qt.Key.Key_A, _CONTROL)
    assert not window.queue.selection
    assert edit.textCursor().selectedText() == "one two"
    qtbot.keyClick(edit, Qt.Key.Key_Z, _CONTROL)
    assert edit.toPlainText() != "one two"
