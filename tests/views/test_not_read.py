"""What cannot be read says so: no list is called empty, and the list and the page never speak of two tickets."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from console.faults import Unreachable
from console.models.queue import QueueSource
from console.services import entering, license_list, outgoing, showing
from console.views import main_window
from console.views.dialogs.by_hand import HandDialog
from console.views.dialogs.outbox import OutboxDialog
from console.views.kit.states import ErrorState
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from tests.views.test_window import settle


def away(*_: Any, **__: Any) -> Any:
    raise Unreachable("database_unreachable")


def never(*_: Any) -> Callable[[], Any]:
    return away


def test_a_ticket_that_cannot_be_read_leaves_the_cursor_on_the_one_in_sight(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    table = window.queue.table
    table.select_row(0)
    settle(window, qtbot)
    first, other = table.rows.id_at(0), table.rows.id_at(12)
    with monkeypatch.context() as patched:
        patched.setattr(main_window, "whole_ticket", never)
        table.select_row(12)
        qtbot.waitUntil(lambda: window.toast.isVisible() and table.currentIndex().row() == 0)
        settle(window, qtbot)
        assert window.panels is not None
        assert (int(window.panels.detail.row.id), window.wanted) == (first, first)
    table.select_row(12)
    qtbot.waitUntil(lambda: window.panels is not None and int(window.panels.detail.row.id) == other)


def test_another_view_that_cannot_be_read_has_no_number(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    assert "ticket" in window.queue.header.count.text()
    monkeypatch.setattr(showing, "queue_count", away)
    monkeypatch.setattr(QueueSource, "page", away)
    window.show_view("critical")
    settle(window, qtbot)
    assert (window.queue.header.count.text(), window.queue.footer.right.text()) == ("", "")


def test_a_list_that_cannot_be_read_anew_stays_and_the_former_view_comes_back(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window.show_view("critical")
    settle(window, qtbot)
    critical = window.queue.table.rows.rowCount()
    window.show_view("all_open")
    settle(window, qtbot)
    table, states, count = window.queue.table, window.queue.states, window.queue.header.count
    opened = table.rows.rowCount()
    assert opened > critical > 0
    for name in ("page", "ids"):
        monkeypatch.setattr(QueueSource, name, away)
    monkeypatch.setattr(showing, "queue_count", away)
    window.refresh()
    settle(window, qtbot)
    assert (states.currentWidget(), table.rows.rowCount()) == (table, opened)
    assert "  ·  as read at " in count.text()
    window.show_view("waiting")
    settle(window, qtbot)
    assert states.currentWidget() is states.failed
    for view, number in (("all_open", opened), ("critical", critical)):
        window.show_view(view)
        settle(window, qtbot)
        assert (states.currentWidget(), table.rows.rowCount()) == (table, number)
        assert "  ·  as read at " in count.text()
    monkeypatch.undo()
    window.refresh()
    settle(window, qtbot)
    assert (table.rows.rowCount(), "as read" in count.text()) == (critical, False)


def test_a_request_by_hand_can_be_written_where_the_channels_cannot_be_read(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(entering, "known_channels", away)
    dialog = HandDialog(window)
    dialog.open()
    settle(window, qtbot)
    assert dialog.channel.count() > 1
    assert "does not answer" in dialog.rows["channel"].note.text()
    dialog.reject()


def test_an_outbox_and_a_register_that_cannot_be_read_are_not_called_empty(
    window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        for service, name in ((outgoing, "newest"), (license_list, "page"), (license_list, "count")):
            patched.setattr(service, name, away)
        box = OutboxDialog(window)
        box.open()
        settle(window, qtbot)
        assert box.empty.isVisible()
        assert box.empty.title.text() == "The database does not answer."
        register = LicenseScreen(window)
        register.open()
        settle(window, qtbot)
        failed = register.detail.pages.widget()
        assert isinstance(failed, ErrorState)
        assert failed.title.text() == "The database does not answer."
    failed.button.click()
    qtbot.waitUntil(lambda: register.detail.shown is not None)
    box.read()
    settle(window, qtbot)
    assert box.empty.title.text() == "Nothing was sent yet" or not box.empty.isVisible()
    register.reject()
    box.reject()
