"""Where the panes of the window stand: four beside each other, fewer where there is less room. It places, no more."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QLinearGradient, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from console.views.kit import ink
from console.views.look.look import current
from console.views.look.tokens import RAIL, SIDE, SIDEBAR
from console.views.placing import FOUR, LEAST_HEIGHT, LEAST_WIDTH, places
from console.views.queue.pane import QueuePane
from console.views.queue.sidebar import Sidebar

_SHADE = 24


class _Shade(QWidget):
    """The shadow at the edge of a drawer."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        fade = QLinearGradient(0, 0, self.width(), 0)
        fade.setColorAt(0, ink.color("#000000", 0))
        fade.setColorAt(1, ink.color("#000000", 46))
        painter.fillRect(self.rect(), fade)
        painter.end()


class Panes(QWidget):
    """Sidebar, queue, ticket and side panel. The side panel is a drawer over the ticket where there is less room."""

    sidebar: Sidebar
    queue: QueuePane
    ticket: QWidget
    side: QWidget

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.places = places(FOUR)
        self._pinned_open, self._drawer_open, self._ticket_in_front = True, False, False
        self._shade = _Shade(self)
        self._holds = False

    def hold(self, sidebar: Sidebar, queue: QueuePane, ticket: QWidget, side: QWidget) -> None:
        """Hold the four from now on; what was made inside is not moved."""
        self.sidebar, self.queue, self.ticket, self.side = sidebar, queue, ticket, side
        for widget in (sidebar, queue, ticket, side):
            if widget.parent() is not self:
                widget.setParent(self)
        self._shade.stackUnder(side)
        self._holds = True
        self.fit()

    def minimumSizeHint(self) -> QSize:
        """Return the least size: one pane with its rail."""
        return QSize(current().px(LEAST_WIDTH), current().px(LEAST_HEIGHT))

    @property
    def side_open(self) -> bool:
        """Return whether the side panel is to be seen."""
        return self._pinned_open if self.places.pinned else self._drawer_open

    def show_side(self, *, shown: bool) -> None:
        """Open or close the side panel; what had the focus in it gives it to the queue."""
        if self.places.pinned:
            self._pinned_open = shown
        else:
            self._drawer_open = shown
        inside = QApplication.focusWidget()
        if not shown and inside is not None and self.side.isAncestorOf(inside):
            self.queue.table.setFocus()
        self.fit()

    def close_drawer(self) -> bool:
        """Close the side panel where it is a drawer; return whether it was open."""
        if self.places.pinned or not self._drawer_open:
            return False
        self.show_side(shown=False)
        return True

    def show_ticket(self, *, shown: bool) -> bool:
        """Bring the ticket to the front, or the queue, where one pane stands at a time; return whether it changed."""
        changed = self._ticket_in_front is not shown and self.places.single
        self._ticket_in_front = shown
        self.fit()
        return changed

    def fit(self) -> None:
        """Place the panes for the width there is."""
        look = current()
        self.places = now = places(self.width() / look.zoom)
        height, left = self.height(), look.px(RAIL if now.rail else SIDEBAR)
        self.sidebar.narrow(narrow=now.rail)
        self.sidebar.setGeometry(0, 0, left, height)
        self.queue.table.columns.narrow(narrow=now.few_columns)
        room = self.width() - left
        side = max(self.side.minimumWidth(), look.px(SIDE))
        if now.single:
            self.queue.setVisible(not self._ticket_in_front)
            self.ticket.setVisible(self._ticket_in_front)
            self.queue.setGeometry(left, 0, room, height)
            self.ticket.setGeometry(left, 0, room, height)
        else:
            queue = look.px(now.queue)
            self.queue.show()
            self.ticket.show()
            self.queue.setGeometry(left, 0, queue, height)
            taken = side if now.pinned and self._pinned_open else 0
            self.ticket.setGeometry(left + queue, 0, room - queue - taken, height)
        self._place_side(min(side, room), height)

    def _place_side(self, width: int, height: int) -> None:
        drawer = not self.places.pinned
        self.side.setVisible(self.side_open)
        self.side.setGeometry(self.width() - width, 0, width, height)
        self._shade.setVisible(drawer and self.side_open)
        if drawer and self.side_open:
            shade = current().px(_SHADE)
            self._shade.setGeometry(self.width() - width - shade, 0, shade, height)
            self._shade.raise_()
            self.side.raise_()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the panes anew."""
        super().resizeEvent(event)
        if self._holds:
            self.fit()

    def changeEvent(self, event: QEvent) -> None:
        """Place the panes anew when the zoom changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self._holds:
            self.fit()
