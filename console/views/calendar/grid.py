"""The days of a month, or of a year, painted; one of them is chosen. Arrows move, Page keys turn, Enter opens.

A kind is told by its ground, its icon and its word; a day that waits has a dashed edge, one not yet kept a dot.
"""

from __future__ import annotations

import calendar
from calendar import monthrange
from datetime import date, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

from console.records.schedules import WEEK
from console.views.calendar.faces import LOOKS, OPEN, Face, Faces
from console.views.calendar.saying import month_title
from console.views.kit import ink
from console.views.look.look import current
from console.views.words import say

_HEAD, _TIGHT, _LEAST_MONTH = 28, 56, 132
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}
_PAGES = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}


def shifted(day: date, months: int) -> date:
    """Return the same day of another month, the last one where that month is shorter."""
    place = day.year * 12 + day.month - 1 + months
    year, month = divmod(place, 12)
    year = min(max(year, 1970), 2999)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class DayGrid(QWidget):
    """What a month and a year have in common. `moved` carries the chosen day, `opened` the one to be edited."""

    moved = Signal(object)
    opened = Signal(object)

    def __init__(self, day: date) -> None:
        super().__init__()
        self.day = day
        self.faces: Faces | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_faces(self, faces: Faces) -> None:
        """Show the days of a version."""
        self.faces = faces
        self._tell()

    def choose(self, day: date) -> None:
        """Choose a day; nobody is told."""
        self.day = day
        self._tell()

    def _tell(self) -> None:
        if self.faces is not None:
            self.setAccessibleName(self.faces.of(self.day).sentence)
        self.update()

    def _go(self, day: date) -> None:
        self.choose(day)
        self.moved.emit(day)

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Return the place of each day."""
        raise NotImplementedError

    def day_at(self, place: QPointF) -> date | None:
        """Return the day at a place, or None."""
        return next((day for day, box in self.boxes() if box.contains(place)), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move by days, weeks and months; Home is today, Enter opens."""
        key = Qt.Key(event.key())
        if key in _STEPS:
            self._go(self.day + timedelta(days=_STEPS[key]))
        elif key in _PAGES:
            self._go(shifted(self.day, _PAGES[key]))
        elif key == Qt.Key.Key_Home and self.faces is not None:
            self._go(self.faces.today)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.opened.emit(self.day)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the day below the pointer."""
        found = self.day_at(event.position())
        if found is not None:
            self._go(found)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the day below the pointer."""
        found = self.day_at(event.position())
        if found is not None:
            self.opened.emit(found)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Say what the day below the pointer is."""
        found = self.day_at(event.position())
        if self.faces is not None:
            self.setToolTip("" if found is None else self.faces.of(found).sentence)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the ring of the focus."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring of the focus away."""
        super().focusOutEvent(event)
        self.update()

    def _chosen(self, painter: QPainter, box: QRectF, radius: int) -> None:
        if self.hasFocus():
            ink.line_round(painter, box.adjusted(1, 1, -1, -1), radius, ink.pen("focus", 2))
        else:
            ink.line_round(painter, box.adjusted(0.5, 0.5, -0.5, -0.5), radius, ink.pen("control", 1.5))


class MonthGrid(DayGrid):
    """A month: a cell for each day with its hours and its word."""

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(640), current().px(480))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(430), current().px(300))

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Return the place of each day of the weeks of the month."""
        weeks = calendar.Calendar().monthdatescalendar(self.day.year, self.day.month)
        top, gap = current().px(_HEAD), current().px(4)
        width, height = (self.width() + gap) / 7, (self.height() - top + gap) / len(weeks)
        return [
            (day, QRectF(column * width, top + line * height, width - gap, height - gap))
            for line, week in enumerate(weeks)
            for column, day in enumerate(week)
        ]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = (self.width() + current().px(4)) / 7
        for column, name in enumerate(WEEK):
            box = QRectF(column * width + current().px(8), 0, width, current().px(_HEAD))
            ink.words(painter, say(f"day.{name}"), "label", "text3", box, weight=600)
        if self.faces is not None:
            for day, box in self.boxes():
                self._cell(painter, self.faces.of(day), box)
        painter.end()

    def _cell(self, painter: QPainter, face: Face, box: QRectF) -> None:
        look = current()
        inside = face.day.month == self.day.month
        ground, front, icon = LOOKS[face.kind]
        radius = look.px(7)
        painter.setOpacity(1.0 if inside else 0.45)
        ink.fill_round(painter, box, radius, ink.color(ground))
        ink.line_round(
            painter,
            box.adjusted(0.5, 0.5, -0.5, -0.5),
            radius,
            ink.pen("critical", 1.4, dashed=True) if face.proposed else ink.pen("hairline"),
        )
        inner = box.adjusted(look.px(9), look.px(6), -look.px(8), -look.px(5))
        self._number(painter, face, inner, front)
        if icon:
            size = look.px(15)
            low = inner.width() < look.px(_TIGHT)  # else it would lie on the number
            top = inner.bottom() - size if low else inner.top() + look.px(2)
            ink.icon(painter, icon, front, QRectF(inner.left() if low else inner.right() - size, top, size, size))
        self._lines(painter, face, inner, front)
        if face.day == self.day:
            self._chosen(painter, box, radius)
        painter.setOpacity(1.0)

    def _number(self, painter: QPainter, face: Face, inner: QRectF, front: str) -> None:
        look = current()
        line = QRectF(inner.left(), inner.top(), inner.width(), look.px(20))
        text = str(face.day.day)
        today = self.faces is not None and face.day == self.faces.today
        if today:
            width = ink.advance(text, "strong", 600) + look.px(12)
            pill = QRectF(inner.left() - look.px(5), inner.top(), width, look.px(20))
            ink.fill_round(painter, pill, look.px(10), ink.color("accent"))
        ink.words(painter, text, "strong", "on_accent" if today else front, line, weight=600)
        if face.changed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.color("bar"))
            left = min(inner.left() + ink.advance(text, "strong", 600) + look.px(14), inner.right() + look.px(2))
            painter.drawEllipse(QPointF(left, line.center().y()), look.px(3), look.px(3))

    def _lines(self, painter: QPainter, face: Face, inner: QRectF, front: str) -> None:
        look = current()
        step = look.px(17)
        lines = [(face.hours, "text2" if face.kind == OPEN else front)] if face.counts else []
        if face.words:
            lines.append((face.words, front))
        if face.proposed:
            lines.append((say("calendar.question", name=face.proposed), "critical_text"))
        top = inner.top() + look.px(23)
        if inner.width() < look.px(_TIGHT):
            return  # no word has room; the day at the right says them
        room = int((inner.bottom() - top) // step)
        for number, (words, token) in enumerate(lines[: max(0, room)]):
            place = QRectF(inner.left(), top + number * step, inner.width(), step)
            ink.words(painter, words, "micro", token, place)


class YearGrid(DayGrid):
    """A year: twelve small months."""

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(640), current().px(480))

    def minimumSizeHint(self) -> QSize:
        """Return the least size: below it the days would lie on each other."""
        rows = 12 // self._columns()
        return QSize(current().px(430), rows * current().px(_LEAST_MONTH) + (rows - 1) * current().px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Ask for the room of as many rows as the width leaves."""
        super().resizeEvent(event)
        self.updateGeometry()

    def choose(self, day: date) -> None:
        """Choose a day, and bring it into sight where there is no room for the year."""
        super().choose(day)
        around = self.parentWidget()
        area = None if around is None else around.parentWidget()
        box = next((box for one, box in self.boxes() if one == day), None)
        if isinstance(area, QScrollArea) and box is not None:
            area.ensureVisible(round(box.center().x()), round(box.center().y()), 0, current().px(40))

    def _columns(self) -> int:
        return 4 if self.width() >= current().px(620) else 3

    def _months(self) -> list[tuple[int, QRectF]]:
        columns = self._columns()
        rows = 12 // columns
        gap = current().px(18)
        width, height = (self.width() + gap) / columns, (self.height() + gap) / rows
        return [
            (n + 1, QRectF(n % columns * width, n // columns * height, width - gap, height - gap)) for n in range(12)
        ]

    def boxes(self) -> list[tuple[date, QRectF]]:
        """Return the place of each day of the year."""
        found = []
        for month, box in self._months():
            top = current().px(24)
            width, height = box.width() / 7, (box.height() - top) / 6
            for line, week in enumerate(calendar.Calendar().monthdatescalendar(self.day.year, month)):
                found += [
                    (day, QRectF(box.left() + column * width, box.top() + top + line * height, width, height))
                    for column, day in enumerate(week)
                    if day.month == month
                ]
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        faces = self.faces
        if faces is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for month, box in self._months():
            line = QRectF(box.left(), box.top(), box.width(), current().px(20))
            strong = month == self.day.month
            title = month_title(self.day.year, month).rsplit(" ", 1)[0]
            ink.words(painter, title, "label", "text" if strong else "text2", line, weight=600)
            number = str(faces.business_days(self.day.year, month))
            left = line.right() - ink.advance(number, "small") - current().px(4)
            ink.words(painter, number, "small", "text3", line.adjusted(left - line.left(), 0, 0, 0))
        for day, box in self.boxes():
            self._small(painter, faces.of(day), box)
        painter.end()

    def _small(self, painter: QPainter, face: Face, box: QRectF) -> None:
        look = current()
        ground, front, _icon = LOOKS[face.kind]
        cell = box.adjusted(1, 1, -1, -1)
        radius = look.px(4)
        if face.kind != OPEN:
            ink.fill_round(painter, cell, radius, ink.color(ground))
        if face.proposed:
            ink.line_round(painter, cell, radius, ink.pen("critical", 1.3, dashed=True))
        today = self.faces is not None and face.day == self.faces.today
        if today:
            ink.fill_round(painter, cell, radius, ink.color("accent"))
        text = str(face.day.day)
        left = cell.center().x() - ink.advance(text, "micro") / 2
        place = QRectF(left, cell.top(), cell.width(), cell.height())
        ink.words(painter, text, "micro", "on_accent" if today else front, place)
        if face.day == self.day:
            self._chosen(painter, cell, radius)


def scrolled(grid: DayGrid) -> QScrollArea:
    """Return a grid that scrolls where there is no room for it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(grid)
    area.viewport().setAutoFillBackground(False)
    grid.setAutoFillBackground(False)
    return area
