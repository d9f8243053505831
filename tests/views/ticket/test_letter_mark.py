"""A letter in the composer: the mark above it, taken off and put back, its reason, sending and calling back."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.records.tickets import DecisionRecord
from console.services import asking, drafts, refusing, showing
from console.views.main_window import MainWindow
from console.views.ticket.composer import Composer
from console.views.ticket.letter_mark import kind_of
from console.views.ticket.refusal import RefusalPanel
from tests.views.ticket.pressing import Keyboard

EXPIRED = "Commission rounding"
WHY = "The customer asked about the paid period."


@pytest.fixture
def keyboard(window: MainWindow, qtbot: QtBot) -> Keyboard:
    return Keyboard(window, qtbot)


def inserted(keyboard: Keyboard, *, other: bool = False) -> Composer:
    """Take the letter of a refusal into the answer; `other` chooses the second ground, with its reason."""
    keyboard.go_to(EXPIRED)
    keyboard.press("Shift+R")
    panel = keyboard.shown(RefusalPanel)
    assert isinstance(panel, RefusalPanel)
    if other:
        keyboard.press("2")
        panel.sheet.reason.setText(WHY)
    panel.insert_now()
    keyboard.settle()
    return keyboard.window.ticket.composer


def decisions(keyboard: Keyboard) -> tuple[DecisionRecord, ...]:
    assert keyboard.window.panels is not None
    return showing.detail(keyboard.window.desk, keyboard.window.panels.detail.row.id).decisions


def test_the_mark_names_the_clause_the_reason_and_what_will_be_recorded(keyboard: Keyboard) -> None:
    composer = inserted(keyboard, other=True)
    assert composer.chip.isVisible()
    assert composer.chip.title.text() == "Refusal 23.1.3"
    assert "refused by 23.1.3, decided by Dana Kim" in composer.chip.detail.text()
    assert WHY in composer.chip.detail.text()
    assert composer.send.accessibleName() == "Send refusal"


def test_delete_takes_the_mark_off_and_then_it_is_a_plain_answer(keyboard: Keyboard) -> None:
    composer = inserted(keyboard)
    cursor = composer.edit.textCursor()
    cursor.setPosition(0)
    composer.edit.setTextCursor(cursor)
    keyboard.qtbot.keyClick(composer.edit, Qt.Key.Key_Backspace)
    assert composer.chip.hasFocus()
    keyboard.qtbot.keyClick(composer.chip, Qt.Key.Key_Delete)
    keyboard.settle()
    assert composer.chip.isHidden()
    assert composer.edit.hasFocus()
    assert composer.send.accessibleName() == "Send"
    keyboard.press("Ctrl+Enter")
    assert decisions(keyboard) == ()
    assert keyboard.window.panels is not None
    ticket = keyboard.window.panels.detail.row.id
    assert showing.messages(keyboard.window.desk, ticket)[-1].text.startswith("Hello Joanna")


def test_a_mark_that_was_taken_off_comes_back_by_undo(keyboard: Keyboard) -> None:
    composer = inserted(keyboard, other=True)
    mark = composer.chip.mark
    composer.chip.off.click()
    keyboard.settle()
    assert "plain answer" in keyboard.window.toast.words()
    keyboard.window.acts.undoing.undo()
    keyboard.settle()
    assert composer.chip.mark == mark
    composer.chip.off.click()
    composer.edit.setPlainText("")
    keyboard.window.acts.undoing.undo()
    assert composer.chip.mark is None


def test_calling_back_brings_the_letter_back_whole(keyboard: Keyboard) -> None:
    composer = inserted(keyboard, other=True)
    mark, text = composer.chip.mark, composer.edit.toPlainText()
    assert mark is not None
    composer.attaching.add_content("proof.txt", b"paid")
    keyboard.settle()
    keyboard.press("Ctrl+Enter")
    (decision,) = decisions(keyboard)
    assert (decision.primary, decision.override_reason) == ("23.1.3", WHY)
    assert keyboard.window.panels is not None
    sent = showing.messages(keyboard.window.desk, keyboard.window.panels.detail.row.id)[-1]
    assert [one.name for one in sent.attachments] == ["proof.txt"]
    keyboard.window.acts.undoing.undo()
    keyboard.settle()
    assert decisions(keyboard) == ()
    assert (composer.chip.mark, composer.edit.toPlainText()) == (mark, text)
    assert [one.name for one in composer.files.files] == ["proof.txt"]
    keyboard.press("Ctrl+Enter")
    (again,) = decisions(keyboard)
    assert (again.primary, again.override_reason) == ("23.1.3", WHY)


def test_the_mark_is_kept_with_the_draft_and_goes_with_what_is_thrown_away(keyboard: Keyboard) -> None:
    composer = inserted(keyboard, other=True)
    mark = composer.chip.mark
    assert mark is not None
    assert keyboard.window.panels is not None
    ticket = keyboard.window.panels.detail.row.id
    composer.flush()
    keyboard.settle()
    (kept,) = [one for one in drafts.load_drafts(keyboard.window.desk, ticket) if one.kind == "reply"]
    assert (kept.letter_code, kept.letter_language, kept.letter_reason) == ("refuse.23.1.3", "en", WHY)
    keyboard.go_to("Reserve shows")
    assert composer.chip.mark is None
    keyboard.go_to(EXPIRED)
    assert composer.chip.mark == mark
    composer.discard()
    assert composer.chip.mark is None
    keyboard.window.acts.undoing.undo()
    assert composer.chip.mark == mark
    composer.set_kind("note")
    assert composer.chip.isHidden()
    composer.set_kind("reply")
    assert composer.chip.mark == mark


def test_what_becomes_of_a_ticket_is_told_by_the_kind_of_its_letter() -> None:
    assert kind_of("refuse.23.1.1") == "refuse"
    assert kind_of("suspend.23.1.21") == "suspend"
    assert kind_of(refusing.REDIRECTING) == "redirect"
    assert kind_of(asking.OPENS_CHECK[0]) == "check"
    assert kind_of("request.facts") == "asks"
    assert kind_of("request.do_it_yourself") == "tells"
