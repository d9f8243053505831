from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from console.records.thread import Thread
from console.views.main_window import MainWindow
from console.views.ticket import events
from console.views.ticket.cards import shown_text
from console.views.ticket.reading import ReadingView
from tests.views.ticket.messages import message
from tests.views.ticket.pressing import Keyboard


class Talk(ReadingView):
    """A conversation without a desk: words come from `make`, what is pressed is noted."""

    def __init__(self) -> None:
        super().__init__()
        self.acted: list[tuple[str, object]] = []
        self.read: list[int] = []

    def act(self, name: str, value: object = None) -> None:
        self.acted.append((name, value))

    def sentence(self, row: int) -> str:
        found = self.rows.message(row)
        return "not read" if found is None else events.sentence(found, shown_text(found, unfolded=False)[0])

    def answer(self, keys: tuple[int, ...]) -> None:
        """Read the words that are wanted, at once."""
        self.read += keys
        for row in self.rows.take(tuple(message(key) for key in keys)):
            self.stack.forget(row)
        self.sync()

    def open(self, thread: Thread) -> None:
        self.show_thread(thread)
        QApplication.processEvents()


@pytest.fixture
def talk(dressed: QApplication, qtbot: QtBot) -> Iterator[Talk]:
    made = Talk()
    made.resize(560, 700)
    qtbot.addWidget(made)
    made.show()
    dressed.processEvents()
    yield made
    made.close()


@pytest.fixture
def keyboard(window: MainWindow, qtbot: QtBot) -> Keyboard:
    """A keyboard with a Russian layout, under which a key is known by its place alone; the journeys take both."""
    return Keyboard(window, qtbot, "ru")
