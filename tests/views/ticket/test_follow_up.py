"""A follow-up of a closed request says what it goes on, and is joined with it by keys; one undo parts them."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot

from console.records.base import Status
from console.services import showing
from console.views.main_window import MainWindow
from console.views.ticket.reopening import ReopeningPanel
from tests.views.conftest import Clock
from tests.views.test_window import dialog, press, settle
from tests.views.ticket.following import closed_and_followed


def test_a_follow_up_is_joined_with_what_it_goes_on(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    desk = window.desk
    older, follower = closed_and_followed(desk, clock, tmp_path)
    window.go_to(follower.id)
    settle(window, qtbot)
    bar = window.ticket.follows
    assert bar.isVisible()
    assert f"TK-{older.number}" in bar.title.text()
    bar.acted.emit()
    settle(window, qtbot)
    panel = dialog(window, ReopeningPanel)
    assert isinstance(panel, ReopeningPanel)
    assert panel.join.isVisible()
    assert panel.join.isChecked()  # it is what was asked for
    panel.reopen_now()
    settle(window, qtbot)
    assert window.panels is not None
    assert (window.panels.detail.row.id, window.panels.detail.row.status) == (older.id, Status.OPEN)
    assert showing.detail(desk, follower.id).row.status is Status.MERGED
    assert "It fails." in [one.text for one in showing.messages(desk, older.id)]
    window.queue.table.setFocus()
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(desk, follower.id).row.status is Status.OPEN
    assert showing.detail(desk, older.id).row.status is Status.CLOSED
