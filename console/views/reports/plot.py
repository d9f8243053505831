"""A plot on the screen: painted in the look, walked by the arrows, and every bar opens the tickets behind it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from console.records.reporting import Figure, Part
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.reports import drawing, saying
from console.views.words import say

_KEYS = {Qt.Key.Key_Right: 1, Qt.Key.Key_Down: 1, Qt.Key.Key_Left: -1, Qt.Key.Key_Up: -1}


class PlotView(QWidget):
    """Shows a part as a plot. `opened` carries the query of a bar that was opened."""

    opened = Signal(str)

    def __init__(self, report: str, part: Part) -> None:
        super().__init__()
        self._part, self._at = part, -1
        self._name = say("reports.plot_of", part=saying.part(report, part.key))
        self._laid: tuple[int, float] = (0, 0.0)
        self.plot = drawing.Plot(height=0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self._name)
        self.setAccessibleDescription(saying.sentence(part))
        self._lay_out()

    def _lay_out(self) -> None:
        wanted = (max(self.width(), current().px(320)), current().zoom)
        if wanted == self._laid:
            return
        self._laid = wanted
        self.plot = drawing.lay_out(self._part, wanted[0], drawing.Paintbox(current()))
        self.setFixedHeight(int(self.plot.height) + 1)

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(640), int(self.plot.height) + 1)

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(320), int(self.plot.height) + 1)

    def figure(self, place: int) -> Figure:
        """Return the number that a bar shows."""
        bar = self.plot.bars[place]
        found = self._part.lines[bar.line].cells[bar.column]
        assert isinstance(found, Figure)  # noqa: S101 - only figures are drawn
        return found

    def sentence(self, place: int) -> str:
        """Return a bar as it is heard: its line, its series and its number."""
        bar = self.plot.bars[place]
        line, head = self._part.lines[bar.line].label, self._part.columns[bar.column + 1]
        return f"{saying.label(line)}, {saying.label(head)}: {saying.figure(self.figure(place))}"

    def bar_at(self, place: QPointF) -> int:
        """Return the bar at a place, -1 where there is none."""
        reach = current().px(2)
        inside = (n for n, one in enumerate(self.plot.bars) if one.box.adjusted(-reach, 0, reach, 0).contains(place))
        return next(inside, -1)

    def choose(self, place: int) -> None:
        """Make a bar current, and let it be heard."""
        if 0 <= place < len(self.plot.bars):
            self._at = place
            self.setAccessibleName(f"{self._name}. {self.sentence(place)}")
            self.update()

    def open_bar(self, place: int) -> None:
        """Open the tickets behind a bar, where it has some."""
        if 0 <= place < len(self.plot.bars) and self.figure(place).query:
            self.opened.emit(self.figure(place).query)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        here = self.plot.bars[self._at] if self.hasFocus() and 0 <= self._at < len(self.plot.bars) else None
        at = None if here is None else (here.line, here.column)
        drawing.paint(painter, self.plot, drawing.Paintbox(current()), at=at)
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay it out anew."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._lay_out()
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from bar to bar by the arrows; Enter opens the current one."""
        step = _KEYS.get(Qt.Key(event.key()), 0)
        if step and self.plot.bars:
            self.choose(max(0, min(len(self.plot.bars) - 1, self._at + step)))
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self._at >= 0:
            self.open_bar(self._at)
            return
        super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Open what lies below the pointer."""
        place = self.bar_at(event.position())
        self.choose(place)
        self.open_bar(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show by the pointer what can be opened."""
        place = self.bar_at(event.position())
        opens = place >= 0 and bool(self.figure(place).query)
        self.setCursor(Qt.CursorShape.PointingHandCursor if opens else Qt.CursorShape.ArrowCursor)

    def event(self, event: QEvent) -> bool:
        """Tell what a bar shows."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            place = self.bar_at(QPointF(event.pos()))
            if place >= 0:
                QToolTip.showText(event.globalPos(), plain_tip(self.sentence(place)), self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus; the first bar is current."""
        super().focusInEvent(event)
        if self._at < 0:
            self.choose(0)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the focus."""
        super().focusOutEvent(event)
        self.update()
