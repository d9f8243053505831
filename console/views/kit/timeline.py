"""Support periods on a line: solid free, paid and transition, hatched expired, pale hatched archived.

Today and the arrival of a message are marked with words, dates stand below. The strip paints a plain value; the
geometry is a pure function, and dates come as finished words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPainterPath, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QSizePolicy

from console.views.kit import ink
from console.views.kit.text import Painted
from console.views.look.look import current

SOLID = ("free", "paid", "transition")
_LEAST = 3.0
_GAP = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A period of one kind: free, paid, transition, expired, archived."""

    kind: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """A date below the line, in two short lines: the date and what it is."""

    at: datetime
    date: str
    what: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineModel:
    """What a strip shows. `name` is the whole of it as a sentence. Segments follow each other in time."""

    segments: tuple[Segment, ...]
    today: datetime
    today_words: str
    name: str
    arrived: datetime | None = None
    arrived_words: str = ""
    captions: tuple[Caption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """Where a strip of some width puts things, in pixels from its left edge."""

    spans: tuple[tuple[float, float], ...]
    today: float
    arrived: float | None
    captions: tuple[float, ...]


def place(model: TimelineModel, width: float) -> Placed:
    """Place a model on a line: proportional to time, nothing outside, no segment thinner than it can be seen."""
    first = min((one.start for one in model.segments), default=model.today)
    last = max((one.end for one in model.segments), default=model.today)
    whole = max(1.0, (last - first).total_seconds())

    def at(instant: datetime) -> float:
        return width * min(1.0, max(0.0, (instant - first).total_seconds() / whole))

    spans = []
    for one in model.segments:
        start = at(one.start)
        spans.append((start, min(width, max(at(one.end), start + _LEAST))))
    return Placed(
        spans=tuple(spans),
        today=at(model.today),
        arrived=None if model.arrived is None else at(model.arrived),
        captions=tuple(at(one.at) for one in model.captions),
    )


def fit_captions(places: tuple[float, ...], widths: tuple[float, ...], room: float, gap: float) -> list[float | None]:
    """Return the left edge of each caption, None for one that has no room. First and last are placed before others."""
    order = sorted(range(len(places)), key=lambda one: one not in (0, len(places) - 1))
    taken: list[tuple[float, float]] = []
    lefts: list[float | None] = [None] * len(places)
    for one in order:
        wanted = places[one] if one == 0 else places[one] - widths[one] / 2
        left = min(max(0.0, wanted), max(0.0, room - widths[one]))
        if all(left + widths[one] + gap <= start or left >= end + gap for start, end in taken):
            lefts[one] = left
            taken.append((left, left + widths[one]))
    return lefts


class TimelineStrip(Painted):
    """The strip of the license card."""

    def __init__(self, model: TimelineModel | None = None) -> None:
        super().__init__()
        self._model: TimelineModel | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if model is not None:
            self.show_model(model)

    def show_model(self, model: TimelineModel) -> None:
        """Show periods, today and dates."""
        self._model = model
        self.setAccessibleName(model.name)
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        two = self._model is not None and any(one.what for one in self._model.captions)
        dates = 0 if self._model is None or not self._model.captions else 34 if two else 20
        return QSize(current().px(280), current().px(44 + dates))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        model = self._model
        if model is None:
            return
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        bar = QRectF(0, look.px(28), self.width(), look.px(11))
        placed = place(model, bar.width())
        paint_segments(painter, model, placed, bar)
        self._captions(painter, model, placed, bar)
        if placed.arrived is not None and abs(placed.arrived - placed.today) > look.px(6):
            self._arrived(painter, model, placed, bar)
        self._today(painter, model, placed, bar)
        painter.end()

    def _today(self, painter: QPainter, model: TimelineModel, placed: Placed, bar: QRectF) -> None:
        look = current()
        width = ink.advance(model.today_words, "micro", 600) + look.px(12)
        left = min(max(0.0, placed.today - width / 2), self.width() - width)
        label = QRectF(left, 0, width, look.px(19))
        x = min(max(1.0, placed.today), self.width() - 1.0)
        painter.fillRect(
            QRectF(x - 2, label.bottom(), 4, bar.bottom() + look.px(3) - label.bottom()), ink.color("surface")
        )
        painter.fillRect(
            QRectF(x - 1, label.bottom() - 1, 2, bar.bottom() + look.px(4) - label.bottom()), ink.color("text")
        )
        ink.fill_round(painter, label, look.px(4), ink.color("text"))
        painter.setFont(ink.font("micro", 600))
        painter.setPen(ink.color("surface"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, model.today_words)

    def _arrived(self, painter: QPainter, model: TimelineModel, placed: Placed, bar: QRectF) -> None:
        look = current()
        at = placed.arrived or 0.0
        size = look.px(4)
        x = min(max(float(size), at), self.width() - float(size))
        tip = QPointF(x, bar.top() - 1)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.color("text2"))
        painter.drawPolygon(QPolygonF([tip, tip + QPointF(-size, -size * 1.5), tip + QPointF(size, -size * 1.5)]))
        width = ink.advance(model.arrived_words, "micro")
        today = ink.advance(model.today_words, "micro", 600) + look.px(24)
        right_of_it = placed.today < at
        free = abs(placed.today - at) - today / 2 - size
        room = (self.width() - at if right_of_it else at) + size
        if model.arrived_words and free > 0 and min(room, width) == width:
            left = x - size if right_of_it else x + size - width
            near = not right_of_it and left + width > placed.today - today / 2
            if not near:
                ink.words(
                    painter, model.arrived_words, "micro", "text2", QRectF(left, look.px(2), width + 2, look.px(17))
                )

    def _captions(self, painter: QPainter, model: TimelineModel, placed: Placed, bar: QRectF) -> None:
        look = current()
        widths = tuple(
            max(ink.advance(one.date, "micro", 600), ink.advance(one.what, "micro")) + 2 for one in model.captions
        )
        lefts = fit_captions(placed.captions, widths, float(self.width()), look.px(8))
        for one, x, left, width in zip(model.captions, placed.captions, lefts, widths, strict=True):
            tick = min(max(0.0, x - 0.5), self.width() - 1.0)
            painter.fillRect(QRectF(tick, bar.bottom(), 1, look.px(5)), ink.color("control"))
            if left is None:
                continue
            right = left + width >= self.width() - 1
            top = bar.bottom() + look.px(6)
            ink.words(
                painter, one.date, "micro", "text2", QRectF(left, top, width, look.px(15)), weight=600, right=right
            )
            box = QRectF(left, top + look.px(14), width, look.px(15))
            ink.words(painter, one.what, "micro", "text3", box, right=right)


def paint_segments(painter: QPainter, model: TimelineModel, placed: Placed, bar: QRectF) -> None:
    """Paint the periods into a bar with round ends and a gap between them."""
    look = current()
    path = QPainterPath()
    path.addRoundedRect(bar, look.px(3), look.px(3))
    painter.save()
    painter.setClipPath(path)
    for one, (start, end) in zip(model.segments, placed.spans, strict=True):
        cut = _GAP if end < bar.width() else 0.0
        box = QRectF(bar.left() + start, bar.top(), max(1.0, end - start - cut), bar.height())
        painter.fillRect(box, ink.color(one.kind) if one.kind in SOLID else _hatched(one.kind))
        if one.kind == "transition":
            painter.fillRect(QRectF(box.left(), box.top(), look.px(2), box.height()), ink.color("functional_text"))
    painter.restore()


def swatch(painter: QPainter, kind: str, box: QRectF) -> None:
    """Paint the small square that stands for a kind of period."""
    radius = current().px(3)
    ink.fill_round(painter, box, radius, ink.color(kind) if kind in SOLID else _hatched(kind))


@dataclass(frozen=True, slots=True, kw_only=True)
class SwatchRow:
    """A period in words: its kind, what it is called, its dates; `tone` colors the dates (a token)."""

    kind: str
    label: str
    value: str
    tone: str = "text"


class SwatchList(Painted):
    """The strip again, in words."""

    def __init__(self, rows: tuple[SwatchRow, ...] = ()) -> None:
        super().__init__()
        self._rows: tuple[SwatchRow, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_rows(rows)

    def show_rows(self, rows: tuple[SwatchRow, ...]) -> None:
        """Show the periods."""
        self._rows = rows
        self.setAccessibleName(". ".join(f"{one.label}: {one.value}" for one in rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(280), current().px(22) * max(1, len(self._rows)))

    def minimumSizeHint(self) -> QSize:
        """Return the least size."""
        return QSize(current().px(160), self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line, size = look.px(22), look.px(11)
        for number, one in enumerate(self._rows):
            top = number * line
            swatch(painter, one.kind, QRectF(0, top + (line - size) / 2, size, size))
            width = ink.advance(one.value, "label", 500) + 2
            value = QRectF(self.width() - width, top, width, line)
            label = QRectF(look.px(20), top, value.left() - look.px(28), line)
            ink.words(painter, one.label, "small", "text2", label)
            ink.words(painter, one.value, "label", one.tone, value, weight=500, right=True)
        painter.end()


def _hatched(kind: str) -> QBrush:
    return ink.stripes("expired", "surface", 5) if kind == "expired" else ink.stripes("archived", "surface", 5)
