"""Somebody else was first: both values are shown, and nothing of either is lost."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from console.records.base import Role, TicketId, Tier
from console.services import deciding, reply, showing, triage
from console.services.desk import Desk, ensure_staff
from console.views.dialogs.meeting import MeetingDialog
from console.views.main_window import MainWindow
from console.views.words import set_language
from tests.views.test_window import settle


@pytest.fixture
def eve(window: MainWindow) -> Desk:
    desk = window.desk
    return replace(
        desk, actor=ensure_staff(desk.store, login="eve", name="Eve Stone", role=Role.LEAD, now=desk.clock())
    )


def shown(window: MainWindow) -> TicketId:
    assert window.panels is not None
    return window.panels.detail.row.id


def tier(window: MainWindow) -> Tier:
    return showing.detail(window.desk, shown(window)).row.tier


def meet(window: MainWindow, eve: Desk, qtbot: QtBot) -> MeetingDialog:
    """Let a colleague set the tier of the ticket in sight, and this window another before it has read that."""
    settle(window, qtbot)
    assert window.panels is not None
    triage.set_tier(eve, shown(window), Tier.QUESTION, version=window.panels.detail.row.version)
    window.acts.ticket.set_tier(Tier.CRITICAL)
    qtbot.waitUntil(lambda: bool(window.findChildren(MeetingDialog)))
    return window.findChildren(MeetingDialog)[-1]


def test_both_values_are_shown_and_mine_can_be_set(window: MainWindow, eve: Desk, qtbot: QtBot) -> None:
    dialog = meet(window, eve, qtbot)
    assert "Eve Stone" in " ".join(one.text() for one in dialog.findChildren(type(dialog.problem)))
    assert dialog.accessibleDescription() == "Question; Critical"
    dialog.go.click()
    qtbot.waitUntil(lambda: tier(window) is Tier.CRITICAL)
    settle(window, qtbot)


def test_esc_leaves_what_stands(window: MainWindow, eve: Desk, qtbot: QtBot) -> None:
    dialog = meet(window, eve, qtbot)
    assert dialog.back.isDefault()
    dialog.reject()
    settle(window, qtbot)
    assert tier(window) is Tier.QUESTION


def test_a_fact_is_asked_for_in_words_too(window: MainWindow, eve: Desk, qtbot: QtBot) -> None:
    settle(window, qtbot)
    set_language("ru")
    assert window.panels is not None
    version = window.panels.detail.row.version
    triage.set_fact(eve, shown(window), "has_steps", True, version=version)
    window.acts.ticket.set_fact("has_steps", False, "confirmed")
    qtbot.waitUntil(lambda: bool(window.findChildren(MeetingDialog)))
    dialog = window.findChildren(MeetingDialog)[-1]
    assert dialog.accessibleDescription() == "Да; Нет"
    dialog.reject()
    settle(window, qtbot)


def test_a_colleagues_note_stops_the_reply_and_is_shown(window: MainWindow, eve: Desk, qtbot: QtBot) -> None:
    settle(window, qtbot)
    composer = window.ticket.composer
    composer.write("reply")
    composer.edit.setPlainText("My answer")
    reply.add_note(eve, shown(window), "I called them this morning")
    panels = showing.panels(eve, shown(window))
    deciding.choose(eve, panels, panels.assessment.outcome)
    composer.send_now()
    qtbot.waitUntil(composer.stale.isVisible)
    assert "Eve Stone" in composer.stale.newest.text()  # who decided, by no word to anybody
    composer.stale.lines[1].hide()
    assert "Eve Stone" in composer.stale.newest.text()
    assert "I called them" in composer.stale.newest.text()
    assert composer.slip().text == "My answer"
    settle(window, qtbot)
    composer.stale.anyway.click()
    settle(window, qtbot)
    assert not composer.slip().written
