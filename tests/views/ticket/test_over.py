"""A request that is over: the card says how it ended, one act is left, and what belongs to open ones cannot be done."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from console.records.base import Status, TicketId
from console.records.ending import CLOSED, JOINED
from console.services import closing, company, refusing, showing
from console.views.decision.ending import GO
from console.views.main_window import MainWindow
from console.views.ticket.reopening import ReopeningPanel
from tests.views.conftest import NOW, Clock
from tests.views.test_window import dialog, press, settle
from tests.views.ticket.following import closed_and_followed
from tests.views.ticket.pressing import Keyboard

EXPIRED = "Commission rounding"
BARRED = (
    "refuse",
    "ask",
    "decide",
    "confirm_all",
    "tier_critical",
    "tier_functional",
    "tier_question",
    "choose_license",
)


@pytest.fixture
def keyboard(window: MainWindow, qtbot: QtBot) -> Keyboard:
    return Keyboard(window, qtbot)


def show_closed_refusal(keyboard: Keyboard) -> TicketId:
    """Refuse and close a request, and show it."""
    keyboard.go_to(EXPIRED)
    desk, panels = keyboard.window.desk, keyboard.window.panels
    assert panels is not None
    letter = refusing.prepare(desk, panels, "23.1.1", "en")
    refusing.refuse(desk, panels, letter, letter.filled.text, base_event=panels.detail.event_n)
    key = panels.detail.row.id
    closing.close(desk, key, "28.1.3", version=showing.detail(desk, key).row.version)
    keyboard.window.reload()
    keyboard.settle()
    return key


def picture(window: MainWindow, name: str) -> None:
    folder = os.environ.get("CLAUSEDESK_PICTURES")
    if folder:
        window.grab().save(f"{folder}/{name}.png")


def test_the_card_says_who_closed_it_by_what_and_leaves_one_act(keyboard: Keyboard) -> None:
    key = show_closed_refusal(keyboard)
    window = keyboard.window
    panel = window.side.decision
    card = panel.ending
    picture(window, "closed")
    assert (card.isVisible(), panel.outcome.isVisible()) == (True, False)
    assert card.title.text() == "Closed by 28.1.3"
    assert card.whose.text().startswith("Dana Kim  ·  ")
    assert "Refused by 23.1.1" in card.decided.text()
    assert [one.accessibleName() for one in card.buttons if one.isVisible()] == ["Reopen…", "The refusal is disputed…"]
    assert panel.decided.rows
    assert [one.rows for one in (panel.needs, panel.changes, panel.supposed)] == [{}, {}, {}]
    barred = [one for one in window.commands.all() if one.id in BARRED]
    assert len(barred) == len(BARRED)
    assert {(one.enabled(), one.why_not) for one in barred} == {(False, "why.closed")}
    assert not window.ticket.composer.refuse.isEnabled()
    before = showing.detail(window.desk, key).event_n
    window.queue.table.setFocus()
    for chord in ("Shift+R", "Shift+Q", "D", "Y", "1", "2", "3", "L"):
        keyboard.press(chord)
        assert not [one for one in window.findChildren(QDialog) if one.isVisible()], chord
    row = next(iter(panel.facts.rows.values()))
    row.setFocus()
    keyboard.press("Space")
    assert showing.detail(window.desk, key).event_n == before
    window.queue.table.setFocus()
    keyboard.press("E")
    reopening = keyboard.shown(ReopeningPanel)
    assert isinstance(reopening, ReopeningPanel)
    reopening.reopen_now()
    keyboard.settle()
    assert (card.isVisible(), panel.outcome.isVisible()) == (False, True)
    assert all(one.enabled() for one in barred)
    assert window.ticket.composer.refuse.isEnabled()


def test_a_closed_request_goes_on_with_its_follow_up_which_then_leads_to_it(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    desk = window.desk
    company.set_setting(desk.store, desk.actor, "reopen_window_days", 30, at=NOW)
    older, follower = closed_and_followed(desk, clock, tmp_path)
    window.go_to(older.id)
    settle(window, qtbot)
    card = window.side.decision.ending
    assert window.panels is not None
    assert window.panels.ending is not None
    assert (window.panels.ending.kind, window.panels.ending.number) == (CLOSED, follower.number)
    picture(window, "goes_on")
    assert card.go_on.accessibleName() == f"Go on with TK-{follower.number}…"
    card.go_on.click()
    settle(window, qtbot)
    panel = dialog(window, ReopeningPanel)
    assert isinstance(panel, ReopeningPanel)
    assert panel.join.isChecked()
    panel.reopen_now()
    settle(window, qtbot)
    assert showing.detail(desk, follower.id).row.status is Status.MERGED

    window.go_to(follower.id)
    settle(window, qtbot)
    picture(window, "joined")
    assert window.panels.ending is not None
    assert window.panels.ending.kind == JOINED
    assert card.title.text() == f"Joined with TK-{older.number}"
    assert [one.accessibleName() for one in card.buttons if one.isVisible()] == [f"{GO.title()} to TK-{older.number}"]
    assert not window.ticket.header.close_button.isVisible()
    press(window, "E")
    settle(window, qtbot)
    assert not [one for one in window.findChildren(QDialog) if one.isVisible()]
    card.primary.click()
    settle(window, qtbot)
    assert window.panels.detail.row.id == older.id
