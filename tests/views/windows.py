"""A window at work for as long as a test needs it; nothing of it is left behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

Window = TypeVar("Window", bound=Any)


@contextmanager
def at_work(made: Window, qtbot: QtBot, **begun: Any) -> Iterator[Window]:
    """Show a window, wait for its first ticket, and end it when everything that it asked for has come."""
    made.resize(1680, 1010)
    made.show()
    made.begin(**begun)
    qtbot.waitUntil(lambda: made.panels is not None and made.runner.busy == 0)
    yield made
    qtbot.waitUntil(lambda: made.runner.busy == 0)
    made.close()
    qtbot.waitUntil(lambda: made.runner.busy == 0)
    made.runner.close()
    made.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
