"""Going on at once after a key, and keys that would do nothing in sight: no other ticket is meant, and it is told."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.services import listing, showing
from console.views.keys.menu import CommandMenu
from console.views.main_window import MainWindow
from console.views.ticket.closing import ClosingPanel
from tests.views.test_window import press, settle

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints", r"raise\(\)", "grabbing the keyboard")  # said offscreen


def at_first(window: MainWindow, qtbot: QtBot) -> int:
    settle(window, qtbot)
    window.queue.table.setFocus()
    assert window.panels is not None
    return int(window.panels.detail.row.id)


def test_who_goes_on_before_the_reasons_are_here_closes_no_other_ticket(window: MainWindow, qtbot: QtBot) -> None:
    first = at_first(window, qtbot)
    press(window, "J")
    settle(window, qtbot)
    press(window, "K")
    settle(window, qtbot)
    press(window, "E")
    window.queue.table.step(1)
    window._load_wanted()
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.id != first)
    settle(window, qtbot)
    assert not [one for one in window.findChildren(ClosingPanel) if one.panels.detail.row.id != first]


def test_undo_of_a_license_goes_back_to_the_ticket_that_was_left(window: MainWindow, qtbot: QtBot) -> None:
    first = at_first(window, qtbot)
    assert window.panels is not None
    before = window.panels.detail.row.license_key
    other = next(one for one in listing.licenses(window.desk) if one.key != before)
    window.acts.intake._use_license(int(other.id), remember=False)
    window.queue.table.step(1)
    settle(window, qtbot)
    assert window.acts.past.done[-1].key == first
    press(window, "Z")
    settle(window, qtbot)
    assert showing.detail(window.desk, TicketId(first)).row.license_key == before


def test_a_reply_is_in_sight_where_one_pane_stands_at_a_time(window: MainWindow, qtbot: QtBot) -> None:
    at_first(window, qtbot)
    window.resize(900, 700)
    settle(window, qtbot)
    assert not window.ticket.isVisible()
    press(window, "R")
    assert window.ticket.composer.edit.hasFocus()
    assert window.ticket.composer.edit.isVisible()


def test_the_key_of_the_panels_opens_them_where_they_are_closed(window: MainWindow, qtbot: QtBot) -> None:
    at_first(window, qtbot)
    page = window.side.page
    window.toggle_side()
    window.queue.table.setFocus()
    window.commands.run("panel")
    assert window.panes.side_open
    assert window.side.page is page
    window.commands.run("panel")
    assert window.side.page is not page


def test_a_key_that_can_do_nothing_says_why(window: MainWindow, qtbot: QtBot) -> None:
    at_first(window, qtbot)
    for command in ("confirm_request", "go_on"):
        found = window.commands.all()
        window.router.barred.emit(next(one for one in found if one.id == command))
        assert window.toast.isVisible()
        window.toast.end()
    assert not window.commands.run("go_on")


def test_the_menu_of_the_ticket_begins_at_its_first_act(window: MainWindow, qtbot: QtBot) -> None:
    at_first(window, qtbot)
    window.acts.desk.ticket_menu()
    (menu,) = window.findChildren(CommandMenu)
    assert menu.activeAction().objectName() == "reply"
    menu.close()
