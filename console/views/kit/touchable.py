"""A part of a screen that is pointed at, focused and pressed: hover and focus look alike wherever one stands."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.views.kit import ink
from console.views.look.look import current


class Touchable(QWidget):
    """Takes the focus, and is pressed by `KEYS` or, where `BY_POINTER`, by a click in it: `press`."""

    KEYS: tuple[Qt.Key, ...] = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
    BY_POINTER = True

    def __init__(self) -> None:
        super().__init__()
        self.inside = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def press(self) -> None:
        """Do what pressing it does."""
        raise NotImplementedError

    def ground(self) -> str:
        """Return the token of the color it stands on, "" for none."""
        return "hover" if self.inside else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the keys that press it."""
        if event.key() in self.KEYS:
            self.press()
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Take a click that ends in it."""
        if self.BY_POINTER and self.rect().contains(event.position().toPoint()):
            self.press()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show that the pointer is in it."""
        self.inside = True
        self.update()
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Show that the pointer has left."""
        self.inside = False
        self.update()
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus has left."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()).adjusted(1, 1, -1, -1), current().px(6)
        if self.ground():
            ink.fill_round(painter, box, radius, ink.color(self.ground()))
        if self.hasFocus():
            ink.line_round(painter, box, radius, ink.pen("focus", 2))
        painter.end()
