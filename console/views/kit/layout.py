"""Rows, columns and hairlines of a screen: sizes are given at 100 % and follow the zoom when they are made."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.views.look.look import current


class Line(QFrame):
    """A hairline; its color is the stylesheet's, so that it follows the theme."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setProperty("line", "true")


def row(*widgets: QWidget, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QHBoxLayout:
    """Return a horizontal layout of widgets."""
    look = current()
    layout = QHBoxLayout()
    layout.setSpacing(look.px(spacing))
    layout.setContentsMargins(*(look.px(one) if one else 0 for one in margins))
    for widget in widgets:
        layout.addWidget(widget)
    return layout


def column(*widgets: QWidget, spacing: int = 8, margins: tuple[int, int, int, int] = (0, 0, 0, 0)) -> QVBoxLayout:
    """Return a vertical layout of widgets."""
    look = current()
    layout = QVBoxLayout()
    layout.setSpacing(look.px(spacing))
    layout.setContentsMargins(*(look.px(one) if one else 0 for one in margins))
    for widget in widgets:
        layout.addWidget(widget)
    return layout
