"""The journey of a request by keys alone, in both layouts: read, confirm, refuse, call back, refuse again, close."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import outbox, showing
from console.views.main_window import MainWindow
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.refusal import RefusalPanel
from tests.views.conftest import Clock
from tests.views.ticket.pressing import Keyboard


@pytest.mark.parametrize("layout", ["us", "ru"])
def test_from_the_decision_to_the_closing(window: MainWindow, qtbot: QtBot, clock: Clock, layout: str) -> None:
    keyboard = Keyboard(window, qtbot, layout)
    keyboard.go_to("Commission rounding")
    assert window.panels is not None
    ticket, desk = window.panels.detail.row.id, window.desk
    for _ in range(3):
        keyboard.press("F6")
    assert window.side.decision.isAncestorOf(window.focusWidget())
    assert "23.1.1" in window.side.decision.outcome.ground.text()
    keyboard.press("Y")
    assert all(one.status == "confirmed" for one in showing.detail(desk, ticket).facts)

    keyboard.press("Space")
    assert keyboard.shown(RefusalPanel).isVisible()
    keyboard.press("Ctrl+Enter")
    assert showing.detail(desk, ticket).row.outcome == "refuse"
    assert "23.1.1" in window.toast.words()
    clock.forward(seconds=3)
    window.queue.table.setFocus()
    keyboard.press("Z")
    assert showing.detail(desk, ticket).row.outcome is None
    assert "draft" in window.toast.words()

    window.queue.table.setFocus()
    keyboard.press("Shift+R")
    keyboard.press("Ctrl+Enter")
    clock.forward(seconds=30)
    assert outbox.release_due(desk)[-1].state == "written"
    window.go_to(ticket)
    keyboard.settle()
    window.queue.table.setFocus()
    keyboard.press("E")
    panel = keyboard.shown(ClosingPanel)
    assert isinstance(panel, ClosingPanel)
    assert (panel.at, panel.send.accessibleName()) == ("28.1.11", "Close the request")
    keyboard.press("Enter")
    row = showing.detail(desk, ticket).row
    assert (row.status, row.close_reason) == (Status.CLOSED, "28.1.11")
