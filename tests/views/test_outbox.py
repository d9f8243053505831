"""The outbox: what failed and why, trying again, calling back, going to the ticket."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from console.services import outbox, showing
from console.views.dialogs.outbox import OutboxDialog
from console.views.main_window import MainWindow
from tests.views.conftest import Clock
from tests.views.test_window import dialog, settle


def send(window: MainWindow, qtbot: QtBot, words: str) -> int:
    window.show_view("all_open")
    settle(window, qtbot)
    window.queue.table.select_row(3)
    settle(window, qtbot)
    composer = window.ticket.composer
    composer.edit.setPlainText(words)
    composer.send_now()
    settle(window, qtbot)
    return composer.ticket_id


def opened(window: MainWindow, qtbot: QtBot, ticket: int) -> OutboxDialog:
    window.acts.desk.open_tool("outbox")
    found = dialog(window, OutboxDialog)
    assert isinstance(found, OutboxDialog)
    settle(window, qtbot)
    key = next(key for key, one in found._entries.items() if one.ticket_id == ticket)
    found.list.choose(key)
    return found


def test_a_letter_that_failed_says_why_and_is_written_again(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    ticket = send(window, qtbot, "An answer.")
    folder = window.desk.out_folder
    if folder.exists():
        for one in folder.iterdir():
            one.unlink()
        folder.rmdir()
    folder.write_text("a file where the folder should be")
    clock.forward(seconds=30)
    outbox.release_due(window.desk)
    found = opened(window, qtbot, ticket)
    assert not found.again.isHidden()
    assert "written" in found.detail.text()
    folder.unlink()
    found.again.click()
    settle(window, qtbot)
    one = found.entry()
    assert one is not None
    assert one.state == "written"
    assert Path(one.path or "").exists()
    assert found.again.isHidden()
    found.reject()


def test_a_message_that_waits_is_called_back(window: MainWindow, qtbot: QtBot) -> None:
    ticket = send(window, qtbot, "Too early.")
    found = opened(window, qtbot, ticket)
    assert not found.back.isHidden()
    found.back.click()
    settle(window, qtbot)
    assert window.ticket.composer.edit.toPlainText() == "Too early."
    assert all(one.text != "Too early." for one in showing.messages(window.desk, ticket))
    found.reject()


def test_it_leads_to_the_ticket(window: MainWindow, qtbot: QtBot) -> None:
    ticket = send(window, qtbot, "An answer.")
    window.queue.table.step(4)
    settle(window, qtbot)
    found = opened(window, qtbot, ticket)
    found.go.click()
    settle(window, qtbot)
    assert window.panels is not None
    assert window.panels.detail.row.id == ticket


@pytest.mark.parametrize("state", ["held", "written"])
def test_only_what_failed_can_be_tried_again(window: MainWindow, qtbot: QtBot, clock: Clock, state: str) -> None:
    ticket = send(window, qtbot, "An answer.")
    if state == "written":
        clock.forward(seconds=30)
        outbox.release_due(window.desk)
    found = opened(window, qtbot, ticket)
    assert found.again.isHidden()
    found.reject()
