"""The rows of a conversation: each is measured when it comes into sight and painted, none is a widget.

It is a list view only so that the screen reader finds a list of sentences; where rows stand is the stack's business.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from datetime import tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from PySide6.QtCore import (
    QItemSelectionModel,
    QRectF,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView

from console.models.thread import ThreadModel
from console.records.base import Direction, Status
from console.records.thread import MessageVersion
from console.records.tickets import EventRecord
from console.views.kit import ink
from console.views.look.look import current
from console.views.ticket import painting
from console.views.ticket.cards import DAY, LINE, Card, Place, Shape, lay_out
from console.views.ticket.events import folded
from console.views.ticket.painting import Span, State
from console.views.ticket.stack import Stack
from console.views.words import clock, day, say, zone

_CARDS = 120
_NO_CHANGE = QItemSelectionModel.SelectionFlag.NoUpdate
GUESS = 118
_MARGIN_ROWS = 20
_PROPOSED = (Status.PROPOSED, Status.HELD)
Lines = Callable[[EventRecord], tuple[str, str]]


class RowsView(QListView):
    """Holds the rows with what is unfolded, chosen, selected and lit in them."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = ThreadModel(self.sentence, zone, self)
        self.setModel(self.rows)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAutoScroll(False)
        self.setMouseTracking(True)
        self.stack = Stack(self._measure, GUESS)
        self.unfolded: set[int] = set()
        self.versions: dict[int, tuple[MessageVersion, ...]] = {}
        self.chosen: set[int] = set()
        self.lit: dict[int, tuple[Span, ...]] = {}
        self.selected: tuple[int, int, int] | None = None
        self.lines: Lines = lambda event: ("info-circle", event.kind)
        self.hovered = -1
        self.asker = ""
        self._cards: OrderedDict[int, Card] = OrderedDict()

    def card(self, row: int) -> Card | None:
        """Return the laid-out card of a message, None for an act and for what is not read yet."""
        key = self.rows.key(row)
        found = self._cards.get(key)
        if found is None:
            shape = self._shape(row)
            if shape is None:
                return None
            found = self._cards[key] = lay_out(shape)
            if len(self._cards) > _CARDS:
                self._cards.popitem(last=False)
        else:
            self._cards.move_to_end(key)
        return found

    def line_of(self, row: int) -> tuple[str, str] | None:
        """Return icon and words of a row that is one line: an act, small acts in one, or a service entry of a chat."""
        group = self.rows.group_of(row)
        if group:
            return folded(group)
        event = self.rows.act_of(row)
        if event is not None:
            return self.lines(event)
        message = self.rows.message(row)
        if message is None or message.direction is not Direction.SERVICE:
            return None
        action = message.text.strip() or say(f"service.{message.service_action or 'unnamed'}")
        parts = (say("ticket.service", action=" ".join(action.split())), message.author, clock(message.sent_at))
        return "info-circle", "  ·  ".join(part for part in parts if part)

    def forget(self, key: int | None = None) -> None:
        """Lay a row, or everything, out anew."""
        if key is None:
            self._cards.clear()
            self.stack.forget()
        else:
            self._cards.pop(key, None)
            row = self.rows.row_of(key)
            if row is not None:
                self.stack.forget(row)

    def sentence(self, row: int) -> str:
        """Return a row as it is heard."""
        raise NotImplementedError

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the rows in sight."""
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), ink.color("surface"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, y in self.stack.visible(self.viewport().height()):
            self._paint_row(painter, row, y)
        painter.end()

    def _paint_row(self, painter: QPainter, row: int, y: int) -> None:
        width, height = self.viewport().width(), self.stack.height(row)
        self._paint_bracket(painter, row, y, height)
        shown = self.card(row)
        if shown is not None:
            painting.card(painter, shown, y, self._state(row))
            return
        told = self.line_of(row)
        if told is None:
            painting.waiting(painter, width, y, height)
            return
        if self.rows.starts_day(row):
            painting.day_line(painter, self._day(row), width, y)
            y += current().px(DAY)
        painting.act_line(painter, *told, width, y, self._state(row), line=self._line_state(row))

    def _line_state(self, row: int) -> painting.Line:
        """Return how the line of an act stands: whether it opens, leads somewhere, or is part of an opened one."""
        group = bool(self.rows.group_of(row))
        return painting.Line(
            opens=group,
            opened=group and self.rows.key(row) in self.rows.opened,
            leads=self.line_place(row) is not None,
            part=self.rows.is_part(row),
        )

    def line_place(self, row: int) -> Place | None:
        """Return what pressing the line of an act does: open the acts that it stands for, or show the kept letter."""
        if self.rows.group_of(row):
            opened = self.rows.key(row) in self.rows.opened
            words = say("event.hide_parts" if opened else "event.show_parts")
            return Place(box=QRectF(), act="unfold", words=words, value=self.rows.key(row))
        event = self.rows.act_of(row)
        new = event.new if event is not None and isinstance(event.new, dict) else {}
        if event is not None and event.kind == "decided" and new.get("decision"):
            return Place(box=QRectF(), act="letter", words=say("event.show_letter"), value=int(str(new["decision"])))
        return None

    def _paint_bracket(self, painter: QPainter, row: int, y: int, height: int) -> None:
        mine = self.rows.bracket(row)
        if mine is None:
            return
        proposed = mine.status in _PROPOSED
        starts = self.rows.starts_bracket(row)
        after = self.rows.bracket(row + 1) if row + 1 < len(self.stack) else None
        ends = after is None or after.number != mine.number
        top = y + (current().px(DAY) if self.rows.starts_day(row) else 0) if starts else y
        painting.bracket(painter, top, y + height - top, proposed=proposed, starts=starts, ends=ends)
        if starts:
            painting.request_tag(painter, self._request(row), top, proposed=proposed)

    def _state(self, row: int) -> State:
        key = self.rows.key(row)
        span = None
        if self.selected is not None and self.selected[0] == key and self.selected[1] != self.selected[2]:
            span = (min(self.selected[1:]), max(self.selected[1:]))
        return State(
            current=self.currentIndex().row() == row,
            hovered=self.hovered == row,
            chosen=key in self.chosen,
            focused=self.hasFocus(),
            selected=span,
            lit=self.lit.get(key, ()),
        )

    def _measure(self, row: int) -> int | None:
        shown = self.card(row)
        if shown is not None:
            return shown.height
        if self.line_of(row) is None:
            return None
        look = current()
        return look.px(LINE) + (look.px(DAY) if self.rows.starts_day(row) else 0)

    def _shape(self, row: int) -> Shape | None:
        message = self.rows.message(row)
        if message is None or message.direction is Direction.SERVICE:
            return None
        key = int(message.id)
        answered = None
        if message.reply_to is not None:
            there = self.rows.row_of(int(message.reply_to))
            answered = None if there is None else self.rows.message(there)
        return Shape(
            message=message,
            width=self.viewport().width(),
            unfolded=key in self.unfolded,
            versions=self.versions.get(key, ()),
            day=self._day(row) if self.rows.starts_day(row) else "",
            request=self._request(row) if self.rows.starts_bracket(row) else "",
            zone=_zone(self.rows.zone),
            answered=answered,
            asker=self.asker,
        )

    def _day(self, row: int) -> str:
        return day(self.rows.instant(row))

    def _request(self, row: int) -> str:
        mine = self.rows.bracket(row)
        if mine is None:
            return ""
        return f"TK-{mine.number}  ·  {say(f'status.{mine.status.value}')}"


def _zone(name: str) -> tzinfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
