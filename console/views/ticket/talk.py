"""A conversation of any length in sight: the scroll bar, what stands under a point, and what must be read."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QPointF,
    QRect,
    Signal,
)
from PySide6.QtGui import QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView

from console.records.base import TicketId
from console.records.thread import Thread
from console.views.look.look import current
from console.views.ticket.cards import Card, Place
from console.views.ticket.rows import GUESS, RowsView

_MARGIN_ROWS = 20
_NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate

NOTHING = Thread(ticket_id=TicketId(0), whole=False, keys=(), instants=(), events=(), newest=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """What stands under a point: a row, its card if it is a message, and the point within the card.

    `line` is what pressing the line of an act does.
    """

    row: int
    card: Card | None
    inside: QPointF
    line: Place | None = None


class TalkView(RowsView):
    """Shows a thread. `wanted` carries the keys whose words came into sight and are not held."""

    wanted = Signal(object)

    _moving = False
    _thread = NOTHING

    @property
    def talk(self) -> Thread:
        """Return the thread that is shown, with the words that came with it; NOTHING where there is none."""
        return self._thread

    def unfold(self, key: int) -> None:
        """Open the acts that a row stands for, or close them again; the row stays under the cursor."""
        self.rows.opened ^= {key}
        self.show_thread(self._thread)
        row = self.rows.row_of(key)
        if row is not None:
            self.selectionModel().setCurrentIndex(self.rows.index(row), _NO_CHANGE)
            self.stack.show(row, self.viewport().height())
            self.sync()

    def show_thread(self, thread: Thread) -> None:
        """Show a thread. Whoever read further up in the same one stays there, everybody else stands at the end."""
        held = self.rows.held if thread is self._thread else ()
        self._thread = thread
        view = self.viewport().height()
        bar = self.verticalScrollBar()
        here = None if bar.value() >= bar.maximum() or not len(self.stack) else self.rows.key(self.stack.row)
        under = self.currentIndex().row()
        under_key = self.rows.key(under) if under >= 0 else None
        cut = self.stack.cut
        self.rows.show_thread(thread)
        self.rows.take(held)
        self._cards.clear()
        self.stack.fill(self.rows.rowCount(), current().px(GUESS))
        row = None if here is None else self.rows.row_of(here)
        if row is None:
            self.stack.end(view)
        else:
            self.stack.show(row, view, at_top=True)
            self.stack.move(cut, view)
        again = None if under_key is None else self.rows.row_of(under_key)
        if again is not None:
            self.selectionModel().setCurrentIndex(self.rows.index(again), _NO_CHANGE)
        self.sync()

    def sync(self) -> None:
        """Show where the stack stands: scroll bar, picture, and what is wanted for it."""
        view = self.viewport().height()
        self.stack.settle(view)
        shown = self.stack.visible(view)
        bar = self.verticalScrollBar()
        self._moving = True
        bar.setRange(0, max(0, self.stack.total - view))
        bar.setPageStep(view)
        bar.setSingleStep(current().px(24))
        bar.setValue(self.stack.value)
        self._moving = False
        self.viewport().update()
        if shown:
            first, last = shown[0][0] - _MARGIN_ROWS, shown[-1][0] + _MARGIN_ROWS
            missing = self.rows.missing(max(0, first), min(len(self.stack) - 1, last))
            if missing:
                self.wanted.emit(missing)

    def spot(self, point: QPoint) -> Spot | None:
        """Return what stands under a point of the viewport."""
        for row, y in self.stack.visible(self.viewport().height()):
            if y <= point.y() < y + self.stack.height(row):
                inside = QPointF(point.x(), point.y() - y)
                return Spot(row=row, card=self.card(row), inside=inside, line=self.line_place(row))
        return None

    def visualRect(self, index: QModelIndex | QPersistentModelIndex) -> QRect:
        """Return where a row stands in the viewport, as far as heights are known."""
        if not index.isValid() or index.row() >= len(self.stack):
            return QRect()
        top = self.stack.top(index.row())
        return QRect(0, top, self.viewport().width(), self.stack.height(index.row()))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """Return the row under a point."""
        found = self.spot(point)
        return QModelIndex() if found is None else self.rows.index(found.row)

    def scrollTo(
        self,
        index: QModelIndex | QPersistentModelIndex,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """Bring a row into sight."""
        if index.isValid() and index.row() < len(self.stack):
            at_top = hint is QAbstractItemView.ScrollHint.PositionAtTop
            self.stack.show(index.row(), self.viewport().height(), at_top=at_top)
            self.sync()

    def verticalOffset(self) -> int:
        """Return where the upper edge stands."""
        return self.stack.value

    def visualRegionForSelection(self, selection: object) -> QRegion:
        """Return nothing: what is chosen is painted with its row."""
        return QRegion()

    def doItemsLayout(self) -> None:
        """Lay nothing out beforehand."""

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Move by what the scroll bar moved."""
        if self._moving or not len(self.stack):
            return
        bar, view = self.verticalScrollBar(), self.viewport().height()
        if bar.value() >= bar.maximum():
            self.stack.end(view)
        elif bar.value() == 0:
            self.stack.jump(0, view)
        else:
            self.stack.move(-dy, view)
        self.sync()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay out for another width; who stood at the end stays there."""
        bar = self.verticalScrollBar()
        at_end = bar.value() >= bar.maximum()
        if event.size().width() != event.oldSize().width():
            self.forget()
        if at_end:
            self.stack.end(self.viewport().height())
        self.sync()

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.LanguageChange):
            self.forget()
            self.sync()

    def again(self, key: int) -> None:
        """Lay one message out anew."""
        self.forget(key)
        self.sync()
