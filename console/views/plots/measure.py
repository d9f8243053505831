"""How much room the things of a plot take at a width: legend, names, each row. Numbers only; nothing is drawn."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Row, Series, Sketch

LEGEND_ROW, SWATCH, BEFORE_WORDS, BETWEEN = 22, 11, 7, 18
BELOW_LEGEND = 10
COLUMNS, LABELS, ABOVE = 186, 26, 20  # the heights of columns, of what is below and of a number above them
UNKNOWN = "strong"  # the token of what cannot be known: faint stripes, no edge
SIDE = 10  # between a name or number and the plot
_STACK, _BAR, _BETWEEN, _AROUND = 16, 12, 2, 11
NAME = 22  # of a name above its bars
_NAMES, _MOST_NAMES = 96, 0.42
_END, _INSET = 14, 10
_FEW = 16  # columns that have room for their sum
_BESIDE = 2  # series that are told even where they are nothing
_THICKEST, _FILLED = 34, 0.66


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """The place of a lying row, in pixels below the first one's top: the whole, and each bar with its cell."""

    top: float
    height: float
    bars: tuple[tuple[int, float, float], ...]

    @property
    def middle(self) -> float:
        """Return the middle of its bars."""
        return (self.bars[0][1] + self.bars[-1][1] + self.bars[-1][2]) / 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a plot takes: its height and that of its parts, in pixels; `step` is the distance of the axis' numbers."""

    width: float
    height: float
    legend: float
    legend_columns: int
    left: float
    bottom: float
    step: int
    top: float
    every: int = 1
    thick: float = 0.0
    lanes: tuple[Lane, ...] = ()
    end: float = 0.0

    @property
    def inner(self) -> float:
        """Return the width of the plot beside its names."""
        return self.width - self.left

    @property
    def inside(self) -> float:
        """Return the height of the plot between its legend and what is below."""
        return self.height - self.legend - self.bottom


def plan(sketch: Sketch, width: float, box: Paintbox) -> Plan:
    """Return what a plot takes at a width."""
    return _upright(sketch, width, box) if sketch.shape == "columns" else _lying(sketch, width, box)


def count(value: float) -> str:
    """Return a number of an axis."""
    return f"{value:,.0f}".replace(",", "\N{NARROW NO-BREAK SPACE}")


def step_of(most: float) -> int:
    """Return the distance between an axis' numbers: whole, 1, 2 or 5 of a power of ten, for up to five of them."""
    rough = max(1.0, most / 4)
    power = 10 ** math.floor(math.log10(rough))
    return next(int(power * one) for one in (1, 2, 5, 10) if power * one >= rough)


def shown(sketch: Sketch, row: Row) -> list[int]:
    """Return the cells of a row that have a place: all where they are few, else those that have a bar."""
    every = range(len(row.cells))
    return list(every) if len(sketch.series) <= _BESIDE else [n for n in every if row.cells[n].value] or [0]


def entries(sketch: Sketch) -> tuple[Series, ...]:
    """Return what the legend explains: nothing where there is one series alone."""
    unknown = any(row.is_unknown for row in sketch.rows) and sketch.shape == "columns"
    found = sketch.series + ((Series(words=sketch.unknown, tone=UNKNOWN, striped=True),) if unknown else ())
    return found if len(found) > 1 else ()


def _legend(named: Sequence[Series], width: float, box: Paintbox) -> tuple[float, int]:
    """Return the height of the legend and in how many columns it fits."""
    if not named:
        return box.px(4), 1
    whole = width + box.px(BETWEEN)
    fitting = next((n for n in range(len(named), 1, -1) if sum(legend_widths(named, n, box)) <= whole), 1)
    return box.px(LEGEND_ROW) * math.ceil(len(named) / fitting) + box.px(BELOW_LEGEND), fitting


def legend_widths(named: Sequence[Series], columns: int, box: Paintbox) -> list[float]:
    """Return the widths of the columns of a legend."""
    wide = [box.width(one.words) + box.px(SWATCH + BEFORE_WORDS + BETWEEN) for one in named]
    return [max(wide[k::columns]) for k in range(min(columns, len(wide)))]


def _upright(sketch: Sketch, width: float, box: Paintbox) -> Plan:
    legend, columns = _legend(entries(sketch), width, box)
    step = step_of(sketch.most)
    top = (math.ceil(sketch.most / step) or 1) * step
    left = max(box.px(24), box.width(count(top), "micro") + box.px(SIDE + 2))
    slot = (width - left) / max(1, len(sketch.rows))
    widest = max((box.width(one.words, "micro") for one in sketch.rows), default=0) + box.px(12)
    return Plan(
        width=width,
        height=legend + box.px(COLUMNS + LABELS),
        legend=legend,
        legend_columns=columns,
        left=left,
        bottom=box.px(LABELS),
        step=step,
        top=top,
        every=max(1, math.ceil(widest / max(1.0, slot))),
        thick=min(box.px(_THICKEST), slot * _FILLED) / slot,
        end=box.px(ABOVE if len(sketch.rows) <= _FEW else 6),
    )


def has_sums(sketch: Sketch) -> bool:
    """Return whether there is room for a number above each column."""
    return len(sketch.rows) <= _FEW


def _lying(sketch: Sketch, width: float, box: Paintbox) -> Plan:
    legend, columns = _legend(entries(sketch), width, box)
    needs = max((box.width(row.words) for row in sketch.rows), default=0.0)
    left = box.px(_INSET) if sketch.over else min(max(box.px(_NAMES), needs) + box.px(SIDE + 2), width * _MOST_NAMES)
    told = [one.told for row in sketch.rows for one in row.cells] + [row.told for row in sketch.rows]
    lanes, y = [], 0.0
    for row in sketch.rows:
        lanes.append(_lane(sketch, row, y, box))
        y += lanes[-1].height
    return Plan(
        width=width,
        height=legend + max(y, box.px(NAME)) + box.px(4),
        legend=legend,
        legend_columns=columns,
        left=left,
        bottom=0.0,
        step=step_of(sketch.most),
        top=sketch.most,
        lanes=tuple(lanes),
        end=max(box.width(one, "micro", 600) for one in ("", *told)) + box.px(_END),
    )


def _lane(sketch: Sketch, row: Row, top: float, box: Paintbox) -> Lane:
    """Return the place of a row; bars that are nothing leave no hole where there are many."""
    around, above = box.px(_AROUND + (5 if sketch.over else 0)), box.px(NAME if sketch.over else 0)
    y = top + above + around / 2
    if sketch.shape == "stacked":
        thick = box.px(_STACK)
        return Lane(top=top, height=above + thick + around, bars=((-1, y, thick),))
    thick, bars = box.px(_BAR), []
    for cell in shown(sketch, row):
        bars.append((cell, y, thick))
        y += thick + box.px(_BETWEEN)
    return Lane(top=top, height=y - box.px(_BETWEEN) + around / 2 - top, bars=tuple(bars))
