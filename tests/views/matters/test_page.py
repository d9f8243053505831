"""The page of the request: signs with their words, judged by keys, in both languages."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from console.views.main_window import MainWindow
from console.views.matters.line import MatterLine
from console.views.words import set_language

SLOW = "Order list is slow"


def open_ticket(window: MainWindow, qtbot: QtBot, subject: str) -> None:
    window.show_view("all_open")
    rows = window.queue.table.rows
    qtbot.waitUntil(lambda: rows.rowCount() > 10 and window.runner.busy == 0)
    for place in range(rows.rowCount()):
        record = rows.record(place)
        if record is not None and record.subject == subject:
            window.queue.table.select_row(place)
    qtbot.waitUntil(lambda: window.panels is not None and window.panels.detail.row.subject == subject)
    qtbot.waitUntil(lambda: window.side.matters.matters is not None and window.runner.busy == 0)


def lines(window: MainWindow, card: str = "noticed") -> list[MatterLine]:
    return [one for one in window.side.matters.cards[card].rows.values() if isinstance(one, MatterLine)]


def test_signs_stand_with_their_words_and_are_counted(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, SLOW)
    assert window.side.third.accessibleName().endswith("6")
    qtbot.keyClick(window, Qt.Key.Key_M)
    first = lines(window)[0]
    assert first.hasFocus()
    assert first.quote.text() == "“Hello??? Anybody there?”"
    assert window.ticket.conversation.lit


def test_a_sign_is_confirmed_and_judged_again_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    open_ticket(window, qtbot, SLOW)
    window.acts.matters.show_page()
    key = lines(window)[3].key
    row = window.side.matters.cards["noticed"].rows[key]
    assert isinstance(row, MatterLine)
    row.setFocus()
    qtbot.keyClick(row, Qt.Key.Key_Tab)
    assert row.buttons["confirmed"].hasFocus()
    qtbot.keyClick(row.buttons["confirmed"], Qt.Key.Key_Space)

    def verdict() -> str:
        found = window.side.matters.matters
        sign = None if found is None else found.sign(key)
        return "" if sign is None else sign.verdict

    qtbot.waitUntil(lambda: verdict() == "confirmed")
    assert window.side.third.accessibleName().endswith("5")
    assert lines(window)[-1].key == key
    panels = window.panels
    assert panels is not None
    assert [one.value for one in panels.detail.facts if one.name == "conduct"] == [["pressure"]]
    qtbot.mouseClick(row.buttons["open"], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: verdict() == "open")


@pytest.mark.parametrize(("language", "title"), [("en", "Pressure"), ("ru", "Давление")])
def test_the_page_speaks_both_languages(window: MainWindow, qtbot: QtBot, language: str, title: str) -> None:
    set_language(language)
    open_ticket(window, qtbot, SLOW)
    assert title in {one.title.text() for one in lines(window)}
