"""The legend of a plot: a swatch and a name for each series, in as many columns as fit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from console.views.plots.bars import ended, paint_swatch
from console.views.plots.library import GraphicsWidget, TextItem
from console.views.plots.measure import BEFORE_WORDS, LEGEND_ROW, SWATCH, Plan, legend_widths
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Series


class Legend(GraphicsWidget):
    """Swatches of series with their names. The library's own hides a series at a click and is laid out by itself."""

    def __init__(self, named: tuple[Series, ...], plan: Plan, box: Paintbox) -> None:
        super().__init__()
        self._named, self._box = named, box
        columns, row = plan.legend_columns, box.px(LEGEND_ROW)
        widths = legend_widths(named, columns, box)
        self._places = [QPointF(sum(widths[: n % columns]), n // columns * row) for n in range(len(named))]
        self._texts = [self._text(one, place) for one, place in zip(named, self._places, strict=True)]

    def _text(self, one: Series, place: QPointF) -> TextItem:
        box = self._box
        made = TextItem(one.words, box.color("text2"), anchor=(0, 0.5))
        made.textItem.document().setDocumentMargin(0)
        made.setFont(box.font())
        made.setParentItem(self)
        made.setPos(place + QPointF(box.px(SWATCH + BEFORE_WORDS), box.px(LEGEND_ROW) / 2))
        return made

    def boundingRect(self) -> QRectF:
        """Return the room of the swatches."""
        row = self._box.px(LEGEND_ROW)
        last = self._places[-1]
        return QRectF(0, 0, max(one.x() for one in self._places) + self._box.px(SWATCH), last.y() + row)

    def paint(self, p: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint the swatches; the names are items of their own."""
        size, row = self._box.px(SWATCH), self._box.px(LEGEND_ROW)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for one, place in zip(self._named, self._places, strict=True):
            shape = ended(QRectF(place.x(), place.y() + (row - size) / 2, size, size), self._box, "all")
            paint_swatch(p, shape, self._box, one.tone, striped=one.striped)
