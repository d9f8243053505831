"""What a plot is to show, as values: its series, its rows with their numbers, words and queries. No Qt."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

Shape: TypeAlias = Literal["columns", "stacked", "beside"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """A series: its name, its color (a token), whether it is striped: color never tells alone."""

    words: str
    tone: str
    striped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """A number of a row: how it is heard, what is written at its bar, what opens the things that it counted.

    `value` is None where it cannot be known; no bar stands for that, nor for nothing.
    """

    value: float | None
    heard: str = ""
    told: str = ""
    behind: object = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A column or a line of bars: a cell for each series. `told` is written at its end, `aside` at the far edge."""

    words: str
    cells: tuple[Cell, ...]
    told: str = ""
    aside: str = ""

    @property
    def is_unknown(self) -> bool:
        """Return whether nothing of it can be known."""
        return all(one.value is None for one in self.cells)

    @property
    def sum(self) -> float:
        """Return the sum of what is known."""
        return sum(one.value or 0 for one in self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sketch:
    """A plot.

    `shape` is columns (upright, stacked), stacked (lying), or beside (lying, one below the other in a row).
    `unknown` is what the legend says of columns of which nothing is known. `over` puts the names above their bars.
    """

    shape: Shape
    series: tuple[Series, ...]
    rows: tuple[Row, ...]
    unknown: str = ""
    over: bool = False

    @property
    def most(self) -> float:
        """Return the largest length of a bar or a stack, at least 1."""
        if self.shape == "beside":
            return max((one.value or 0 for row in self.rows for one in row.cells), default=1) or 1
        return max((row.sum for row in self.rows), default=1) or 1
