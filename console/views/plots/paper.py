"""A plot for paper: drawn once by pyqtgraph, kept as strokes and texts, played onto a page as often as wanted."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPicture

from console.views.look.look import Look
from console.views.plots.chart import Chart
from console.views.plots.library import GraphicsView, dress
from console.views.plots.measure import plan
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Sketch


@dataclass(frozen=True, slots=True)
class Drawn:
    """A plot as strokes and texts, in pixels of the look, and how high it is. Any thread may play it."""

    picture: QPicture
    height: float

    def play(self, painter: QPainter) -> None:
        """Draw it at the painter's origin, in its units: a picture follows the dots of what it is drawn on."""
        painter.save()
        part = self.picture.logicalDpiX() / painter.device().logicalDpiX()
        painter.scale(part, part)
        self.picture.play(painter)
        painter.restore()


def drawn(sketch: Sketch, width: float, look: Look) -> Drawn:
    """Return a plot as it looks on paper. It needs the application and its thread."""
    dress(look)
    box = Paintbox(look)
    planned = plan(sketch, width, box)
    view = GraphicsView()
    view.resize(round(width), round(planned.height))
    view.setCentralItem(Chart(sketch, planned, box))
    picture = QPicture()
    painter = QPainter(picture)
    try:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(0, 0, width, planned.height)
        view.scene().prepareForPaint()
        view.scene().render(painter, area, area)
    finally:
        painter.end()
    return Drawn(picture=picture, height=planned.height)
