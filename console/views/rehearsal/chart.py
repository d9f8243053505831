"""The chart of a rehearsal: for each clause two bars, how many requests it decides now and how many it would.

The two differ by shape and by place, not by color alone: what was is striped and above, what would be is solid.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from console.records.rehearsal import ClauseCount
from console.views.look.look import current
from console.views.plots.sketch import Cell, Row, Series, Sketch
from console.views.rehearsal import saying
from console.views.words import say

if TYPE_CHECKING:
    from console.views.plots.rows import RowStage


class ClauseChart(QWidget):
    """Bars by clause. `chosen` carries the clause and outcome of the row that is current, or two empty words."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self._rows: tuple[ClauseCount, ...] = ()
        self._at = -1
        self._stage: RowStage | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(look.px(6), look.px(8), look.px(6), look.px(8))
        self._column.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("rehearsal.chart"))

    def show_counts(self, rows: tuple[ClauseCount, ...]) -> None:
        """Show counts; the row that is current stays so where it is still there."""
        if rows == self._rows:
            return
        kept = self.current()
        self._rows = rows
        keys = [(one.clause, one.outcome) for one in rows]
        self._at = keys.index(kept) if kept in keys else -1
        self.setAccessibleDescription("; ".join(self.sentence(one) for one in rows))
        self._show()

    def _show(self) -> None:
        if not self._rows:
            if self._stage is not None:
                self._stage.hide()
            return
        if self._stage is None:
            from console.views.plots.rows import RowStage  # noqa: PLC0415 - loaded with the first counts

            self._stage = RowStage(self._sketch())
            self._stage.setAccessibleName(self.accessibleName())
            self._stage.pressed.connect(self.choose)
            self._column.insertWidget(0, self._stage)
        else:
            self._stage.show_sketch(self._sketch())
        self._stage.show()
        self._mark()

    def _sketch(self) -> Sketch:
        return Sketch(
            shape="beside",
            series=(
                Series(words=say("rehearsal.now_decides"), tone="bar", striped=True),
                Series(words=say("rehearsal.would_decide"), tone="accent"),
            ),
            rows=tuple(self._row(one) for one in self._rows),
            over=True,
        )

    def _row(self, one: ClauseCount) -> Row:
        moved = one.now - one.was
        return Row(
            words=saying.clause(one),
            cells=tuple(Cell(value=value, told=str(value), heard=self.sentence(one)) for value in (one.was, one.now)),
            aside=f"{'+' if moved > 0 else '−' if moved < 0 else '±'}{abs(moved)}",
        )

    def _mark(self) -> None:
        if self._stage is not None:
            self._stage.mark(self._at, focused=self.hasFocus())

    def current(self) -> tuple[str, str]:
        """Return the clause and outcome of the current row."""
        return (self._rows[self._at].clause, self._rows[self._at].outcome) if self._at >= 0 else ("", "")

    def sentence(self, one: ClauseCount) -> str:
        """Return a row as it is heard."""
        return say("rehearsal.bar", clause=saying.clause(one), was=one.was, now=one.now)

    def choose(self, number: int) -> None:
        """Make a row current; the current one again, or none, shows all."""
        self._at = -1 if number == self._at or not 0 <= number < len(self._rows) else number
        name = say("rehearsal.chart")
        self.setAccessibleName(f"{name}. {self.sentence(self._rows[self._at])}" if self._at >= 0 else name)
        self._mark()
        self.chosen.emit(*self.current())

    def row_at(self, place: QPointF) -> int:
        """Return the row at a place, -1 where there is none."""
        if self._stage is None or not self._rows:
            return -1
        return self._stage.row_at(place - QPointF(self._stage.pos()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk by the arrows; Space shows all again."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step and self._rows:
            wanted = max(0, min(len(self._rows) - 1, self._at + step))
            if wanted != self._at:
                self.choose(wanted)
            return
        if event.key() == Qt.Key.Key_Space and self._at >= 0:
            self.choose(self._at)
            return
        super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._mark()
