"""The screen of letters: reading, keeping for the team and for oneself, taking out of use, and losing nothing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from console.records.base import Role
from console.services import letterbook
from console.services.letterbook import Wish
from console.views.letters.book import LetterBookScreen
from console.views.main_window import MainWindow
from console.views.ticket.slips import LetterMark

REFUSAL = "refuse.23.1.1"


@pytest.fixture
def screen(window: MainWindow) -> Iterator[LetterBookScreen]:
    shown = LetterBookScreen(window, code=REFUSAL)
    shown.open()
    yield shown
    shown._unkept.clear()
    shown.reject()


def _wait(qtbot: QtBot, screen: LetterBookScreen) -> None:
    qtbot.waitUntil(lambda: not screen._window.runner.busy)
    qtbot.wait(10)


def test_a_changed_letter_is_kept_for_the_team_with_one_key_and_counts_at_once(
    qtbot: QtBot, screen: LetterBookScreen
) -> None:
    assert not screen.keep.isEnabled()
    screen.editor.text.appendPlainText("A line of our own.")
    assert screen.keep.isEnabled()
    QTest.keyClick(screen.editor.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    _wait(qtbot, screen)
    letter = screen._window.desk.letters.find(REFUSAL, "en")
    assert letter is not None
    assert (letter.scope, letter.version) == ("team", 1)
    assert letter.body.endswith("A line of our own.")
    assert screen.retire.isEnabled()
    screen.retire.click()
    _wait(qtbot, screen)
    found = screen._window.desk.letters.find(REFUSAL, "en")
    assert found is not None
    assert found.scope == "builtin"


def test_a_letter_of_the_program_bears_its_clause_and_no_code(screen: LetterBookScreen) -> None:
    assert screen.editor.code.text() == "23.1.1"
    screen.show_letter("request.transition_notice")
    assert screen.editor.code.text() == "10.2"
    screen.begin_new()
    assert screen.editor.code.isHidden()


def test_a_new_letter_of_ones_own_is_found_by_its_title(qtbot: QtBot, screen: LetterBookScreen) -> None:
    screen.new.click()
    screen.scope.choose("personal")
    screen.editor.title.setText("Thanks for waiting")
    screen.editor.text.setPlainText("Please wait a little, {{customer_name}}.")
    screen.keep_now()
    _wait(qtbot, screen)
    assert screen._window.desk.letters.own_codes() == ("own.thanks-for-waiting",)
    screen.shelf.search.setText("thanks waiting")
    assert [one.id for one in screen.shelf.list.rows.rows if one.id] == ["own.thanks-for-waiting"]


def test_what_could_not_be_sent_is_said_and_cannot_be_kept(screen: LetterBookScreen) -> None:
    screen.editor.text.setPlainText("Hello {{weather}}")
    assert not screen.keep.isEnabled()
    assert "weather" in screen.editor.checks.sentence
    assert "23.1.1" in screen.editor.checks.sentence


def test_looking_at_another_letter_loses_nothing_and_leaving_asks_once(screen: LetterBookScreen) -> None:
    screen.editor.text.appendPlainText("Not kept.")
    screen.show_letter("refuse.23.1.2")
    screen.show_letter(REFUSAL)
    assert screen.editor.text.toPlainText().endswith("Not kept.")
    screen.reject()
    assert screen.isVisible()
    screen.reject()
    assert not screen.isVisible()


def test_a_version_that_somebody_else_kept_is_told_and_the_text_stays(qtbot: QtBot, screen: LetterBookScreen) -> None:
    other = "refuse.23.1.2"
    screen.show_letter(other)
    screen.editor.text.appendPlainText("Mine, too.")
    screen.show_letter(REFUSAL)
    screen.editor.text.appendPlainText("Mine.")
    body = "Clause {{clause}} of {{agreement_date}}. Please write."
    for code in (REFUSAL, other):
        letterbook.save(screen._window.desk, Wish(code=code, language="en", scope="team", body=body))
    screen.keep_now()
    _wait(qtbot, screen)
    assert screen.editor.text.toPlainText().endswith("Mine.")
    assert "1" in screen.editor.state.title.text()
    qtbot.waitUntil(screen.keep.isEnabled)
    screen.keep_now()
    _wait(qtbot, screen)
    kept = letterbook.versions(screen._window.desk, REFUSAL, "en")
    assert [one.n for one in kept] == [2, 1]
    assert kept[0].body.endswith("Mine.")
    assert kept[1].body == body
    screen.show_letter(other)  # of this one nothing was told yet
    screen.keep_now()
    _wait(qtbot, screen)
    assert [one.body for one in letterbook.versions(screen._window.desk, other, "en")] == [body]
    assert screen.editor.text.toPlainText().endswith("Mine, too.")


def test_a_specialist_writes_for_oneself_only(window: MainWindow) -> None:
    window.desk = replace(window.desk, actor=replace(window.desk.actor, role=Role.SPECIALIST))
    screen = LetterBookScreen(window, code=REFUSAL)
    assert screen.scope.value() == "personal"
    screen.reject()


def test_values_are_put_in_at_the_cursor_and_shown_filled_for_the_ticket_in_sight(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: window.panels is not None)
    screen = LetterBookScreen(window, code=REFUSAL)
    screen.editor.text.setPlainText("To ")
    screen.editor.text.moveCursor(screen.editor.text.textCursor().MoveOperation.End)
    screen.editor.put_value("ticket_number")
    assert screen.editor.text.toPlainText() == "To {{ticket_number}}"
    screen.editor.filled.setChecked(True)
    assert window.panels is not None
    assert screen.editor.shown.toPlainText() == f"To TK-{window.panels.detail.row.number}"
    screen._unkept.clear()
    screen.reject()


def test_an_own_letter_is_offered_where_letters_are_chosen_and_keeps_the_ground_that_stands_there(
    qtbot: QtBot, window: MainWindow
) -> None:
    qtbot.waitUntil(lambda: window.panels is not None)
    wish = Wish(code="own.thanks", language="en", scope="personal", title="Thanks", body="Please wait a little.")
    letterbook.save(window.desk, wish)
    window.desk = window.desk.refreshed()
    composer = window.ticket.composer
    composer.take_letter(LetterMark(code=REFUSAL), "A refusal.\n")
    composer.edit.moveCursor(composer.edit.textCursor().MoveOperation.End)
    window.acts.letters.ask()
    panel = window.acts.letters.panel
    assert panel is not None
    assert "own.thanks" in [one.id for one in panel.list.rows.rows]
    panel.sheet.languages.choose("en")
    panel.choose("own.thanks")
    panel.insert_now()
    assert composer.edit.toPlainText() == "A refusal.\nPlease wait a little."
    assert composer.letter_code == REFUSAL


def test_an_own_letter_is_offered_for_its_channel_alone(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: window.panels is not None)
    assert window.panels is not None
    mail = not window.panels.detail.row.channel.startswith("telegram")
    for channel in ("mail", "telegram"):
        wish = Wish(code=f"own.{channel}", language="en", scope="personal", title=channel, body="Please wait.")
        letterbook.save(window.desk, replace(wish, channel=channel))
    window.desk = window.desk.refreshed()
    window.acts.letters.ask()
    panel = window.acts.letters.panel
    assert panel is not None
    offered = [one.id for one in panel.list.rows.rows if one.id.startswith("own.")]
    assert offered == ["own.mail" if mail else "own.telegram"]
    panel.reject()
