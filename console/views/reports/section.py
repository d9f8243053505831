"""One part of a report: its heading, its plot, the same as a table, and what is to be said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.records.reporting import Part
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.reports import drawing, saying
from console.views.reports.table import FigureTable
from console.views.words import say

if TYPE_CHECKING:
    from console.views.plots.view import PlotView


class Section(QWidget):
    """Shows a part. `opened` carries what is behind the number or bar opened, `walked` the table's current cell.

    Where nothing was counted one sentence says so, instead of a table of noughts.
    """

    opened = Signal(object)
    walked = Signal(QRect)

    def __init__(self, report: str, part: Part) -> None:
        super().__init__()
        look = current()
        self.plot: PlotView | None = None
        self.table: FigureTable | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, look.px(20))
        column.setSpacing(look.px(6))
        column.addWidget(Text(saying.part(report, part.key), "h2"))
        if part.plot and saying.has_counts(part):
            from console.views.plots.view import PlotView  # noqa: PLC0415 - it was loaded while the report was read

            name = say("reports.plot_of", part=saying.part(report, part.key))
            self.plot = PlotView(drawing.sketch(part), name, saying.sentence(part))
            self.plot.opened.connect(self.opened)
            column.addSpacing(look.px(4))
            column.addWidget(self.plot)
        if part.lines and (saying.has_counts(part) or not part.plot):
            self.table = FigureTable(report, part)
            self.table.opened.connect(self.opened)
            self.table.walked.connect(self._walked)
            column.addWidget(self.table)
        else:
            column.addWidget(Text(say("reports.nothing"), "body", "2"))
        for one in part.notes:
            column.addWidget(Text(saying.note(one), "small", "3", wrap=True))

    def _walked(self, cell: QRect) -> None:
        if self.table is not None:
            top = self.table.viewport().mapTo(self, cell.topLeft())
            self.walked.emit(cell.translated(top - cell.topLeft()))
