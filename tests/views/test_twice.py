"""The same key twice, and undo after an act that has none: nothing is doubled, and nothing else is taken back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.base import Tier
from console.records.tickets import TicketRow
from console.services import assign, showing, triage
from console.views.dialogs.by_hand import HandDialog
from console.views.main_window import MainWindow
from console.views.words import say
from tests.views.test_window import press, settle

_CONTROL = Qt.KeyboardModifier.ControlModifier


def shown(window: MainWindow) -> TicketRow:
    assert window.panels is not None
    return showing.detail(window.desk, window.panels.detail.row.id).row


def texts(window: MainWindow) -> list[str]:
    return [one.text for one in showing.messages(window.desk, shown(window).id)]


@pytest.mark.parametrize("key", ["R", "N"])
def test_a_text_whose_key_comes_twice_goes_once(window: MainWindow, qtbot: QtBot, key: str) -> None:
    edit = window.ticket.composer.edit
    window.queue.table.setFocus()
    press(window, key)
    qtbot.keyClicks(edit, "once is enough")
    qtbot.keyClick(edit, Qt.Key.Key_Return, _CONTROL)
    qtbot.keyClick(edit, Qt.Key.Key_Return, _CONTROL)
    settle(window, qtbot)
    assert texts(window).count("once is enough") == 1
    assert edit.toPlainText() == ""
    qtbot.keyClicks(edit, "and another")
    qtbot.keyClick(edit, Qt.Key.Key_Return, _CONTROL)
    settle(window, qtbot)
    assert texts(window)[-1] == "and another"


def test_what_is_written_on_while_a_reply_leaves_is_kept(window: MainWindow, qtbot: QtBot) -> None:
    edit = window.ticket.composer.edit
    window.queue.table.setFocus()
    press(window, "R")
    qtbot.keyClicks(edit, "the answer")
    qtbot.keyClick(edit, Qt.Key.Key_Return, _CONTROL)
    qtbot.keyClicks(edit, " and a thought")
    settle(window, qtbot)
    assert texts(window)[-1] == "the answer"
    assert edit.toPlainText() == "the answer and a thought"


def test_a_request_by_hand_is_entered_once(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.desk.new_request()
    settle(window, qtbot)
    dialog = next(one for one in window.findChildren(HandDialog) if one.isVisible())
    dialog.content.setPlainText("It stopped twice.")
    dialog.sender_address.setText("joan@one.example")
    dialog.enter()
    dialog.enter()
    settle(window, qtbot)
    found = showing.queue_page(window.desk, parse("subject:twice").query).rows
    assert [row.subject for row in found] == ["It stopped twice."]


def test_undo_after_what_has_none_takes_back_nothing_else(window: MainWindow, qtbot: QtBot) -> None:
    before = shown(window)
    window.queue.table.setFocus()
    press(window, "1")
    settle(window, qtbot)
    edit = window.ticket.composer.edit
    press(window, "N")
    qtbot.keyClicks(edit, "for colleagues")
    qtbot.keyClick(edit, Qt.Key.Key_Return, _CONTROL)
    settle(window, qtbot)
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert shown(window).tier is Tier.CRITICAL
    assert window.toast.words().startswith("Internal note: undo does not take this back.")
    press(window, "Z")
    settle(window, qtbot)
    assert shown(window).tier is before.tier


def test_what_is_proposed_is_confirmed_with_a_word_and_a_second_time_too(window: MainWindow, qtbot: QtBot) -> None:
    rows = showing.queue_page(window.desk, parse("is:open").query).rows
    details = (showing.detail(window.desk, row.id) for row in rows)
    window.go_to(next(one.row.id for one in details if any(fact.status == "proposed" for fact in one.facts)))
    settle(window, qtbot)
    window.queue.table.setFocus()
    press(window, "Y")
    press(window, "Y")  # hit twice, before anything of the first is seen
    settle(window, qtbot)
    assert window.toast.words() == "What was proposed is confirmed"
    press(window, "Y")
    settle(window, qtbot)
    assert window.toast.words().startswith("Nothing is proposed here")
    press(window, "Z")
    settle(window, qtbot)
    assert window.toast.words().startswith("Confirm what is proposed: undo does not")
    press(window, "Z")
    settle(window, qtbot)
    assert window.toast.words() == "Nothing to undo"


def test_unread_is_taken_back_and_done_again(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.reading.pause.now()
    settle(window, qtbot)
    window.queue.table.setFocus()
    for key, shift, unread in (("U", False, True), ("Z", False, False), ("Z", True, True)):
        press(window, key, shift=shift)
        settle(window, qtbot)
        assert shown(window).unread is unread


def test_what_is_so_already_leaves_nothing_to_undo(window: MainWindow, qtbot: QtBot) -> None:
    row = shown(window)
    assign.assign(window.desk, row.id, None, version=row.version)
    window.reload()
    settle(window, qtbot)
    tier = shown(window).tier
    other = "1" if tier is not Tier.CRITICAL else "3"
    window.queue.table.setFocus()
    for key in ("T", other):
        press(window, key)
        press(window, key)  # before anything of the first is seen
        settle(window, qtbot)
        press(window, key)
        settle(window, qtbot)
    assert shown(window).owner_id == window.desk.actor.staff_id
    chosen = say("toast.tier", tier=say(f"tier.{shown(window).tier.value}"))
    press(window, "Z")
    settle(window, qtbot)
    assert shown(window).tier is tier
    assert window.toast.words() == f"Undone: “{chosen}”"
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(window.desk, row.id).row.owner_id is None
    press(window, "Z", shift=True)
    settle(window, qtbot)
    assert window.toast.words() == "Done again: “Taken”"


def test_undo_of_what_a_colleague_changed_says_so_in_words(window: MainWindow, qtbot: QtBot) -> None:
    window.queue.table.setFocus()
    press(window, "1")
    settle(window, qtbot)
    row = shown(window)
    triage.set_tier(window.desk, row.id, Tier.QUESTION, version=row.version)
    press(window, "Z")
    settle(window, qtbot)
    assert window.toast.words().startswith("Tier was changed again since: it is now Question.")
