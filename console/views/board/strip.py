"""The columns side by side: which one and which card is current, and the card that hangs at the pointer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QWidget

from console.models.board import BoardState, Card
from console.views.board import saying
from console.views.board.column import ColumnView
from console.views.look.look import current


class BoardStrip(QScrollArea):
    """Shows the columns of a board. `moved` carries tickets and the column they fell into, `opened` a ticket."""

    moved = Signal(object, str)
    opened = Signal(int)
    pressed_key = Signal(object)
    scrolled = Signal()

    def __init__(self, state: BoardState, now: Callable[[], datetime]) -> None:
        super().__init__()
        look = current()
        self._state, self._now = state, now
        self.views: list[ColumnView] = []
        self._inside = QWidget()
        self._line = QHBoxLayout(self._inside)
        self._line.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(8))
        self._line.setSpacing(look.px(10))
        self._line.addStretch(0)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        self.setWidget(self._inside)
        self.horizontalScrollBar().valueChanged.connect(self.scrolled)
        self._ghost: QLabel | None = None
        self._dragged: tuple[int, ...] = ()
        state.changed.connect(self.show_columns)

    def show_columns(self) -> None:
        """Show the columns as they are now: views are given other columns, and the focus goes with its own."""
        columns = self._state.columns
        focused = next((one for one in self.shown if one.list.hasFocus()), None)
        key, ticket = ("", 0) if focused is None else (focused.key, focused.list.current_id())
        while len(self.views) < len(columns):
            self._add()
        for view, column in zip(self.views, columns, strict=False):
            view.show_column(column)
            view.list.viewport().update()
            view.show()
        for view in self.views[len(columns) :]:
            view.hide()
        if focused is not None and focused.key != key:
            self._follow(key, ticket)

    def _follow(self, key: str, ticket: int) -> None:
        """Give the focus to a column that stands elsewhere by now: somebody came into the team, or left it."""
        view = next((one for one in self.shown if one.key == key), None)
        if view is not None:
            view.list.go(max(0, view.list.cards.row_of(ticket)))
            self.focus_in(view)

    def _add(self) -> None:
        view = ColumnView(self._state, self._now)
        view.list.pressed_key.connect(self.pressed_key)
        view.list.opened.connect(self.opened)
        view.list.dragged.connect(self._begin)
        view.list.hung.connect(self._hang)
        view.list.verticalScrollBar().valueChanged.connect(self.scrolled)
        view.list.dropped.connect(self._drop)
        self.views.append(view)
        self._line.insertWidget(len(self.views) - 1, view, 8)

    # -- where one is ----------------------------------------------------------------------------------------------

    @property
    def shown(self) -> list[ColumnView]:
        """Return the columns that are to be seen."""
        return [one for one in self.views if not one.isHidden()]

    def view(self) -> ColumnView | None:
        """Return the column that has the focus, else the first."""
        shown = self.shown
        return next((one for one in shown if one.list.hasFocus()), shown[0] if shown else None)

    def current_id(self) -> int:
        """Return the ticket of the current card, 0 for none."""
        view = self.view()
        return 0 if view is None else view.list.current_id()

    def in_sight(self) -> list[int]:
        """Return the tickets of the cards that are to be seen."""
        seen = [one for one in self.shown if not one.visibleRegion().isEmpty()]
        return [key for one in seen for key in one.list.in_sight()]

    def step(self, by: int) -> None:
        """Go to the next card of the column, or the one before."""
        view = self.view()
        if view is not None:
            view.list.go(view.list.currentIndex().row() + by)
            self.focus_in(view)

    def turn(self, by: int) -> None:
        """Go to the column at the right, or at the left."""
        view, shown = self.view(), self.shown
        if view is not None:
            place = max(0, min(shown.index(view) + by, len(shown) - 1))
            row = view.list.currentIndex().row()
            shown[place].list.go(max(0, row))
            self.focus_in(shown[place])

    def beside(self, by: int) -> str:
        """Return the key of the column at the right or at the left, "" for none."""
        view, shown = self.view(), self.shown
        place = -1 if view is None else shown.index(view) + by
        return shown[place].key if 0 <= place < len(shown) else ""

    def show_card(self, ticket_id: int) -> None:
        """Make the card of a ticket the current one, wherever it is."""
        for view in self.shown:
            row = view.list.cards.row_of(ticket_id)
            if row >= 0:
                view.list.go(row)
                self.focus_in(view)

    def focus_in(self, view: ColumnView) -> None:
        """Put the focus on a column, and bring it into sight."""
        view.list.setFocus()
        self.ensureWidgetVisible(view, current().px(16), 0)

    # -- a card at the pointer -------------------------------------------------------------------------------------

    @property
    def drags(self) -> bool:
        """Return whether a card hangs at the pointer."""
        return self._ghost is not None

    def let_go(self) -> None:
        """End the dragging; nothing moves."""
        for one in self.views:
            one.show_slot("")
        if self._ghost is not None:
            self._ghost.hide()
            self._ghost.deleteLater()
        self._ghost, self._dragged = None, ()

    def _begin(self, ticket_id: int, at: QPoint) -> None:
        view = next((one for one in self.shown if one.list.cards.row_of(ticket_id) >= 0), None)
        card = None if view is None else view.list.cards.card(view.list.cards.row_of(ticket_id))
        if view is None or not isinstance(card, Card):
            return
        chosen = self._state.chosen
        self._dragged = tuple(chosen) if ticket_id in chosen else (ticket_id,)
        self._ghost = QLabel(self.window())
        self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        width = view.list.viewport().width()
        self._ghost.setPixmap(view.list.painter_.picture(card, width, self.devicePixelRatioF()))
        self._ghost.adjustSize()
        self._ghost.show()
        self._hang(at)

    def _hang(self, at: QPoint) -> None:
        if self._ghost is None:
            return
        where = self.window().mapFromGlobal(at)
        self._ghost.move(where - QPoint(current().px(40), current().px(30)))
        self._ghost.raise_()
        over = self._over(at)
        by_key = {one.key: one for one in self._state.columns}
        moving = [one for one in self._dragged if over is not None and self._state.place_of(one) != over.key]
        moving = [] if over is not None and by_key[over.key].over else moving
        for view in self.shown:
            words = saying.slot(by_key[view.key], len(moving)) if view is over and moving else ""
            view.show_slot(words)

    def _drop(self, at: QPoint) -> None:
        over, dragged = self._over(at), self._dragged
        was = self.drags
        self.let_go()
        if was and over is not None:
            self.moved.emit(dragged, over.key)

    def _over(self, at: QPoint) -> ColumnView | None:
        return next((one for one in self.shown if one.rect().contains(one.mapFromGlobal(at))), None)
