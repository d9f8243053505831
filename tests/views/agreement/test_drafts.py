"""Drafts in the window: begun, changed, checked while it is written, kept as a step, put in force, by keys alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QPlainTextEdit
from pytestqt.qtbot import QtBot

from console.records.base import Role
from console.services import drafting, letterbook, readings
from console.views.agreement.drafts import DraftsScreen
from console.views.agreement.rereading import ReadingList
from console.views.licenses.entry_form import EntryForm
from console.views.main_window import MainWindow
from console.views.words import set_language

NAME = "2027-01-01"


def opened(window: MainWindow, qtbot: QtBot, label: str = "") -> DraftsScreen:
    shown = DraftsScreen(window, label=label)
    shown.open()
    settle(window, qtbot)
    return shown


def settle(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    qtbot.wait(30)
    qtbot.waitUntil(lambda: window.runner.busy == 0)


def edit_number(shown: DraftsScreen, window: MainWindow, qtbot: QtBot, slot: str, value: str) -> None:
    shown.page.turn_to("numbers")
    field = shown.page.form.fields[slot]
    assert isinstance(field, QLineEdit)
    field.setText(value)
    qtbot.wait(500)
    settle(window, qtbot)


def test_a_draft_is_begun_changed_and_kept_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    shown = opened(window, qtbot)
    assert shown.page.about.text().startswith("There is no draft yet")
    qtbot.keyClicks(shown.name, NAME)
    qtbot.keyClick(shown.name, Qt.Key.Key_Return)
    settle(window, qtbot)
    assert shown.isVisible()
    assert shown.page.heading.text() == NAME
    edit_number(shown, window, qtbot, "value", "18")
    assert drafting.documents_of(window.desk, NAME)[1]["agreement"]["parameter"][0]["value"] == 12
    qtbot.keyClick(shown, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    settle(window, qtbot)
    assert drafting.documents_of(window.desk, NAME)[1]["agreement"]["parameter"][0]["value"] == 18
    assert "1 place" in shown.page.about.text()
    shown.page.turn_to("differs")
    assert [(row.title, row.detail) for row in shown.page.list.rows.rows] == [("Months of free Support", "12  →  18")]
    shown.reject()


def test_what_is_wrong_is_said_while_it_is_written_and_leads_to_its_place(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    assert "Nothing is wrong" in shown.page.notice.title.text()
    edit_number(shown, window, qtbot, "clauses", "99.9")
    assert shown.page.notice.title.text() == "1 thing is wrong with it"
    assert "cites 99.9, which is no unit" in shown.page.notice.detail.text()
    shown.page.turn_to("words")
    shown.page.notice.acted.emit()
    field = shown.page.form.fields["clauses"]
    assert isinstance(field, QLineEdit)
    assert field.text() == "99.9"  # looking at another part lost nothing
    shown.page.undo_button.click()
    settle(window, qtbot)
    qtbot.waitUntil(lambda: "Nothing is wrong" in shown.page.notice.title.text())
    edit_number(shown, window, qtbot, "value", "many")
    assert "wrong kind" in shown.page.notice.title.text()
    shown.page.undo_button.click()
    settle(window, qtbot)
    shown.reject()


def test_a_reading_is_chosen_from_its_alternatives_and_said_in_words(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    set_language("ru")
    shown = opened(window, qtbot)
    shown.page.turn_to("readings")
    assert shown.page.list.choose("reading A02")
    box = shown.page.form.fields["parameter.period_end.value"]
    assert isinstance(box, QComboBox)
    assert [box.itemText(n) for n in range(box.count())] == ["вместе с тем же числом", "накануне", "в ту же минуту"]
    box.setCurrentIndex(1)
    words = shown.page.form.fields["reading_ru"]
    assert isinstance(words, QPlainTextEdit)
    words.setPlainText("Период кончается накануне.")
    shown.page.keep()
    settle(window, qtbot)
    _, documents = drafting.documents_of(window.desk, NAME)
    reading = next(one for one in documents["readings"]["reading"] if one["id"] == "A02")
    assert (reading["value"], reading["reading_ru"]) == ("day_before", "Период кончается накануне.")
    assert drafting.faults(documents) == ()
    shown.reject()


def test_topics_and_rules_are_changed_and_what_is_wrong_with_them_leads_to_its_place(
    window: MainWindow, qtbot: QtBot
) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    shown.page.turn_to("topics")
    assert shown.page.list.choose("topic cloudflare")
    field = shown.page.form.fields["ground"]
    assert isinstance(field, QLineEdit)
    field.setText("23.1.4")
    shown.page.turn_to("rules")
    assert shown.page.list.choose("rule self_service")
    when = shown.page.form.fields["when"]
    assert isinstance(when, QLineEdit)
    kept = when.text()
    when.setText("no_such_condition")
    qtbot.wait(500)
    settle(window, qtbot)
    assert "no_such_condition" in shown.page.notice.detail.text()
    shown.page.turn_to("words")
    shown.page.notice.acted.emit()
    when = shown.page.form.fields["when"]
    assert isinstance(when, QLineEdit)
    assert when.text() == "no_such_condition"
    when.setText(kept)
    qtbot.wait(500)
    settle(window, qtbot)
    shown.page.keep()
    settle(window, qtbot)
    _, documents = drafting.documents_of(window.desk, NAME)
    assert next(one for one in documents["topics"]["topic"] if one["code"] == "cloudflare")["ground"] == "23.1.4"
    assert drafting.faults(documents) == ()
    shown.reject()


def test_leaving_keeps_what_is_written(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    edit_number(shown, window, qtbot, "value", "18")
    shown.reject()
    settle(window, qtbot)
    assert drafting.documents_of(window.desk, NAME)[1]["agreement"]["parameter"][0]["value"] == 18


def test_a_step_over_another_s_is_not_kept_and_what_was_written_stays(window: MainWindow, qtbot: QtBot) -> None:
    seen = drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    edit_number(shown, window, qtbot, "value", "18")
    drafting.edit(window.desk, NAME, (drafting.edit_of("parameter.archive_months=9"),), seen=seen)
    shown.page.keep()
    settle(window, qtbot)
    assert "changed the draft" in shown.notice.title.text()
    assert [one.value for one in shown.page.edits()] == ["18"]
    shown.page.keep()  # having seen it
    settle(window, qtbot)
    numbers = {
        one["name"]: one.get("value") for one in drafting.documents_of(window.desk, NAME)[1]["agreement"]["parameter"]
    }
    assert (numbers["free_months"], numbers["archive_months"]) == (18, 9)
    shown.reject()


def test_a_draft_is_put_in_force_and_taken_back_before_its_day(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    shown.put_in_force(shown._rows[NAME], date(2027, 1, 1))
    settle(window, qtbot)
    (row,) = [one for one in drafting.version_rows(window.desk) if one.label == NAME]
    assert row.state == "in_force"
    shown.list.choose(NAME)
    assert (shown.force.isVisible(), shown.back.isVisible()) == (False, True)
    shown.back.click()
    settle(window, qtbot)
    assert [one.label for one in drafting.drafts(window.desk)] == [NAME]
    shown.away.click()
    settle(window, qtbot)
    assert drafting.drafts(window.desk) == ()
    shown.reject()


def test_whoever_is_no_lead_reads_and_rehearses_only(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    window.desk = replace(window.desk, actor=replace(window.desk.actor, role=Role.SPECIALIST))
    shown = opened(window, qtbot)
    shown.page.turn_to("numbers")
    assert not shown.page.form.fields["value"].isEnabled()
    assert (shown.force.isVisible(), shown.away.isVisible(), shown.rehearse.isVisible()) == (False, False, True)
    assert not shown.page.keep_button.isVisible()
    shown.reject()


@pytest.mark.parametrize("page", ["numbers", "readings", "words"])
def test_every_part_has_a_title_and_is_found(page: str, window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    shown.page.turn_to(page)
    rows = shown.page.list.rows.rows
    expected = {"numbers": 16, "readings": len(readings.readings(window.desk)), "words": 382}
    assert len(rows) == expected[page]
    assert all(row.title and "_" not in row.title for row in rows)
    shown.page.search.setText("no such words anywhere")
    assert shown.page.list.count() == 0
    shown.reject()


def test_another_reading_is_chosen_from_now_on_with_who_when_and_why(window: MainWindow, qtbot: QtBot) -> None:
    window.acts.desk.open_tool("readings")
    listed = next(one for one in window.findChildren(ReadingList) if one.isVisible())
    settle(window, qtbot)
    assert {"A18 profile", "A02 period_end", "A37 multi_default"} <= set(listed.found)
    listed.open_row("A18 profile")
    qtbot.waitUntil(lambda: any(one.isVisible() for one in window.findChildren(EntryForm)))
    form = next(one for one in window.findChildren(EntryForm) if one.isVisible())
    form.inputs["value"].set_value("lenient")
    form.save()
    assert form.isVisible()  # a reason is needed
    form.inputs["reason"].set_value("Agreed on Monday")
    form.save()
    qtbot.waitUntil(lambda: listed.found["A18 profile"][1].value == "lenient")
    settle(window, qtbot)
    assert window.desk.agreement.agreement.value("profile") == "lenient"
    (choice,) = listed.found["A18 profile"][0].choices
    assert (choice.by, choice.reason) == (window.desk.actor.name, "Agreed on Monday")
    assert any("Agreed on Monday" in one.detail for one in listed.list.rows.rows)
    listed.close()


def test_a_letter_of_the_draft_is_changed_with_its_faults_told_at_once(window: MainWindow, qtbot: QtBot) -> None:
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    shown.page.turn_to("letters")
    settle(window, qtbot)
    shown.page.search.setText("23.1.1 english")
    settle(window, qtbot)
    assert shown.page.list.rows.rows[0].id == "letter refuse.23.1.1/en"
    field = shown.page.form.fields["body"]
    assert isinstance(field, QPlainTextEdit)
    before = field.toPlainText()
    field.setPlainText("Sorry, {{nobody_knows}}.")
    assert shown.page.form.part is not None
    qtbot.wait(500)
    settle(window, qtbot)
    assert "Letter refuse.23.1.1/en" in shown.page.notice.detail.text()
    assert not shown.force.isEnabled()
    assert shown.hindered.text() == shown.force.accessibleDescription() == "Keep or undo what is written first"
    shown.page.keep()
    settle(window, qtbot)
    assert not shown.force.isEnabled()
    assert shown.hindered.text() == "First mend the 3 things that are wrong with it"
    field = shown.page.form.fields["body"]
    assert isinstance(field, QPlainTextEdit)
    field.setPlainText(before + "\n\nThe new words.")
    qtbot.wait(500)
    settle(window, qtbot)
    assert "Nothing is wrong" in shown.page.notice.title.text()
    shown.page.keep()
    settle(window, qtbot)
    (kept,) = drafting.documents_of(window.desk, NAME)[1]["letters"]["letter"]
    assert kept["body"].endswith("The new words.")
    shown.page.search.clear()
    shown.page.turn_to("differs")
    assert [row.title for row in shown.page.list.rows.rows] == ["Letter refuse.23.1.1/en, text"]
    assert shown.force.isEnabled()
    assert shown.hindered.text() == ""
    shown.reject()


def test_a_letter_that_the_team_wrote_for_itself_stands_among_those_of_a_draft(
    window: MainWindow, qtbot: QtBot
) -> None:
    for scope, title in (("team", "Moving house"), ("personal", "Only mine")):
        wish = letterbook.named(letterbook.Wish(code="own.", language="en", scope=scope, title=title, body="We move."))
        letterbook.save(window.desk, wish)
    window.desk = window.desk.refreshed()
    drafting.new(window.desk, NAME)
    shown = opened(window, qtbot)
    shown.page.turn_to("letters")
    assert shown.page.list.rows.rows[0].title == "Moving house"
    assert "Only mine" not in {row.title for row in shown.page.list.rows.rows}
    title, body = shown.page.form.fields["title"], shown.page.form.fields["body"]
    assert isinstance(title, QLineEdit)
    assert isinstance(body, QPlainTextEdit)
    title.setText("")
    qtbot.wait(500)
    settle(window, qtbot)
    assert "title" in shown.page.notice.detail.text()
    title.setText("Moving house soon")
    body.setPlainText("We move soon.")
    qtbot.wait(500)
    settle(window, qtbot)
    shown.page.keep()
    settle(window, qtbot)
    shown.page.turn_to("differs")
    assert {row.detail for row in shown.page.list.rows.rows} == {
        "Moving house  →  Moving house soon",
        "We move.  →  We move soon.",
    }
    shown.reject()
