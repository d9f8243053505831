"""What a part of a report looks like as a plot: its series with their colors, its rows with their words and queries."""

from __future__ import annotations

from console.records.reporting import Figure, Label, Line, Part
from console.views.plots.sketch import Cell, Row, Series, Shape, Sketch
from console.views.reports import saying

_SUMS = ("total", "share_within", "share_overturned", "open_of_these")
_BARS = 2  # series of a part that is not grouped
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
    "no_window": ("expired", False),
    "not_known": ("control", True),
    "within": ("ok", False),
    "late": ("critical", True),
    "running": ("question", False),
    "running_late": ("functional", True),
}
_OTHERS = (("bar", False), ("question", True), ("free", False), ("transition", True), ("expired", False))


def sketch(part: Part) -> Sketch:
    """Return the plot of a part that has one."""
    shape: Shape = "beside" if part.plot != "stacked" else "columns" if part.columns[0].kind == "when" else "stacked"
    drawn = columns(part)
    if part.plot == "bars":
        drawn = drawn[:_BARS]
    unknown = saying.figure(Figure(value=None))
    return Sketch(
        shape=shape,
        series=tuple(_series(part, n) for n in drawn),
        rows=tuple(_row(part, line, drawn, shape) for line in part.lines),
        unknown=unknown[:1].upper() + unknown[1:],
    )


def columns(part: Part) -> list[int]:
    """Return the cells of a line that are drawn: the counts, without a sum of them."""
    return [n for n, one in enumerate(part.columns[1:]) if one.kind not in _SUMS]


def _series(part: Part, column: int) -> Series:
    head = part.columns[column + 1]
    tone, striped = SERIES.get(head.text) or _OTHERS[column % len(_OTHERS)]
    return Series(words=saying.label(head), tone=tone, striped=striped)


def _row(part: Part, line: Line, drawn: list[int], shape: Shape) -> Row:
    cells = tuple(_cell(line, part.columns[n + 1], n, told=shape == "beside") for n in drawn)
    known = [one.value for one in cells if one.value is not None]
    told = "" if shape == "beside" else saying.figure(Figure(value=sum(known) if known else None))
    return Row(words=saying.label(line.label), cells=cells, told=told)


def _cell(line: Line, head: Label, column: int, *, told: bool) -> Cell:
    found = line.cells[column]
    if not isinstance(found, Figure):
        return Cell(value=None)
    words = saying.figure(found)
    return Cell(
        value=found.value,
        heard=f"{saying.label(line.label)}, {saying.label(head)}: {words}",
        told=words if told else "",
        behind=found.behind,
    )
