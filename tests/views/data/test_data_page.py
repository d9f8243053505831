"""The data page, the strips that last, and the backup of the day, in the real window."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.records.tickets import DraftRecord
from console.services import local_drafts
from console.services.desk import Desk, open_desk
from console.services.drafts import load_drafts, save_draft
from console.services.entering import HandEntry, enter_by_hand
from console.store import open_store
from console.views import dialogs
from console.views.dialogs.data import DataPage
from console.views.dialogs.frame import Frame
from console.views.main_window import MainWindow
from console.work.runner import Runner
from tests.postgres_server import Server
from tests.views.windows import at_work

NOW = datetime(2026, 11, 24, 11, 30, tzinfo=UTC)


def page_of(window: MainWindow, qtbot: QtBot) -> DataPage:
    dialogs.open_tool(window, "data")
    page = next(one for one in window.findChildren(DataPage) if one.isVisible())
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    return page


def test_a_backup_is_made_checked_and_chosen_for_restoring(window: MainWindow, qtbot: QtBot) -> None:
    page = page_of(window, qtbot)
    assert not page.restore.isEnabled()
    QTest.mouseClick(page.make, Qt.MouseButton.LeftButton)
    assert not page.make.isEnabled()
    qtbot.waitUntil(lambda: len(page.list.rows.rows) == 1 and page.make.isEnabled())
    row = page.list.rows.rows[0]
    assert "verified" in row.detail
    assert row.tag == "by hand"
    QTest.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.told.text() == "This backup is whole.")
    Path(row.id).write_bytes(b"not a database any more" * 1000)
    QTest.mouseClick(page.check, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.make.isEnabled() and "whole" in page.told.text())
    assert page.told.text() != "This backup is whole."
    with qtbot.waitSignal(window.restore_asked) as asked:
        QTest.mouseClick(page.restore, Qt.MouseButton.LeftButton)
        ask = next(one for one in page.findChildren(Frame) if one.isVisible())
        assert ask.back.isDefault()
        QTest.mouseClick(ask.go, Qt.MouseButton.LeftButton)
    assert asked.args == [Path(row.id)]


@pytest.fixture
def reader(dressed: QApplication, demo: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    store = open_store(demo.store.url, read_only=True)
    with at_work(MainWindow(replace(demo, store=store), Runner()), qtbot, watch=False) as made:
        yield made
    store.close()


def test_a_database_that_is_read_only_says_so_for_as_long_as_it_is(reader: MainWindow, qtbot: QtBot) -> None:
    assert reader.whole.locked.isVisible()
    assert not reader.ticket.composer.isVisible()
    assert reader.queue.table.rows.rowCount() > 0
    page = page_of(reader, qtbot)
    assert not page.restore.isEnabled()
    page.reject()


def test_a_desk_whose_server_goes_away_goes_on_and_comes_back(
    dressed: QApplication, own_postgres_server: Server, qtbot: QtBot, tmp_path: Path
) -> None:
    url = own_postgres_server.url(own_postgres_server.create_database())
    desk = open_desk(url, login="dana", name="Dana Kim", out_folder=tmp_path, clock=lambda: NOW)
    number = enter_by_hand(
        desk,
        HandEntry(
            subject="No reports",
            text="Nothing opens.",
            sender_address="a@b.example",
            sender_name="Ann",
            channel_kind="email",
            received_at=NOW,
        ),
    )
    runner = Runner()
    window = MainWindow(desk, runner)
    window.show()
    window.begin(watch=False)
    window.show_view("all_open")
    qtbot.waitUntil(lambda: window.panels is not None and runner.busy == 0)
    assert window.panels is not None
    ticket = window.panels.detail.row
    assert ticket.number == number
    window.watch.look()
    qtbot.waitUntil(lambda: runner.busy == 0)
    own_postgres_server.stop()
    window.watch.look()
    qtbot.waitUntil(window.whole.offline.isVisible)
    assert "Drafts are kept" in window.whole.offline.accessibleName()
    assert window.queue.table.rows.rowCount() == 1
    draft = DraftRecord(
        ticket_id=TicketId(ticket.id),
        staff_id=desk.actor.staff_id,
        kind="reply",
        text="Half a sentence",
        subject="",
        base_event=1,
        saved_at=NOW,
    )
    assert not save_draft(desk, draft)
    assert [one.text for one in local_drafts.kept(url)] == ["Half a sentence"]
    window.acts.ticket.header("take")
    qtbot.waitUntil(lambda: runner.busy == 0)
    own_postgres_server.start()
    window.watch.look()
    qtbot.waitUntil(lambda: not window.whole.offline.isVisible())
    qtbot.waitUntil(lambda: runner.busy == 0)
    assert [one.text for one in load_drafts(desk, TicketId(ticket.id))] == ["Half a sentence"]
    assert local_drafts.kept(url) == ()
    window.close()
    runner.close()
    desk.store.close()
    for one in window.findChildren(QDialog):
        one.close()
    window.deleteLater()
    dressed.processEvents()


def test_the_page_says_how_far_the_log_is_covered(window: MainWindow, qtbot: QtBot) -> None:
    page = DataPage(window)
    page.open()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    assert "No checkpoint" in page.log.text()
    assert "Not covered yet: " in page.log.text()
    page.reject()
