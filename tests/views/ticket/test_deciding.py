"""Deciding otherwise than proposed, by keys alone: what may be chosen, the reason, what is shown afterwards, undo."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.services import deciding, showing
from console.views.decision.lines import ActLine
from console.views.main_window import MainWindow
from console.views.ticket.choosing import ChoosingPanel
from console.views.ticket.kept import KeptLetter
from tests.views.ticket.pressing import Keyboard

EXPIRED, NO_RIGHT = "Commission rounding", "Структура таблицы"


def open_panel(keyboard: Keyboard, subject: str) -> ChoosingPanel:
    keyboard.go_to(subject)
    keyboard.press("D")
    panel = keyboard.shown(ChoosingPanel)
    assert isinstance(panel, ChoosingPanel)
    return panel


def test_a_milder_choice_goes_by_keys_and_needs_its_reason(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    assert panel.list.hasFocus()
    assert panel.at == "accept"
    keyboard.press("Ctrl+Enter")
    assert panel.isVisible()
    assert panel.reason.hasFocus()
    assert "reason" in panel.stands.text()
    keyboard.write("One short question")
    assert panel.stands.text().endswith("One short question")
    keyboard.press("Enter")
    assert keyboard.window.panels is not None
    found = deciding.chosen(keyboard.window.panels)
    assert found is not None
    assert (found.decision.outcome, found.decision.override_reason) == ("accept", "One short question")
    card = keyboard.window.side.decision.outcome
    assert card.title.text() == "Admitted"
    assert card.state.text().startswith("Decided by Dana Kim")
    assert card.ground.text() == "The agreement proposed: May be refused (23.1.1)"
    assert card.why.text() == "Reason: One short question"
    assert card.primary.accessibleName() == "Answer"


def test_what_is_severer_can_be_read_with_why_and_not_be_chosen(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.list.choose("suspend")
    assert panel.stands.text().startswith("Severer than the text")
    assert not panel.go.isEnabled()
    keyboard.press("Ctrl+Enter")
    assert panel.isVisible()
    assert keyboard.window.panels is not None
    assert showing.detail(keyboard.window.desk, keyboard.window.panels.detail.row.id).decisions == ()


def test_z_takes_the_choice_back(keyboard: Keyboard) -> None:
    panel = open_panel(keyboard, EXPIRED)
    panel.reason.setText("One short question")
    keyboard.press("Ctrl+Enter")
    keyboard.window.queue.table.setFocus()
    keyboard.press("Z")
    card = keyboard.window.side.decision.outcome
    assert card.title.text() == "May be refused"
    assert keyboard.window.panels is not None
    assert keyboard.window.panels.detail.decisions == ()


def test_where_the_text_leaves_no_choice_the_panel_says_so(window: MainWindow, qtbot: QtBot) -> None:
    keyboard = Keyboard(window, qtbot)
    panel = open_panel(keyboard, NO_RIGHT)
    assert not window.side.decision.outcome.choose.isVisible()
    assert "leaves no choice" in panel.says.detail.text()
    assert [row.id for row in panel.list.rows.rows if row.id and row.enabled] == ["refuse"]


def test_the_choice_stays_in_sight_in_the_conversation_and_among_the_decisions(
    window: MainWindow, qtbot: QtBot
) -> None:
    keyboard = Keyboard(window, qtbot)
    for reason in ("One short question", "The second look"):
        panel = open_panel(keyboard, EXPIRED)
        panel.reason.setText(reason)
        keyboard.press("Ctrl+Enter")
    talk = window.ticket.conversation
    assert any("One short question" in talk.sentence(row) for row in range(len(talk.stack)))
    (line,) = window.side.decision.decided.rows.values()
    assert isinstance(line, ActLine)
    assert "One short question" in line.detail.text()
    line.setFocus()
    keyboard.press("Enter")
    assert isinstance(keyboard.shown(KeptLetter), KeptLetter)
