"""Moving and reading in a conversation: by keys and by pointer, choosing messages, selecting and copying their text."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QTextCursor,
)
from PySide6.QtWidgets import QToolTip

from console.views.kit import bars
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.ticket.cards import FACE, LEFT, Place
from console.views.ticket.painting import menu_box
from console.views.ticket.selecting import SelectingView, placed
from console.views.ticket.talk import Spot
from console.views.words import moment

_OVERLAP = 48
_NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate
_KEEP = QTextCursor.MoveMode.KeepAnchor
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
_PAGES = {Qt.Key.Key_PageDown: 1, Qt.Key.Key_PageUp: -1}
_TEXT_MOVES = {
    (Qt.Key.Key_Right, False): QTextCursor.MoveOperation.NextCharacter,
    (Qt.Key.Key_Left, False): QTextCursor.MoveOperation.PreviousCharacter,
    (Qt.Key.Key_Right, True): QTextCursor.MoveOperation.NextWord,
    (Qt.Key.Key_Left, True): QTextCursor.MoveOperation.PreviousWord,
}


class ReadingView(SelectingView):
    """A conversation that can be walked through. What is pressed is told by `act`."""

    _pressed: Place | None = None
    _selecting = False

    def act(self, name: str, value: object = None) -> None:
        """Do what a pressed place, a key or the menu says."""
        raise NotImplementedError

    def step(self, by: int) -> None:
        """Go to the next or previous row; with none current, to one that is in sight."""
        if not len(self.stack):
            return
        here = self.currentIndex().row()
        if here < 0:
            shown = self.stack.visible(self.viewport().height())
            here = shown[-1][0] + 1 if by < 0 else shown[0][0] - 1
        self.go_to(min(max(0, here + by), len(self.stack) - 1))

    def go_to(self, row: int) -> None:
        """Make a row current and bring it into sight."""
        self.stack.show(row, self.viewport().height())
        self.selectionModel().setCurrentIndex(self.rows.index(row), _NO_CHANGE)
        self.sync()

    def scroll_page(self, by: int) -> None:
        """Scroll by a page."""
        view = self.viewport().height()
        self.stack.move(by * max(_OVERLAP, view - current().px(_OVERLAP)), view)
        self.sync()

    # -- keys ------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move, choose, select, copy; what is not for the conversation goes on to the window."""
        if not (self._moves(event) or self._selects(event)):
            event.ignore()

    def _moves(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if key in _STEPS:
            if shift and self.currentIndex().isValid() and not self.chosen:
                self.toggle_choice(self.currentIndex().row())
            self.step(_STEPS[key])
            if shift:
                self.chosen.add(self.rows.key(self.currentIndex().row()))
        elif key in _PAGES:
            self.scroll_page(_PAGES[key])
        elif key is Qt.Key.Key_Home and len(self.stack):
            self.go_to(0)
        elif key is Qt.Key.Key_End and len(self.stack):
            self.go_to(len(self.stack) - 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Menu):
            self.act("menu")
        elif key is Qt.Key.Key_Space:
            self.toggle_choice(self.currentIndex().row())
        else:
            return False
        return True

    def _selects(self, event: QKeyEvent) -> bool:
        held = event.modifiers()
        word = bool(held & Qt.KeyboardModifier.ControlModifier)
        move = _TEXT_MOVES.get((Qt.Key(event.key()), word))
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        elif move is not None and held & Qt.KeyboardModifier.ShiftModifier:
            self.select_by_key(move)
        else:
            return False
        return True

    # -- pointer ---------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Make the row current; begin to select text, or press a place."""
        found = self.spot(event.position().toPoint())
        if found is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self.selectionModel().setCurrentIndex(self.rows.index(found.row), _NO_CHANGE)
        self.selected = None
        self._pressed = _place_at(found)
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier or _on_face(found):
            self.toggle_choice(found.row)
        elif self._pressed is None and found.card is not None and found.card.text_box.contains(found.inside):
            at = _character(found)
            self.selected = (self.rows.key(found.row), at, at)
            self._selecting = True
        self.viewport().update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Select text while the button is held; show what can be pressed."""
        found = self.spot(event.position().toPoint())
        if self._selecting and self.selected is not None:
            if found is not None and found.card is not None and self.rows.key(found.row) == self.selected[0]:
                self.selected = (self.selected[0], self.selected[1], _character(found))
                self.viewport().update()
            return
        row = -1 if found is None else found.row
        if row != self.hovered:
            self.hovered = row
            self.viewport().update()
        self.viewport().setCursor(_shape_at(found))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Do what was pressed."""
        self._selecting = False
        pressed, self._pressed = self._pressed, None
        found = self.spot(event.position().toPoint())
        if pressed is not None and found is not None and _place_at(found) == pressed:
            self.act(pressed.act, pressed.value)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Select the word under the pointer."""
        found = self.spot(event.position().toPoint())
        if found is None or found.card is None or not found.card.text_box.contains(found.inside):
            return
        at = _character(found)
        cursor = placed(found.card.document, at, at)
        cursor.select(QTextCursor.SelectionType.WordUnderCursor)
        self.selected = (self.rows.key(found.row), cursor.selectionStart(), cursor.selectionEnd())
        self.viewport().update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Open the menu of the message under the pointer, or of the current one."""
        found = self.spot(event.pos())
        if event.reason() is QContextMenuEvent.Reason.Mouse and found is not None:
            self.selectionModel().setCurrentIndex(self.rows.index(found.row), _NO_CHANGE)
            self.act("menu", event.globalPos())
        else:
            self.act("menu")

    def viewportEvent(self, event: QEvent) -> bool:
        """Tell the whole time and what a place does; forget the pointer when it leaves."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            QToolTip.showText(event.globalPos(), self._tip(self.spot(event.pos())), self)
            return True
        if event.type() is QEvent.Type.Leave:
            self.hovered = -1
            self.viewport().update()
        return super().viewportEvent(event)

    def _tip(self, found: Spot | None) -> str:
        if found is None:
            return ""
        place = _place_at(found)
        if place is not None and place.words:
            return plain_tip(place.words)
        barred = _mark_at(found)
        if barred:
            return plain_tip(barred)
        instant = self.rows.instant(found.row)
        return plain_tip(f"{moment(instant)}  ·  {instant:%H:%M} UTC")


def _character(found: Spot) -> int:
    """Return the place in the text that is nearest to a point."""
    if found.card is None:
        return 0
    point = found.inside - found.card.text_box.topLeft()
    hit = found.card.document.documentLayout().hitTest(QPointF(point), Qt.HitTestAccuracy.FuzzyHit)
    return max(0, hit)


def _mark_at(found: Spot) -> str:
    """Return why something was left out at a point of a text, or nothing."""
    if found.card is None or not found.card.text_box.contains(found.inside):
        return ""
    return bars.tip_at(found.card.document.toPlainText(), _character(found))


def _place_at(found: Spot) -> Place | None:
    if found.card is None:
        return found.line
    if menu_box(found.card).contains(found.inside):
        return Place(box=menu_box(found.card), act="menu", words="")
    return next((one for one in found.card.places if one.box.contains(found.inside)), None)


def _on_face(found: Spot) -> bool:
    look = current()
    if found.card is None:
        return False
    return (
        QPoint(look.px(LEFT), 0).x() <= found.inside.x() <= look.px(LEFT + FACE)
        and found.inside.y() > found.card.frame.top()
    )


def _shape_at(found: Spot | None) -> Qt.CursorShape:
    if found is not None and (_place_at(found) is not None or _on_face(found)):
        return Qt.CursorShape.PointingHandCursor
    if found is None or found.card is None:
        return Qt.CursorShape.ArrowCursor
    return Qt.CursorShape.IBeamCursor if found.card.text_box.contains(found.inside) else Qt.CursorShape.ArrowCursor
