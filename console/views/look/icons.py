"""Icons: outlines of the resources in any color, cached by name, size, color and the screen's ratio."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QIcon, QPainter, QPainterPath, QPixmap
from PySide6.QtSvg import QSvgRenderer

from console.views.look.look import SANS, current


@lru_cache(maxsize=256)
def _svg(name: str, color: str) -> QSvgRenderer:
    text = files("resources").joinpath("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QSvgRenderer(QByteArray(text.replace("currentColor", color).encode()))


@lru_cache(maxsize=512)
def pixmap(name: str, color: str, size: int, ratio: float = 1.0) -> QPixmap:
    """Return an icon as a picture of `size` logical pixels."""
    made = QPixmap(round(size * ratio), round(size * ratio))
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    _svg(name, color).render(painter, QRectF(0, 0, made.width(), made.height()))
    painter.end()
    made.setDevicePixelRatio(ratio)
    return made


def icon(name: str, color: str = "text2", size: int = 18) -> QIcon:
    """Return an icon in a token's color, to be shown as it is; it is dimmer while its control is disabled."""
    look = current()
    return _icon(name, getattr(look.tokens, color), look.tokens.strong, look.px(size))


@lru_cache(maxsize=512)
def _icon(name: str, color: str, dim: str, size: int) -> QIcon:
    made = QIcon()
    for ratio in (1.0, 2.0):
        made.addPixmap(pixmap(name, color, size, ratio))
        made.addPixmap(pixmap(name, dim, size, ratio), QIcon.Mode.Disabled)
    return made


def draw(painter: QPainter, name: str, color: str, box: QRectF) -> None:
    """Paint an icon into a box."""
    _svg(name, color).render(painter, box)


@lru_cache(maxsize=4)
def window_icon(size: int = 256) -> QIcon:
    """Return our own window icon: a paragraph sign on a rounded tile."""
    made = QPixmap(size, size)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    path = QPainterPath()
    path.addRoundedRect(QRectF(0, 0, size, size), size * 0.22, size * 0.22)
    painter.fillPath(path, QColor("#3451D1"))
    font = QFont(SANS)
    font.setPixelSize(round(size * 0.72))
    font.setWeight(QFont.Weight.Bold)
    painter.setFont(font)
    painter.setPen(QColor("#FFFFFF"))
    painter.drawText(QRectF(0, -size * 0.02, size, size), Qt.AlignmentFlag.AlignCenter, "§")
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor("#8EA4FF"))
    painter.drawEllipse(QPointF(size * 0.8, size * 0.2), size * 0.09, size * 0.09)
    painter.end()
    return QIcon(made)
