"""A ticket that is looked at becomes read; one that its person marked unread stays so until it is opened again."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from console.services import showing
from console.views.main_window import MainWindow
from tests.views.test_window import press, settle


def unread(window: MainWindow) -> bool:
    assert window.panels is not None
    return showing.detail(window.desk, window.panels.detail.row.id).row.unread


def looked_at(window: MainWindow, qtbot: QtBot) -> None:
    """Let the pause after which a ticket counts as read be over."""
    settle(window, qtbot)
    window.reading.pause.now()
    settle(window, qtbot)


def test_a_ticket_that_its_person_marked_unread_stays_so_while_it_is_shown(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.queue.table.setFocus()
    looked_at(window, qtbot)
    assert not unread(window)
    press(window, "U")
    looked_at(window, qtbot)
    window.reload()
    looked_at(window, qtbot)
    assert unread(window)
    press(window, "J")
    looked_at(window, qtbot)
    press(window, "K")
    settle(window, qtbot)
    assert window.reading.pause.waiting
    looked_at(window, qtbot)
    assert not unread(window)


def test_what_is_looked_at_no_longer_is_not_read(window: MainWindow, qtbot: QtBot) -> None:
    settle(window, qtbot)
    window.queue.table.setFocus()
    press(window, "U")
    settle(window, qtbot)
    press(window, "J")
    looked_at(window, qtbot)
    press(window, "K")
    settle(window, qtbot)
    assert window.reading.pause.waiting
    press(window, "J")
    settle(window, qtbot)
    assert not window.reading.pause.waiting
