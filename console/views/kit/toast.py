"""A short word at the bottom with Undo as its one button. What lasts belongs in a banner, not here.

It stays while the pointer or the focus is on it, and every word is announced once to those who hear the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QWidget

from console.views.kit import ink, paint
from console.views.look.look import current
from console.views.look.tokens import DARK, LIGHT

UNDO_SECONDS = 10
_WIDEST = 460
_MARGIN = 20


def _accent() -> str:
    """The toast is drawn in the other theme's colors, so its accent comes from there."""
    return LIGHT.accent_text if current().tokens.dark else DARK.accent_text


class _Undo(QPushButton):
    """The one button, painted on the dark ground of the toast."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(round(ink.advance(self.text(), "body", 600)) + current().px(16), current().px(28))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(0, max(self.sizeHint().height(), self.minimumHeight()))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            ink.line_round(painter, QRectF(self.rect()), current().px(5), ink.pen(_accent(), 2))
        painter.setFont(ink.font("body", 600))
        painter.setPen(ink.color(_accent()))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self.text())
        painter.end()


class Toast(QWidget):
    """A word that passes. `undone` fires when Undo is pressed; `ended` when the word leaves by itself or by Undo."""

    undone = Signal()
    ended = Signal()

    def __init__(self, parent: QWidget, *, undo_words: str = "", undo_key: str = "Z") -> None:
        super().__init__(parent)
        self.setObjectName("toast")
        self._words, self._undo_words, self._key = "", undo_words, undo_key
        self._left = self._whole = 1
        self._inside = False
        self._over: QWidget | None = None
        self.button = _Undo(self)
        self.button.clicked.connect(self._undo)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self.tick)
        self.hide()

    def show_words(self, words: str, *, seconds: int = 6, undo: bool = False) -> None:
        """Show words for some seconds; with `undo` the button and the countdown are there."""
        self._words = words
        self._left = self._whole = max(1, seconds)
        self.button.setText(self._undo_words)
        self.button.setAccessibleName(self._undo_words)
        self.button.setVisible(undo)
        self.button.ensurePolished()
        self.setAccessibleName(words)
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def words(self) -> str:
        """Return what is shown."""
        return self._words

    def seconds_left(self) -> int:
        """Return the seconds that are left."""
        return self._left

    def stand_over(self, widget: QWidget) -> None:
        """Stand at the bottom of a part of the window, where it is to be seen, and not over what somebody writes."""
        self._over = widget
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the part that it stands over."""
        if watched is self._over and event.type() in (QEvent.Type.Resize, QEvent.Type.Move) and self.isVisible():
            self.place()
        return super().eventFilter(watched, event)

    def place(self) -> None:
        """Move to the middle of the bottom of the parent, or of the part it stands over, above its footer."""
        parent = self.parentWidget()
        if parent is None:
            return
        look = current()
        text = self._text_size(parent.width())
        edge = look.px(_MARGIN)
        width = text.width() + look.px(32) + 2 * edge
        if not self.button.isHidden():
            width += look.px(36) + self.button.sizeHint().width() + look.px(10) + round(paint.caps_width(self._key))
        height = max(look.px(40), text.height() + look.px(20)) + 2 * edge
        self.resize(width, height)
        middle, bottom = parent.width() // 2, parent.height() - look.px(32)
        over = self._over
        if over is not None and over.isVisible() and over.width() >= width:
            middle = over.mapTo(parent, over.rect().center()).x()
            bottom = over.mapTo(parent, over.rect().bottomLeft()).y()
        self.move(middle - width // 2, max(0, bottom - height))
        hint = self.button.sizeHint()
        right = width - edge - look.px(14) - round(paint.caps_width(self._key)) - look.px(6)
        tall = max(hint.height(), self.button.minimumSizeHint().height())
        self.button.setGeometry(right - hint.width(), (height - tall) // 2, hint.width(), tall)

    def _text_size(self, room: int) -> QSize:
        widest = max(120, min(current().px(_WIDEST), room - current().px(220)))
        box = QRectF(0, 0, widest, 4_000)
        found = ink.metrics("body", 500).boundingRect(box, int(Qt.TextFlag.TextWordWrap), self._words)
        return QSize(round(found.width()) + 2, round(found.height()))

    def end(self) -> None:
        """Leave."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.ended.emit()

    def tick(self) -> None:
        """Let one second pass, unless the pointer or the focus is here."""
        if self._inside or self.button.hasFocus():
            return
        self._left -= 1
        self.update()
        if self._left <= 0:
            self.end()

    def _undo(self) -> None:
        self.end()
        self.undone.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Wait while the pointer is here."""
        self._inside = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Go on when the pointer leaves."""
        self._inside = False
        super().leaveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = look.px(_MARGIN)
        box = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        ink.shadow(painter, box, look.px(8), reach=14)
        ink.fill_round(painter, box, look.px(8), ink.color("text"))
        left = box.left() + look.px(16)
        if not self.button.isHidden():
            size = look.px(24)
            circle = QRectF(box.left() + look.px(12), box.center().y() - size / 2, size, size)
            paint.ring(painter, circle, self._left / self._whole, str(self._left), ("text3", _accent(), "surface"))
            left = circle.right() + look.px(12)
            place = QPointF(box.right() - look.px(14) - paint.caps_width(self._key), box.center().y())
            paint.key_caps(painter, self._key, place)
        painter.setFont(ink.font("body", 500))
        painter.setPen(ink.color("surface"))
        right = self.button.x() if not self.button.isHidden() else box.right()
        flags = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignVCenter)
        painter.drawText(QRectF(left, box.top(), right - left, box.height()), flags, self._words)
        painter.end()
