"""What the tests of the kit share: a window around a widget, a picture of it, a list of choices."""

from __future__ import annotations

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from console.views.kit.choices import Choice, ChoiceList

ROWS = (
    Choice(title="Period"),
    Choice(id="a", code="23.1.1", title="First", detail="why", keys="1"),
    Choice(id="b", title="Second", enabled=False, why_not="cannot hold"),
    Choice(title="Scope"),
    Choice(id="c", title="Third", tag="9 d", tone="functional"),
)
kept: list[QWidget] = []
"""What a test shows is held as long as the test runs."""


def choices() -> ChoiceList:
    made = ChoiceList("Grounds", two_lines=True)
    made.set_choices(ROWS)
    return made


def show(qtbot: QtBot, widget: QWidget) -> QWidget:
    window = QWidget()
    window.resize(420, 420)
    layout = QVBoxLayout(window)
    layout.addWidget(widget)
    qtbot.addWidget(window)
    kept.append(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def picture(widget: QWidget) -> QImage:
    return widget.grab().toImage()
