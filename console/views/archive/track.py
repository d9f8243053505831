"""The line of a ticket's time: a stop for each event, the first of a day taller, and a handle on what is shown."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QSlider

from console.views.kit import ink
from console.views.look.look import current
from console.views.words import say

_EDGE, _HANDLE = 9, 7


class TimeTrack(QSlider):
    """A slider whose places are the events of a ticket; arrows, Home, End and the mouse move it."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._firsts: frozenset[int] = frozenset()
        self.setAccessibleName(say("past.track"))
        self.setPageStep(5)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_stops(self, days: Sequence[object], place: int) -> None:
        """Show as many stops as there are days given, and stand at one; where the day changes the stop is taller."""
        self._firsts = frozenset(n for n, day in enumerate(days) if not n or day != days[n - 1])
        self.blockSignals(True)
        self.setRange(0, max(0, len(days) - 1))
        self.setValue(place)
        self.blockSignals(False)
        self.update()

    def stand(self, place: int, words: str) -> None:
        """Stand at a stop without a word to whoever listens; `words` tell what it is."""
        self.blockSignals(True)
        self.setValue(place)
        self.blockSignals(False)
        self.setAccessibleDescription(words)
        self.setToolTip(words)
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(220), current().px(32))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(60), current().px(32))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the stop that is nearest."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.setValue(self._nearest(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the mouse from stop to stop."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.setValue(self._nearest(event.position().x()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it: what is shown solid, what came later pale."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle, here = self.height() / 2, self._x(self.value())
        left, right = self._x(self.minimum()), self._x(self.maximum())
        painter.setPen(ink.pen("strong", 2))
        painter.drawLine(QPointF(here, middle), QPointF(right, middle))
        painter.setPen(ink.pen("accent", 2))
        painter.drawLine(QPointF(left, middle), QPointF(here, middle))
        for place in range(self.minimum(), self.maximum() + 1):
            reach = current().px(7 if place in self._firsts else 4)
            painter.setPen(ink.pen("accent" if place <= self.value() else "strong", 2))
            x = self._x(place)
            painter.drawLine(QPointF(x, middle - reach), QPointF(x, middle + reach))
        size = current().px(_HANDLE)
        box = QRectF(here - size, middle - size, 2 * size, 2 * size)
        ink.fill_round(painter, box, size, ink.color("accent"))
        if self.hasFocus():
            grown = box.adjusted(-3, -3, 3, 3)
            ink.line_round(painter, grown, size + 3, ink.pen("accent", 2))
        painter.end()

    def _x(self, place: int) -> float:
        edge = current().px(_EDGE)
        stops = max(1, self.maximum() - self.minimum())
        return edge + (self.width() - 2 * edge) * (place - self.minimum()) / stops

    def _nearest(self, x: float) -> int:
        edge = current().px(_EDGE)
        share = (x - edge) / max(1.0, self.width() - 2 * edge)
        return round(min(1.0, max(0.0, share)) * (self.maximum() - self.minimum()))
