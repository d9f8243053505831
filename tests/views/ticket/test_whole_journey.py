"""The whole journey by keys alone, in both layouts: import, read, refuse, call back, refuse again, close, reopen."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import showing
from console.services.demo import SUPPORT
from console.views.main_window import MainWindow
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.refusal import RefusalPanel
from console.views.ticket.reopening import ReopeningPanel
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import NOW, Clock
from tests.views.ticket.pressing import Keyboard

pytestmark = [
    pytest.mark.usefixtures("reads_ahead"),
    pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard"),  # said offscreen
]
SUBJECT = "Rounding of the reserve"
BODY = "Could you explain how the panel rounds the commission when the amount has more than two decimals?"


def take_in(keyboard: Keyboard, folder: Path) -> None:
    """Import a folder and open the first request of the report."""
    keyboard.take_in(folder)
    keyboard.press("Enter")


@pytest.mark.parametrize("layout", ["us", "ru"])
def test_from_the_import_to_the_reopening(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path, layout: str
) -> None:
    keyboard, desk = Keyboard(window, qtbot, layout), window.desk
    mail = raw_mail("reserve", sender="joanna@brunswick-desk.example", subject=SUBJECT, body=BODY, at=NOW, to=SUPPORT)
    take_in(keyboard, write(tmp_path / "in", mail))
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.subject == SUBJECT)
    keyboard.settle()
    assert window.panels is not None
    ticket = window.panels.detail.row.id

    keyboard.walk_into(window.side.decision)
    assert "23.1.1" in window.side.decision.outcome.ground.text()
    keyboard.press("Y")
    assert all(one.status == "confirmed" for one in showing.detail(desk, ticket).facts)
    keyboard.press("Enter")
    assert keyboard.shown(RefusalPanel).isVisible()
    keyboard.press("Ctrl+Enter")
    assert showing.detail(desk, ticket).row.outcome == "refuse"
    clock.forward(seconds=3)
    keyboard.walk_into(window.side.decision)
    keyboard.press("Z")
    assert showing.detail(desk, ticket).row.outcome is None
    assert window.panels.detail.row.id == ticket, "what was taken back is shown"

    keyboard.walk_into(window.side.decision)
    keyboard.press("Shift+R")
    keyboard.press("Ctrl+Enter")
    clock.forward(seconds=30)
    window.acts.writing.release()  # as its clock does
    keyboard.settle()
    assert list((tmp_path / "letters").rglob("*.eml"))
    keyboard.walk_into(window.side.decision)
    keyboard.press("E")
    assert keyboard.shown(ClosingPanel).isVisible()
    keyboard.press("Enter")
    row = showing.detail(desk, ticket).row
    assert (row.status, row.close_reason) == (Status.CLOSED, "28.1.11")

    keyboard.walk_into(window.side.decision)
    keyboard.press("E")
    assert keyboard.shown(ReopeningPanel).isVisible()
    keyboard.press("Enter")
    assert showing.detail(desk, ticket).row.status is Status.OPEN
