"""Rows, columns and hairlines of a screen: sizes are given at 100 % and follow the zoom when they are made."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLayout, QVBoxLayout, QWidget

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


def ends(first: QWidget, *last: QWidget, spacing: int = 8) -> QHBoxLayout:
    """Return a line with a widget at its beginning and the others at its end."""
    layout = row(first, spacing=spacing)
    layout.addStretch(1)
    for widget in last:
        layout.addWidget(widget)
    return layout


def pane(inside: QLayout) -> QWidget:
    """Return the pane at the left of a screen with what stands in it; the hairline at its right is the stylesheet's."""
    made = QWidget()
    made.setProperty("edge", "right")
    made.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
    made.setLayout(inside)
    return made


def beside(left: QWidget, right: QWidget) -> QWidget:
    """Return the middle of a screen: a pane with its own width, and what takes the rest."""
    made = QWidget()
    line = QHBoxLayout(made)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(0)
    line.addWidget(left)
    line.addWidget(right, 1)
    return made
