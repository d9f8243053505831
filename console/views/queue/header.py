"""The head of the queue: the view's name with its count, the acts on the list, and the query bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.views.kit import ink
from console.views.kit.buttons import Button, IconButton
from console.views.kit.field import QueryField
from console.views.kit.layout import row
from console.views.kit.text import ElidedText, Painted, Text
from console.views.look.look import current
from console.views.words import say


class _Dot(Painted):
    """The mark of a view whose query was changed."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("queue.changed"))
        self.setToolTip(say("queue.changed"))
        self.setFixedSize(current().px(8), current().px(8))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.color("bar"))
        painter.drawEllipse(self.rect())
        painter.end()


class QueueHeader(QWidget):
    """Title, count, a dot with Revert while the query is not the view's, the acts, and the query bar."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = ElidedText("", "title")
        self.dot = _Dot()
        self.count = Text("", "small", "2")
        self.revert = Button(say("act.revert"), "quiet")
        self.add = IconButton("plus", say("act.new"), "C")
        self.sort = IconButton("arrows-sort", say("act.sort"), "S")
        self.adjust = IconButton("adjustments", say("act.columns"), "V")
        self.keep = IconButton("bookmark", say("act.save_view"), "Shift+S")
        self.field = QueryField(say("queue.filter"))
        self.field.setPlaceholderText(say("queue.filter_hint"))
        self._column = QVBoxLayout(self)
        head = self._head = row(self.title, self.dot, self.count, self.revert, spacing=8)
        head.addStretch(1)
        for button in (self.add, self.sort, self.adjust, self.keep):
            head.addWidget(button)
        head.setSpacing(current().px(6))
        self._column.addLayout(head)
        self._column.addWidget(self.field)
        self.show_changed(changed=False)
        self._fit()

    def put(self, *buttons: QWidget) -> None:
        """Put more acts behind those that are there."""
        for button in buttons:
            self._head.addWidget(button)

    def show_changed(self, *, changed: bool) -> None:
        """Show whether the query is another than the view's."""
        self.dot.setVisible(changed)
        self.revert.setVisible(changed)

    def _fit(self) -> None:
        look = current()
        self.setFixedHeight(look.header)
        self._column.setContentsMargins(look.px(16), look.px(11), look.px(12), look.px(12))
        self._column.setSpacing(look.px(7))

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._fit()
