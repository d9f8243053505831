"""Where a plot stands on the screen: as wide as its place, as high as it needs. It neither zooms nor pans."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize
from PySide6.QtGui import QMouseEvent, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QSizePolicy

from console.views.look.look import Look, current
from console.views.plots.chart import Chart
from console.views.plots.library import GraphicsView, dress
from console.views.plots.measure import Plan, plan
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Sketch

_NARROWEST, _USUAL = 320, 640


class Stage(GraphicsView):
    """Shows a sketch as a chart, and lays it out anew for each width and look."""

    def __init__(self, sketch: Sketch) -> None:
        dress(current())
        super().__init__()
        self._laid: tuple[int, Look] | None = None
        self.sketch = sketch
        self.chart: Chart | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.setStyleSheet("background: transparent; border: none;")
        self.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.setFixedHeight(round(self.planned().height))

    def planned(self) -> Plan:
        """Return what the plot takes at the present width."""
        return plan(self.sketch, max(self.width(), current().px(_NARROWEST)), Paintbox(current()))

    def show_sketch(self, sketch: Sketch) -> None:
        """Show another sketch."""
        self.sketch, self._laid = sketch, None
        self.lay_out()

    def lay_out(self) -> None:
        """Lay it out for the present width and look, unless it is."""
        wanted = (self.width(), current())
        if wanted == self._laid:
            return
        self._laid = wanted
        dress(current())
        planned = self.planned()
        self.setFixedHeight(round(planned.height))  # before the chart is made, which fills what is there
        self.chart = Chart(self.sketch, planned, Paintbox(current()))
        self.setCentralItem(self.chart)

    def boxes(self) -> list[QRectF]:
        """Return where the bars lie."""
        return self.chart.boxes() if self.chart is not None else []

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(_USUAL), round(self.planned().height))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(_NARROWEST), round(self.planned().height))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Lay it out anew; the library calls this with nothing, too."""
        super().resizeEvent(event)
        if event is not None:
            self.lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.chart is not None:
            self.lay_out()

    def close(self) -> bool:
        """Close as every widget does: the library takes the scene apart under those who still hold a part of it."""
        return QGraphicsView.close(self)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag nothing."""

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do nothing: what is to be done was done at the press."""

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Do nothing more than at the first press."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to the page that the plot stands on."""
        event.ignore()
