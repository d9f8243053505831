"""What shows that a scrolled area without a bar goes on: a fade with an arrow at its edge, which scrolls on a click."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRectF, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QScrollArea

from console.views.kit import ink
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.words import say

_HEIGHT = 34


class Further(QAbstractButton):
    """The upper or the lower edge of an area. Hidden while there is nothing behind it; it takes no focus."""

    def __init__(self, area: QScrollArea, *, down: bool) -> None:
        super().__init__(area)
        self._area, self._down, self._wanted = area, down, False
        words = say("side.further" if down else "side.back_up")
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        bar = area.verticalScrollBar()
        bar.valueChanged.connect(self._place)
        bar.rangeChanged.connect(self._place)
        area.installEventFilter(self)
        self.clicked.connect(self._go)
        self.hide()

    def want(self, *, wanted: bool) -> None:
        """Show it where there is more, or never."""
        self._wanted = wanted
        self._place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the edge."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def _place(self, *_moved: object) -> None:
        bar, height = self._area.verticalScrollBar(), current().px(_HEIGHT)
        more = bar.value() < bar.maximum() if self._down else bar.value() > bar.minimum()
        self.setGeometry(0, self._area.height() - height if self._down else 0, self._area.width(), height)
        self.setVisible(self._wanted and more)
        self.raise_()

    def _go(self) -> None:
        bar = self._area.verticalScrollBar()
        step = max(1, bar.pageStep() - 2 * self.height())
        bar.setValue(bar.value() + (step if self._down else -step))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it: the ground comes in over what is behind, with an arrow."""
        look, painter = current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, clear = ink.color("sunken"), ink.color("sunken", 0)
        fade = QLinearGradient(0, 0, 0, self.height())
        fade.setColorAt(0, clear if self._down else ground)
        fade.setColorAt(0.45, ground)
        fade.setColorAt(0.55, ground)
        fade.setColorAt(1, ground if self._down else clear)
        painter.fillRect(self.rect(), fade)
        size, height = look.px(18), self.height()
        top = height - size - look.px(1) if self._down else look.px(1)
        place = QRectF((self.width() - size) / 2, top, size, size)
        shade = "text" if self.underMouse() else "text2"
        ink.icon(painter, "chevron-down" if self._down else "chevron-up", shade, place)
        painter.end()
