"""The painted lines of the sidebar: a view or tool, the search box, the head and the person. All follow the look."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from console.views.kit import ink, paint
from console.views.kit.text import Painted, plain_tip
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.look.paint import avatar

_RAIL_BELOW = 120
_STATE, _BETWEEN = 16, "  ·  "  # the height of a further line of the state, and where it may go on
_PALETTE_KEY = "Ctrl\u00a0K"  # one cap for both, where there is little room


def _rail(widget: QWidget) -> bool:
    return widget.width() < current().px(_RAIL_BELOW)


class Line(QAbstractButton):
    """A button of the sidebar that paints itself and measures anew when the look changes."""

    height_at_100 = 32

    def __init__(self, words: str, chord: str = "") -> None:
        super().__init__()
        self.words = words
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words, chord))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(42), current().px(self.height_at_100))

    def changeEvent(self, event: QEvent) -> None:
        """Measure anew when the look changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()

    def ring(self, painter: QPainter, box: QRectF) -> None:
        """Paint the focus."""
        if self.hasFocus():
            ink.line_round(painter, box, current().px(6), ink.pen("focus", 2))


class Entry(Line):
    """A view or a tool: icon, words and count; only the icon in the rail. A dot says that its query was changed."""

    def __init__(self, icon_name: str, words: str, chord: str = "", *, strong: bool = False) -> None:
        super().__init__(words, chord)
        self.icon_name, self.number, self.changed, self._strong = icon_name, "", False, strong
        self.setCheckable(True)
        self.setAutoExclusive(True)

    def show_number(self, number: str) -> None:
        """Show how many there are."""
        if self.number != number:
            self.number = number
            self.setAccessibleName(f"{self.words}, {number}" if number else self.words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        chosen = self.isChecked()
        if chosen or self.underMouse():
            ink.fill_round(painter, box, look.px(6), ink.color("selected" if chosen else "pressed"))
        self.ring(painter, box)
        rail, size = _rail(self), look.px(18)
        left = (self.width() - size) / 2 if rail else look.px(11)
        alarm = self._strong and bool(self.number)
        token = "accent_text" if chosen else "critical_text" if alarm else "text2"
        ink.icon(painter, self.icon_name, token, QRectF(left, box.center().y() - size / 2, size, size))
        if not rail:
            self._words(painter, box, left + size + look.px(10), alarm=alarm)
        painter.end()

    def _words(self, painter: QPainter, box: QRectF, left: float, *, alarm: bool) -> None:
        look, chosen = current(), self.isChecked()
        right = box.right() - look.px(9)
        if self.number:
            token = "critical_text" if alarm else "accent_text" if chosen else "text2"
            width = ink.advance(self.number, "label", 600)
            place = QRectF(right - width - 1, box.top(), width + 2, box.height())
            ink.words(painter, self.number, "label", token, place, weight=600)
            right -= width + look.px(8)
        if self.changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.color("bar"))
            painter.drawEllipse(QPointF(right - look.px(3), box.center().y()), look.px(3), look.px(3))
            right -= look.px(12)
        place = QRectF(left, box.top(), max(0.0, right - left), box.height())
        front = "accent_text" if chosen else "text"
        ink.words(painter, self.words, "body", front, place, weight=500 if chosen else 0)


class SearchBox(Line):
    """The way into the palette: it looks like a field, and opens it."""

    height_at_100 = 34

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        rail, size = _rail(self), look.px(17)
        if not rail:
            ink.fill_round(painter, box, look.px(6), ink.color("hover" if self.underMouse() else "surface"))
            ink.line_round(painter, box, look.px(6), ink.pen("strong"))
        elif self.underMouse():
            ink.fill_round(painter, box, look.px(6), ink.color("pressed"))
        self.ring(painter, box.adjusted(0.5, 0.5, -0.5, -0.5))
        left = (self.width() - size) / 2 if rail else look.px(10)
        ink.icon(painter, "search", "text2", QRectF(left, box.center().y() - size / 2, size, size))
        if not rail:
            caps = paint.caps_width(_PALETTE_KEY)
            paint.key_caps(painter, _PALETTE_KEY, QPointF(box.right() - caps - look.px(7), box.center().y()))
            start = left + size + look.px(8)
            place = QRectF(start, box.top(), box.right() - caps - look.px(14) - start, box.height())
            ink.words(painter, self.words, "body", "text2", place)
        painter.end()


class Head(Painted):
    """Whose desk it is, and whether its database answers: in words, with a dot."""

    def __init__(self, company: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.company, self.state, self.tone = company, "", "ok"

    def show_state(self, words: str, tone: str) -> None:
        """Show whether the database answers."""
        self.state, self.tone = words, tone
        self.setAccessibleName(f"{self.company}, {words}")
        self.setToolTip(plain_tip(f"{self.company}\n{words}"))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants: what has no room in one line has a second one."""
        return QSize(current().px(42), current().px(38 + _STATE * (len(self.lines()) - 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take another line, or give it back."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

    def lines(self) -> list[str]:
        """Return the lines of its state."""
        look = current()
        room = self.width() - look.px(4 + 28 + 10 + 13)
        if _rail(self) or ink.advance(self.state, "small") <= room:
            return [self.state]
        return self.state.split(_BETWEEN)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = look.px(28)
        rail = _rail(self)
        left = (self.width() - size) / 2 if rail else look.px(4)
        window_icon().paint(painter, round(left), round((look.px(38) - size) / 2), size, size)
        dot = look.px(4)
        if rail:
            self._dot(painter, QPointF(left + size - 1, (look.px(38) + size) / 2 - 1), dot)
        else:
            start = left + size + look.px(10)
            room = self.width() - start
            ink.words(painter, self.company, "body", "text", QRectF(start, 0, room, look.px(20)), weight=600)
            lower = QRectF(start + look.px(13), look.px(19), room - look.px(13), look.px(17))
            self._dot(painter, QPointF(start + dot, lower.center().y()), dot)
            for line in self.lines():
                ink.words(painter, line, "small", "text2" if self.tone == "ok" else "critical_text", lower)
                lower.translate(0, look.px(_STATE))
        painter.end()

    def _dot(self, painter: QPainter, place: QPointF, radius: float) -> None:
        """Filled while all is well, a ring while not: shape tells as well as color."""
        well = self.tone == "ok"
        painter.setPen(ink.pen("ok" if well else "critical", 2))
        painter.setBrush(ink.color("ok" if well else "surface"))
        painter.drawEllipse(place, radius - 1, radius - 1)


class Person(Painted):
    """Who works here."""

    def __init__(self, name: str, words: str) -> None:
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.name, self.words = name, words
        self.setAccessibleName(f"{name}, {words}")
        self.setToolTip(plain_tip(f"{name}, {words}"))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(42), current().px(44))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        size, rail = look.px(28), _rail(self)
        left = (self.width() - size) / 2 if rail else look.px(6)
        avatar(painter, look, self.name, QRectF(left, (self.height() - size) / 2, size, size))
        if not rail:
            start = left + size + look.px(10)
            room = self.width() - start
            ink.words(painter, self.name, "body", "text", QRectF(start, look.px(4), room, look.px(20)), weight=600)
            ink.words(painter, self.words, "small", "text2", QRectF(start, look.px(22), room, look.px(18)))
        painter.end()
