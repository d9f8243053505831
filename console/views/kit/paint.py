"""Painted parts: key caps, tags, query chips, bars of progress and load, rings, skeletons.

Each takes the painter and a place, and returns the width it used where that matters. Nothing is told by color alone.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from console.views.kit import ink
from console.views.look.look import current

KEY_WORDS = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓", "Return": "Enter", "Escape": "Esc"}
TONES = {
    "critical": ("critical_soft", "critical_text", ""),
    "functional": ("functional_soft", "functional_text", ""),
    "question": ("question_soft", "question_text", ""),
    "ok": ("ok_soft", "ok_text", ""),
    "note": ("note", "note_text", "note_line"),
    "accent": ("accent_soft", "accent_text", ""),
    "quiet": ("", "text2", ""),
    "plain": ("", "text2", "strong"),
}
_FULL_TURN = 360 * 16
_QUARTER_TURN = 90 * 16


@lru_cache(maxsize=256)
def caps_of(chord: str) -> tuple[str, ...]:
    """Return the caps of a chord: "Shift+R" is Shift and R, "G Q" is G and Q."""
    caps: list[str] = []
    for part in chord.split(" "):
        held = part.split("+") if len(part) > 1 and not part.endswith("+") else [part]
        caps += [KEY_WORDS.get(one, one) for one in held if one]
    return tuple(caps)


def cap_width(cap: str) -> float:
    """Return the width of one key cap."""
    look = current()
    return max(look.px(18), ink.advance(cap, "micro", 600) + look.px(10))


def caps_width(chord: str) -> float:
    """Return the width of the caps of a chord."""
    caps = caps_of(chord)
    return sum(cap_width(one) for one in caps) + current().px(4) * (len(caps) - 1) if caps else 0.0


def key_caps(painter: QPainter, chord: str, left: QPointF, *, dim: bool = False) -> float:
    """Paint the caps of a chord with their left middle at a point; return their width."""
    look = current()
    height = look.px(19)
    x = left.x()
    for cap in caps_of(chord):
        width = cap_width(cap)
        box = QRectF(x, round(left.y() - height / 2), width, height)
        ink.fill_round(painter, box, look.px(4), ink.color("surface"))
        ink.line_round(painter, box, look.px(4), ink.pen("strong"))
        painter.setFont(ink.font("micro", 600))
        painter.setPen(ink.color("text3" if dim else "text2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, cap)
        x += width + look.px(4)
    return x - left.x() - look.px(4)


def tag_width(text: str, *, icon: str = "") -> float:
    """Return the width of a tag, so that it can stand at the right."""
    look = current()
    return ink.advance(text, "micro", 600) + look.px(14) + (look.px(18) if icon else 0)


def tag(painter: QPainter, text: str, left: QPointF, *, tone: str, icon: str = "", room: float = 9999) -> float:
    """Paint a tag with its left middle at a point; return its width. A text wider than the room ends in …."""
    look = current()
    ground, front, line = TONES[tone]
    height = look.px(20)
    width = min(room, tag_width(text, icon=icon))
    box = QRectF(left.x(), round(left.y() - height / 2), width, height)
    if ground:
        ink.fill_round(painter, box, look.px(5), ink.color(ground))
    if line:
        ink.line_round(painter, box, look.px(5), ink.pen(line))
    x = box.left() + look.px(7)
    if icon:
        size = look.px(14)
        ink.icon(painter, icon, front, QRectF(x - look.px(1), box.center().y() - size / 2, size, size))
        x += look.px(18)
    ink.words(painter, text, "micro", front, QRectF(x, box.top(), box.right() - x - look.px(5), height), weight=600)
    return width


def chip_width(head: str, value: str) -> float:
    """Return the width of a query chip."""
    return ink.advance(head, "label") + ink.advance(value, "label", 600) + current().px(14)


def chip(painter: QPainter, head: str, value: str, left: QPointF) -> float:
    """Paint a chip of the query, "is:" quiet and "open" strong; return its width."""
    look = current()
    height = look.px(22)
    width = chip_width(head, value)
    box = QRectF(left.x(), round(left.y() - height / 2), width, height)
    ink.fill_round(painter, box, look.px(4), ink.color("accent_soft"))
    inner = box.adjusted(look.px(7), 0, 0, 0)
    ink.words(painter, head, "label", "text2", inner)
    inner.setLeft(inner.left() + ink.advance(head, "label"))
    ink.words(painter, value, "label", "accent_text", inner, weight=600)
    return width


def progress(painter: QPainter, box: QRectF, part: float, state: str = "calm") -> None:
    """Paint a bar 4 px high at a box's middle. States: calm, soon (amber), over (hatched), idle (empty)."""
    look = current()
    height = max(3.0, float(look.px(4)))
    bar = QRectF(box.left(), round(box.center().y() - height / 2), box.width(), height)
    radius = height / 2
    ink.fill_round(painter, bar, radius, ink.color("pressed"))
    if state == "idle":
        return
    if state == "over":
        ink.fill_round(painter, bar, radius, ink.stripes("critical", "critical_soft", 5))
        return
    done = QRectF(bar)
    done.setWidth(max(height, bar.width() * min(1.0, max(0.0, part))))
    ink.fill_round(painter, done, radius, ink.color("functional" if state == "soon" else "control"))


def ticks(painter: QPainter, box: QRectF, filled: int, whole: int) -> None:
    """Paint a meter of ticks: how many of them are filled says it; a full meter is red besides."""
    look = current()
    whole = max(1, whole, filled)
    gap = look.px(3)
    width = (box.width() - gap * (whole - 1)) / whole
    token = "critical" if filled >= whole else "bar"
    for number in range(whole):
        one = QRectF(box.left() + number * (width + gap), box.top(), width, look.px(4))
        ink.fill_round(painter, one, look.px(2), ink.color(token if number < filled else "pressed"))


def badge(painter: QPainter, text: str, right: QPointF, *, strong: bool = False) -> float:
    """Paint a count as a pill with its right middle at a point; return its width."""
    look = current()
    height = look.px(18)
    width = max(height, ink.advance(text, "micro", 600) + look.px(10))
    box = QRectF(right.x() - width, round(right.y() - height / 2), width, height)
    ink.fill_round(painter, box, height / 2, ink.color("critical_soft" if strong else "pressed"))
    painter.setFont(ink.font("micro", 600))
    painter.setPen(ink.color("critical_text" if strong else "text2"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    return width


def ring(painter: QPainter, box: QRectF, part: float, text: str, tokens: tuple[str, str, str]) -> None:
    """Paint a ring of which a part is left, with a text inside. Tokens: rest of the ring, its part, the text."""
    rest, front, inside = tokens
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    edge = box.adjusted(2, 2, -2, -2)
    painter.setPen(ink.pen(rest, 2))
    painter.drawEllipse(edge)
    painter.setPen(ink.pen(front, 2))
    painter.drawArc(edge, _QUARTER_TURN, round(_FULL_TURN * min(1.0, max(0.0, part))))
    painter.setFont(ink.font("micro", 600))
    painter.setPen(ink.color(inside))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def skeleton_row(painter: QPainter, box: QRectF, number: int) -> None:
    """Paint one row that is still loading: a tile and two lines; rows differ by their number, and so seem natural."""
    look = current()
    ground = ink.color("pressed", max(70, 255 - number * 34))
    size = look.px(28)
    left, middle = box.left() + look.px(20), box.center().y()
    ink.fill_round(painter, QRectF(left, middle - size / 2, size, size), look.px(7), ground)
    room = box.right() - left - size - look.px(40)
    for part, top in ((0.82 - 0.17 * (number * 5 % 4), -look.px(10)), (0.46 - 0.09 * (number * 3 % 4), look.px(4))):
        line = QRectF(left + size + look.px(12), middle + top, max(20.0, room * part), look.px(8))
        ink.fill_round(painter, line, look.px(4), ground)
