"""What is not work yet, in the window: proposals of a chat by keys, and the one question whose request it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.base import Status, TicketId
from console.services import customers, registry, showing
from console.services.registry import NewLicense
from console.views.dialogs.whose import WhoseDialog
from console.views.main_window import MainWindow
from console.views.words import say, set_language

KEYS = {
    "Shift+Y": (Qt.Key.Key_Y, 29),
    "Shift+N": (Qt.Key.Key_N, 57),
    "Alt+J": (Qt.Key.Key_J, 44),
    "Alt+K": (Qt.Key.Key_K, 45),
    "Alt+U": (Qt.Key.Key_U, 30),
    "Alt+S": (Qt.Key.Key_S, 39),
    "Alt+M": (Qt.Key.Key_M, 58),
    "P": (Qt.Key.Key_P, 33),
    "Z": (Qt.Key.Key_Z, 52),
    "L": (Qt.Key.Key_L, 46),
    "Q": (Qt.Key.Key_Q, 24),
}
ASKED = "Ещё вопрос: отчёт за месяц показывает ошибку 500"


def press(window: MainWindow, qtbot: QtBot, keys: str) -> None:
    key, scan = KEYS[keys]
    held = Qt.KeyboardModifier.NoModifier
    if "Alt+" in keys:
        held |= Qt.KeyboardModifier.AltModifier
    if "Shift+" in keys:
        held |= Qt.KeyboardModifier.ShiftModifier
    event = QKeyEvent(QEvent.Type.KeyPress, key, held, scan, 0, 0, "")
    QApplication.sendEvent(QApplication.focusWidget() or window, event)
    settle(window, qtbot)


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.wait(80)
    qtbot.waitUntil(lambda: window.runner.busy == 0 and not window._load.waiting)
    qtbot.wait(30)


def choose(window: MainWindow, qtbot: QtBot, view: str, subject: str) -> TicketId:
    window.show_view(view)
    settle(window, qtbot)
    rows = window.queue.table.rows
    for place in range(rows.rowCount()):
        record = rows.record(place)
        if record is not None and record.subject.startswith(subject):
            window.queue.table.select_row(place)
    window.queue.table.setFocus()
    settle(window, qtbot)
    assert window.panels is not None
    assert window.panels.detail.row.subject.startswith(subject)
    return window.panels.detail.row.id


def texts(window: MainWindow, ticket_id: TicketId) -> list[str]:
    return [one.text for one in showing.messages(window.desk, ticket_id)]


def proposed(window: MainWindow) -> list[list[str]]:
    rows = showing.queue_page(window.desk, parse("is:proposed sort:created").query).rows
    return [texts(window, row.id) for row in rows]


@pytest.fixture
def proposal(window: MainWindow, qtbot: QtBot) -> TicketId:
    return choose(window, qtbot, "to_confirm", ASKED)


def test_a_proposal_is_shown_in_its_chat_with_where_it_begins_and_ends(
    window: MainWindow, qtbot: QtBot, proposal: TicketId
) -> None:
    bar, talk = window.ticket.waiting, window.ticket.conversation
    assert bar.proposal.isVisible()
    assert not bar.whose.isVisible()
    assert talk.whole
    assert len([one for one in talk.messages if one.conversation_id]) == 8
    assert talk.rows.key(talk.currentIndex().row()) == showing.messages(window.desk, proposal)[0].id
    assert "3" in bar.proposal.detail.text()
    assert bar.proposal.join.isVisible()
    assert bar.proposal.arrows["end_later"].isEnabled()
    window.show_view("mine")
    settle(window, qtbot)
    assert not bar.proposal.isVisible()


def test_its_edges_are_moved_split_joined_and_taken_back_by_keys(
    window: MainWindow, qtbot: QtBot, proposal: TicketId
) -> None:
    before = proposed(window)
    press(window, qtbot, "Alt+K")
    assert [len(one) for one in proposed(window)] == [4, 2, 2]
    press(window, qtbot, "Alt+J")
    assert proposed(window) == before
    press(window, qtbot, "Alt+U")
    assert [len(one) for one in proposed(window)] == [5, 2, 1]
    press(window, qtbot, "Z")
    assert proposed(window) == before
    choose(window, qtbot, "to_confirm", ASKED)
    window.ticket.conversation.setFocus()
    press(window, qtbot, "P")
    press(window, qtbot, "P")
    press(window, qtbot, "Alt+S")
    assert [len(one) for one in proposed(window)] == [4, 2, 1, 1]
    press(window, qtbot, "Z")
    assert proposed(window) == before
    choose(window, qtbot, "to_confirm", ASKED)
    press(window, qtbot, "Alt+M")
    assert [len(one) for one in proposed(window)] == [7, 1]
    press(window, qtbot, "Z")
    assert proposed(window) == before


def test_it_is_confirmed_or_dismissed_by_keys(window: MainWindow, qtbot: QtBot, proposal: TicketId) -> None:
    press(window, qtbot, "Shift+Y")
    assert showing.detail(window.desk, proposal).row.status is Status.OPEN
    press(window, qtbot, "Z")
    assert showing.detail(window.desk, proposal).row.status is Status.PROPOSED
    other = choose(window, qtbot, "to_confirm", "Коллеги")
    press(window, qtbot, "Shift+N")
    assert showing.detail(window.desk, other).row.status is Status.HISTORY


def test_chosen_messages_of_a_chat_are_opened_as_a_request(
    window: MainWindow, qtbot: QtBot, proposal: TicketId
) -> None:
    key = int(showing.messages(window.desk, proposal)[1].id)
    window.ticket.conversation.request_asked.emit((key,))
    settle(window, qtbot)
    rows = showing.queue_page(window.desk, parse("is:open sort:number").query).rows
    made = max(rows, key=lambda one: one.number)
    assert (made.status, len(texts(window, made.id))) == (Status.OPEN, 1)
    assert len(texts(window, proposal)) == 2
    press(window, qtbot, "Z")
    assert len(texts(window, proposal)) == 3


@pytest.mark.parametrize("language", ["en", "ru"])
def test_the_one_question_is_asked_in_the_customers_language(window: MainWindow, qtbot: QtBot, language: str) -> None:
    set_language(language)
    choose(window, qtbot, "unmatched", "Вопрос по панели")
    bar = window.ticket.waiting.whose
    assert bar.isVisible()
    assert bar.title.text() == say("whose.who_are_you") == window.queue.hint.detail.text()
    assert "unknown.person@mailbox.example" in bar.detail.text()
    press(window, qtbot, "Q")
    assert window.ticket.composer.edit.toPlainText().startswith("Здравствуйте!")


def test_a_chosen_license_is_kept_and_the_sender_remembered(window: MainWindow, qtbot: QtBot) -> None:
    ticket = choose(window, qtbot, "unmatched", "Вопрос по панели")
    press(window, qtbot, "L")
    dialog = next(one for one in window.findChildren(WhoseDialog) if one.isVisible())
    dialog.search.setText("Lumen")
    settle(window, qtbot)
    assert dialog.list.count() == 1
    assert dialog.remember.isChecked()
    dialog.go.click()
    settle(window, qtbot)
    found = showing.panels(window.desk, ticket)
    assert found.license is not None
    assert found.license.key == "HRB-2026-4502"
    assert found.origin is not None
    assert found.origin.evidence == (("contact", "unknown.person@mailbox.example"),)
    window.show_view("all_open")
    settle(window, qtbot)
    choose(window, qtbot, "all_open", "Вопрос по панели")
    assert not window.ticket.waiting.whose.isVisible()


def test_two_licenses_that_fit_are_both_shown_and_none_is_taken(window: MainWindow, qtbot: QtBot) -> None:
    desk = window.desk
    ticket = choose(window, qtbot, "unmatched", "Вопрос по панели")
    origin = showing.panels(desk, ticket).origin
    assert origin is not None
    assert origin.candidates == ()
    for number in (1, 2):
        made = registry.add_license(
            desk, NewLicense(key=f"TWO-{number}", plan="PRO", customer="Two of them", purchased_at=desk.clock())
        )
    with desk.store.read() as connection:
        customer = registry.read_license(connection, made).customer_id
    customers.add_contact(desk, customer, name="Two", address="unknown.person@mailbox.example")
    window.refresh()
    settle(window, qtbot)
    again = showing.panels(desk, ticket)
    assert again.origin is not None
    assert again.detail.license_id is None
    assert again.origin.question == "which_domain"
    assert {one.key for one in again.origin.candidates} >= {"TWO-2"}
