"""A fact of a request in one line: yes, no or not known; proposed with the words it rests on, or confirmed by a person.

One stop of the keyboard: Space goes on to the next value, the arrows choose. Nothing is decided here.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.records.tickets import FactRecord
from console.views import reasoning
from console.views.kit import ink
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.words import has, moment, say

YES, NO, OPEN = "yes", "no", "open"
_VALUES = (YES, NO, OPEN)
_TOKENS = {YES: ("ok_soft", "ok_text"), NO: ("pressed", "text"), OPEN: ("pressed", "text2")}
_NOT_READ = {"questions": "changed_split", "came_earlier": "earlier_split", "messages_moved": "moved_split"}
_LINE, _QUOTE = 30, 17


def value_of(fact: FactRecord | None) -> str:
    """Return how a fact stands: yes, no or open."""
    if fact is None or fact.status == "rejected" or fact.value is None:
        return OPEN
    return YES if fact.value not in (False, [], "", ()) else NO


def words_of(name: str) -> str:
    """Return a fact in words."""
    return say(f"fact.{name}") if has(f"fact.{name}") else name.replace("_", " ")


def _item(name: str, word: str) -> str:
    """Return one of the things that a fact lists in words: a kind of conduct, or what has words as a fact."""
    return reasoning.said("conduct", word) if name == "conduct" else words_of(word)


def _changed(named: list[str]) -> str:
    """Return what is to be looked at again, in a sentence for each reason."""
    told = [say(f"fact.{key}") for code, key in _NOT_READ.items() if code in named]
    what = ", ".join(words_of(one) for one in named if one not in _NOT_READ)
    return " ".join([*told, *([say("fact.changed_since", what=what)] if what else [])])


class FactRow(QWidget):
    """One fact. `chosen` carries its name and yes, no or open; `pointed` the fact under the pointer or the focus."""

    chosen = Signal(str, str)
    pointed = Signal(object)

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name
        self.fact: FactRecord | None = None
        self._value, self._words, self._quote = OPEN, words_of(name), ""
        self.fixed = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)

    @property
    def value(self) -> str:
        """Return yes, no or open."""
        return self._value

    @property
    def is_proposed(self) -> bool:
        """Return whether nobody has confirmed it yet; one without a value became open again by a later message."""
        return self.fact is not None and self.fact.status == "proposed"

    def _quoted(self) -> str:
        return say("marked.quote", words=self._quote)

    def show_fact(self, fact: FactRecord | None, quote: str, *, fixed: bool = False) -> None:
        """Show a fact; `quote` are the words of the message that it rests on. A `fixed` one is only read."""
        self.fixed = fixed
        self.fact, self._value = fact, value_of(fact)
        self._quote = " ".join(quote.split())
        if fact is not None and isinstance(fact.value, list):
            self._words = f"{words_of(self.name)}: " + ", ".join(_item(self.name, str(one)) for one in fact.value)
        state = say(f"fact.{self._value}")
        how = self._how()
        self.setAccessibleName(f"{self._words}: {state}. {how}" + (f" {self._quoted()}" if self._quote else ""))
        self.setToolTip(plain_tip(how))
        self.updateGeometry()
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def _how(self) -> str:
        fact = self.fact
        if fact is not None and fact.status == "proposed":
            if fact.name == "text_changed" and isinstance(fact.value, list):
                return _changed([str(one) for one in fact.value])
            open_again = "fact.another_wrote" if fact.name == "sender_stands" else "fact.no_longer"
            return say(open_again if self._value == OPEN else "fact.proposed")
        if fact is None or self._value == OPEN:
            return say("fact.nobody_said")
        return say("fact.confirmed_by", name=fact.by or "–", time=moment(fact.at))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(220), current().px(_LINE + (_QUOTE if self._shows_quote() else 0)))

    def _shows_quote(self) -> bool:
        return bool(self._quote) and self.is_proposed

    def _boxes(self) -> dict[str, QRectF]:
        """The three values, from the right."""
        look = current()
        boxes, right = {}, float(self.width() - look.px(24))
        for value in reversed(_VALUES):
            width = max(look.px(26), ink.advance(self._label(value), "label", 600) + look.px(14))
            boxes[value] = QRectF(right - width, look.px(3), width, look.px(_LINE - 6))
            right -= width + look.px(2)
        return boxes

    def _label(self, value: str) -> str:
        return "?" if value == OPEN else say(f"fact.{value}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes = self._boxes()
        left = look.px(8)
        room = QRectF(left, 0, boxes[YES].left() - left - look.px(6), look.px(_LINE))
        ink.words(painter, self._words, "small", "text" if self._value != OPEN else "text2", room)
        for value, box in boxes.items():
            ground, front = _TOKENS[value]
            chosen = value == self._value
            if self.fixed and not chosen:
                continue
            if chosen:
                ink.fill_round(painter, box, look.px(6), ink.color(ground))
                if self.is_proposed:
                    ink.line_round(painter, box, look.px(6), ink.pen("functional", 1.4, dashed=True))
            painter.setFont(ink.font("label", 600 if chosen else 500))
            painter.setPen(ink.color(front if chosen else "text3"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._label(value))
        self._paint_mark(painter)
        if self._shows_quote():
            below = QRectF(left, look.px(_LINE - 3), self.width() - left - look.px(10), look.px(_QUOTE))
            ink.words(painter, self._quoted(), "micro", "functional_text", below)
        if self.hasFocus():
            box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
            ink.line_round(painter, box, look.px(6), ink.pen("focus", 2))
        painter.end()

    def _paint_mark(self, painter: QPainter) -> None:
        look = current()
        size = look.px(15)
        box = QRectF(self.width() - look.px(20), (look.px(_LINE) - size) / 2, size, size)
        if self.is_proposed:
            ink.icon(painter, "help-circle", "functional", box)
        elif self._value != OPEN:
            ink.icon(painter, "circle-check", "ok", box)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space goes on, the arrows choose."""
        place = _VALUES.index(self._value)
        step = {Qt.Key.Key_Space: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Left: -1}.get(Qt.Key(event.key()), 0)
        if not step or self.fixed:
            super().keyPressEvent(event)
            return
        self.chosen.emit(self.name, _VALUES[(place + step) % len(_VALUES)])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Choose the value under the pointer."""
        at = QPointF(event.position())
        value = next((value for value, box in self._boxes().items() if box.contains(at)), None)
        if value is not None and not self.fixed:
            self.chosen.emit(self.name, value)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Point at the words that the fact rests on."""
        self.pointed.emit(self.fact)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Point at nothing."""
        if not self.hasFocus():
            self.pointed.emit(None)
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Point at the words that the fact rests on."""
        self.pointed.emit(self.fact)
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Point at nothing."""
        self.pointed.emit(None)
        self.update()
        super().focusOutEvent(event)
