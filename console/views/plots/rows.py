"""A plot whose rows are chosen: the current one stands on a ground of its own, a click asks for another."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGraphicsPathItem

from console.views.look.look import current
from console.views.plots.bars import ended
from console.views.plots.library import mkPen
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Sketch
from console.views.plots.stage import Stage

_BELOW = -200  # the view with its bars stands at -100


class RowStage(Stage):
    """Shows rows of bars. `pressed` carries the row that was pressed, -1 for none. It takes no keys."""

    pressed = Signal(int)

    def __init__(self, sketch: Sketch) -> None:
        self._at, self._focused = -1, False
        super().__init__(sketch)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def lay_out(self) -> None:
        """Lay it out, with the ground below the current row."""
        before = self.chart
        super().lay_out()
        if self.chart is not before:
            self._mark()

    def mark(self, row: int, *, focused: bool) -> None:
        """Put a row on a ground of its own, -1 for none."""
        if self.chart is not None and (row, focused) != (self._at, self._focused):
            self.chart.take_ground()
        self._at, self._focused = row, focused
        self._mark()

    def _mark(self) -> None:
        if self.chart is None or not 0 <= self._at < len(self.sketch.rows):
            return
        box = Paintbox(current())
        ground = QGraphicsPathItem(ended(self.chart.lane(self._at), box, "all"))
        ground.setBrush(box.color("selected"))
        ground.setPen(mkPen(box.color("accent") if self._focused else None))
        ground.setZValue(_BELOW)
        self.chart.put_ground(ground)

    def row_at(self, place: QPointF) -> int:
        """Return the row at a place, -1 where there is none."""
        return self.chart.row_at(place) if self.chart is not None else -1

    def lane(self, row: int) -> QRectF:
        """Return where a row lies."""
        return self.chart.lane(row) if self.chart is not None else QRectF()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the row below the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit(self.row_at(event.position()))
