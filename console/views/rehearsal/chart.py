"""The chart of a rehearsal: for each clause two bars, how many requests it decides now and how many it would.

The two differ by shape and by place, not by color alone: what was is hatched and above, what would be is solid.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.records.rehearsal import ClauseCount
from console.views.kit import ink
from console.views.look.look import current
from console.views.rehearsal import saying
from console.views.words import say

_ROW, _HEAD, _BAR, _EDGE = 62, 26, 9, 14


class ClauseChart(QWidget):
    """Bars by clause. `chosen` carries the clause and outcome of the row that is current, or two empty words."""

    chosen = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[ClauseCount, ...] = ()
        self._at = -1
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("rehearsal.chart"))

    def show_counts(self, rows: tuple[ClauseCount, ...]) -> None:
        """Show counts; the row that is current stays so where it is still there."""
        kept = self.current()
        self._rows = rows
        keys = [(one.clause, one.outcome) for one in rows]
        self._at = keys.index(kept) if kept in keys else -1
        self.setAccessibleDescription("; ".join(self.sentence(one) for one in rows))
        self.updateGeometry()
        self.update()

    def current(self) -> tuple[str, str]:
        """Return the clause and outcome of the current row."""
        return (self._rows[self._at].clause, self._rows[self._at].outcome) if self._at >= 0 else ("", "")

    def sentence(self, one: ClauseCount) -> str:
        """Return a row as it is heard."""
        return say("rehearsal.bar", clause=saying.clause(one), was=one.was, now=one.now)

    def choose(self, number: int) -> None:
        """Make a row current; the current one again, or none, shows all."""
        self._at = -1 if number == self._at or not 0 <= number < len(self._rows) else number
        self.update()
        self.chosen.emit(*self.current())

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        look = current()
        return QSize(look.px(380), look.px(_HEAD + _ROW * max(1, len(self._rows)) + 8))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(240), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._legend(painter)
        most = max((max(one.was, one.now) for one in self._rows), default=1)
        for number, one in enumerate(self._rows):
            self._row(painter, number, one, most)
        painter.end()

    def _legend(self, painter: QPainter) -> None:
        look = current()
        x, middle, size = float(look.px(_EDGE)), look.px(_HEAD) / 2, look.px(12)
        for words, hatched in ((say("rehearsal.now_decides"), True), (say("rehearsal.would_decide"), False)):
            box = QRectF(x, middle - size / 2, size, size)
            ink.fill_round(painter, box, look.px(3), self._brush(hatched=hatched))
            width = ink.advance(words, "small") + 4
            ink.words(painter, words, "small", "text2", QRectF(x + size + look.px(6), 0, width, look.px(_HEAD)))
            x += size + look.px(6) + width + look.px(16)

    def _row(self, painter: QPainter, number: int, one: ClauseCount, most: int) -> None:
        look = current()
        box = QRectF(look.px(4), look.px(_HEAD + _ROW * number), self.width() - look.px(8), look.px(_ROW - 4))
        if number == self._at:
            ink.fill_round(painter, box, look.px(6), ink.color("selected"))
            if self.hasFocus():
                ink.line_round(painter, box, look.px(6), ink.pen("accent"))
        inner = box.adjusted(look.px(_EDGE - 4), look.px(4), -look.px(_EDGE - 4), 0)
        moved = one.now - one.was
        told = f"{'+' if moved > 0 else '−' if moved < 0 else '±'}{abs(moved)}"
        width = ink.advance(told, "strong", 600) + look.px(6)
        title = QRectF(inner.left(), inner.top(), inner.width() - width, look.px(20))
        ink.words(painter, saying.clause(one), "body", "text", title, weight=500)
        place = QRectF(inner.right() - width + look.px(6), inner.top(), width, look.px(20))
        ink.words(painter, told, "strong", "text" if moved else "text3", place, weight=600)
        for line, (value, hatched) in enumerate(((one.was, True), (one.now, False))):
            self._bar(painter, inner, line, value / most, str(value), hatched=hatched)

    def _bar(self, painter: QPainter, inner: QRectF, line: int, part: float, told: str, *, hatched: bool) -> None:
        look = current()
        top = inner.top() + look.px(23 + line * (_BAR + 5))
        room = inner.width() - look.px(52)
        bar = QRectF(inner.left(), top, max(look.px(2), room * part), look.px(_BAR))
        ink.fill_round(painter, bar, look.px(3), self._brush(hatched=hatched))
        number = QRectF(bar.right() + look.px(6), top - look.px(4), look.px(52), look.px(_BAR + 8))
        ink.words(painter, told, "micro", "text2", number, weight=600)

    def _brush(self, *, hatched: bool) -> QBrush | QColor:
        return ink.stripes("bar", "sunken", 4) if hatched else ink.color("accent")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the row below the pointer."""
        self.choose(self.row_at(event.position()))

    def row_at(self, place: QPointF) -> int:
        """Return the row at a place, -1 where there is none."""
        number = int((place.y() - current().px(_HEAD)) // current().px(_ROW))
        return number if place.y() >= current().px(_HEAD) and number < len(self._rows) else -1

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
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.updateGeometry()
            self.update()
