"""The head of the sidebar: what it says of the database is never cut."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.views.kit import ink
from console.views.look.look import current
from console.views.queue.sidebar import Sidebar
from console.views.words import say, say_count, set_language


@pytest.mark.parametrize("language", ["en", "ru"])
def test_what_has_no_room_in_one_line_has_a_second(dressed: QApplication, qtbot: QtBot, language: str) -> None:
    set_language(language)
    bar = Sidebar("Harbor Software", "Dana Kim", "Lead")
    qtbot.addWidget(bar)
    bar.resize(current().px(228), 700)
    bar.show()
    qtbot.wait(10)
    low = bar.head.height()
    bar.show_state(f"{say('store.reconnecting', time='14:31')}  ·  {say_count('store.unconfirmed', 1)}", "critical")
    qtbot.waitUntil(lambda: bar.head.height() > low)
    room = bar.head.width() - current().px(55)
    lines = bar.head.lines()
    assert len(lines) == 2
    assert all(ink.advance(one, "small") <= room for one in lines)
    bar.show_state(say("store.live"), "ok")
    qtbot.waitUntil(lambda: bar.head.height() == low)
