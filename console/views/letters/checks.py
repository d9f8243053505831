"""The check line below a letter: what is in order, what is not, each with an icon and words. It decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from console.services.preparing import Check
from console.views.kit import ink
from console.views.look.look import current
from console.views.words import say

_ICONS = {
    "ok": ("circle-check", "ok", "text2"),
    "warn": ("alert-triangle", "functional", "functional_text"),
    "stop": ("alert-octagon", "critical", "critical_text"),
}
_LINE, _ICON, _GAP, _AFTER = 22, 15, 6, 16


def words_of(check: Check) -> str:
    """Return a check in words."""
    params = dict(check.params)
    if check.code == "variables" and params.get("left"):
        left = ", ".join(say(f"variable.{one}") for one in params["left"].split(","))
        return say("check.variables_stop", left=left)
    if check.code == "length":
        key = "check.length_of" if params.get("limit") not in ("", "0", None) else "check.length"
        return say(f"{key}_stop" if check.state == "stop" else key, **params)
    return say(f"check.{check.code}" if check.state == "ok" else f"check.{check.code}_{check.state}", **params)


class CheckLines(QWidget):
    """The checks, one after another, in as many lines as they need."""

    def __init__(self) -> None:
        super().__init__()
        self._checks: tuple[tuple[str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_checks(self, checks: Sequence[tuple[str, str]]) -> None:
        """Show checks as (state, words); what stops stands first."""
        order = {"stop": 0, "warn": 1, "ok": 2}
        self._checks = tuple(sorted(checks, key=lambda one: order[one[0]]))
        self.setAccessibleName("; ".join(f"{say(f'check.is_{state}')}: {words}" for state, words in self._checks))
        self._fit()
        self.update()

    @property
    def sentence(self) -> str:
        """Return what stops the letter, in words."""
        return "; ".join(words for state, words in self._checks if state == "stop")

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(200), self._lines() * current().px(_LINE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take as many lines as are needed."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        self.setFixedHeight(max(1, self._lines()) * current().px(_LINE))

    def _lines(self) -> int:
        return 1 + max((line for line, _, _, _ in self._places()), default=0)

    def _places(self) -> list[tuple[int, float, str, str]]:
        """Return line, left edge, state and words of each check."""
        look = current()
        found, line, left = [], 0, 0.0
        room = max(self.width(), look.px(160))
        for state, words in self._checks:
            width = look.px(_ICON + _GAP) + ink.advance(words, "small") + look.px(_AFTER)
            if left and left + width - look.px(_AFTER) > room:
                line, left = line + 1, 0.0
            found.append((line, left, state, words))
            left += width
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size, height = look.px(_ICON), look.px(_LINE)
        for line, left, state, words in self._places():
            icon, front, ground = _ICONS[state]
            top = line * height
            ink.icon(painter, icon, front, QRectF(left, top + (height - size) / 2, size, size))
            x = left + look.px(_ICON + _GAP)
            ink.words(painter, words, "small", ground, QRectF(x, top, self.width() - x, height))
        painter.end()
