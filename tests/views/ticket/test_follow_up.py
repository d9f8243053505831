"""A follow-up of a closed request says what it goes on, and is joined with it by keys; one undo parts them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pytestqt.qtbot import QtBot

from console.query import parse
from console.records.base import Status
from console.services import closing, showing
from console.services.intake.run import import_paths
from console.views.main_window import MainWindow
from console.views.ticket.reopening import ReopeningPanel
from tests.services.letters_of_mail import raw_mail, write
from tests.views.conftest import Clock
from tests.views.test_window import dialog, press, settle

SENDER = "Greta <greta@nordlys-exchange.example>"


def test_a_follow_up_is_joined_with_what_it_goes_on(
    window: MainWindow, qtbot: QtBot, clock: Clock, tmp_path: Path
) -> None:
    desk = window.desk
    first = raw_mail("first", sender=SENDER, subject="Wallets", body="How do I add one?", at=clock.now)
    list(import_paths(desk, [write(tmp_path / "one", first)]))
    (older,) = showing.queue_page(desk, parse("is:open subject:Wallets").query).rows
    closing.close(desk, older.id, closing.judge(desk, older.id).allowed[0], version=older.version)
    clock.forward(hours=3)
    at = clock.now - timedelta(minutes=5)
    again = raw_mail("again", sender=SENDER, subject="Re: Wallets", body="It fails.", at=at, answers="first")
    list(import_paths(desk, [write(tmp_path / "two", again)]))
    (follower,) = showing.queue_page(desk, parse("is:open subject:Wallets").query).rows
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
