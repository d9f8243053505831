"""The bars of a plot: where pyqtgraph places them, with round ends, in tokens, solid or striped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from console.views.plots.library import BarGraphItem, mkPen
from console.views.plots.measure import UNKNOWN
from console.views.plots.paintbox import Paintbox

_LEAST = 3.0  # pixels of the smallest bar
_GAP = 1.5  # between the parts of a stack
_ROUND = 3.5
_STEP, _STRIPE = 5.0, 1.5
_SOFT, _LIT, _CALM = 0.16, 0.78, 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: which cell of the sketch it shows, where it begins and how long it is, how it looks.

    `along` is where it begins on the axis of numbers, `across` and `thick` its place on that of the rows, in their
    units; `begins` and `ends` tell whether it is the first and the last part of its stack.
    """

    row: int
    cell: int
    along: float
    length: float
    across: float
    thick: float
    tone: str
    striped: bool
    begins: bool = True
    ends: bool = True


class Bars(BarGraphItem):
    """Bars of a plot, upright or lying; painted in pixels, so that ends are round on the screen and on paper."""

    def __init__(self, bars: Sequence[Bar], box: Paintbox, *, upright: bool) -> None:
        self.bars, self._box, self._upright = tuple(bars), box, upright
        self._lit = -1
        along, length = [one.along for one in bars], [one.length for one in bars]
        across, thick = [one.across for one in bars], [one.thick for one in bars]
        x0, width, y0, height = (across, thick, along, length) if upright else (along, length, across, thick)
        super().__init__(x0=x0, y0=y0, width=width, height=height, pen=mkPen(None), brush=box.color("bar"))

    def light(self, place: int) -> None:
        """Let a bar stand out, -1 for none."""
        if place != self._lit:
            self._lit = place
            self.update()

    def boxes(self) -> list[QRectF]:
        """Return where the bars lie, in pixels of the scene."""
        transform = self.sceneTransform()
        return [self._sized(transform.mapRect(self._data(one))) for one in self.bars]

    def _data(self, bar: Bar) -> QRectF:
        if self._upright:
            return QRectF(bar.across, bar.along, bar.thick, bar.length)
        return QRectF(bar.along, bar.across, bar.length, bar.thick)

    def _sized(self, box: QRectF) -> QRectF:
        """Return a box on whole pixels, and not less than can be seen."""
        left, top, right, bottom = round(box.left()), round(box.top()), round(box.right()), round(box.bottom())
        if self._upright:
            return QRectF(left, min(top, bottom - _LEAST), right - left, max(_LEAST, bottom - top))
        return QRectF(left, top, max(_LEAST, right - left), bottom - top)

    def paint(self, p: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the bars."""
        found, known = self.sceneTransform().inverted()
        if not known:
            return
        p.save()
        p.setTransform(found, True)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (bar, area) in enumerate(zip(self.bars, self.boxes(), strict=True)):
            shape = self._shape_of(bar, area)
            paint_swatch(p, shape, self._box, bar.tone, striped=bar.striped, lit=place == self._lit)
        p.restore()

    def _shape_of(self, bar: Bar, area: QRectF) -> QPainterPath:
        gap = 0.0 if bar.begins else self._box.px(_GAP)
        if self._upright:
            return ended(area.adjusted(0, 0, 0, -min(gap, area.height() / 2)), self._box, "top" if bar.ends else "")
        return ended(area.adjusted(min(gap, area.width() / 2), 0, 0, 0), self._box, "right" if bar.ends else "")


def ended(area: QRectF, box: Paintbox, end: str) -> QPainterPath:
    """Return a bar that is round at one end: top, right, all, or none."""
    radius = min(box.px(_ROUND), area.width() / 2, area.height() / 2)
    path = QPainterPath()
    if end == "all":
        path.addRoundedRect(area, radius, radius)
        return path
    if not end:
        path.addRect(area)
        return path
    corner = 2 * radius
    path.moveTo(area.bottomLeft())
    if end == "top":
        path.arcTo(QRectF(area.left(), area.top(), corner, corner), 180, -90)
    else:
        path.lineTo(area.topLeft())
    path.arcTo(QRectF(area.right() - corner, area.top(), corner, corner), 90, -90)
    if end == "right":
        path.arcTo(QRectF(area.right() - corner, area.bottom() - corner, corner, corner), 0, -90)
    else:
        path.lineTo(area.bottomRight())
    path.closeSubpath()
    return path


def paint_swatch(
    painter: QPainter, shape: QPainterPath, box: Paintbox, token: str, *, striped: bool, lit: bool = False
) -> None:
    """Fill a shape with a token; striped, lines on a soft ground, drawn as such so that paper shows them sharp."""
    color = box.mixed(token, _LIT, "text") if lit else box.color(token)
    if not striped:
        painter.fillPath(shape, color if lit else box.mixed(token, _CALM))
        return
    edged = token != UNKNOWN
    if edged:
        painter.fillPath(shape, box.mixed(token, _SOFT))
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(color, box.px(_STRIPE)))
    area, step = shape.boundingRect(), box.px(_STEP)
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
        x += step
    if edged:
        painter.setPen(QPen(color, box.px(2)))  # half of it is outside, and cut
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)
    painter.restore()
