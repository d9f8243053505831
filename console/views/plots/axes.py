"""The axes of a plot: whole numbers with faint lines across, names at the side or below."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from console.views.plots.library import AxisItem, ViewBox, mkPen
from console.views.plots.measure import SIDE, Plan, count
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Sketch

_BELOW = -200  # the view with its bars stands at -100
_BEYOND = 60  # pixels that a label may stand out of its axis


class CountAxis(AxisItem):
    """Numbers from nothing upwards, each with a faint line across the plot."""

    def __init__(self, view: ViewBox, plan: Plan, box: Paintbox) -> None:
        self._out = box.px(10)
        super().__init__("left", pen=mkPen(None), linkView=view, maxTickLength=0)
        _dress(self, box, "micro", "text3")
        self.setTickSpacing(levels=[(plan.step, 0)])
        self.setWidth(plan.left)
        self.setStyle(tickTextOffset=round(box.px(SIDE)), tickAlpha=255)
        self.setGrid(255)
        self.setZValue(_BELOW)

    def boundingRect(self) -> QRectF:
        """Return its room, with that of the half of a number that stands out below and above."""
        half = self._out
        return super().boundingRect().adjusted(0, -half, 0, half)

    def tickStrings(self, values: Sequence[float], scale: float, spacing: float) -> list[str]:
        """Return the words of numbers."""
        return [count(one) for one in values]


class NameAxis(AxisItem):
    """The names of the columns below them, of the rows beside them; cut with … where they do not fit."""

    def __init__(self, view: ViewBox, sketch: Sketch, plan: Plan, box: Paintbox) -> None:
        upright = sketch.shape == "columns"
        super().__init__("bottom" if upright else "left", pen=mkPen(None), linkView=view, maxTickLength=0)
        _dress(self, box, "micro" if upright else "small", "text3" if upright else "text")
        self.setStyle(hideOverlappingLabels=_BEYOND)
        if upright:
            self.setHeight(plan.bottom)
            self.setStyle(tickTextOffset=round(box.px(7)))
            self.setTicks([[(n, sketch.rows[n].words) for n in _told(sketch, plan, box)]])
            return
        self.setWidth(plan.left)
        self.setStyle(tickTextOffset=round(box.px(SIDE)))
        room = plan.left - box.px(SIDE + 1)
        lanes = zip(plan.lanes, sketch.rows, strict=True)
        self.setTicks([[(lane.middle, box.cut(row.words, room)) for lane, row in lanes]])


def _told(sketch: Sketch, plan: Plan, box: Paintbox) -> list[int]:
    """Return the columns whose names are told: as many as have room, none that would be cut at an edge."""
    slot, found = plan.inner / max(1, len(sketch.rows)), []
    for n in range(0, len(sketch.rows), plan.every):
        middle, half = plan.left + slot * (n + 0.5), box.width(sketch.rows[n].words, "micro") / 2 + 1
        if half <= middle <= plan.width - half:
            found.append(n)
    return found


def _dress(axis: AxisItem, box: Paintbox, kind: str, token: str) -> None:
    axis.setTickFont(box.font(kind))
    axis.setTextPen(mkPen(box.color(token)))
    axis.setTickPen(mkPen(box.color("hairline")))
