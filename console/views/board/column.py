"""A column of the board: a painted head, and a list of painted cards that is walked by keys and dragged from."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QListView, QSizePolicy, QVBoxLayout, QWidget

from console.models.board import NONE, BoardState, Card, Column, ColumnModel
from console.views.board import saying
from console.views.board.delegate import CardDelegate
from console.views.kit import ink, paint
from console.views.kit.text import Painted, plain_tip
from console.views.look.look import current
from console.views.look.paint import TIER_TOKENS, avatar

WIDTH, WIDEST = 282, 360
_HEAD, _EDGE = 92, 12
_SHOWN = tuple(saying.TIER_ICONS)[:3]


class ColumnHead(Painted):
    """Who or what a column is: name, shift or age, load in figures and ticks, counts by tier."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        super().__init__()
        self._now = now
        self.column: Column | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_column(self, column: Column) -> None:
        """Show a column."""
        self.column = column
        words = saying.heard(column, self._now())
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words))
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(WIDTH), current().px(_HEAD))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        if self.column is None:
            return
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(look.px(_EDGE), look.px(8), -look.px(_EDGE), 0)
        self._names(painter, self.column, box)
        self._meter(painter, self.column, QRectF(box.left(), look.px(54), box.width(), look.px(4)))
        self._counts(painter, self.column, QRectF(box.left(), look.px(64), box.width(), look.px(20)))
        painter.end()

    def _names(self, painter: QPainter, column: Column, box: QRectF) -> None:
        look, size = current(), current().px(34)
        mark = QRectF(box.left(), box.top() + look.px(2), size, size)
        if column.member is not None:
            avatar(painter, look, column.name, mark)
            self._dot(painter, column, mark)
        else:
            icon = {"person": "inbox", "queue": "inbox", "language": "language"}[column.kind]
            inner = look.px(20)
            ink.icon(
                painter,
                icon,
                "text2",
                QRectF(mark.center().x() - inner / 2, mark.center().y() - inner / 2, inner, inner),
            )
        figures = saying.load(column)
        width = ink.advance(figures, "label", 600)
        token = "critical_text" if saying.is_full(column) else "text2"
        upper = QRectF(box.left(), box.top(), box.width(), look.px(20))
        ink.words(
            painter,
            figures,
            "label",
            token,
            QRectF(box.right() - width - 1, upper.top(), width + 2, upper.height()),
            weight=600,
        )
        left = mark.right() + look.px(10)
        room = box.right() - width - look.px(8) - left
        ink.words(
            painter, saying.title(column), "body", "text", QRectF(left, upper.top(), room, upper.height()), weight=600
        )
        lower = QRectF(left, box.top() + look.px(20), box.right() - left, look.px(18))
        away = column.over or (column.duty is not None and column.duty.absence is not None)
        words = saying.below(column, self._now())
        ink.words(painter, words, "small", "functional_text" if away else "text2", lower)

    def _dot(self, painter: QPainter, column: Column, mark: QRectF) -> None:
        """Paint whether the person is here: filled at work, a ring off, and in the words beside it."""
        look = current()
        duty = column.duty
        if duty is None or not (duty.known or duty.absence):
            return
        place = QPointF(mark.right() - look.px(4), mark.bottom() - look.px(4))
        here = duty.here and duty.on
        token = "functional" if duty.absence else "ok" if here else "text3"
        painter.setPen(ink.pen("surface" if here else token, 2))
        painter.setBrush(ink.color(token if here else "surface"))
        painter.drawEllipse(place, look.px(5), look.px(5))

    def _meter(self, painter: QPainter, column: Column, box: QRectF) -> None:
        if column.member is not None and column.capacity:
            paint.ticks(painter, box, column.planned, column.capacity)
            return
        painter.setPen(ink.pen("strong", 1, dashed=True))
        y = round(box.center().y()) + 0.5
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _counts(self, painter: QPainter, column: Column, box: QRectF) -> None:
        look, x = current(), box.left()
        size = look.px(16)
        rest = sum(number for tier, number in column.counts.items() if tier not in _SHOWN)
        for tier in _SHOWN:
            ink.icon(
                painter, saying.TIER_ICONS[tier], TIER_TOKENS[tier], QRectF(x, box.center().y() - size / 2, size, size)
            )
            x = self._number(painter, str(column.counts.get(tier, 0)), x + size + look.px(5), box) + look.px(12)
        if rest:
            ink.icon(painter, "info-circle", "text3", QRectF(x, box.center().y() - size / 2, size, size))
            x = self._number(painter, str(rest), x + size + look.px(5), box)
        if column.substitute:
            words = saying.stands_in(column)
            width = min(ink.advance(words, "small", 500), box.right() - x - look.px(10))
            ink.words(
                painter,
                words,
                "small",
                "text2",
                QRectF(box.right() - width, box.top(), width + 1, box.height()),
                weight=500,
            )

    def _number(self, painter: QPainter, words: str, x: float, box: QRectF) -> float:
        width = ink.advance(words, "label", 600)
        ink.words(painter, words, "label", "text2", QRectF(x, box.top(), width + 2, box.height()), weight=600)
        return x + width


class CardList(QListView):
    """The cards of a column. `pressed_key` carries keys that are the board's, `dragged` a card that is taken.

    `hung` and `dropped` carry where on the screen it hangs and falls.
    """

    pressed_key = Signal(object)
    dragged = Signal(int, QPoint)
    hung = Signal(QPoint)
    dropped = Signal(QPoint)
    opened = Signal(int)

    def __init__(self, state: BoardState, now: Callable[[], datetime]) -> None:
        super().__init__()
        self.cards = ColumnModel(lambda one: saying.card(one, now()), self)
        self.painter_ = CardDelegate(now, state, self)
        self.setModel(self.cards)
        self.setItemDelegate(self.painter_)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setProperty("ground", "clear")
        self.setStyleSheet("QListView { background: transparent; border: none; }")
        self.viewport().setAutoFillBackground(False)
        self._taken = QPoint()
        self._holds = 0
        self._drags = False

    def current_id(self) -> int:
        """Return the ticket of the current card, 0 for none."""
        found = self.cards.card(self.currentIndex().row())
        return int(found.row.id) if isinstance(found, Card) else 0

    def in_sight(self) -> list[int]:
        """Return the tickets of the cards that are to be seen."""
        box = self.viewport().rect()
        first, last = self.indexAt(box.topLeft() + QPoint(4, 4)).row(), self.indexAt(box.bottomLeft() - QPoint(-4, 4))
        end = last.row() if last.isValid() else self.cards.rowCount() - 1
        found = (self.cards.card(row) for row in range(max(0, first), end + 1))
        return [int(one.row.id) for one in found if isinstance(one, Card)]

    def go(self, row: int) -> None:
        """Make the card in a row the current one."""
        last = self.cards.rowCount() - 1
        if last >= 0:
            self.setCurrentIndex(self.cards.index(max(0, min(row, last))))

    def keep_at(self, top: int) -> None:
        """Scroll so that the current card stands where it stood."""
        bar, box = self.verticalScrollBar(), self.visualRect(self.currentIndex())
        if box.isValid() and 0 <= top <= self.viewport().height() - box.height():
            bar.setValue(bar.value() + box.top() - top)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Hand keys to the board."""
        if event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            super().keyPressEvent(event)
            return
        self.pressed_key.emit(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember what may be dragged."""
        super().mousePressEvent(event)
        self._taken = event.position().toPoint()
        self._holds = self._at(self._taken) if event.button() == Qt.MouseButton.LeftButton else 0

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Begin to drag once the pointer has gone some way, and tell where the card hangs."""
        place, held = event.position().toPoint(), event.buttons() & Qt.MouseButton.LeftButton
        if self._drags:
            self.hung.emit(event.globalPosition().toPoint())
        elif self._holds and held and (place - self._taken).manhattanLength() >= QApplication.startDragDistance():
            self._drags = True
            self.dragged.emit(self._holds, event.globalPosition().toPoint())
        elif not event.buttons():
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let the card fall."""
        super().mouseReleaseEvent(event)
        was, self._drags, self._holds = self._drags, False, 0
        if was:
            self.dropped.emit(event.globalPosition().toPoint())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the ticket."""
        found = self._at(event.position().toPoint())
        if found:
            self.opened.emit(found)

    def _at(self, place: QPoint) -> int:
        index: QModelIndex = self.indexAt(place)
        found = self.cards.card(index.row()) if index.isValid() else None
        return int(found.row.id) if isinstance(found, Card) else 0


class ColumnView(QWidget):
    """A column with a rounded edge; while a card hangs over it the edge is strong."""

    def __init__(self, state: BoardState, now: Callable[[], datetime]) -> None:
        super().__init__()
        look = current()
        self._hot = False
        self.key = NONE
        self.head = ColumnHead(now)
        self.list = CardList(state, now)
        self._now = now
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, look.px(6))
        layout.setSpacing(0)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(9), 0, look.px(9), 0)
        inner.addWidget(self.list)
        layout.addWidget(self.head)
        layout.addLayout(inner, 1)
        self.setMinimumWidth(look.px(WIDTH))
        self.setMaximumWidth(look.px(WIDEST))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_column(self, column: Column) -> None:
        """Show a column; the current card stays current where it is, and where it left, the next one is."""
        same = column.key == self.key
        kept, at = self.list.current_id(), self.list.currentIndex()
        place, top = at.row(), self.list.visualRect(at).top()
        self.key = column.key
        self.head.show_column(column)
        self.list.setAccessibleName(saying.heard(column, self._now()))
        self.list.cards.show_column(column)
        row = self.list.cards.row_of(kept) if kept else -1
        if row < 0 and same and place >= 0:
            row = place
        if row >= 0:
            self.list.go(row)
            self.list.keep_at(top)

    def show_slot(self, words: str) -> None:
        """Show where a card would fall, or nothing."""
        self.list.cards.show_slot(words)
        if words:
            self.list.scrollToTop()
        if self._hot != bool(words):
            self._hot = bool(words)
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the edge."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), current().px(10)
        ink.fill_round(painter, box, radius, ink.color("sunken"))
        ink.line_round(painter, box, radius, ink.pen("bar" if self._hot else "hairline"))
        painter.end()
