"""Plots of reports: where each bar lies, and how it is painted. The same for the screen, in its look, and for paper.

A series differs from its neighbors by its place, by its color and by being solid or striped; never by color alone.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen

from console.records.reporting import Figure, Line, Part
from console.views.look.look import Look
from console.views.reports import saying

_AXIS, _LABELS = 34, 22
_HEIGHT, _ROW, _NAMES, _GAP = 190, 30, 210, 4
_BESIDE = 2  # bars of a line that are told even where they are nothing
_FEW = 16  # columns that have room for their sum
_ALIGN = Qt.AlignmentFlag
SERIES = {
    "critical": ("critical", False),
    "functional": ("functional", True),
    "question": ("question", False),
    "undetermined": ("control", True),
    "none": ("expired", False),
    "free": ("free", False),
    "transition": ("transition", True),
    "paid": ("paid", False),
    "in_window": ("ok", False),
    "after_window": ("functional", True),
    "window_open": ("question", False),
    "window_over": ("critical", True),
    "no_window": ("strong", False),
    "not_known": ("control", True),
    "within": ("ok", False),
    "late": ("critical", True),
    "running": ("question", False),
    "running_late": ("functional", True),
}
_OTHERS = (("bar", False), ("question", True), ("free", False), ("transition", True), ("expired", False))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A bar: where it lies, which cell of the part it shows, and how."""

    box: QRectF
    line: int
    column: int
    token: str
    striped: bool


@dataclass(slots=True, kw_only=True)
class Plot:
    """A plot laid out for a width: its bars, its words, and how high it is."""

    height: float
    bars: list[Bar] = field(default_factory=list)
    words: list[tuple[QRectF, str, str, bool]] = field(default_factory=list)
    lines: list[tuple[float, float, float]] = field(default_factory=list)
    unknown: list[QRectF] = field(default_factory=list)
    legend: list[tuple[QRectF, str, str, bool]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Paintbox:
    """Fonts, colors and sizes of one look; it stands on no screen, so that a page can be painted anywhere."""

    look: Look

    def px(self, size: float) -> float:
        """Return a size."""
        return size * self.look.zoom

    def font(self, kind: str = "small", weight: int = 0) -> QFont:
        """Return a font."""
        made = self.look.font(kind)
        if weight:
            made.setWeight(QFont.Weight(weight))
        return made

    def color(self, token: str) -> QColor:
        """Return a color."""
        return self.look.color(token)

    def width(self, text: str, kind: str = "small", weight: int = 0) -> float:
        """Return how wide a text is."""
        return QFontMetricsF(self.font(kind, weight)).horizontalAdvance(text)

    def cut(self, text: str, width: float, kind: str = "small", weight: int = 0) -> str:
        """Return a text that ends in … where it does not fit."""
        return QFontMetricsF(self.font(kind, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))


def columns(part: Part) -> list[int]:
    """Return the cells of a line that are drawn: the counts, without a sum of them."""
    kinds = ("total", "share_within", "share_overturned", "open_of_these")
    return [n for n, one in enumerate(part.columns[1:]) if one.kind not in kinds]


def series(part: Part, column: int) -> tuple[str, bool]:
    """Return the color of a column and whether it is striped."""
    text = part.columns[column + 1].text
    return SERIES.get(text) or _OTHERS[column % len(_OTHERS)]


def lay_out(part: Part, width: float, box: Paintbox) -> Plot:
    """Return where everything of a plot lies."""
    if part.plot == "stacked" and part.columns[0].kind == "when":
        return _upright(part, width, box)
    if part.plot == "stacked":
        return _lying(part, width, box, stacked=True)
    return _lying(part, width, box, stacked=False)


def _number(line: Line, column: int) -> float | None:
    cell = line.cells[column]
    return cell.value if isinstance(cell, Figure) else None


def _is_unknown(line: Line, drawn: Sequence[int]) -> bool:
    return all(_number(line, n) is None for n in drawn)


def _legend(
    part: Part, drawn: Sequence[int], width: float, box: Paintbox, *, unknown: bool = False
) -> list[tuple[QRectF, str, str, bool]]:
    """Return what each series is called and where that stands; what does not fit goes on in the next line."""
    found, x, y, swatch = [], 0.0, 0.0, box.px(17)
    named = [(saying.label(part.columns[n + 1]), *series(part, n)) for n in drawn]
    if unknown:
        named.append((saying.figure(Figure(value=None)), "hairline", True))
    for words, token, striped in named:
        wide = swatch + box.width(words) + box.px(4)
        if x and x + wide > width:
            x, y = 0.0, y + box.px(20)
        found.append((QRectF(x, y, wide, box.px(18)), words, token, striped))
        x += wide + box.px(16)
    return found


def _below(legend: list[tuple[QRectF, str, str, bool]], box: Paintbox) -> float:
    """Return how much room a legend takes."""
    return legend[-1][0].bottom() + box.px(8) if legend else box.px(4)


def _ticks(most: float) -> list[int]:
    """Return the numbers of an axis: whole ones, three to six of them."""
    rough = max(1.0, most / 4)
    power = 10 ** math.floor(math.log10(rough))
    step = next(int(power * one) for one in (1, 2, 5, 10) if power * one >= rough)
    return list(range(0, (math.ceil(most / step) or 1) * step + 1, step))


def _upright(part: Part, width: float, box: Paintbox) -> Plot:
    """Lay out columns along the days, each made of its parts."""
    drawn = columns(part)
    sums = [sum(_number(one, n) or 0 for n in drawn) for one in part.lines]
    ticks = _ticks(max(sums, default=0))
    legend = _legend(part, drawn, width, box, unknown=any(_is_unknown(one, drawn) for one in part.lines))
    above_all = _below(legend, box)
    plot = Plot(height=above_all + box.px(_HEIGHT + _LABELS), legend=legend)
    left = max(box.px(_AXIS), box.width(f"{ticks[-1]:,}", "micro") + box.px(12))
    top, bottom = above_all + box.px(14), above_all + box.px(_HEIGHT)
    scale = (bottom - top) / ticks[-1]
    for one in ticks:
        y = bottom - one * scale
        plot.lines.append((left, width, y))
        plot.words.append((QRectF(0, y - box.px(8), left - box.px(8), box.px(16)), f"{one:,}", "micro", True))
    slot = (width - left) / max(1, len(part.lines))
    thick = max(2.0, min(box.px(30), slot * 0.64))
    every = _label_step(part, slot, box)
    for place, line in enumerate(part.lines):
        x = left + slot * place + (slot - thick) / 2
        if _is_unknown(line, drawn):
            plot.unknown.append(QRectF(x, top, thick, bottom - top))
        plot.bars += _stack(part, place, QPointF(x, bottom), thick, scale)
        if place % every == 0:
            name = QRectF(left + slot * place - slot * every, bottom + box.px(4), slot * (1 + 2 * every), box.px(16))
            plot.words.append((name, saying.label(line.label), "micro center", False))
        if len(part.lines) <= _FEW and sums[place]:
            above = QRectF(x - slot, bottom - sums[place] * scale - box.px(17), thick + 2 * slot, box.px(15))
            plot.words.append((above, f"{sums[place]:,.0f}", "micro center strong", False))
    return plot


def _label_step(part: Part, slot: float, box: Paintbox) -> int:
    widest = max((box.width(saying.label(one.label), "micro") for one in part.lines), default=0) + box.px(10)
    return max(1, math.ceil(widest / max(1.0, slot)))


def _stack(part: Part, place: int, foot: QPointF, thick: float, scale: float) -> list[Bar]:
    bars, y = [], foot.y()
    for column in columns(part):
        value = _number(part.lines[place], column) or 0
        if value:
            high = value * scale
            token, striped = series(part, column)
            bars.append(
                Bar(
                    box=QRectF(foot.x(), y - high, thick, high), line=place, column=column, token=token, striped=striped
                )
            )
            y -= high
    return bars


def _lying(part: Part, width: float, box: Paintbox, *, stacked: bool) -> Plot:
    """Lay out bars from left to right, one line of the part below the other."""
    drawn = columns(part) if stacked or part.plot == "grouped" else columns(part)[:2]
    needs = max((box.width(saying.label(one.label)) for one in part.lines), default=0.0) + box.px(4)
    names = min(max(box.px(_NAMES), needs), width * 0.42)
    left, room = names + box.px(12), width - names - box.px(12) - box.px(54)
    most = max((_extent(one, drawn, stacked=stacked) for one in part.lines), default=0) or 1
    thick = box.px(14) if len(drawn) == 1 or stacked else box.px(10)
    high = box.px(_ROW) if stacked else max(box.px(_ROW), len(drawn) * (thick + box.px(_GAP)) + box.px(10))
    legend = _legend(part, drawn, width, box) if len(drawn) > 1 else []
    top = _below(legend, box)
    plot = Plot(height=top + high * max(1, len(part.lines)) + box.px(4), legend=legend)
    for place, line in enumerate(part.lines):
        row = QRectF(left, top + high * place, room, high)
        plot.words.append((QRectF(0, row.top(), names, high), saying.label(line.label), "small", True))
        if stacked:
            _row_stacked(plot, part, place, row, (room / most, thick), box)
        else:
            _row_beside(plot, part, place, row, (room / most, thick), box)
    return plot


def _extent(line: Line, drawn: Sequence[int], *, stacked: bool) -> float:
    values = [_number(line, n) or 0 for n in drawn]
    return sum(values) if stacked else max(values, default=0)


def _row_stacked(plot: Plot, part: Part, place: int, row: QRectF, size: tuple[float, float], box: Paintbox) -> None:
    scale, thick = size
    x, y = row.left(), row.center().y() - thick / 2
    line, every = part.lines[place], columns(part)
    for column in every:
        value = _number(line, column) or 0
        if value:
            token, striped = series(part, column)
            bar = QRectF(x, y, max(2.0, value * scale), thick)
            plot.bars.append(Bar(box=bar, line=place, column=column, token=token, striped=striped))
            x = bar.right()
    known = [one for one in (_number(line, n) for n in every) if one is not None]
    told = f"{sum(known):,.0f}" if known else saying.figure(Figure(value=None))
    plot.words.append((QRectF(x + box.px(8), row.top(), box.px(120), row.height()), told, "micro strong", False))


def _row_beside(plot: Plot, part: Part, place: int, row: QRectF, size: tuple[float, float], box: Paintbox) -> None:
    scale, thick = size
    drawn = columns(part) if part.plot == "grouped" else columns(part)[:2]
    whole = len(drawn) * thick + (len(drawn) - 1) * box.px(_GAP)
    y = row.center().y() - whole / 2
    for column in drawn:
        value = _number(part.lines[place], column)
        token, striped = series(part, column)
        x = row.left()
        if value:
            bar = QRectF(x, y, max(2.0, value * scale), thick)
            plot.bars.append(Bar(box=bar, line=place, column=column, token=token, striped=striped))
            x = bar.right()
        told = saying.figure(Figure(value=value)) if value or len(drawn) <= _BESIDE else ""
        plot.words.append((QRectF(x + box.px(7), y - box.px(3), box.px(120), thick + box.px(6)), told, "micro", False))
        y += thick + box.px(_GAP)


def paint(painter: QPainter, plot: Plot, box: Paintbox, *, at: tuple[int, int] | None = None) -> None:
    """Paint a plot at the painter's origin; the bar `at` a line and column has the focus."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for left, right, y in plot.lines:
        painter.fillRect(QRectF(left, y, right - left, max(0.6, box.px(1))), box.color("hairline"))
    for area in plot.unknown:
        _stripes(painter, _rounded(area, box.px(3)), box.color("hairline"), box)
    for bar in plot.bars:
        _bar(painter, bar, box)
    for area, text, kind, right in plot.words:
        _words(painter, area, text, kind, box, right=right)
    _paint_legend(painter, plot, box)
    here = next((one for one in plot.bars if (one.line, one.column) == at), None)
    if here is not None:
        painter.setPen(QPen(box.color("focus"), box.px(2)))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(here.box.adjusted(-3, -3, 3, 3), box.px(4), box.px(4))


def _rounded(area: QRectF, radius: float) -> QPainterPath:
    path = QPainterPath()
    path.addRoundedRect(area, radius, radius)
    return path


def _bar(painter: QPainter, bar: Bar, box: Paintbox) -> None:
    gap = min(1.0, bar.box.width() / 4, bar.box.height() / 4)
    area = bar.box.adjusted(gap / 2, gap / 2, -gap / 2, -gap / 2)
    shape = _rounded(area, min(box.px(2.5), area.width() / 2, area.height() / 2))
    painter.fillPath(shape, box.color(bar.token))
    if bar.striped:
        _stripes(painter, shape, box.color("surface"), box)


def _stripes(painter: QPainter, shape: QPainterPath, color: QColor, box: Paintbox) -> None:
    """Paint slanting lines inside a shape; as lines, so that paper shows them sharp."""
    painter.save()
    painter.setClipPath(shape, Qt.ClipOperation.IntersectClip)
    painter.setPen(QPen(color, box.px(1.3)))
    area, step = shape.boundingRect(), box.px(5)
    x = area.left() - area.height()
    while x < area.right():
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x + area.height(), area.top()))
        x += step
    painter.restore()


def _words(painter: QPainter, area: QRectF, text: str, kind: str, box: Paintbox, *, right: bool) -> None:
    name = kind.partition(" ")[0]
    weight = 600 if "strong" in kind else 0
    painter.setFont(box.font(name, weight))
    painter.setPen(box.color("text" if "strong" in kind or name == "small" else "text3"))
    side = _ALIGN.AlignHCenter if "center" in kind else _ALIGN.AlignRight if right else _ALIGN.AlignLeft
    painter.drawText(area, int(side | _ALIGN.AlignVCenter), box.cut(text, area.width(), name, weight))


def _paint_legend(painter: QPainter, plot: Plot, box: Paintbox) -> None:
    size = box.px(11)
    for area, text, token, striped in plot.legend:
        swatch = QRectF(area.left(), area.center().y() - size / 2, size, size)
        _bar(painter, Bar(box=swatch, line=-1, column=-1, token=token, striped=striped), box)
        _words(painter, area.adjusted(box.px(17), 0, 0, 0), text, "small", box, right=False)
