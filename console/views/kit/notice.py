"""A notice inside a card or a pane: an icon, a strong sentence, what belongs to it, one act. It wraps, and lasts."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.text import Text
from console.views.look.look import current

TONES = {
    "ok": ("ok_soft", "ok", "circle-check"),
    "accent": ("accent_soft", "accent_text", "info-circle"),
    "functional": ("functional_soft", "functional", "alert-triangle"),
    "critical": ("critical_soft", "critical", "alert-octagon"),
    "plain": ("sunken", "text2", "info-circle"),
}


class Notice(QWidget):
    """A notice. `acted` fires when its button is pressed."""

    acted = Signal()

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self._tone, self._icon = "plain", ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.title = Text("", "strong", wrap=True)
        self.detail = Text("", "small", "2", wrap=True)
        self.button = Button("", "quiet")
        self.button.clicked.connect(self.acted)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(40), look.px(8), look.px(8), look.px(8))
        layout.setSpacing(look.px(10))
        layout.addLayout(words, 1)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def say(self, title: str, detail: str = "", *, tone: str = "plain", icon: str = "", act: str = "") -> None:
        """Show words; without any the notice is not there."""
        self._tone, self._icon = tone, icon or TONES[tone][2]
        self.title.setText(title)
        self.title.setVisible(bool(title))
        self.detail.setText(detail)
        self.detail.setVisible(bool(detail))
        self.button.set_words(act)
        self.button.setVisible(bool(act))
        self.setAccessibleName(". ".join(part for part in (title, detail) if part))
        self.setVisible(bool(title or detail))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        ground, front, _ = TONES[self._tone]
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink.fill_round(painter, QRectF(self.rect()), look.px(8), ink.color(ground))
        size = look.px(18)
        ink.icon(painter, self._icon, front, QRectF(look.px(12), look.px(9), size, size))
        painter.end()
