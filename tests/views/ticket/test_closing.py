"""Closing and reopening by keys in both layouts: proposed, allowed and not, the letter, what stays unanswered."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from console.records.base import Status
from console.records.tickets import TicketDetail
from console.services import company, returning, showing
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.reopening import ReopeningPanel
from tests.views.conftest import NOW
from tests.views.ticket.pressing import Keyboard

EXPIRED, WAITED = "Commission rounding", "28.1.10"


def open_panel(keyboard: Keyboard, subject: str) -> ClosingPanel:
    keyboard.go_to(subject)
    assert keyboard.window.panels is not None
    keyboard.ticket = keyboard.window.panels.detail.row.id
    keyboard.press("E")
    panel = keyboard.shown(ClosingPanel)
    assert isinstance(panel, ClosingPanel)
    return panel


def stored(keyboard: Keyboard) -> TicketDetail:
    assert keyboard.ticket is not None
    return showing.detail(keyboard.window.desk, keyboard.ticket)


def test_without_a_proposal_enter_closes_nothing_and_a_digit_chooses(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    assert panel.list.count() == 12
    assert panel.send.accessibleName() == "Close with 1 question unanswered"
    assert panel.list.tentative
    keyboard.press("Enter")
    assert panel.isVisible()
    assert stored(keyboard).row.status is Status.OPEN
    keyboard.press("2")
    assert (panel.at, panel.list.tentative) == ("28.1.11", False)
    keyboard.press("Enter")
    row = stored(keyboard).row
    assert (row.status, row.close_reason) == (Status.CLOSED, "28.1.11")
    keyboard.window.queue.table.setFocus()
    keyboard.press("Z")
    assert stored(keyboard).row.status is Status.OPEN


def test_what_is_not_allowed_says_why_and_does_not_close(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.list.choose("28.1.9")
    panel.picked = True
    row = panel.list.current()
    assert row is not None
    assert (row.enabled, bool(row.why_not)) == (False, True)
    assert panel.sheet.why.detail.text() == row.why_not
    keyboard.press("Enter")
    assert panel.isVisible()
    assert not panel.send.isEnabled()


def test_the_letter_goes_with_the_closing_only_when_it_is_wanted(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    keyboard.press("2")
    assert not panel.sheet.letter.isEnabled()
    panel.with_letter.setChecked(True)
    assert panel.send.accessibleName() == "Close and send"
    keyboard.press("Ctrl+Enter")
    detail = stored(keyboard)
    assert detail.row.status is Status.CLOSED
    assert "28.1.11" in showing.messages(keyboard.window.desk, detail.row.id)[-1].text
    keyboard.window.queue.table.setFocus()
    keyboard.press("Z")
    assert stored(keyboard).row.status is Status.OPEN


def test_a_letter_that_is_not_sent_asks_for_no_value(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, "Вопрос по панели")
    assert panel.prepared is not None
    assert panel.prepared.filled.missing
    fields = panel.sheet.missing
    assert fields.isHidden()
    keyboard.press("Enter")
    assert not fields.isAncestorOf(panel.focusWidget())
    panel.with_letter.setChecked(True)
    assert fields.isVisible()
    panel.with_letter.setChecked(False)
    assert fields.isHidden()
    keyboard.press("Esc")


def test_a_question_is_ticked_as_answered(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    keyboard.press("2")
    (box,) = panel.questions.values()
    box.setChecked(True)
    assert panel.send.accessibleName() == "Close the request"
    keyboard.press("Ctrl+Enter")
    assert all(one.answered for one in stored(keyboard).questions)


def test_what_is_closed_opens_again_with_its_reason(keyboard: Keyboard) -> None:
    open_panel(keyboard, EXPIRED)
    keyboard.press("2")
    keyboard.press("Enter")
    keyboard.window.queue.table.setFocus()
    keyboard.window.go_to(stored(keyboard).row.id)
    keyboard.settle()
    keyboard.press("E")
    panel = keyboard.shown(ReopeningPanel)
    assert isinstance(panel, ReopeningPanel)
    current = panel.list.current()
    assert current is not None
    assert current.id == returning.MISTAKE
    keyboard.press("3")
    keyboard.press("Enter")
    detail = stored(keyboard)
    assert detail.row.status is Status.OPEN
    event = showing.ticket(keyboard.window.desk, detail.row.number).history[-1]
    assert isinstance(event.new, dict)
    assert event.new["reason"] == returning.NEW_FACTS


def test_a_cause_that_a_person_found_makes_its_reason_the_proposed_one(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.list.choose("28.1.4")
    assert panel.sheet.why.button.isVisible()
    panel.sheet.why.button.click()
    keyboard.settle()
    again = keyboard.shown(ClosingPanel)
    assert isinstance(again, ClosingPanel)
    assert again.at == "28.1.4"
    keyboard.press("Enter")
    assert stored(keyboard).row.close_reason == "28.1.4"
    found = next(one for one in stored(keyboard).facts if one.name == "determined_cause")
    assert (found.value, found.by) == ("server", "Dana Kim")


def test_a_reason_that_falls_away_while_the_panel_is_open_is_shown_again_with_why(keyboard: Keyboard) -> None:
    window = keyboard.window
    desk = replace(window.desk, clock=lambda: NOW + timedelta(days=5))
    window.desk = desk
    panel = open_panel(keyboard, "Which fields")
    assert panel.at == WAITED
    company.set_setting(desk.store, desk.actor, "no_response_close_after_days", 90, at=NOW)
    window.desk = desk.refreshed()
    keyboard.press("Enter")
    again = keyboard.shown(ClosingPanel)
    assert isinstance(again, ClosingPanel)
    row = again.list.current()
    assert row is not None
    assert (again.at, row.enabled, bool(row.why_not)) == (WAITED, False, True)
    assert WAITED in window.toast.words()
    assert stored(keyboard).row.status is Status.WAITING
