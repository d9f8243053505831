"""Painting that rows and panels share: tiles of tiers, tags, avatars, hatching. Shapes differ, not only colors."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from console.records.base import Tier
from console.views.look.icons import draw
from console.views.look.look import Look

_AVATARS = ("#A15C2B", "#0F7C8A", "#6C4AB6", "#2F7D4A", "#B0413E", "#3C63C4", "#8A5A00", "#9A3F7F")
TIER_TOKENS = {Tier.CRITICAL: "critical", Tier.FUNCTIONAL: "functional", Tier.QUESTION: "question"}


def tier_tile(painter: QPainter, look: Look, tier: Tier, box: QRectF) -> None:
    """Paint a tier: filled octagon critical, triangle functional, ring question, dashed ring not known, bar outside."""
    token = TIER_TOKENS.get(tier)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if token is not None:
        path = QPainterPath()
        path.addRoundedRect(box, look.px(7), look.px(7))
        painter.fillPath(path, look.color(f"{token}_soft"))
    color = look.color(token) if token else look.color("text3")
    inner = box.adjusted(*(box.width() * part for part in (0.22, 0.22, -0.22, -0.22)))
    pen = QPen(color, look.px(1.6))
    painter.setPen(pen)
    if tier is Tier.CRITICAL:
        painter.setBrush(color)
        painter.drawPolygon(_octagon(inner))
        _mark(painter, look, inner, "!", look.color("surface"))
    elif tier is Tier.FUNCTIONAL:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(_triangle(inner))
        _mark(painter, look, inner.translated(0, inner.height() * 0.12), "!", color)
    elif tier is Tier.QUESTION:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        _mark(painter, look, inner, "?", color)
    else:
        pen.setStyle(Qt.PenStyle.DashLine if tier is Tier.UNDETERMINED else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(inner)
        if tier is Tier.NONE:
            painter.drawLine(inner.bottomLeft(), inner.topRight())


def tag(painter: QPainter, look: Look, text: str, left: QPointF, *, tone: str, icon: str = "") -> float:
    """Paint a tag with its left middle at a point; return its width. Tones: critical, functional, ok, note, plain."""
    font = look.font("micro")
    width_of_text = metrics(font).horizontalAdvance(text)
    pad, mark = look.px(6), look.px(13) if icon else 0
    height = look.px(20)
    width = width_of_text + 2 * pad + (mark + look.px(4) if icon else 0)
    box = QRectF(left.x(), left.y() - height / 2, width, height)
    ground, ink = _tone(look, tone)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if ground is not None:
        path = QPainterPath()
        path.addRoundedRect(box, look.px(5), look.px(5))
        painter.fillPath(path, ground)
    if icon:
        draw(painter, icon, ink.name(), QRectF(box.left() + pad, left.y() - mark / 2, mark, mark))
    painter.setFont(font)
    painter.setPen(ink)
    start = box.left() + pad + (mark + look.px(4) if icon else 0)
    painter.drawText(QRectF(start, box.top(), width_of_text + look.px(4), height), Qt.AlignmentFlag.AlignVCenter, text)
    return width


def avatar(painter: QPainter, look: Look, name: str | None, box: QRectF) -> None:
    """Paint a person: initials on the color of the name; nobody is a dashed circle."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if not name:
        painter.setPen(QPen(look.color("text3"), look.px(1.4), Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box.adjusted(1, 1, -1, -1))
        return
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(avatar_color(name))
    painter.drawEllipse(box)
    font = look.font("micro")
    font.setPixelSize(max(8, round(box.height() * 0.38)))
    font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, initials(name))


def avatar_color(name: str) -> QColor:
    """Return the color that belongs to a name."""
    return QColor(_AVATARS[sum(name.encode()) % len(_AVATARS)])


def initials(name: str) -> str:
    """Return up to two initials of a name."""
    words = [word for word in name.replace("«", "").replace('"', "").split() if word[:1].isalnum()]
    return "".join(word[0] for word in words[:2]).upper()


def hatch(color: QColor) -> QBrush:
    """Return a brush that hatches: over, expired, archived."""
    return QBrush(color, Qt.BrushStyle.BDiagPattern)


@lru_cache(maxsize=64)
def _metrics(key: str, size: int, weight: int) -> QFontMetricsF:
    font = QFont(key)
    font.setPixelSize(size)
    font.setWeight(QFont.Weight(weight))
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    font.setFeature(QFont.Tag("tnum"), 1)
    return QFontMetricsF(font)


def metrics(font: QFont) -> QFontMetricsF:
    """Return the metrics of a font, cached."""
    return _metrics(font.family(), font.pixelSize(), int(font.weight()))


def elided(painter: QPainter, font: QFont, text: str, box: QRectF) -> None:
    """Paint a text that ends in … where it does not fit."""
    painter.setFont(font)
    shown = metrics(font).elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), shown)


def _tone(look: Look, tone: str) -> tuple[QColor | None, QColor]:
    if tone in ("critical", "functional", "question", "ok"):
        return look.color(f"{tone}_soft"), look.color(f"{tone}_text")
    if tone == "note":
        return look.color("note"), look.color("note_text")
    if tone == "accent":
        return look.color("accent_soft"), look.color("accent_text")
    return None, look.color("text2")


def _mark(painter: QPainter, look: Look, box: QRectF, text: str, color: QColor) -> None:
    font = look.font("micro")
    font.setPixelSize(max(7, round(box.height() * 0.72)))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(color)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _octagon(box: QRectF) -> QPolygonF:
    cut = box.width() * 0.29
    left, top, right, bottom = box.left(), box.top(), box.right(), box.bottom()
    return QPolygonF(
        [
            QPointF(left + cut, top),
            QPointF(right - cut, top),
            QPointF(right, top + cut),
            QPointF(right, bottom - cut),
            QPointF(right - cut, bottom),
            QPointF(left + cut, bottom),
            QPointF(left, bottom - cut),
            QPointF(left, top + cut),
        ]
    )


def _triangle(box: QRectF) -> QPolygonF:
    return QPolygonF([QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft()])
