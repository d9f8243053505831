"""Fonts, colors, pens and brushes of the look in force, made once and shared. Painters call this for every cell.

What is returned here is shared: it must not be changed by the caller. No widget stands here.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPixmap

from console.views.kit import bars
from console.views.look.icons import pixmap
from console.views.look.look import current

_ALPHA = 255


@lru_cache(maxsize=64)
def _font(kind: str, zoom: float, weight: int) -> QFont:  # noqa: ARG001 - the zoom tells the kept fonts apart
    look = current()
    made = look.mono() if kind == "mono" else look.font(kind)
    if weight:
        made.setWeight(QFont.Weight(weight))
    if kind in ("title", "display"):
        made.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 98.5)
    return made


def font(kind: str, weight: int = 0) -> QFont:
    """Return the shared font of a kind of text ("mono" too), in another weight if one is given."""
    return _font(kind, current().zoom, weight)


@lru_cache(maxsize=64)
def _metrics(kind: str, zoom: float, weight: int) -> QFontMetricsF:
    return QFontMetricsF(_font(kind, zoom, weight))


def metrics(kind: str, weight: int = 0) -> QFontMetricsF:
    """Return the shared metrics of a kind of text."""
    return _metrics(kind, current().zoom, weight)


@lru_cache(maxsize=4096)
def _advance(text: str, kind: str, zoom: float, weight: int) -> float:
    return _metrics(kind, zoom, weight).horizontalAdvance(text)


def advance(text: str, kind: str, weight: int = 0) -> float:
    """Return how wide a text is, in pixels."""
    return _advance(text, kind, current().zoom, weight)


@lru_cache(maxsize=4096)
def _elided(text: str, kind: str, zoom: float, weight: int, width: int) -> str:
    return _metrics(kind, zoom, weight).elidedText(text, Qt.TextElideMode.ElideRight, width)


def elided(text: str, kind: str, width: float, weight: int = 0) -> str:
    """Return a text that ends in … where it does not fit; measured once for each width."""
    return _elided(text, kind, current().zoom, weight, max(0, int(width)))


@lru_cache(maxsize=512)
def _color(value: str, alpha: int) -> QColor:
    made = QColor(value)
    made.setAlpha(alpha)
    return made


def color(token: str, alpha: int = _ALPHA) -> QColor:
    """Return the shared color of a token; a value that begins with # is taken as it is."""
    return _color(token if token.startswith("#") else getattr(current().tokens, token), alpha)


@lru_cache(maxsize=256)
def _pen(value: str, width: float, *, dashed: bool) -> QPen:
    made = QPen(_color(value, _ALPHA), width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    made.setCapStyle(Qt.PenCapStyle.RoundCap)
    made.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return made


def pen(token: str, width: float = 1.0, *, dashed: bool = False) -> QPen:
    """Return the shared pen of a token; its width is in pixels of 100 % and at least one pixel."""
    value = token if token.startswith("#") else getattr(current().tokens, token)
    return _pen(value, max(1.0, width * current().zoom), dashed=dashed)


@lru_cache(maxsize=64)
def _stripes(front: str, back: str, step: int) -> QBrush:
    tile = QPixmap(step * 4, step * 4)
    tile.fill(QColor(back) if back else Qt.GlobalColor.transparent)
    painter = QPainter(tile)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(front), step * 0.55, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
    size = step * 4
    for start in range(-size, 2 * size, step):
        painter.drawLine(start, size, start + size, 0)
    painter.end()
    return QBrush(tile)


def stripes(front: str, back: str = "", step: float = 4) -> QBrush:
    """Return a shared brush of slanting stripes: over, expired, archived. `step` is their distance at 100 %."""
    tokens = current().tokens
    first = front if front.startswith("#") else getattr(tokens, front)
    second = back if not back or back.startswith("#") else getattr(tokens, back)
    return _stripes(first, second, max(3, round(step * current().zoom)))


def fill_round(painter: QPainter, box: QRectF, radius: float, ground: QBrush | QColor) -> None:
    """Fill a box with round corners; the radius is in pixels."""
    path = QPainterPath()
    path.addRoundedRect(box, radius, radius)
    painter.fillPath(path, ground)


def line_round(painter: QPainter, box: QRectF, radius: float, line: QPen) -> None:
    """Draw the edge of a box with round corners, wholly inside the box."""
    half = line.widthF() / 2
    painter.setPen(line)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), radius - half, radius - half)


def icon(painter: QPainter, name: str, token: str, box: QRectF) -> None:
    """Paint an outline icon from the cache, sharp on every screen."""
    value = token if token.startswith("#") else getattr(current().tokens, token)
    ratio = painter.device().devicePixelRatio()
    shown = pixmap(name, value, round(box.width()), ratio)
    painter.drawPixmap(round(box.left()), round(box.top()), shown)


def words(
    painter: QPainter, text: str, kind: str, token: str, box: QRectF, *, weight: int = 0, right: bool = False
) -> None:
    """Paint one line of text in the middle of a box's height, cut with … where it does not fit; marks are bars."""
    painter.setFont(font(kind, weight))
    painter.setPen(color(token))
    if bars.spans(text):
        _barred(painter, elided(text, kind, box.width() + 1, weight), kind, token, box, weight=weight, right=right)
        return
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(side | Qt.AlignmentFlag.AlignVCenter), elided(text, kind, box.width() + 1, weight))


def _barred(painter: QPainter, text: str, kind: str, token: str, box: QRectF, *, weight: int, right: bool) -> None:
    """Paint a line whose marks are bars with their numbers."""
    x = box.right() - advance(text, kind, weight) if right else box.left()
    tall = metrics(kind, weight).ascent() + metrics(kind, weight).descent()
    for part, is_mark in bars.parts(text):
        width = advance(part, kind, weight)
        place = QRectF(x, box.top(), width + 1, box.height())
        if is_mark:
            bar = QRectF(x, box.center().y() - tall / 2 + 1, width, tall - 2)
            fill_round(painter, bar, current().px(2), color(token))
            painter.setPen(color("surface"))
            painter.drawText(bar, Qt.AlignmentFlag.AlignCenter, bars.number(part))
            painter.setPen(color(token))
        else:
            painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter), part)
        x += width


def hairline(painter: QPainter, left: float, right: float, y: float) -> None:
    """Paint a line of one pixel, on the pixel."""
    painter.fillRect(QRectF(left, round(y), right - left, 1.0), color("hairline"))


def shadow(painter: QPainter, box: QRectF, radius: float, *, reach: int = 18) -> None:
    """Paint a soft shadow around a box that floats: palette, dialog, toast, dragged card; nothing else has one."""
    look = current()
    steps = look.px(reach)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 10 if look.tokens.dark else 4))
    for step in range(steps, 0, -2):
        spread = box.adjusted(-step, -step + look.px(5), step, step + look.px(5))
        painter.drawRoundedRect(spread, radius + step, radius + step)
