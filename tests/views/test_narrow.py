"""The large cards in a small window, in Russian: no word is cut, nothing runs over the edge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea
from pytestqt.qtbot import QtBot

from console.views.agreement.drafts import DraftsScreen
from console.views.calendar.screen import CalendarScreen
from console.views.kit.text import KeyFooter
from console.views.letters.book import LetterBookScreen
from console.views.licenses.screen import LicenseScreen
from console.views.main_window import MainWindow
from console.views.reports.screen import ReportScreen
from console.views.words import set_language
from tests.views.test_accessibility import cut_words, shown

pytestmark = pytest.mark.qt_log_ignore("propagateSizeHints")

CARDS: dict[str, Callable[[MainWindow], QDialog]] = {
    "calendar": CalendarScreen,
    "drafts": DraftsScreen,
    "letters": LetterBookScreen,
    "licenses": LicenseScreen,
    "reports": ReportScreen,
}


@pytest.fixture
def small(window: MainWindow, qtbot: QtBot) -> Iterator[MainWindow]:
    set_language("ru")
    window.resize(1000, 700)
    QApplication.processEvents()
    yield window
    set_language("en")


def opened(card: QDialog, window: MainWindow, qtbot: QtBot) -> QDialog:
    card.open()
    qtbot.waitUntil(lambda: window.runner.busy == 0)
    QApplication.processEvents()
    return card


@pytest.mark.parametrize("name", sorted(CARDS))
def test_no_word_of_a_card_is_cut_in_a_small_window(name: str, small: MainWindow, qtbot: QtBot) -> None:
    card = opened(CARDS[name](small), small, qtbot)
    assert cut_words(card) == []
    for area in shown(card, QScrollArea):
        assert area.horizontalScrollBar().maximum() == 0, area.accessibleName()
    card.reject()


def test_no_day_of_the_year_lies_on_another(small: MainWindow, qtbot: QtBot) -> None:
    card = CalendarScreen(small)
    opened(card, small, qtbot)
    card.turn("year")
    QApplication.processEvents()
    boxes = dict(card.grid.boxes())
    assert min(box.height() for box in boxes.values()) >= 14
    card.go(date(2027, 12, 30))
    QApplication.processEvents()
    assert card.grid.visibleRegion().boundingRect().contains(boxes_of(card, date(2027, 12, 30)))
    card.reject()


def boxes_of(card: CalendarScreen, day: date) -> object:
    return next(box for one, box in card.grid.boxes() if one == day).toRect()


def test_an_empty_list_teaches_no_key_that_does_nothing(window: MainWindow, qtbot: QtBot) -> None:
    def taught() -> set[str]:
        footer = window.queue.footer
        return {key for key, widgets in footer._pairs.items() if widgets[0].isVisibleTo(footer)}

    assert isinstance(window.queue.footer, KeyFooter)
    assert {"J", "K", "/"} <= taught()
    window.queue.show_query("is:open nothing-like-this")
    qtbot.waitUntil(lambda: not {"J", "K", "R", "E"} & taught())
    assert {"/", "?"} <= taught()
    window.queue.field.setFocus()
    qtbot.keyClick(window.queue.field, Qt.Key.Key_Escape)  # out of the field, though there is no list to go to
    qtbot.waitUntil(window.queue.states.empty.button.hasFocus)  # why nothing is there is asked last
    window.queue.show_query("is:open")
    qtbot.waitUntil(lambda: "J" in taught())


def test_the_rail_shows_that_it_goes_on_and_a_click_brings_the_rest(small: MainWindow, qtbot: QtBot) -> None:
    up, down = small.sidebar.further
    assert (up.isVisible(), down.isVisible()) == (False, True)
    qtbot.mouseClick(down, Qt.MouseButton.LeftButton)
    assert (up.isVisible(), down.isVisible()) == (True, False)
    settings = small.sidebar.entries["settings"]
    assert not settings.visibleRegion().isEmpty()
    qtbot.mouseClick(up, Qt.MouseButton.LeftButton)
    assert (up.isVisible(), down.isVisible()) == (False, True)
    small.resize(1680, 1010)
    QApplication.processEvents()
    assert not up.isVisible()
    assert not down.isVisible()
