"""Widgets beside each other that go on in the next line where there is no room: nothing is cut, nothing is squeezed."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from console.views.kit.layout import row
from console.views.look.look import current


class Wrap(QLayout):
    """A row that wraps. `spacing` is pixels of 100 %.

    What wants all the room (a field to search in) takes what its line leaves. With `apart` the last one stands at the
    right edge where all fit in one line.
    """

    def __init__(self, *widgets: QWidget, spacing: int = 8, apart: bool = False) -> None:
        super().__init__()
        self._items: list[QLayoutItem] = []
        self._apart = apart
        self.setContentsMargins(0, 0, 0, 0)
        self.setSpacing(current().px(spacing))
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        """Put one more at the end."""
        self._items.append(item)

    def count(self) -> int:
        """Return how many there are."""
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        """Return one of them, or None."""
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        """Take one of them out."""
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """Return that it is as high as its lines."""
        return Qt.Orientation.Horizontal

    def hasHeightForWidth(self) -> bool:
        """Return that the height follows the width."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height of its lines in a width."""
        heights = [max(one.sizeHint().height() for one in line) for line in self._lines(width)]
        return sum(heights) + self.spacing() * max(0, len(heights) - 1)

    def sizeHint(self) -> QSize:
        """Return the size of one line."""
        shown = self._shown()
        wide = sum(one.sizeHint().width() for one in shown) + self.spacing() * max(0, len(shown) - 1)
        return QSize(wide, self.heightForWidth(wide))

    def minimumSize(self) -> QSize:
        """Return the width of the widest, and the height of one line."""
        sizes = [one.sizeHint() for one in self._shown()]
        return QSize(max((one.width() for one in sizes), default=0), max((one.height() for one in sizes), default=0))

    def setGeometry(self, rect: QRect) -> None:
        """Place them."""
        super().setGeometry(rect)
        top, lines = rect.top(), self._lines(rect.width())
        for line in lines:
            height = max(one.sizeHint().height() for one in line)
            left, spare = rect.left(), rect.width() - self._width(line)
            for number, one in enumerate(line):
                size = one.sizeHint()
                if one.expandingDirections() & Qt.Orientation.Horizontal:
                    size.setWidth(size.width() + spare)
                    spare = 0
                elif self._apart and len(lines) == 1 and number and number == len(line) - 1:
                    left += spare
                size.setWidth(min(size.width(), rect.width()))
                place = QPoint(left, top + (height - size.height()) // 2)
                one.setGeometry(QRect(place, size))
                left += size.width() + self.spacing()
            top += height + self.spacing()

    def _shown(self) -> list[QLayoutItem]:
        return [one for one in self._items if not one.isEmpty()]

    def _width(self, line: list[QLayoutItem]) -> int:
        return sum(one.sizeHint().width() for one in line) + self.spacing() * (len(line) - 1)

    def _lines(self, width: int) -> list[list[QLayoutItem]]:
        lines: list[list[QLayoutItem]] = []
        for one in self._shown():
            if lines and self._width([*lines[-1], one]) <= width:
                lines[-1].append(one)
            else:
                lines.append([one])
        return lines


def together(*widgets: QWidget, spacing: int = 8) -> QWidget:
    """Return widgets that stay beside each other where the others wrap."""
    whole = QWidget()
    whole.setLayout(row(*widgets, spacing=spacing))
    return whole
