"""The pages of a report: a heading, each part with its plot and table, what is said of it, the number."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Qt
from PySide6.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from console.faults import Unreachable
from console.records.reporting import Figure, Line, Part, Report
from console.views.look.look import Look
from console.views.look.tokens import LIGHT
from console.views.plots.paintbox import Paintbox
from console.views.plots.paper import Drawn, drawn
from console.views.reports import drawing, saying
from console.views.words import say

_DOTS = 96  # of a screen: sizes on paper are those of the look
_RESOLUTION = 1_200
_MARGIN = 14  # millimeters
_ROW, _HEAD, _FOOT = 19, 22, 26
_LOOK = Look(tokens=LIGHT)
_WRAP = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)


def plots(report: Report) -> dict[str, Drawn]:
    """Return the plots of a report by the keys of their parts. It needs the application and its thread."""
    width = _layout(report).paintRect(QPageLayout.Unit.Inch).width() * _DOTS
    shown = [one for one in report.parts if one.plot and saying.has_counts(one)]
    return {one.key: drawn(drawing.sketch(one), width, _LOOK) for one in shown}


def draw(path: Path, report: Report, plotted: dict[str, Drawn]) -> None:
    """Write the pages of a report with its plots into a file. Raises Unreachable ("cannot_write_file")."""
    writer = QPdfWriter(str(path))
    writer.setResolution(_RESOLUTION)
    writer.setTitle(f"{saying.title(report.name)}, {saying.days(report.days)}")
    writer.setCreator("Clausedesk")
    writer.setPageLayout(_layout(report))
    painter = QPainter()
    if not painter.begin(writer):
        raise Unreachable("cannot_write_file", path=str(path), why="")
    try:
        _Pages(writer, painter, report, plotted).draw()
    finally:
        painter.end()


def _layout(report: Report) -> QPageLayout:
    return QPageLayout(
        QPageSize(QPageSize.PageSizeId.A4),
        QPageLayout.Orientation.Landscape if _is_wide(report) else QPageLayout.Orientation.Portrait,
        QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN),
        QPageLayout.Unit.Millimeter,
    )


def _is_wide(report: Report) -> bool:
    """Return whether a report needs the long side: many columns, or clauses with their titles."""
    return any(len(part.columns) > 7 or part.columns[0].kind == "clause_head" for part in report.parts)


class _Pages:
    """Puts one thing below the other, and begins a page where there is no room."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, report: Report, plotted: dict[str, Drawn]) -> None:
        self._writer, self._painter, self._report, self._plotted = writer, painter, report, plotted
        self._box = Paintbox(_LOOK)
        scale = _RESOLUTION / _DOTS
        self._size = QSizeF(writer.width() / scale, writer.height() / scale)
        self._y, self._page = 0.0, 1
        painter.scale(scale, scale)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def draw(self) -> None:
        """Draw every page."""
        report = self._report
        self._text(saying.title(report.name), "display", "text", 600)
        self._text(saying.days(report.days), "h2", "text2", 500)
        self._text(saying.as_of(report), "small", "text3")
        for part in report.parts:
            self._part(part)
        self._foot()

    def _part(self, part: Part) -> None:
        plot = self._plotted.get(part.key)
        self._room(46 + (plot.height if plot is not None else _HEAD + 3 * _ROW))
        self._y += 18
        self._text(saying.part(self._report.name, part.key), "title", "text", 600)
        self._y += 4
        if plot is not None and plot.height < self._left():
            self._painter.save()
            self._painter.translate(0, self._y)
            plot.play(self._painter)
            self._painter.restore()
            self._y += plot.height + 12
        if not part.lines:
            self._text(say("reports.nothing"), "body", "text2")
        else:
            self._table(part)
        for one in part.notes:
            self._y += 3
            self._text(saying.note(one), "small", "text3")

    def _table(self, part: Part) -> None:
        widths = self._widths(part)
        self._room(_HEAD + _ROW * min(3, len(part.lines)))
        self._heads(part, widths)
        for line in saying.lines(part):
            if self._room(_ROW):
                self._heads(part, widths)
            self._line(part, line, widths, bold=line is part.total)

    def _widths(self, part: Part) -> list[float]:
        """Return the widths of the columns: what their texts need, the first one taking what is left."""
        rows = saying.lines(part)
        needs = []
        for n, column in enumerate(part.columns[1:]):
            texts = [saying.label(column), *(saying.cell(one.cells[n]) for one in rows)]
            most = self._size.width() * (0.16 if self._is_number(part, n + 1) else 0.46)
            wide = max(self._wide(texts[0]), *(self._box.width(one, "small", 600) for one in texts[1:]))
            needs.append(min(most, wide + 22))
        first = max(
            self._box.width(one, "small", 600)
            for one in (saying.label(part.columns[0]), *(saying.label(r.label) for r in rows))
        )
        whole = self._size.width()
        if sum(needs) + min(first, 150.0) > whole:
            shrink = (whole - min(first, 150.0)) / sum(needs)
            needs = [one * shrink for one in needs]
        return [min(first + 18, whole - sum(needs)), *needs]

    def _wide(self, head: str) -> float:
        """Return how wide a head is in two lines."""
        words = head.split()
        cuts = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words) + 1)]
        return min(max(self._box.width(one, "small", 600) for one in pair) for pair in cuts)

    def _heads(self, part: Part, widths: list[float]) -> None:
        x = 0.0
        two = any(
            self._box.width(saying.label(one), "small", 600) > wide - 17
            for one, wide in zip(part.columns, widths, strict=True)
        )
        high = _HEAD * 1.7 if two else _HEAD
        for n, (column, width) in enumerate(zip(part.columns, widths, strict=True)):
            area = QRectF(x + (9 if n else 0), self._y, width - (18 if n else 9), high - 3)
            self._painter.setFont(self._box.font("small", 600))
            self._painter.setPen(self._box.color("text"))
            side = Qt.AlignmentFlag.AlignRight if self._is_number(part, n) else Qt.AlignmentFlag.AlignLeft
            how = side | Qt.AlignmentFlag.AlignBottom | Qt.TextFlag.TextWordWrap
            self._painter.drawText(area, int(how), saying.label(column))
            x += width
        self._y += high
        self._painter.fillRect(QRectF(0, self._y - 1, sum(widths), 0.8), self._box.color("strong"))

    def _line(self, part: Part, line: Line, widths: list[float], *, bold: bool) -> None:
        texts = [saying.label(line.label), *(saying.cell(one) for one in line.cells)]
        x = 0.0
        for n, (text, width) in enumerate(zip(texts, widths, strict=True)):
            area = QRectF(x, self._y, width, _ROW)
            self._cell(text, area, right=self._is_number(part, n), weight=600 if bold else 0)
            x += width
        self._y += _ROW
        self._painter.fillRect(QRectF(0, self._y - 0.5, sum(widths), 0.5), self._box.color("hairline"))

    @staticmethod
    def _is_number(part: Part, column: int) -> bool:
        return column > 0 and any(isinstance(one.cells[column - 1], Figure) for one in part.lines)

    def _cell(self, text: str, area: QRectF, *, right: bool, weight: int) -> None:
        inner = area.adjusted(9 if area.left() else 0, 0, -9, 0)
        self._painter.setFont(self._box.font("small", weight))
        self._painter.setPen(self._box.color("text3" if text == say("reports.not_known") else "text"))
        side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
        cut = self._box.cut(text, inner.width() + 1, "small", weight)
        self._painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), cut)

    def _text(self, text: str, kind: str, token: str, weight: int = 0) -> None:
        self._painter.setFont(self._box.font(kind, weight))
        self._painter.setPen(self._box.color(token))
        wide = QRectF(0, self._y, self._size.width(), 10_000)
        needs = self._painter.boundingRect(wide, _WRAP, text)
        self._room(needs.height())
        self._painter.setFont(self._box.font(kind, weight))
        self._painter.setPen(self._box.color(token))
        area = QRectF(0, self._y, self._size.width(), needs.height() + 2)
        self._painter.drawText(area, _WRAP, text)
        self._y += needs.height() + 3

    def _left(self) -> float:
        return self._size.height() - _FOOT - self._y

    def _room(self, height: float) -> bool:
        """Begin a page where a height does not fit; return whether one was begun."""
        if height <= self._left() or not self._y:
            return False
        self._foot()
        self._writer.newPage()
        self._page += 1
        self._y = 0.0
        return True

    def _foot(self) -> None:
        box = QRectF(0, self._size.height() - 16, self._size.width(), 16)
        self._painter.setFont(self._box.font("micro"))
        self._painter.setPen(self._box.color("text3"))
        title = f"{saying.title(self._report.name)} · {saying.days(self._report.days)}"
        self._painter.drawText(box, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), title)
        self._painter.drawText(box, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter), str(self._page))
