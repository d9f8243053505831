"""A month to pick a day from, in the look of the window: the chosen day filled, today ringed, other months quiet."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QDate, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QTextCharFormat
from PySide6.QtWidgets import QCalendarWidget, QToolButton

from console.views.kit import ink
from console.views.look.icons import icon
from console.views.look.look import current

_CENTER = Qt.AlignmentFlag.AlignCenter
_HEADS = {"qt_calendar_prevmonth": "chevron-left", "qt_calendar_nextmonth": "chevron-right"}
_WIDTH, _HEIGHT = 296, 276


class Month(QCalendarWidget):
    """Shows a month. `activated` and `clicked` carry the day that was taken."""

    def __init__(self, day: date, today: date) -> None:
        super().__init__()
        self._today = QDate(today.year, today.month, today.day)
        self.setVerticalHeaderFormat(QCalendarWidget.VerticalHeaderFormat.NoVerticalHeader)
        self.setHorizontalHeaderFormat(QCalendarWidget.HorizontalHeaderFormat.ShortDayNames)
        self.setFirstDayOfWeek(Qt.DayOfWeek.Monday)
        self.setSelectedDate(QDate(day.year, day.month, day.day))
        self._dress()

    def _dress(self) -> None:
        quiet = QTextCharFormat()
        quiet.setForeground(ink.color("text3"))
        quiet.setFont(ink.font("micro", 600))
        self.setHeaderTextFormat(quiet)
        for weekend in (Qt.DayOfWeek.Saturday, Qt.DayOfWeek.Sunday):
            self.setWeekdayTextFormat(weekend, quiet)
        for name, shown in _HEADS.items():
            button = self.findChild(QToolButton, name)
            if isinstance(button, QToolButton):
                button.setIcon(icon(shown, "text2", 16))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(_WIDTH), current().px(_HEIGHT))

    def paintCell(self, painter: QPainter, rect: QRect, day: QDate | date) -> None:  # Qt gives its own day
        """Paint a day."""
        shown = day if isinstance(day, QDate) else QDate(day.year, day.month, day.day)
        look = current()
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(rect.width(), rect.height()) - look.px(4)
        box = QRectF(0, 0, side, side)
        box.moveCenter(QRectF(rect).center())
        painter.fillRect(rect, ink.color("raised"))
        chosen = shown == self.selectedDate()
        if chosen:
            ink.fill_round(painter, box, look.px(6), ink.color("accent"))
        elif shown == self._today:
            ink.line_round(painter, box.adjusted(1, 1, -1, -1), look.px(6), ink.pen("accent_text", 1.5))
        other = shown.month() != self.monthShown()
        weekend = shown.dayOfWeek() >= Qt.DayOfWeek.Saturday.value
        tone = "on_accent" if chosen else "text3" if other else "text2" if weekend else "text"
        painter.setFont(ink.font("body", 600 if chosen else 0))
        painter.setPen(ink.color(tone))
        painter.drawText(QRectF(rect), int(_CENTER), str(shown.day()))
        painter.restore()
