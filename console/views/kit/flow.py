"""Tags beside each other that go on in the next line where there is no room."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy

from console.views.kit import paint
from console.views.kit.text import Painted
from console.views.look.look import current

_LINE, _GAP = 24, 6


class TagFlow(Painted):
    """Tags, each its words, tone and icon. They read as one sentence."""

    def __init__(self, tags: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self._tags = tags
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setAccessibleName(", ".join(words for words, _tone, _icon in tags))

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height for a width."""
        places = self._places(width)
        return int(places[-1].y() + current().px(_LINE) / 2) if places else 0

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        gap = current().px(_GAP)
        wide = sum(int(paint.tag_width(words, icon=icon)) + gap for words, _tone, icon in self._tags)
        width = self.width() if self.isVisible() else wide
        return QSize(wide, self.heightForWidth(max(1, width)))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: a tag that has no room is cut."""
        return QSize(current().px(60), self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as the new width needs."""
        super().resizeEvent(event)
        self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for (words, tone, icon), place in zip(self._tags, self._places(self.width()), strict=True):
            paint.tag(painter, words, place, tone=tone, icon=icon, room=self.width())
        painter.end()

    def _places(self, width: int) -> list[QPointF]:
        look = current()
        x, y = 0.0, look.px(_LINE) / 2
        found = []
        for words, _tone, icon in self._tags:
            wide = paint.tag_width(words, icon=icon)
            if x and x + wide > width:
                x, y = 0.0, y + look.px(_LINE)
            found.append(QPointF(x, y))
            x += wide + look.px(_GAP)
        return found
