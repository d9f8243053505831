"""The decision panel: what follows from it, facts by the keyboard, evidence, and that focus and scroll stay."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.tickets import FactRecord
from console.services import showing
from console.views.agreement.browser import AgreementBrowser
from console.views.decision.facts import FactRow
from console.views.decision.lines import ActLine
from console.views.decision.outcome import HERE, follows
from console.views.decision.topics import TopicRow
from console.views.main_window import MainWindow
from console.views.ticket.asking import AskingPanel
from console.views.ticket.decision import DecisionPanel
from console.views.ticket.refusal import RefusalPanel
from console.views.words import say
from tests.views.conftest import NOW
from tests.views.ticket.pressing import Keyboard

REPORT, MISSING, OUTSIDE_DATE = "Reserve shows", "Иногда", "Commission rounding"


@pytest.fixture
def keyboard(window: MainWindow, qtbot: QtBot) -> Keyboard:
    return Keyboard(window, qtbot)


def panel_of(keyboard: Keyboard) -> DecisionPanel:
    return keyboard.window.side.decision


def fact_row(keyboard: Keyboard, name: str) -> FactRow:
    row = panel_of(keyboard).facts.rows[name]
    assert isinstance(row, FactRow)
    return row


def stored(keyboard: Keyboard, name: str) -> tuple[object, str]:
    assert keyboard.window.panels is not None
    detail = showing.detail(keyboard.window.desk, keyboard.window.panels.detail.row.id)
    fact = next(one for one in detail.facts if one.name == name)
    return fact.value, fact.status


def test_f6_leads_to_the_act_that_follows_and_enter_does_it(keyboard: Keyboard) -> None:
    keyboard.go_to(REPORT)
    panel = panel_of(keyboard)
    for _ in range(3):
        keyboard.press("F6")
    assert keyboard.window.focusWidget() is panel.outcome.primary
    assert panel.outcome.primary.accessibleName() == "Refuse by 23.1.1…"
    keyboard.press("Space")
    opened = keyboard.shown(RefusalPanel)
    assert isinstance(opened, RefusalPanel)
    assert opened.at == "23.1.1"


def test_what_became_open_again_says_why_and_by_which_words(qtbot: QtBot) -> None:
    made = FactRecord(
        id=1,
        name="sender_stands",
        value=None,
        status="proposed",
        source="program",
        message_id=None,
        start=0,
        end=4,
        by=None,
        at=NOW,
    )
    changed = replace(made, name="text_changed", value=["topic", "is_error"])
    for one, words in (
        (made, say("fact.another_wrote")),
        (replace(made, name="is_error"), say("fact.no_longer")),
        (changed, say("fact.changed_since", what=f"{say('fact.topic')}, {say('fact.is_error')}")),
        (replace(made, name="text_changed", value=["came_earlier", "topic"]), say("fact.earlier_split")),
        (replace(made, name="text_changed", value=["came_earlier", "topic"]), say("fact.changed_since", what="Topic")),
        (replace(made, name="text_changed", value=["messages_moved"]), say("fact.moved_split")),
    ):
        row = FactRow(one.name)
        qtbot.addWidget(row)
        row.show_fact(one, "Give me the key.")
        assert words in row.accessibleName()
        assert "Give me the key." in row.accessibleName()
        assert row.is_proposed


def test_space_sets_a_fact_and_everything_keeps_its_place(keyboard: Keyboard) -> None:
    keyboard.go_to(REPORT)
    keyboard.window.resize(1680, 620)
    keyboard.settle()
    panel = panel_of(keyboard)
    row = fact_row(keyboard, "software_version")
    assert row.is_proposed
    row.setFocus()
    panel.verticalScrollBar().setValue(120)
    assert (place := panel.verticalScrollBar().value()) == 120
    keyboard.press("Space")
    assert stored(keyboard, "software_version") == (False, "confirmed")
    assert fact_row(keyboard, "software_version") is row
    assert keyboard.window.focusWidget() is row
    assert panel.verticalScrollBar().value() == place
    assert (row.value, row.is_proposed) == ("no", False)
    keyboard.press("Space")
    assert stored(keyboard, "software_version")[1] == "rejected"
    assert row.value == "open"
    assert "Nobody has said" in row.toolTip()


def test_what_is_proposed_shows_its_words_and_points_at_them(keyboard: Keyboard) -> None:
    keyboard.go_to(REPORT)
    row = fact_row(keyboard, "software_version")
    assert "Version 4.6.0" in row.accessibleName()
    row.setFocus()
    keyboard.settle()
    talk = keyboard.window.ticket.conversation
    ((start, end),) = next(iter(talk.lit.values()))
    assert talk.messages[0].text[start:end] == "Version 4.6.0"
    panel_of(keyboard).outcome.primary.setFocus()
    assert talk.lit == {}


def test_y_confirms_everything_that_is_proposed(keyboard: Keyboard) -> None:
    keyboard.go_to(REPORT)
    panel = panel_of(keyboard)
    assert panel.outcome.state.text() == "Provisional: 1 fact is not confirmed"
    panel.outcome.primary.setFocus()
    keyboard.press("Y")
    assert stored(keyboard, "software_version") == (True, "confirmed")
    assert panel.outcome.state.text() == "The agreement says"
    assert panel.outcome.confirm.isHidden()
    assert "Dana Kim" in fact_row(keyboard, "software_version").toolTip()
    assert keyboard.window.focusWidget() is panel.outcome.primary


def test_what_is_not_known_is_asked_or_answered_where_it_can_be(keyboard: Keyboard) -> None:
    keyboard.go_to(MISSING)
    panel = panel_of(keyboard)
    ask, here = panel.needs.rows["repro_steps"], panel.needs.rows["evidence_media"]
    assert isinstance(ask, ActLine)
    assert isinstance(here, ActLine)
    assert (ask.button.accessibleName(), here.button.text()) == ("Ask: The steps", "Answer here")
    here.setFocus()
    keyboard.press("Space")
    row = fact_row(keyboard, "evidence_media")
    assert keyboard.window.focusWidget() is row
    keyboard.press("Space")
    assert stored(keyboard, "evidence_media") == (True, "confirmed")
    assert "evidence_media" not in panel.needs.rows
    ask.button.click()
    keyboard.settle()
    opened = keyboard.shown(AskingPanel)
    assert isinstance(opened, AskingPanel)
    assert "шаги по порядку" in opened.sheet.text()


def test_whether_the_channel_is_official_is_answered_here_where_the_records_do_not_say(keyboard: Keyboard) -> None:
    keyboard.go_to("Ещё вопрос", view="to_confirm")
    panel = panel_of(keyboard)
    need = panel.needs.rows["channel"]
    assert isinstance(need, ActLine)
    need.setFocus()
    keyboard.press("Enter")
    row = fact_row(keyboard, "channel_official")
    assert keyboard.window.focusWidget() is row
    keyboard.press("Space")
    assert stored(keyboard, "channel_official") == (True, "confirmed")
    assert "channel" not in panel.needs.rows


def test_a_row_that_goes_gives_its_focus_to_the_next(keyboard: Keyboard) -> None:
    keyboard.go_to(MISSING)
    panel = panel_of(keyboard)
    panel.needs.rows["software_version"].setFocus()
    panel.fact_set.emit("software_version", True, "confirmed")
    keyboard.settle()
    assert "software_version" not in panel.needs.rows
    assert keyboard.window.focusWidget() in panel.needs.rows.values()
    panel.fact_set.emit("repro_steps", True, "confirmed")
    keyboard.settle()
    assert panel.outcome.title.text() == "Check as a product error"
    assert keyboard.window.focusWidget() is panel.outcome.primary


def test_what_it_rests_on_opens_in_the_agreement(keyboard: Keyboard) -> None:
    keyboard.go_to(REPORT)
    panel = panel_of(keyboard)
    for key in ("text:23.1.1", "reading:A16"):
        panel.basis.rows[key].setFocus()
        keyboard.press("Enter")
        browser = keyboard.shown(AgreementBrowser)
        assert isinstance(browser, AgreementBrowser)
        shown = browser.list.current()
        assert shown is not None
        assert key != "text:23.1.1" or shown.id == "23.1.1"
        browser.reject()
        keyboard.settle()


def test_every_outcome_of_the_desk_has_one_act_with_words(keyboard: Keyboard) -> None:
    desk, seen = keyboard.window.desk, set()
    for row in showing.queue_page(desk, parse("is:open").query, limit=100).rows:
        view = showing.panels(desk, row.id).assessment
        act, words, chord, begins = follows(view)
        assert words
        assert chord or act == HERE  # the facts are said in the panel itself
        if act == "refuse":
            assert begins == view.primary
        seen.add(view.outcome)
    assert {"accept", "ask_info", "refuse", "redirect_paid", "product_error_check"} <= seen


def test_the_panel_walks_from_top_to_bottom_by_tab(keyboard: Keyboard) -> None:
    keyboard.go_to(MISSING)
    panel = panel_of(keyboard)
    wanted: list[QWidget] = [
        panel.outcome.primary,
        panel.outcome.confirm,
        *panel.needs.rows.values(),
        *panel.facts.rows.values(),
        *panel.grounds.rows.values(),
        *panel.basis.rows.values(),
    ]
    chain: list[QWidget] = []
    here: QWidget = panel.outcome.primary
    for _ in range(400):
        chain.append(here)
        here = here.nextInFocusChain()
    places = [chain.index(one) for one in wanted]
    assert places == sorted(places)


def test_a_topic_without_room_ends_in_dots_and_is_said_whole(dressed: QApplication, qtbot: QtBot) -> None:
    whole = "Consulting a programmer of another company"
    row = TopicRow(0, (("a", whole, ""),))
    qtbot.addWidget(row)
    row.box.setCurrentIndex(1)
    row.resize(900, 60)
    row.grab()
    assert row.box.toolTip() == ""
    row.resize(240, 60)
    row.grab()
    assert row.box.toolTip() == whole
