"""What the looks of a day mean, in a line below the calendar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from console.views.calendar.faces import KINDS, LOOKS
from console.views.kit import ink
from console.views.kit.text import Painted
from console.views.look.look import current
from console.views.words import say

_LINE = 24


class Legend(Painted):
    """A swatch and a word for each kind of day, and for one that waits."""

    def __init__(self) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(", ".join(say(f"calendar.{kind}") for kind in KINDS))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        lines = self._places(self.width() if self.isVisible() else current().px(900))[-1][1] + 1
        return QSize(current().px(430), lines * current().px(_LINE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the new width needs."""
        super().resizeEvent(event)
        self.updateGeometry()

    def _places(self, width: int) -> list[tuple[float, int]]:
        """Return where each entry begins: how far right, and in which line."""
        look = current()
        left, line, found = 0.0, 0, []
        for kind in (*KINDS, "proposed_day"):
            wide = ink.advance(say(f"calendar.{kind}"), "small") + look.px(44)
            if left and left + wide > width:
                left, line = 0.0, line + 1
            found.append((left, line))
            left += wide
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = look.px(16)
        for kind, (left, line) in zip((*KINDS, "proposed_day"), self._places(self.width()), strict=True):
            middle = line * look.px(_LINE) + look.px(_LINE) / 2
            box = QRectF(left + 1, middle - size / 2, size, size)
            ground, front, icon = LOOKS.get(kind, ("surface", "critical", ""))
            ink.fill_round(painter, box, look.px(4), ink.color(ground))
            waits = kind not in LOOKS
            edge = ink.pen("critical", 1.4, dashed=True) if waits else ink.pen("hairline")
            ink.line_round(painter, box, look.px(4), edge)
            if icon:
                ink.icon(painter, icon, front, box.adjusted(2, 2, -2, -2))
            words = QRectF(left + size + look.px(8), middle - look.px(9), look.px(300), look.px(18))
            ink.words(painter, say(f"calendar.{kind}"), "small", "text2", words)
        painter.end()
