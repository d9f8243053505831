"""Who else is at the ticket that is shown: a bar over the head of the conversation, there only while somebody is.

It lies over what it covers, so that nothing jumps while one reads. Gray looks, amber writes an answer.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from console.records.live import Present
from console.views.kit import ink
from console.views.kit.text import Painted, plain_tip
from console.views.look.look import current
from console.views.look.paint import avatar
from console.views.told_company import company_words

_HEIGHT, _FACE, _FACES = 32, 20, 3


class CompanyBar(Painted):
    """Says who is there. `over` is the widget whose head it covers."""

    def __init__(self, over: QWidget) -> None:
        super().__init__()
        self.setParent(over)
        self._people: tuple[Present, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        over.installEventFilter(self)
        self.hide()

    @property
    def people(self) -> tuple[Present, ...]:
        """Return who is shown."""
        return self._people

    def show_people(self, people: Sequence[Present]) -> None:
        """Show who is there; nobody hides it."""
        self._people = tuple(people)
        words = company_words(people)
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words))
        self.setVisible(bool(people))
        if people:
            self._place()
            self.raise_()
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Be as wide as what it lies over."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(200), current().px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        writes = any(one.writing for one in self._people)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect())
        painter.fillRect(box, ink.color("functional_soft" if writes else "sunken"))
        look, size = current(), current().px(_FACE)
        left = box.left() + look.px(16)
        for one in self._people[:_FACES]:
            avatar(painter, look, one.name, QRectF(left, box.center().y() - size / 2, size, size))
            left += size - look.px(5)
        left += look.px(13)
        shade = "functional_text" if writes else "text2"
        mark = look.px(15)
        ink.icon(painter, "pencil" if writes else "eye", shade, QRectF(left, box.center().y() - mark / 2, mark, mark))
        left += mark + look.px(6)
        room = QRectF(left, box.top(), box.right() - left - look.px(12), box.height())
        ink.words(painter, self.accessibleName(), "label", shade, room)
        ink.hairline(painter, box.left(), box.right(), box.bottom() - 1)
        painter.end()

    def _place(self) -> None:
        over = self.parentWidget()
        if over is not None:
            self.setGeometry(QRect(0, 0, over.width(), current().px(_HEIGHT)))
