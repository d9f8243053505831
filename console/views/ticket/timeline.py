"""The periods of a license on a line: solid where Support runs, hatched where not, with today and the receipt."""

from __future__ import annotations

from datetime import datetime, timedelta

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from console.records.assessment import StandingView
from console.views.look.look import Look, current
from console.views.look.paint import hatch, metrics
from console.views.words import day, say

_BEFORE, _AFTER = timedelta(days=20), timedelta(days=60)
_ROUND = 3
_GAP = 6


class Timeline(QWidget):
    """Paints a standing. It reads as a sentence too."""

    def __init__(self) -> None:
        super().__init__()
        self._standing: StandingView | None = None
        self._arrived: datetime | None = None
        self.setMinimumHeight(current().px(74))

    def sizeHint(self) -> QSize:
        """Return the size that the dates need."""
        return QSize(current().px(260), current().px(74))

    def show_standing(self, standing: StandingView, arrived: datetime | None) -> None:
        """Show the periods as of the standing's instant, and when a message arrived."""
        self._standing, self._arrived = standing, arrived
        periods = ", ".join(
            f"{say(f'license.{one.kind}')} {day(one.start)} – {day(one.end)}" for one in standing.periods
        )
        self.setAccessibleName(f"{say('license.periods')}: {periods}. {say('license.today')} {day(standing.at)}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the line."""
        standing = self._standing
        if standing is None or not standing.periods:
            return
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first = min(standing.periods[0].start, standing.at) - _BEFORE
        last = max(*(one.end for one in standing.periods), standing.at) + _AFTER
        bar = QRectF(1, look.px(26), self.width() - 2, look.px(10))
        whole = (last - first).total_seconds()

        def x(instant: datetime) -> float:
            return bar.left() + bar.width() * (instant - first).total_seconds() / whole

        path = QPainterPath()
        path.addRoundedRect(bar, look.px(_ROUND), look.px(_ROUND))
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(bar, look.color("sunken"))
        end = max(one.end for one in standing.periods)
        painter.fillRect(QRectF(x(end), bar.top(), bar.right() - x(end), bar.height()), hatch(look.color("expired")))
        for one in standing.periods:
            box = QRectF(x(one.start), bar.top(), max(2.0, x(one.end) - x(one.start)), bar.height())
            painter.fillRect(box, look.color(one.kind))
            painter.fillRect(QRectF(box.right() - 1, bar.top(), 1, bar.height()), look.color("surface"))
        painter.restore()
        if self._arrived is not None:
            self._mark(painter, look, x(self._arrived), bar)
        self._today(painter, look, x(standing.at), bar)
        self._dates(
            painter, look, [(x(one.start), day(one.start)) for one in standing.periods] + [(x(end), day(end))], bar
        )

    def _today(self, painter: QPainter, look: Look, place: float, bar: QRectF) -> None:
        font = look.font("micro")
        words = say("license.today")
        width = metrics(font).horizontalAdvance(words) + look.px(10)
        left = min(max(0.0, place - width / 2), self.width() - width)
        label = QRectF(left, 0, width, look.px(18))
        path = QPainterPath()
        path.addRoundedRect(label, look.px(4), look.px(4))
        painter.fillPath(path, look.color("text"))
        painter.setPen(look.color("surface"))
        painter.setFont(font)
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, words)
        painter.setPen(QPen(look.color("text"), look.px(2)))
        painter.drawLine(QPointF(place, label.bottom()), QPointF(place, bar.bottom() + look.px(3)))

    def _mark(self, painter: QPainter, look: Look, place: float, bar: QRectF) -> None:
        size = look.px(5)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.color("text2"))
        top = bar.bottom() + 1
        painter.drawPolygon(
            QPolygonF(
                [QPointF(place, top), QPointF(place - size, top + size * 1.4), QPointF(place + size, top + size * 1.4)]
            )
        )

    def _dates(self, painter: QPainter, look: Look, marks: list[tuple[float, str]], bar: QRectF) -> None:
        font = look.font("micro")
        painter.setFont(font)
        painter.setPen(look.color("text3"))
        free_from = -1.0
        for place, words in marks:
            width = metrics(font).horizontalAdvance(words)
            left = min(max(0.0, place - width / 2), self.width() - width)
            if left >= free_from:
                box = QRectF(left, bar.bottom() + look.px(12), width + look.px(6), look.px(16))
                painter.drawText(box, Qt.AlignmentFlag.AlignLeft, words)
                free_from = left + width + look.px(_GAP)
