"""A plot on the screen: in the look, walked by the arrows, and every bar opens the tickets behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsPathItem, QToolTip

from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.plots.bars import ended
from console.views.plots.library import mkPen
from console.views.plots.paintbox import Paintbox
from console.views.plots.sketch import Cell, Sketch
from console.views.plots.stage import Stage

_KEYS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class PlotView(Stage):
    """Shows a sketch. `opened` carries what is behind a bar that was opened."""

    opened = Signal(object)

    def __init__(self, sketch: Sketch, name: str, description: str) -> None:
        self._name, self._at = name, -1
        self._focus: QGraphicsPathItem | None = None
        super().__init__(sketch)
        self.setAccessibleName(name)
        self.setAccessibleDescription(description)

    def lay_out(self) -> None:
        """Lay it out, with the focus where it was."""
        before = self.chart
        super().lay_out()
        if self.chart is not None and self.chart is not before:
            self._focus = QGraphicsPathItem(self.chart)
            self._focus.setZValue(10)
            self._mark()

    @property
    def number(self) -> int:
        """Return how many bars there are."""
        return len(self.chart.bars.bars) if self.chart is not None else 0

    def cell(self, place: int) -> Cell:
        """Return what a bar shows."""
        assert self.chart is not None  # noqa: S101 - places are those of its bars
        bar = self.chart.bars.bars[place]
        return self.sketch.rows[bar.row].cells[bar.cell]

    def bar_at(self, place: QPointF) -> int:
        """Return the bar at a place, -1 where there is none; a thin one is hit beside it too."""
        reach = current().px(3)
        inside = (n for n, one in enumerate(self.boxes()) if one.adjusted(-reach, -1, reach, 1).contains(place))
        return next(inside, -1)

    def choose(self, place: int) -> None:
        """Make a bar current, and let it be heard."""
        if 0 <= place < self.number:
            self._at = place
            self.setAccessibleName(f"{self._name}. {self.cell(place).heard}")
            self._mark()

    @property
    def at(self) -> int:
        """Return the current bar, -1 for none."""
        return self._at

    def open_bar(self, place: int) -> None:
        """Open the tickets behind a bar, where it has some."""
        if 0 <= place < self.number and self.cell(place).behind:
            self.opened.emit(self.cell(place).behind)

    def _mark(self) -> None:
        """Draw the focus around the current bar."""
        if self._focus is None:
            return
        box, boxes = Paintbox(current()), self.boxes()
        shows = self.hasFocus() and 0 <= self._at < len(boxes)
        self._focus.setVisible(shows)
        if shows:
            edge = box.px(3)
            self._focus.setPath(ended(boxes[self._at].adjusted(-edge, -edge, edge, edge), box, "all"))
            self._focus.setPen(mkPen(box.color("focus"), width=box.px(2)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from bar to bar by the arrows, Home and End; Enter opens the current one."""
        key, last = Qt.Key(event.key()), self.number - 1
        if key in _KEYS and last >= 0:
            self.choose(max(0, min(last, self._at + _KEYS[key])))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End) and last >= 0:
            self.choose(0 if key == Qt.Key.Key_Home else last)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at >= 0:
            self.open_bar(self._at)
        else:
            event.ignore()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what lies below the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            place = self.bar_at(event.position())
            self.choose(place)
            self.open_bar(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Let the bar below the pointer stand out, and show whether it can be opened."""
        place = self.bar_at(event.position())
        if self.chart is not None:
            self.chart.bars.light(place)
        opens = place >= 0 and bool(self.cell(place).behind)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell what a bar shows, or the whole name of a row."""
        if event.type() == QEvent.Type.Leave and self.chart is not None:
            self.chart.bars.light(-1)
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            told = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(told) if told else "", self)
            return True
        return super().viewportEvent(event)

    def tip_at(self, place: QPointF) -> str:
        """Return what is told of a place: the bar's sentence, else the name of its row."""
        bar = self.bar_at(place)
        if bar >= 0:
            return self.cell(bar).heard
        row = self.chart.row_at(place) if self.chart is not None else -1
        return self.sketch.rows[row].words if row >= 0 else ""

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; the first bar is current."""
        super().focusInEvent(event)
        if self._at < 0:
            self.choose(0)
        self._mark()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self._mark()
