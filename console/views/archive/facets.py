"""What the list can be narrowed by, with the number of tickets of each value; boxes that change the query."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.records.base import Tier
from console.services.archives.facets import NAMES, Counted
from console.views.board.saying import TIER_ICONS
from console.views.kit import ink
from console.views.kit.buttons import Button
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.queue.entries import Line
from console.views.words import has, month, of, say

_FIRST, _LEAST = 6, 120
Topics = Mapping[str, tuple[str, str]]
NO_TOPICS: Topics = {}
_TONES = {name: name for name in ("critical", "functional", "question")}


class FacetRow(Line):
    """A value with its box, perhaps its shape, and its number."""

    height_at_100 = 28

    def __init__(self, name: str, value: str, topics: Topics = NO_TOPICS) -> None:
        super().__init__(words_of(name, value, topics))
        self.name, self.value, self.number = name, value, 0
        self.setCheckable(True)

    def show_number(self, number: int, *, chosen: bool) -> None:
        """Show how many tickets have the value, and whether it is chosen."""
        self.number = number
        self.setChecked(chosen)
        self.setAccessibleName(f"{self.words}, {number}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        if self.underMouse():
            ink.fill_round(painter, box, look.px(6), ink.color("pressed"))
        self.ring(painter, box)
        left = self._box(painter, box, look.px(10), look.px(15))
        if self.name == "tier":
            size, tone = look.px(16), _TONES.get(self.value, "text3")
            ink.icon(painter, icon_of(self.value), tone, QRectF(left, box.center().y() - size / 2, size, size))
            left += size + look.px(7)
        told = f"{self.number:,}".replace(",", "\u202f")
        width = ink.advance(told, "small")
        right = box.right() - look.px(9)
        ink.words(painter, told, "small", "text2", QRectF(right - width - 1, box.top(), width + 2, box.height()))
        room = max(0.0, right - width - look.px(8) - left)
        weight = 600 if self.isChecked() else 0
        ink.words(painter, self.words, "body", "text", QRectF(left, box.top(), room, box.height()), weight=weight)
        painter.end()

    def _box(self, painter: QPainter, box: QRectF, left: float, size: float) -> float:
        """Paint the box and return where the words begin."""
        frame = QRectF(left, box.center().y() - size / 2, size, size)
        if self.isChecked():
            ink.fill_round(painter, frame, current().px(4), ink.color("accent"))
            pen = QPen(ink.color("on_accent"), current().px(2))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            points = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
            places = [QPointF(frame.left() + x * size, frame.top() + y * size) for x, y in points]
            painter.drawPolyline(places)
        else:
            ink.line_round(painter, frame, current().px(4), ink.pen("strong"))
        return left + size + current().px(9)


class Facets(QScrollArea):
    """The values of every facet. `toggled` carries a facet and a value, `shown` what is counted and what is chosen.

    `squeezed` tells whether there is no room for them.
    """

    toggled = Signal(str, str)
    shown = Signal(object, object)
    squeezed = Signal(bool)

    def __init__(self, topics: Topics = NO_TOPICS) -> None:
        super().__init__()
        self._topics = topics
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("archive.facets"))
        self._inside = QVBoxLayout()
        self._inside.setContentsMargins(0, 0, 0, 0)
        self._inside.setSpacing(current().px(1))
        body = self._body = QWidget()
        body.setLayout(self._inside)
        self.setWidget(body)
        self.viewport().setAutoFillBackground(False)
        body.setAutoFillBackground(False)
        self.rows: dict[tuple[str, str], FacetRow] = {}
        self._wide: set[str] = set()
        self._heads: dict[str, Text] = {}
        self._more: dict[str, Button] = {}
        self._lists: dict[str, QVBoxLayout] = {}
        self.counted: Counted = {}
        self.chosen: dict[str, frozenset[str]] = dict.fromkeys(NAMES, frozenset())
        for name in NAMES:
            self._section(name)
        self._inside.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show nothing where there is room for icons alone: the query says it all."""
        super().resizeEvent(event)
        room = self.width() >= current().px(_LEAST)
        self._body.setVisible(room)
        self.squeezed.emit(not room)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if room else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        self.setVerticalScrollBarPolicy(bar)  # there is nothing to scroll then

    def _section(self, name: str) -> None:
        look = current()
        head = self._heads[name] = Text(say(f"archive.{name}"), "micro", "3", weight=600)
        head.setContentsMargins(look.px(10), look.px(10), 0, look.px(3))
        self._lists[name] = QVBoxLayout()
        self._lists[name].setSpacing(look.px(1))
        more = self._more[name] = Button("", "quiet")
        more.setObjectName(name)
        more.clicked.connect(self._widen)
        self._inside.addWidget(head)
        self._inside.addLayout(self._lists[name])
        self._inside.addWidget(more)

    def show_counted(self, counted: Counted, chosen: dict[str, frozenset[str]]) -> None:
        """Show the values of a query with their numbers; one that is chosen stays, whatever its number."""
        self.counted, self.chosen = counted, chosen
        for name in NAMES:
            values = [*counted.get(name, ())]
            values += [(value, 0) for value in sorted(chosen[name]) if value not in dict(values)]
            if name in ("year", "month"):
                values.sort(reverse=True)
            if name == "month" and not chosen["month"] and len(counted.get("year", ())) > 1 and not chosen["year"]:
                values = []  # months of one year at a time
            self._show(name, values, chosen[name])
        self.shown.emit(counted, chosen)

    def _show(self, name: str, values: list[tuple[str, int]], chosen: frozenset[str]) -> None:
        kept = {value for value, _ in values}
        for key in [key for key in self.rows if key[0] == name and key[1] not in kept]:
            gone = self.rows.pop(key)
            self._lists[name].removeWidget(gone)
            gone.hide()
            gone.deleteLater()
        hidden = 0
        for place, (value, number) in enumerate(values):
            row = self.rows.get((name, value)) or self._made(name, value)
            self._lists[name].removeWidget(row)
            self._lists[name].insertWidget(place, row)
            row.show_number(number, chosen=value in chosen)
            seen = place < _FIRST or name in self._wide or value in chosen
            row.setVisible(seen)
            hidden += not seen
        self._heads[name].setVisible(bool(values))
        self._more[name].setVisible(bool(hidden))
        self._more[name].set_words(say("archive.more", n=hidden))

    def _made(self, name: str, value: str) -> FacetRow:
        row = self.rows[name, value] = FacetRow(name, value, self._topics)
        row.clicked.connect(self._clicked)
        return row

    def _clicked(self) -> None:
        row = self.sender()
        if isinstance(row, FacetRow):
            row.setChecked(not row.isChecked())  # the query says what is chosen
            self.toggled.emit(row.name, row.value)

    def _widen(self) -> None:
        self._wide.add(self.sender().objectName())
        self._more[self.sender().objectName()].hide()
        for (name, _), row in self.rows.items():
            if name in self._wide:
                row.show()


def icon_of(tier: str) -> str:
    """Return the shape of a tier."""
    return TIER_ICONS[Tier(tier)]


def words_of(name: str, value: str, topics: Topics = NO_TOPICS) -> str:
    """Return a value in words."""
    if name == "topic":
        return of(*topics[value]) if value in topics else value
    if name == "owner" and value == "none":
        return say("queue.nobody")
    if name == "month":
        return month(date.fromisoformat(f"{value}-01"))
    key = {"lang": f"language.{value}"}.get(name, f"{name}.{value}")
    return say(key) if name in ("tier", "outcome", "license", "lang") and has(key) else value
