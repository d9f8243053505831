"""A plot put together from pyqtgraph's parts: a view with bars, its axes, numbers at the bars, a legend above."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from console.views.plots.axes import CountAxis, NameAxis
from console.views.plots.bars import Bar, Bars
from console.views.plots.legend import Legend
from console.views.plots.library import GraphicsWidget, TextItem, ViewBox
from console.views.plots.measure import UNKNOWN, Plan, entries, has_sums, shown
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Sketch

_APART = 6  # what is written from the end of its bar


class Chart(GraphicsWidget):
    """A plot for a width. Nothing of it can be dragged or zoomed; it has no menu."""

    def __init__(self, sketch: Sketch, plan: Plan, box: Paintbox) -> None:
        super().__init__()
        self.sketch, self.plan, self._box = sketch, plan, box
        self._parts: list[QGraphicsItem] = []
        self._ground: QGraphicsItem | None = None
        self._upright = sketch.shape == "columns"
        self.view = ViewBox(enableMouse=False, enableMenu=False, invertY=not self._upright, defaultPadding=0)
        self._place(self.view, QRectF(plan.left, plan.legend, plan.inner, plan.inside))
        named = entries(sketch)
        if named:
            explained = Legend(named, plan, box)
            explained.setParentItem(self)
            self._parts.append(explained)
            explained.setPos(plan.left if sketch.over else 0, 0)
        self.bars = Bars(self._columns() if self._upright else self._lying(), box, upright=self._upright)
        if self._upright:
            self._stand()
        else:
            self._lie()
        self.view.addItem(self.bars, ignoreBounds=True)

    def _stand(self) -> None:
        sketch, plan, box = self.sketch, self.plan, self._box
        below = QRectF(plan.left, plan.height - plan.bottom, plan.inner, plan.bottom)
        self._place(CountAxis(self.view, plan, box), QRectF(0, plan.legend, plan.left, plan.inside))
        self._place(NameAxis(self.view, sketch, plan, box), below)
        high = plan.top * plan.inside / (plan.inside - plan.end)
        self.view.setRange(xRange=(-0.5, max(1, len(sketch.rows)) - 0.5), yRange=(0, high), padding=0)
        unknown = [
            self._column(n, -1, 0, plan.top, (UNKNOWN, True)) for n, row in enumerate(sketch.rows) if row.is_unknown
        ]
        self.view.addItem(Bars(unknown, box, upright=True), ignoreBounds=True)
        for n, row in enumerate(sketch.rows):
            if has_sums(sketch) and row.sum:
                self._write(row.told, QPointF(n, row.sum), (0.5, 1.0))

    def _place(self, part: GraphicsWidget, area: QRectF) -> None:
        part.setParentItem(self)
        part.setGeometry(area)
        self._parts.append(part)

    def _columns(self) -> list[Bar]:
        found = []
        for n, row in enumerate(self.sketch.rows):
            foot, drawn = 0.0, [k for k, one in enumerate(row.cells) if one.value]
            for k in drawn:
                value, series = row.cells[k].value or 0, self.sketch.series[k]
                look = (series.tone, series.striped)
                found.append(self._column(n, k, foot, value, look, ends=(k == drawn[0], k == drawn[-1])))
                foot += value
        return found

    def _column(
        self,
        row: int,
        cell: int,
        foot: float,
        value: float,
        look: tuple[str, bool],
        *,
        ends: tuple[bool, bool] = (True, True),
    ) -> Bar:
        thick = self.plan.thick
        return Bar(
            row=row,
            cell=cell,
            along=foot,
            length=value,
            across=row - thick / 2,
            thick=thick,
            tone=look[0],
            striped=look[1],
            begins=ends[0],
            ends=ends[1],
        )

    def _lie(self) -> None:
        sketch, plan = self.sketch, self.plan
        if not sketch.over:
            names = NameAxis(self.view, sketch, plan, self._box)
            self._place(names, QRectF(0, plan.legend, plan.left, plan.inside))
        room = max(1.0, plan.inner - plan.end - (plan.left if sketch.over else 0))
        whole = plan.top * plan.inner / room
        self.view.setRange(xRange=(0, whole), yRange=(0, max(1.0, plan.inside)), padding=0)
        for lane, row in zip(plan.lanes, sketch.rows, strict=True):
            if sketch.over:
                self._write_over(lane.top, row.words, row.aside, whole)
            for cell, y, thick in lane.bars:
                value = row.sum if cell < 0 else row.cells[cell].value or 0
                told = row.told if cell < 0 else row.cells[cell].told
                self._write(told, QPointF(value, y + thick / 2), (0.0, 0.5))

    def _lying(self) -> list[Bar]:
        found = []
        for n, (lane, row) in enumerate(zip(self.plan.lanes, self.sketch.rows, strict=True)):
            foot = 0.0
            places = {cell: (y, thick) for cell, y, thick in lane.bars}
            cells = range(len(row.cells)) if -1 in places else shown(self.sketch, row)
            drawn = [k for k in cells if row.cells[k].value]
            for k in drawn:
                value, series = row.cells[k].value or 0, self.sketch.series[k]
                y, thick = places.get(k) or places[-1]
                ends = (k == drawn[0], k == drawn[-1]) if -1 in places else (True, True)
                found.append(
                    Bar(
                        row=n,
                        cell=k,
                        along=foot,
                        length=value,
                        across=y,
                        thick=thick,
                        tone=series.tone,
                        striped=series.striped,
                        begins=ends[0],
                        ends=ends[1],
                    )
                )
                foot += value if -1 in places else 0.0
        return found

    def _write_over(self, top: float, words: str, aside: str, whole: float) -> None:
        """Write a name above its bars, and what stands at the far edge."""
        box = self._box
        room = self.plan.inner - self.plan.left - box.width(aside, "strong", 600) - box.px(3 * _APART)
        outside = -box.px(_APART) / self.plan.inner * whole  # so that the name begins where its bars do
        self._write(box.cut(words, room, "body", 500), QPointF(outside, top), (0.0, 0.0), kind="body", weight=500)
        edge = QPointF(whole * (1 - self.plan.left / self.plan.inner), top)
        self._write(aside, edge, (1.0, 0.0), kind="strong", weight=600)

    def _write(
        self, words: str, place: QPointF, anchor: tuple[float, float], *, kind: str = "micro", weight: int = 600
    ) -> None:
        made = TextItem(words, self._box.color("text2" if kind == "micro" else "text"), anchor=anchor)
        made.textItem.document().setDocumentMargin(self._box.px(_APART))
        made.setFont(self._box.font(kind, weight))
        made.setPos(place)
        self.view.addItem(made, ignoreBounds=True)

    def boxes(self) -> list[QRectF]:
        """Return where the bars lie, in pixels of the plot."""
        self.view.updateMatrix()
        return self.bars.boxes()

    def lane(self, row: int) -> QRectF:
        """Return where a lying row lies, over the whole width."""
        lane = self.plan.lanes[row]
        return QRectF(0.5, self.plan.legend + lane.top + 0.5, self.plan.width - 1, lane.height - 1)

    def put_ground(self, ground: QGraphicsItem) -> None:
        """Put something below the bars, instead of what is there."""
        self.take_ground()
        ground.setParentItem(self)
        self._ground = ground

    def take_ground(self) -> None:
        """Take away what was put below the bars."""
        if self._ground is not None:
            self.scene().removeItem(self._ground)
            self._ground = None

    def row_at(self, place: QPointF) -> int:
        """Return the row or column at a place of the plot, -1 where there is none."""
        self.view.updateMatrix()
        found = self.view.mapSceneToView(place)
        if self._upright:
            number = round(found.x())
            return number if 0 <= number < len(self.sketch.rows) and place.y() > self.plan.legend else -1
        inside = (n for n, one in enumerate(self.plan.lanes) if one.top <= found.y() < one.top + one.height)
        return next(inside, -1)
