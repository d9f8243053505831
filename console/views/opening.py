"""The frame of the desk: the real window, shown before anything is loaded, with gray panes where the desk will stand.

What this module loads is waited for at every start: Qt, the look and the words; no service and no store.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRect, QRectF, QSize
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QMainWindow, QWidget

from console.views.kit import ink, paint
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.look.tokens import FOOTER, RAIL, SIDEBAR
from console.views.placing import places
from console.views.words import say

WIDTH, HEIGHT = 1_680, 1_010
_TITLE_BAR = 40  # what a window manager needs for it
_HEADINGS, _ROWS = 30, 8  # above the rows stand the names of the columns
_ABOVE, _ENTRY, _ENTRIES = 133, 33, 9  # the first entry of the sidebar, the way from one to the next, their number


class Frame(QMainWindow):
    """The one window of the program. It takes the desk when that is ready, and gives it up when it closes."""

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self._desk: QWidget | None = None
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        self.resize(look.px(WIDTH), look.px(HEIGHT))
        self.setCentralWidget(Ground())

    def show_whole(self) -> None:
        """Show the window whole: where it and its title have no room, it fills the screen."""
        room = self.screen().availableSize() - QSize(0, _TITLE_BAR)
        fits = self.width() <= room.width() and self.height() <= room.height()
        self.resize(self.size().boundedTo(room))
        if fits:
            self.show()
        else:
            self.showMaximized()

    def take(self, desk: QWidget) -> None:
        """Show the desk in place of the gray panes or the lobby, or of the desk that stood there: that is let go."""
        if self._desk is not None:
            self.takeCentralWidget()
        self._desk = desk
        self.setCentralWidget(desk)
        desk.show()

    def lend(self, lobby: QWidget, focused: QWidget) -> None:
        """Show the first rows in place of the gray panes, at once, and give the focus to what is in them."""
        self.setCentralWidget(lobby)
        lobby.show()
        focused.setFocus()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)  # else it is painted half laid out
        self.repaint()

    def give_up(self) -> None:
        """Let the desk go, which is its owner's, or delete the lobby; gray panes stand there again."""
        gone = self.takeCentralWidget()
        if gone is not None and self._desk is None:
            gone.deleteLater()
        self._desk = None
        self.setCentralWidget(Ground())

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close the desk with the window: it keeps what is written."""
        if self._desk is not None and not self._desk.close():
            event.ignore()
            return
        super().closeEvent(event)


class Ground(QWidget):
    """The panes before there is anything in them, each where it will stand and in its color."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(say("queue.loading"))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look, now = current(), places(self.width() / current().zoom)
        left, queue = look.px(RAIL if now.rail else SIDEBAR), look.px(now.queue) if now.queue else self.width()
        painter.fillRect(self.rect(), ink.color("surface"))
        self._sidebar(painter, QRect(0, 0, left, self.height()), rail=now.rail)
        self._rows(painter, QRect(left, 0, min(queue, self.width() - left), self.height()))
        painter.end()

    def _sidebar(self, painter: QPainter, box: QRect, *, rail: bool) -> None:
        look = current()
        painter.fillRect(box, ink.color("sunken"))
        self._edge(painter, box.right())
        soft = ink.color("pressed")
        for number in range(_ENTRIES):
            top = look.px(_ABOVE) + number * look.px(_ENTRY)
            ink.fill_round(painter, QRectF(look.px(18), top, look.px(18), look.px(18)), look.px(5), soft)
            if not rail:
                wide = look.px(64 + 22 * (number * 5 % 4))
                ink.fill_round(painter, QRectF(look.px(46), top + look.px(5), wide, look.px(8)), look.px(4), soft)

    def _rows(self, painter: QPainter, box: QRect) -> None:
        look = current()
        painter.fillRect(box.left(), look.header - 1, box.width(), 1, ink.color("hairline"))
        first, bottom = look.header + look.px(_HEADINGS), self.height() - look.px(FOOTER)
        for number in range(min(_ROWS, (bottom - first) // look.row_height)):
            top = first + number * look.row_height
            paint.skeleton_row(painter, QRectF(box.left(), top, box.width(), look.row_height), number)
        self._edge(painter, box.right())

    def _edge(self, painter: QPainter, at: int) -> None:
        painter.fillRect(at, 0, 1, self.height(), ink.color("hairline"))
