"""The card at the head of the decision, whatever it tells: a state, a title beside its icon, lines, and acts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.views.decision.lines import Glyph
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.text import Text
from console.views.look.look import current


class DecisionCard(QWidget):
    """The frame of the card; what stands in it is laid out once by `lay_out`."""

    def __init__(self, state: str = "") -> None:
        super().__init__()
        self.state = Text(state, "label", "3", wrap=True)
        self.icon = Glyph(size=20)
        self.title = Text("", "title", wrap=True)

    def lay_out(self, lines: Sequence[QWidget | int], acts: Sequence[Button]) -> None:
        """Put lines below the title, a number being so much room, and acts below them."""
        look = current()
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        below = QVBoxLayout()
        below.setSpacing(look.px(4))
        for button in acts:
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            below.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(10))
        layout.setSpacing(look.px(6))
        layout.addWidget(self.state)
        layout.addLayout(head)
        for one in lines:
            if isinstance(one, int):
                layout.addSpacing(look.px(one))
            else:
                layout.addWidget(one)
        layout.addLayout(below)

    def say_in(self, label: Text, words: str) -> None:
        """Show words in a line, or no line where there are none."""
        label.setText(words)
        label.setVisible(bool(words))

    def paint_over(self, painter: QPainter) -> None:
        """Paint what lies on the ground of the card; a card that waits for nothing has no bar."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and what lies on it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), current().px(8)
        ink.fill_round(painter, box, radius, ink.color("surface"))
        ink.line_round(painter, box, radius, ink.pen("hairline"))
        self.paint_over(painter)
        painter.end()
