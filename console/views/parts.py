"""Small widgets that screens are made of. Every label shows plain text; everything that takes focus has a name."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from console.views.look.icons import icon
from console.views.look.look import current
from console.views.words import say


class PlainLabel(QLabel):
    """A label that never reads markup. `kind` is a kind of type, `tone` a tone of color."""

    def __init__(self, text: str = "", kind: str = "body", tone: str = "", *, wrap: bool = False) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(current().font(kind))
        self.setProperty("tone", tone)
        self.setWordWrap(wrap)
        self.setText(text)

    def set_tone(self, tone: str) -> None:
        """Change the tone of color."""
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)


class Button(QPushButton):
    """A button: plain, primary, quiet or segment."""

    def __init__(self, text: str, kind: str = "plain", icon_name: str = "") -> None:
        super().__init__(text)
        self.setProperty("kind", kind)
        self.setFont(current().font("label"))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        if icon_name:
            self.setIcon(icon(icon_name, "on_accent" if kind == "primary" else "text2"))
            self.setIconSize(QSize(current().px(16), current().px(16)))
        self.setAccessibleName(text)


class IconButton(QToolButton):
    """A button that is an icon; its words and its key stand in the tooltip and in its accessible name."""

    def __init__(self, icon_name: str, words: str, key: str = "") -> None:
        super().__init__()
        size = current().px(18)
        self.setIcon(icon(icon_name))
        self.setIconSize(QSize(size, size))
        self.setFixedSize(current().px(30), current().px(30))
        self.setAccessibleName(words)
        self.setToolTip(f"{words}  {key}".strip())
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


class KeyCap(PlainLabel):
    """A key of the keyboard."""

    def __init__(self, key: str) -> None:
        super().__init__(key, "micro")
        self.setProperty("key", "true")
        self.setFixedHeight(current().px(20))
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)


class Line(QFrame):
    """A hairline."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(1)
        self.setStyleSheet(f"background: {current().tokens.hairline}; border: none;")


class EmptyState(QWidget):
    """An empty pane: an icon, a title, one sentence and the next useful act."""

    acted = Signal()

    def __init__(self, icon_name: str, title: str, text: str, act: str = "") -> None:
        super().__init__()
        look = current()
        layout = QVBoxLayout(self)
        layout.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.setSpacing(look.px(8))
        mark = QLabel()
        mark.setPixmap(icon(icon_name, "accent_text", 36).pixmap(look.px(36), look.px(36)))
        mark.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(mark)
        self.title = PlainLabel(title, "h2")
        self.title.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.title)
        self.text = PlainLabel(text, "body", "2", wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.text.setMaximumWidth(look.px(380))
        layout.addWidget(self.text, 0, Qt.AlignmentFlag.AlignCenter)
        self.button = Button(act, "primary")
        self.button.setVisible(bool(act))
        self.button.clicked.connect(self.acted)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignCenter)

    def say(self, title: str, text: str, act: str = "") -> None:
        """Change the words."""
        self.title.setText(title)
        self.text.setText(text)
        self.button.setText(act)
        self.button.setAccessibleName(act)
        self.button.setVisible(bool(act))


class _Ring(QWidget):
    """The seconds that are left, as a ring with a number."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(current().px(26), current().px(26))
        self.left, self.whole = 0, 1

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ring."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.rect().adjusted(3, 3, -3, -3)
        painter.setPen(QPen(QColor("#5B6372"), look.px(2)))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor("#A3B5FF"), look.px(2)))
        painter.drawArc(box, 90 * 16, round(360 * 16 * self.left / max(1, self.whole)))
        painter.setPen(QColor("#FFFFFF"))
        painter.setFont(look.font("micro"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self.left))


class Toast(QFrame):
    """A short word at the bottom with Undo as its one button; it stays while the pointer or the focus is on it."""

    undone = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        look = current()
        self.setObjectName("toast")
        self.setStyleSheet(
            "#toast { background: #1D2330; border-radius: 8px; } #toast QLabel { color: #FFFFFF; }"
            "#toast QPushButton { background: transparent; border: none; color: #A3B5FF; }"
            "#toast QPushButton:focus { border: 2px solid #A3B5FF; }"
        )
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(look.px(24))
        shadow.setOffset(0, look.px(4))
        shadow.setColor(QColor(0, 0, 0, 90))
        self.setGraphicsEffect(shadow)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(12), look.px(8), look.px(12), look.px(8))
        layout.setSpacing(look.px(10))
        self.ring = _Ring()
        self.label = PlainLabel("", "strong")
        self.button = Button("", "quiet")
        self.key = KeyCap("Z")
        for widget in (self.ring, self.label, self.button, self.key):
            layout.addWidget(widget)
        self.button.clicked.connect(self._undo)
        self._timer = QTimer(self)
        self._timer.setInterval(1_000)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def show_words(self, words: str, *, seconds: int = 6, undo: bool = False) -> None:
        """Show words for some seconds; with `undo` the button and the countdown are there."""
        self.label.setText(words)
        self.button.setText(say("act.undo"))
        self.button.setAccessibleName(say("act.undo"))
        for widget in (self.ring, self.button, self.key):
            widget.setVisible(undo)
        self.ring.left = self.ring.whole = max(1, seconds)
        self.adjustSize()
        self.place()
        self.show()
        self.raise_()
        self._timer.start()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def place(self) -> None:
        """Move to the middle of the bottom."""
        parent = self.window() if self.parentWidget() is None else self.parentWidget()
        assert parent is not None  # noqa: S101 - a toast is always in a window
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - current().px(48))

    def end(self) -> None:
        """Leave."""
        self._timer.stop()
        self.hide()

    def _tick(self) -> None:
        if self.underMouse() or self.button.hasFocus():
            return
        self.ring.left -= 1
        self.ring.update()
        if self.ring.left <= 0:
            self.end()

    def _undo(self) -> None:
        self.end()
        self.undone.emit()


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
