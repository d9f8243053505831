"""Fields for a day, and for a day with a time: typed as people write them, stepped by Up and Down, or picked.

What stands in them is in the person's language; what is typed is read in other forms too (console/views/kit/days.py).
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo

from PySide6.QtCore import QDate, QPoint, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QVBoxLayout, QWidget

from console.views.kit import days, ink
from console.views.kit.month import Month
from console.views.look.look import current
from console.views.words import say, zone

_KEYS = {Qt.Key.Key_Up: 1, Qt.Key.Key_Down: -1}
_EXAMPLE = date(2026, 1, 31)
_EDGES = 30  # what a field has beside its words, at both sides


class DayEdit(QLineEdit):
    """A day, or nothing. Up and Down step the part where the cursor is, Alt+Down opens the calendar.

    `moved` fires when another day than before was typed to its end, stepped to or picked.
    """

    moved = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._popup: QWidget | None = None
        self._clock = time()
        self._at: datetime | None = None
        self.setTextMargins(0, 0, current().px(24), 0)
        self.setPlaceholderText(self.written(datetime.combine(_EXAMPLE, time(14, 5))))
        self.setToolTip(say("form.day_tip"))
        self.editingFinished.connect(self._tidy)

    def written(self, local: datetime) -> str:
        """Return what is shown for a clock on the wall."""
        return days.write_day(local.date())

    def whole_width(self) -> int:
        """Return how wide it has to be, in pixels, so that nothing of what stands here is cut."""
        look = current()
        return look.px(24 + _EDGES) + self.fontMetrics().horizontalAdvance(self.placeholderText())

    def local(self) -> datetime | None:
        """Return what stands here as a clock on the wall, None where it cannot be read."""
        day = days.read_day(self.text())
        return None if day is None else datetime.combine(day, time())

    def day(self) -> date | None:
        """Return the day that stands here, None where it cannot be read."""
        found = self.local()
        return None if found is None else found.date()

    def show_local(self, local: datetime) -> None:
        """Show a clock on the wall."""
        self._clock, self._at = local.time(), local
        self.setText(self.written(local))

    def today(self) -> date:
        """Return the day that it is where times are shown."""
        return datetime.now(zone()).date()

    def show_day(self, day: date) -> None:
        """Show a day; the time stays."""
        found = self.local()
        self.show_local(datetime.combine(day, self._clock if found is None else found.time()))

    def _tidy(self) -> None:
        """Write what was typed in the form of the language, and tell of it."""
        found, before = self.local(), self._at
        if found is not None and self.text() != self.written(found):
            self.show_local(found)
        if found != before:
            self._at = found
            self.moved.emit()

    def step(self, by: int) -> None:
        """Move the part where the cursor is, and keep it chosen; an unreadable text stays."""
        found = self.local()
        if found is None:
            return
        whole = self.selectedText() == self.text()
        part, number = ("day", 0) if whole else days.part_at(self.text(), self.cursorPosition())
        try:
            self.show_local(days.moved(found, part, by))
        except (ValueError, OverflowError):
            return  # past the first or the last year there is
        self.moved.emit()
        if whole:
            self.selectAll()
        else:
            self.setSelection(*days.span_of(self.text(), number))

    def pick(self) -> None:
        """Open the calendar below the field."""
        self._popup = _Popup(self)
        high, gap, room = self._popup.sizeHint().height(), current().px(2), self.screen().availableGeometry()
        below = self.mapToGlobal(QPoint(0, self.height() + gap))
        fits = below.y() + high <= room.bottom()
        self._popup.move(below if fits else self.mapToGlobal(QPoint(0, -high - gap)))
        self._popup.show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Step or pick; everything else is typed."""
        by = _KEYS.get(Qt.Key(event.key()), 0)
        if by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.pick()
        elif by:
            self.step(by)
        else:
            super().keyPressEvent(event)

    def _icon(self) -> QRectF:
        size = current().px(16)
        return QRectF(self.width() - size - current().px(9), (self.height() - size) / 2, size, size)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open the calendar by its icon."""
        if event.position().x() >= self._icon().left() - current().px(6) and self.isEnabled():
            self.pick()
        else:
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show that the icon is pressed and not written in."""
        over = event.position().x() >= self._icon().left() - current().px(6)
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the icon over the field."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink.icon(painter, "calendar", "text2" if self.isEnabled() else "text3", self._icon())
        painter.end()


class InstantEdit(DayEdit):
    """A day and a time of a zone."""

    def __init__(self, zone: tzinfo = UTC) -> None:
        self.zone = zone
        self._shown: tuple[str, datetime] | None = None
        super().__init__()

    def written(self, local: datetime) -> str:
        """Return what is shown for a clock on the wall."""
        return days.write_instant(local)

    def local(self) -> datetime | None:
        """Return what stands here as a clock on the wall, None where it cannot be read."""
        return days.read_instant(self.text())

    def instant(self) -> datetime | None:
        """Return the instant in UTC, to the minute; None where what stands here cannot be read.

        An hour that a clock shows twice is the one that was shown, else the first.
        """
        if self._shown is not None and self._shown[0] == self.text():
            return self._shown[1]
        found = self.local()
        return None if found is None else found.replace(tzinfo=self.zone).astimezone(UTC)

    def show_instant(self, instant: datetime) -> None:
        """Show an instant of any zone."""
        self.show_local(instant.astimezone(self.zone).replace(tzinfo=None, fold=0))
        self._shown = self.text(), instant.astimezone(UTC).replace(second=0, microsecond=0)


class _Popup(QFrame):
    """A calendar over the window; Enter or a click takes a day, Esc takes none."""

    def __init__(self, field: DayEdit) -> None:
        super().__init__(field, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._field = field
        today = field.today()
        self.calendar = Month(field.day() or today, today)
        self.calendar.setAccessibleName(field.accessibleName())
        self.setProperty("picks", "true")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[current().px(6)] * 4)
        layout.addWidget(self.calendar)
        self.calendar.activated.connect(self._take)
        self.calendar.clicked.connect(self._take)
        self.calendar.setFocus()

    def _take(self, day: QDate) -> None:
        self._field.show_day(date(day.year(), day.month(), day.day()))
        self.close()
        self._field.setFocus()
        self._field.moved.emit()
