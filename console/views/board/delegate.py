"""Paints a card of the board: tier by shape, subject, customer, what it waits for; and the slot of one that falls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from console.models.board import CARD_ROLE, BoardState, Card, Slot
from console.views.board.saying import TIER_ICONS, due, why
from console.views.kit import ink
from console.views.look.look import current
from console.views.look.paint import TIER_TOKENS
from console.views.words import say

CARD, GAP = 56, 6
_LINE = 18
_SELECTED = QStyle.StateFlag.State_Selected
_HOVERED = QStyle.StateFlag.State_MouseOver
_Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """One delegate for the cards of a column; the state says which are chosen and what clocks run."""

    def __init__(self, now: Callable[[], datetime], state: BoardState, parent: QWidget) -> None:
        super().__init__(parent)
        self._now, self._state = now, state

    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        """Return the height of a card with the gap below it; one that says why or what changed has a line more."""
        return QSize(60, current().px(height(index.data(CARD_ROLE)) + GAP))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """Paint one card."""
        found = index.data(CARD_ROLE)
        box = QRectF(option.rect).adjusted(0, 0, 0, -current().px(GAP))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if isinstance(found, Slot):
            _slot(painter, found, box)
        elif isinstance(found, Card):
            view = self.parent()
            focused = isinstance(view, QWidget) and view.hasFocus()
            ringed = bool(option.state & _SELECTED) and focused
            self.card(painter, found, box, ringed=ringed, hovered=bool(option.state & _HOVERED))
        painter.restore()

    def card(self, painter: QPainter, card: Card, box: QRectF, *, ringed: bool, hovered: bool = False) -> None:
        """Paint a card into a box."""
        look, chosen = current(), int(card.row.id) in self._state.chosen
        radius = look.px(8)
        ink.fill_round(painter, box, radius, ink.color("selected" if chosen else "hover" if hovered else "surface"))
        if ringed:
            ink.line_round(painter, box, radius, ink.pen("focus", 2))
        elif card.staged is not None:
            ink.line_round(painter, box, radius, ink.pen("bar", 1.2, dashed=True))
        else:
            ink.line_round(painter, box, radius, ink.pen("hairline"))
        inner = box.adjusted(look.px(10), look.px(7), -look.px(10), -look.px(7))
        self._upper(painter, card, inner, chosen=chosen)
        self._lower(painter, card, inner)
        _third(painter, card, inner)

    def _upper(self, painter: QPainter, card: Card, inner: QRectF, *, chosen: bool) -> None:
        look, row = current(), card.row
        line, size = look.px(_LINE + 2), look.px(17)
        token = "accent_text" if chosen else TIER_TOKENS.get(row.tier, "text3")
        icon = "check" if chosen else TIER_ICONS[row.tier]
        middle = inner.top() + line / 2
        ink.icon(painter, icon, token, QRectF(inner.left(), middle - size / 2, size, size))
        place = QRectF(inner.left() + size + look.px(7), inner.top(), inner.width() - size - look.px(7), line)
        ink.words(painter, row.subject, "body", "text", place, weight=600 if row.unread else 500)

    def _lower(self, painter: QPainter, card: Card, inner: QRectF) -> None:
        look, row = current(), card.row
        line, size = look.px(_LINE), look.px(14)
        top = inner.top() + look.px(_LINE + 5)
        icon, words, token = due(self._state.clocked(row), self._now())
        width = min(ink.advance(words, "small", 500), inner.width() * 0.6)
        right = inner.right() - width
        ink.words(painter, words, "small", token, QRectF(right, top, width + 2, line), weight=500)
        ink.icon(painter, icon, token, QRectF(right - size - look.px(4), top + (line - size) / 2, size, size))
        room = right - size - look.px(12) - inner.left()
        customer = row.customer or say("queue.unknown_customer")
        ink.words(painter, customer, "small", "text2", QRectF(inner.left(), top, max(0.0, room), line))

    def picture(self, card: Card, width: int, ratio: float) -> QPixmap:
        """Return a card as it hangs at the pointer."""
        look = current()
        edge, tall = look.px(14), look.px(height(card))
        made = QPixmap(round((width + 2 * edge) * ratio), round((tall + 2 * edge) * ratio))
        made.setDevicePixelRatio(ratio)
        made.fill("transparent")
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(edge, edge, width, tall)
        ink.shadow(painter, box, look.px(8), reach=12)
        self.card(painter, card, box, ringed=True)
        painter.end()
        return made


def height(found: object) -> int:
    """Return the height of a card at 100 %."""
    return CARD + (20 if isinstance(found, Card) and _more(found) else 0)


def _more(card: Card) -> tuple[str, str, str] | None:
    """Return tone, icon and words of the third line: what changed meanwhile goes before why, and that before whence."""
    if card.meanwhile:
        return "functional_text", "alert-triangle", say(f"board.meanwhile_{card.meanwhile}")
    if card.staged is not None:
        words = why(card.staged) or say("board.staged", name=card.came_from or say("board.none_person"))
        return "accent_text", "chevron-right", words
    return ("note_text", "eye", say("board.check_short")) if card.checked else None


def _third(painter: QPainter, card: Card, inner: QRectF) -> None:
    found = _more(card)
    if found is None:
        return
    look = current()
    token, icon, words = found
    line, size = look.px(_LINE), look.px(14)
    top = inner.bottom() - line
    ink.icon(painter, icon, token, QRectF(inner.left(), top + (line - size) / 2, size, size))
    place = QRectF(inner.left() + size + look.px(5), top, inner.width() - size - look.px(5), line)
    ink.words(painter, words, "small", token, place, weight=500)


def _slot(painter: QPainter, slot: Slot, box: QRectF) -> None:
    look = current()
    ink.fill_round(painter, box, look.px(8), ink.color("accent_soft"))
    ink.line_round(painter, box, look.px(8), ink.pen("bar", 1.2, dashed=True))
    size, words = look.px(16), slot.words
    room = box.width() - look.px(24) - size
    width = min(room, ink.advance(words, "label", 600))
    left = box.left() + (box.width() - width - size - look.px(6)) / 2
    ink.icon(painter, "chevron-down", "accent_text", QRectF(left, box.center().y() - size / 2, size, size))
    place = QRectF(left + size + look.px(6), box.top(), width + 2, box.height())
    ink.words(painter, words, "label", "accent_text", place, weight=600)
