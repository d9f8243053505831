"""A desk on its first morning: what is empty says so and what to do, and what was done is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QPushButton
from pytestqt.qtbot import QtBot

from console.services import beginning
from console.services.beginning import Answers
from console.views.dialogs.by_hand import HandDialog
from console.views.kit.states import EmptyState
from console.views.licenses.entry_form import EntryForm
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.work.runner import Runner
from tests.views.test_window import settle

Key = Qt.Key


@pytest.fixture
def morning(dressed: QApplication, migrated_sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """Return the window of a desk into which nothing came yet."""
    answers = Answers(
        zone="Europe/Moscow", company="Harbor", hours={"mon": (("09:00", "18:00"),)}, addresses=(), languages=("en",)
    )
    desk = beginning.begin(migrated_sqlite_url, answers, login="dana", out_folder=tmp_path / "letters")
    runner = Runner()
    made = MainWindow(desk, runner)
    made.resize(1680, 1010)
    made.show()
    made.begin(watch=False)
    settle(made, qtbot)
    yield made
    settle(made, qtbot)
    made.close()
    runner.close()
    made.deleteLater()
    dressed.processEvents()
    desk.store.close()


def register(window: MainWindow, qtbot: QtBot) -> LicenseScreen:
    made = LicenseScreen(window)
    made.open()
    settle(window, qtbot)
    return made


def form_of(screen: LicenseScreen, qtbot: QtBot) -> EntryForm:
    qtbot.waitUntil(lambda: any(one.isVisible() for one in screen.findChildren(EntryForm)))
    return next(one for one in screen.findChildren(EntryForm) if one.isVisible())


def test_an_empty_register_says_so_and_takes_the_first_license(morning: MainWindow, qtbot: QtBot) -> None:
    screen = register(morning, qtbot)
    empty = screen.detail.pages.widget()
    assert isinstance(empty, EmptyState)
    assert empty.title.text() == "The register is empty"
    qtbot.keyClick(empty.button, Key.Key_Space)
    form = form_of(screen, qtbot)
    assert "Free Support until" not in form.preview.text()  # nobody said yet when it was bought
    now = form.inputs["purchased_at"].helper
    assert isinstance(now, QAbstractButton)
    now.click()
    assert "Free Support until" in form.preview.text()
    assert "one domain" in form.preview.text()
    form.inputs["plan"].set_value("PRO_PLUS")
    assert "two domains" in form.preview.text()
    form.inputs["key"].set_value("NW-1")
    form.inputs["customer"].set_value("Ann Trading")
    qtbot.keyClick(form, Key.Key_Return)
    qtbot.waitUntil(lambda: screen.detail.shown is not None)
    assert screen.detail.shown is not None
    assert screen.detail.shown.record.key == "NW-1"
    screen.reject()


def test_where_nothing_fits_every_license_is_one_key_away(window: MainWindow, qtbot: QtBot) -> None:
    screen = register(window, qtbot)
    qtbot.keyClicks(screen.pane.search, "nothing-like-this")
    qtbot.waitUntil(lambda: isinstance(screen.detail.pages.widget(), EmptyState))
    empty = screen.detail.pages.widget()
    assert isinstance(empty, EmptyState)
    assert empty.title.text() == "No license fits"
    qtbot.keyClick(empty.button, Key.Key_Space)
    qtbot.waitUntil(lambda: screen.pane.list.count() > 5)
    assert screen.pane.search.text() == ""
    screen.reject()


def test_what_is_wrong_is_said_until_something_else_stands_there_and_what_was_entered_is_shown(
    morning: MainWindow, qtbot: QtBot
) -> None:
    dialog = HandDialog(morning)
    dialog.open()
    settle(morning, qtbot)
    dialog.content.setPlainText("Where do I add a currency?")
    qtbot.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "sender" in dialog.rows["sender"].note.text())
    qtbot.keyClicks(dialog.sender_address, "ann@nordwind.example")
    assert "sender" not in dialog.rows["sender"].note.text()
    assert dialog.sender_address.property("bad") == "false"
    dialog.received.setFocus()
    qtbot.keyClick(dialog.received, Key.Key_Tab)
    assert not dialog.received.hasFocus()
    qtbot.keyClick(dialog, Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: morning.panels is not None and morning.runner.busy == 0)
    assert morning.panels is not None
    assert morning.panels.detail.row.number == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Europe/Moscow", "Europe/Moscow"),
        ("europe/moscow", "Europe/Moscow"),
        ("moscow", "Europe/Moscow"),
        ("los angeles", "America/Los_Angeles"),
        ("Europe", ""),
        ("", ""),
        ("Moon/Base", ""),
    ],
)
def test_a_zone_is_known_by_its_city(typed: str, meant: str) -> None:
    assert beginning.zone_of(typed) == meant


def test_no_row_at_the_top_of_the_list_is_cut(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    table = window.queue.table
    high = table.verticalHeader().defaultSectionSize()
    window.resize(1680, 640)
    QApplication.processEvents()
    for row in (14, 20, 9, 3):
        table.select_row(row)
        assert table.verticalScrollBar().value() % high == 0
        assert table.visualRect(table.currentIndex()).bottom() <= table.viewport().height()
    assert any(one.isVisible() for one in window.findChildren(QPushButton))


def test_a_row_that_is_cut_at_the_bottom_is_left_out(window: MainWindow, qtbot: QtBot) -> None:
    window.show_view("all_open")
    settle(window, qtbot)
    table = window.queue.table
    high = table.verticalHeader().defaultSectionSize()
    window.resize(1680, 660 if table.viewport().height() % high == 0 else window.height())
    QApplication.processEvents()
    table.verticalScrollBar().setValue(0)
    cut = table.viewport().height() % high
    assert cut
    image = table.viewport().grab().toImage()
    ratio = image.devicePixelRatio()
    below = range(image.height() - int((cut - 2) * ratio), image.height())
    ground = image.pixelColor(image.width() // 2, image.height() - 1)
    assert all(image.pixelColor(x, y) == ground for y in below for x in range(0, image.width() - 20, 7))
