"""How far something is, as a line that fills."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy

from console.views.kit import paint
from console.views.kit.text import Painted
from console.views.look.look import current


class Progress(Painted):
    """The line; `width` and `height` are what it wants at 100 %."""

    def __init__(self, width: int, height: int) -> None:
        super().__init__()
        self._part, self._wanted = 0.0, (width, height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_part(self, part: float) -> None:
        """Show how much is done, from 0 to 1."""
        self._part = part
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        width, height = self._wanted
        return QSize(current().px(width), current().px(height))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.progress(painter, QRectF(self.rect()), self._part, "calm" if self._part else "idle")
        painter.end()
