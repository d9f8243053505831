"""Erasing in the window: shown first, then a reason and the code that was shown; rules are carried out by hand only."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.query import parse
from console.services import closing, customers, outbox, showing
from console.services.erasing import record
from console.services.reply import Outgoing, send_reply
from console.views.dialogs.erasing import ErasingScreen
from console.views.main_window import MainWindow
from tests.views.test_accessibility import cut_words
from tests.views.test_names import nameless


@pytest.fixture
def shown(window: MainWindow, qtbot: QtBot) -> Iterator[ErasingScreen]:
    customer = customers.customers(window.desk)[0].id
    customers.add_contact(window.desk, customer, name="Zoe Zebra", address="zoe@zebra.example", role="owner")
    window.acts.desk.open_tool("erasing")
    screen = window.findChildren(ErasingScreen)[-1]
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    yield screen
    screen.reject()


def test_a_person_is_erased_by_the_code_that_was_shown(window: MainWindow, shown: ErasingScreen, qtbot: QtBot) -> None:
    page = shown.person
    page.who.setText("nobody@nowhere.example")
    qtbot.keyClick(page.who, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.notice.isVisible() and window.runner.busy == 0)
    assert not page.confirming.go.isEnabled()
    page.who.setText("zoe@zebra.example")
    qtbot.keyClick(page.who, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.seen is not None)
    assert page.seen is not None
    assert "Zoe Zebra" in page.shown.text()
    assert "backups" in page.left.text()
    page.confirming.code.setText(page.seen.token)
    assert not page.confirming.go.isEnabled()
    page.confirming.reason.setText("Asked for")
    page.confirming.code.setText("other")
    assert not page.confirming.go.isEnabled()
    page.confirming.code.setText(page.seen.token)
    page.confirming.go.click()
    qtbot.waitUntil(lambda: shown.notice.title.text() == "Erased" and window.runner.busy == 0)
    assert [one.reason for one in record.erased(window.desk)] == ["Asked for"]


def test_open_requests_are_closed_first(window: MainWindow, shown: ErasingScreen, qtbot: QtBot) -> None:
    row = showing.queue_page(window.desk, parse("is:open has:license").query).rows[0]
    page = shown.person
    page.who.setText(showing.detail(window.desk, row.id).contact_address)
    page.read()
    qtbot.waitUntil(lambda: page.seen is not None)
    assert page.seen is not None
    assert page.seen.open_requests
    page.confirming.reason.setText("Asked for")
    page.confirming.code.setText(page.seen.token)
    assert not page.confirming.go.isEnabled()
    assert "close them first" in shown.notice.title.text()


def test_a_letter_that_has_not_left_is_waited_for_and_the_page_says_so(
    window: MainWindow, shown: ErasingScreen, qtbot: QtBot
) -> None:
    (row,) = showing.queue_page(window.desk, parse('subject:"Первая установка"').query).rows
    closing.close(window.desk, row.id, "28.1.3", version=row.version)
    page, address = shown.person, "aigerim@lumen-kassa.example"
    page.who.setText(address)
    page.seen = None
    page.read()
    qtbot.waitUntil(lambda: page.seen is not None)
    assert page.confirming.reason.isEnabled()
    letter = Outgoing(ticket_id=row.id, text="So it is.", subject="Re", to_address=address, base_event=10_000)
    send_reply(window.desk, letter)
    page.seen = None
    page.read()
    qtbot.waitUntil(lambda: page.seen is not None)
    assert "has not left yet: 1" in shown.notice.title.text()
    assert not page.confirming.reason.isEnabled()
    assert not page.confirming.code.isEnabled()
    assert page.confirming.go.accessibleDescription() == shown.notice.title.text()
    while outbox.release_due(replace(window.desk, clock=lambda: window.desk.clock() + timedelta(minutes=1))):
        pass
    page.seen = None
    page.read()
    qtbot.waitUntil(lambda: page.seen is not None and page.seen.letters_waiting == 0)
    assert page.confirming.reason.isEnabled()


def test_a_rule_is_set_and_carried_out_by_hand(window: MainWindow, shown: ErasingScreen, qtbot: QtBot) -> None:
    while outbox.release_due(window.desk):  # nothing is due while a letter waits to leave
        pass
    assert nameless(shown) == []
    assert cut_words(shown) == []
    shown.turn("kept")
    page = shown.kept
    qtbot.waitUntil(lambda: page.list.count() == 4 and window.runner.busy == 0)
    assert nameless(shown) == []
    assert cut_words(shown) == []
    assert not page.set.isEnabled()
    page.confirming.reason.setText("Our policy")
    page.months.setValue(1)
    page.set.click()
    qtbot.waitUntil(lambda: "closed_tickets" in page._due and window.runner.busy == 0)
    due = page._due["closed_tickets"]
    assert due.requests
    assert record.erased(window.desk) == ()
    page.confirming.code.setText(due.token)
    page.confirming.go.click()
    qtbot.waitUntil(lambda: shown.notice.title.text() == "Erased" and window.runner.busy == 0)
    assert page._due["closed_tickets"].requests == 0
