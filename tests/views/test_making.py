"""The window is made from the outside in: a pane that is moved when it is full tells all that it holds of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from console.services.desk import Desk
from console.views.main_window import MainWindow
from console.views.opening import Frame
from console.work.runner import Runner

_MOST = 2.5


class Told(QObject):
    """Counts how often widgets are told of a style."""

    def __init__(self) -> None:
        super().__init__()
        self.found: Counter[str] = Counter()

    def eventFilter(self, seen: QObject, event: QEvent) -> bool:
        """Count."""
        if event.type() == QEvent.Type.StyleChange:
            self.found[type(seen).__name__] += 1
        return False


@pytest.fixture
def told(dressed: QApplication) -> Iterator[Told]:
    watch = Told()
    dressed.installEventFilter(watch)
    yield watch
    dressed.removeEventFilter(watch)


def test_a_widget_of_the_desk_is_told_of_its_style_about_twice(told: Told, demo: Desk, qtbot: QtBot) -> None:
    frame, runner = Frame(), Runner()
    qtbot.addWidget(frame)
    window = MainWindow(demo, runner, None, frame)
    frame.take(window)
    widgets = len(window.findChildren(QWidget))
    assert sum(told.found.values()) < _MOST * widgets, told.found.most_common(8)
    window.close()
    runner.close()


def test_tab_walks_from_left_to_right_and_from_top_to_bottom(window: MainWindow) -> None:
    ticket, side = window.ticket, window.side
    wanted: list[QWidget] = [
        window.sidebar.search,
        window.sidebar.entries["critical"],
        window.queue.header.add,
        window.queue.field,
        window.queue.table,
        ticket.header.take,
        ticket.header.close_button,
        ticket.conversation,
        ticket.composer.reply,
        ticket.composer.edit,
        ticket.composer.send,
        side.first,
        side.decision.outcome.primary,
    ]
    chain, one = [], window.sidebar.search.nextInFocusChain()
    while one is not window.sidebar.search:
        chain.append(one)
        one = one.nextInFocusChain()
    places = [-1 if one is window.sidebar.search else chain.index(one) for one in wanted]
    assert places == sorted(places)
