"""Fonts, colors and sizes of one look, and how wide texts are; it stands on no screen and serves paper too."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF

from console.views.look.look import Look


@dataclass(frozen=True, slots=True)
class Paintbox:
    """What one look paints with."""

    look: Look

    def px(self, size: float) -> float:
        """Return a size."""
        return size * self.look.zoom

    def font(self, kind: str = "small", weight: int = 0) -> QFont:
        """Return a font."""
        made = self.look.font(kind)
        if weight:
            made.setWeight(QFont.Weight(weight))
        return made

    def color(self, token: str) -> QColor:
        """Return a color."""
        return self.look.color(token)

    def mixed(self, token: str, part: float, ground: str = "surface") -> QColor:
        """Return a color with so much of a token on a ground, 0 to 1."""
        front, back = self.color(token), self.color(ground)
        mixed = (
            round(a * part + b * (1 - part))
            for a, b in zip(front.getRgb()[:3], back.getRgb()[:3], strict=True)  # type: ignore[index]  # told as object
        )
        return QColor(*mixed)

    def width(self, text: str, kind: str = "small", weight: int = 0) -> float:
        """Return how wide a text is."""
        return QFontMetricsF(self.font(kind, weight)).horizontalAdvance(text)

    def cut(self, text: str, width: float, kind: str = "small", weight: int = 0) -> str:
        """Return a text that ends in … where it does not fit."""
        return QFontMetricsF(self.font(kind, weight)).elidedText(text, Qt.TextElideMode.ElideRight, max(0.0, width))
