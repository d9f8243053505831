"""The refusal panel by real keys in both layouts: grounds, letter, what stops it, what is kept."""

from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from console.records.assessment import AssessmentView
from console.services import showing, suspending
from console.views.letters import frame
from console.views.main_window import MainWindow
from console.views.ticket.asking import AskingPanel
from console.views.ticket.refusal import RefusalPanel
from tests.views.conftest import NOW
from tests.views.ticket.pressing import Keyboard

EXPIRED, UNKNOWN, MISSING = "Commission rounding", "Order list", "Иногда"


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    words: list[str] = []

    def hear(event: QAccessibleEvent) -> None:
        words.append(event.message())  # type: ignore[attr-defined]  # an announcement

    monkeypatch.setattr(frame, "QAccessible", SimpleNamespace(updateAccessibility=hear))
    return words


def open_panel(keyboard: Keyboard, subject: str) -> RefusalPanel:
    keyboard.go_to(subject)
    keyboard.press("Shift+R")
    panel = keyboard.shown(RefusalPanel)
    assert isinstance(panel, RefusalPanel)
    return panel


def view_of(keyboard: Keyboard) -> AssessmentView:
    assert keyboard.window.panels is not None
    return keyboard.window.panels.assessment


def test_a_ground_is_chosen_and_sent_with_two_keys(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    assert panel.search.hasFocus()
    assert panel.list.count() == 23
    first = panel.list.rows.rows
    assert (first[0].id, first[0].title) == ("", "Hold")
    assert [row.id for row in first if row.keys] == [row.id for row in first if row.id][:9]
    keyboard.press("2")
    assert panel.at == "23.1.3"
    assert panel.sheet.reason.isVisible()
    keyboard.press("1")
    assert panel.at == "23.1.1"
    assert not panel.sheet.reason.isVisible()
    keyboard.press("Ctrl+L")
    assert panel.sheet.text().startswith("Здравствуйте")
    assert panel.prepared is not None
    assert panel.prepared.letter.language == "ru"
    keyboard.press("Ctrl+Enter")
    assert keyboard.window.panels is not None
    ticket = keyboard.window.panels.detail.row.id
    decision = showing.detail(keyboard.window.desk, ticket).decisions[-1]
    assert (decision.primary, decision.letter_code) == ("23.1.1", "refuse.23.1.1")
    assert "23.1.1" in keyboard.window.toast.words()


def test_another_ground_needs_a_reason_that_is_kept(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    keyboard.press("2")
    keyboard.press("Ctrl+Enter")
    assert panel.isVisible()
    assert panel.sheet.reason.hasFocus()
    panel.sheet.reason.setText("The customer asked about the paid period.")
    keyboard.press("Ctrl+Enter")
    assert keyboard.window.panels is not None
    decision = showing.detail(keyboard.window.desk, keyboard.window.panels.detail.row.id).decisions[-1]
    assert decision.primary == "23.1.3"
    assert decision.override_reason == "The customer asked about the paid period."


def test_what_cannot_hold_is_readable_with_why_and_cannot_be_sent(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.list.choose("23.1.5")
    row = panel.list.current()
    assert row is not None
    assert not row.enabled
    assert row.why_not
    assert "Hello" in panel.sheet.text()
    assert panel.sheet.why.title.text().startswith("Cannot hold")
    keyboard.press("Ctrl+Enter")
    assert panel.isVisible()
    assert not panel.send.isEnabled()
    assert not panel.insert.isEnabled()


def test_a_variable_without_a_value_stops_the_letter_and_takes_the_focus(keyboard: Keyboard, heard: list[str]) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.sheet.letter.setPlainText(panel.sheet.text().replace("Joanna Pike", "{{customer_name}}"))
    keyboard.press("Ctrl+Enter")
    assert panel.isVisible()
    assert "customer's name" in heard[-1]
    panel.search.setText("23.1.14")
    assert panel.at == "23.1.14"


def test_a_missing_value_is_typed_where_it_is_missing(window: MainWindow, qtbot: QtBot) -> None:
    keyboard = Keyboard(window, qtbot)
    keyboard.go_to(EXPIRED)
    window.acts.letters.ask("request.do_it_yourself")
    panel = window.acts.letters.panel
    assert panel is not None
    keyboard.settle()
    keyboard.press("Ctrl+Enter")
    field = panel.sheet.missing.field("next_step")
    assert isinstance(field, QPlainTextEdit)
    assert field.hasFocus()
    qtbot.keyClicks(field, "Open Orders")
    assert "Open Orders" in panel.sheet.text()
    assert "{{" not in panel.sheet.text()
    assert field.hasFocus()
    keyboard.press("Ctrl+Enter")
    assert not window.findChildren(AskingPanel)
    assert window.panels is not None
    assert "Open Orders" in showing.messages(window.desk, window.panels.detail.row.id)[-1].text


def test_the_panel_goes_no_further_than_the_decision(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, MISSING)
    assert view_of(keyboard).outcome == "ask_info"
    panel.list.choose("23.1.15")
    assert not panel.send.isEnabled()
    assert panel.sheet.why.button.isVisible()
    panel.sheet.why.button.click()
    keyboard.settle()
    asking = keyboard.window.acts.letters.panel
    assert asking is not None
    assert asking.at == "request.facts"
    assert "шаги" in asking.sheet.text()


def test_what_is_not_known_is_grouped_apart_with_a_way_to_ask(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_panel(Keyboard(window, qtbot), UNKNOWN)
    assert panel.list.rows.rows[0].title == "Not known yet: ask"
    assert panel.sheet.why.button.isVisible()
    assert not panel.send.isEnabled()


def test_what_was_written_is_kept_when_leaving_and_there_again(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.sheet.letter.setFocus()
    panel.sheet.letter.setPlainText(panel.sheet.text() + "\nA word of mine.")
    keyboard.press("Ctrl+L")
    assert "A word of mine." not in panel.sheet.text()
    keyboard.press("Ctrl+L")
    assert panel.sheet.text().endswith("A word of mine.")
    keyboard.press("Esc")
    keyboard.window.queue.table.setFocus()
    keyboard.press("Shift+R")
    again = keyboard.shown(RefusalPanel)
    assert isinstance(again, RefusalPanel)
    assert again.sheet.text().endswith("A word of mine.")


def test_enter_takes_the_letter_into_the_answer_and_sending_it_there_is_the_refusal(keyboard: Keyboard) -> None:
    open_panel(keyboard, EXPIRED)
    keyboard.press("Enter")
    composer = keyboard.window.ticket.composer
    assert keyboard.window.focusWidget() is composer.edit
    assert "clause 23.1.1" in composer.edit.toPlainText()
    keyboard.press("Ctrl+Enter")
    assert keyboard.window.panels is not None
    detail = showing.detail(keyboard.window.desk, keyboard.window.panels.detail.row.id)
    assert [(one.outcome, one.primary) for one in detail.decisions] == [("refuse", "23.1.1")]


def test_everything_in_the_panel_has_a_name_and_is_reached_by_tab(window: MainWindow, qtbot: QtBot) -> None:
    panel = open_panel(Keyboard(window, qtbot), EXPIRED)
    wanted: list[QWidget] = [panel.search, panel.list, panel.sheet.letter, panel.insert, panel.send]
    reached: list[QWidget] = []
    here: QWidget = panel.search
    for _ in range(60):
        if here.isVisible() and here.focusPolicy() & Qt.FocusPolicy.TabFocus:
            face = QAccessible.queryAccessibleInterface(here)
            assert face is None or face.text(QAccessible.Text.Name), type(here).__name__
            reached.append(here)
        here = here.nextInFocusChain()
        if here is panel.search:
            break
    places = [reached.index(one) for one in wanted]
    assert places == sorted(places)


def test_a_pause_by_the_clause_alone_is_told_and_not_called_a_refusal(window: MainWindow, qtbot: QtBot) -> None:
    keyboard = Keyboard(window, qtbot)
    keyboard.go_to(EXPIRED)
    assert window.panels is not None
    key, until = window.panels.detail.row.id, NOW + timedelta(days=14)
    suspending.pause(window.desk, key, kind="support", basis="23.1", reason="Threats", review_at=until)
    window.refresh()
    keyboard.settle()
    panel = open_panel(keyboard, EXPIRED)
    row = panel.list.current()
    assert row is not None
    assert (panel.at, panel.windowTitle()) == ("23.1", f"Tell of the pause, TK-{window.panels.detail.row.number}")
    assert row.detail.startswith("A suspension is in force")
    assert panel.sheet.why.title.text().startswith("Holds: A suspension is in force")
    assert panel.send.accessibleName() == "Tell of the pause"
    panel.list.choose("23.1.1")
    assert panel.send.accessibleName() == "Send refusal"
