"""The legend of a plot: a swatch and a name for each series, in as many columns as fit."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsSceneMouseEvent, QStyleOptionGraphicsItem, QWidget

from console.views.plots.bars import ended, paint_swatch
from console.views.plots.library import ItemSample, LegendItem
from console.views.plots.measure import BEFORE_WORDS, BETWEEN, LEGEND_ROW, SWATCH, Plan
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Series

_MARGIN = 4  # that Qt leaves around a text


class Swatch(ItemSample):
    """A sample of a series."""

    def __init__(self, item: tuple[Series, Paintbox]) -> None:
        super().__init__(item)
        self._series, self._box = item
        self.setFixedWidth(self._box.px(SWATCH))
        self.setFixedHeight(self._box.px(LEGEND_ROW))

    def boundingRect(self) -> QRectF:
        """Return its room."""
        return QRectF(0, 0, self._box.px(SWATCH), self._box.px(LEGEND_ROW))

    def paint(self, p: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Paint a small bar."""
        size = self._box.px(SWATCH)
        shape = ended(QRectF(0, (self._box.px(LEGEND_ROW) - size) / 2, size, size), self._box, "all")
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_swatch(p, shape, self._box, self._series.token, striped=self._series.striped)

    def mousePressEvent(self, event: QGraphicsSceneMouseEvent) -> None:
        """Do nothing: a click hides no series."""
        event.ignore()


def legend(named: tuple[Series, ...], plan: Plan, box: Paintbox) -> LegendItem:
    """Return the legend of series."""
    made = LegendItem(
        horSpacing=0,
        verSpacing=0,
        labelTextColor=box.color("text2"),
        labelTextSize=f"{box.font().pixelSize()}px",
        frame=False,
        colCount=plan.legend_columns,
        sampleType=Swatch,
    )
    made.layout.setContentsMargins(0, 0, 0, 0)
    for one in named:
        made.addItem(Swatch((one, box)), escape(one.words))
    for n in range(plan.legend_columns):
        made.layout.setColumnSpacing(2 * n, box.px(BEFORE_WORDS) - _MARGIN)
        made.layout.setColumnSpacing(2 * n + 1, box.px(BETWEEN) - _MARGIN)
    for _, label in made.items:
        label.item.setFont(box.font())
        label.updateMin()
        label.setFixedHeight(box.px(LEGEND_ROW))
    made.updateSize()
    made.resize(made.effectiveSizeHint(Qt.SizeHint.PreferredSize))  # else its columns drift apart
    return made
