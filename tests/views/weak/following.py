"""What a window over a weak link is asked: since when, what it says, and whether it ever stood still."""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.views.main_window import MainWindow
from tests.weak_link import WeakLink

TEXT = "Half a sentence that nobody may lose"
SECONDS = 10_000  # of words from the moment that something happened
STALL_S = 1.0  # of a window that stood still; a busy machine takes a part of it


class Beat(QTimer):
    """Beats in the window's loop; how long it ever missed."""

    def __init__(self) -> None:
        super().__init__()
        self.longest, self._last = 0.0, time.monotonic()
        self.setInterval(20)
        self.timeout.connect(self._beat)
        self.start()

    def _beat(self) -> None:
        now = time.monotonic()
        self.longest, self._last = max(self.longest, now - self._last), now


def ticket_of(window: MainWindow) -> TicketId:
    assert window.panels is not None
    return window.panels.detail.row.id


def state(window: MainWindow) -> str:
    return window.sidebar.head.state


def lost(window: MainWindow, link: WeakLink, qtbot: QtBot) -> None:
    link.break_off()
    qtbot.waitUntil(window.whole.offline.isVisible, timeout=SECONDS)


def back(window: MainWindow, link: WeakLink, qtbot: QtBot) -> None:
    link.refuses = False
    qtbot.waitUntil(lambda: not window.whole.offline.isVisible(), timeout=SECONDS)


def words(screen: QWidget) -> str:
    """Return all that a screen says."""
    labels = (one for one in screen.findChildren(QLabel) if one.isVisible() and one.window() is screen.window())
    return "  ".join(one.text() for one in labels)
