"""Fields in which a person looks for something: a search field, and the query bar whose terms look like chips.

The query is always plain text: chips are painted over its terms and vanish under the cursor, so nothing is hidden.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Slot
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QLineEdit, QSizePolicy

from console.faults import Fault
from console.query.parser import Problem
from console.views.kit import ink, paint
from console.views.kit.text import plain_tip
from console.views.look.look import current
from console.views.words import language, say

_TERM = re.compile(r'-?[^\W\d_]+:(?:"[^"]*"|\S)+')


def problem_words(problems: Sequence[Problem]) -> str:
    """Return what the first mistake of a query is, with what may be meant; "" where there is none."""
    if not problems:
        return ""
    params = dict(problems[0].params)
    if params.get("suggestion"):
        params["suggestion"] = say("queue.did_you_mean", word=params["suggestion"])
    return Fault(problems[0].code, **params).sentence(language())


class SearchField(QLineEdit):
    """A field with an icon before the text and the key that leads here behind it."""

    def __init__(self, name: str, *, chord: str = "", icon: str = "search", height: int = 34) -> None:
        super().__init__()
        self._chord, self._icon, self._height = chord, icon, height
        self.setAccessibleName(name)
        self.setPlaceholderText(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if chord:
            self.setToolTip(plain_tip(name, chord))
        self._fit()

    def _fit(self) -> None:
        look = current()
        self.setFont(ink.font("body"))
        behind = paint.caps_width(self._chord) + look.px(6) if self._chord else 0
        self.setTextMargins(look.px(24), 0, round(behind), 0)
        self.setFixedHeight(look.px(self._height))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(240), current().px(self._height))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange and self.font().pixelSize() != ink.font("body").pixelSize():
            self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = current()
        size, middle = look.px(16), self.height() / 2
        ink.icon(painter, self._icon, "text3", QRectF(look.px(10), middle - size / 2, size, size))
        if self._chord and not self.hasFocus():
            left = self.width() - look.px(8) - paint.caps_width(self._chord)
            paint.key_caps(painter, self._chord, QPointF(left, middle))
        self._paint_over(painter)
        painter.end()

    def _paint_over(self, painter: QPainter) -> None:
        """Paint what lies over the text; a plain search field has nothing there."""


class QueryField(SearchField):
    """The query bar: each `key:value` is a chip unless the cursor is in it."""

    def __init__(self, name: str, *, chord: str = "/") -> None:
        self._problems: tuple[tuple[int, int], ...] = ()
        self._spacing = False
        super().__init__(name, chord=chord, icon="filter")
        self.textChanged.connect(self._space)

    def set_problems(self, places: Sequence[tuple[int, int]]) -> None:
        """Underline what could not be read; each place is a start and an end in the text."""
        self._problems = tuple(places)
        bad = "true" if places else ""
        if self.property("bad") != bad:
            self.setProperty("bad", bad)
            self.style().unpolish(self)
            self.style().polish(self)
        self.update()

    def _fit(self) -> None:
        super()._fit()
        margins = self.textMargins()
        self.setTextMargins(margins.left() + current().px(7), 0, margins.right(), 0)
        self._space(self.text())

    @Slot(str)
    def _space(self, text: str) -> None:
        """Keep chips apart, and write the words of an empty field as words."""
        font, apart = ink.font("label", 600), current().px(12) if text else 0
        now = self.font()
        if (now.wordSpacing(), now.pixelSize(), now.family()) != (apart, font.pixelSize(), font.family()):
            spaced = type(font)(font)
            spaced.setPixelSize(font.pixelSize())
            spaced.setWordSpacing(apart)
            self._spacing = True
            self.setFont(spaced)
            self._spacing = False

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        QLineEdit.changeEvent(self, event)
        if event.type() == QEvent.Type.StyleChange and self.font().pixelSize() != ink.font("label").pixelSize():
            self._fit()
        elif event.type() == QEvent.Type.FontChange and not self._spacing:
            self._space(self.text())  # a style sheet that is laid on again knows nothing of the space between chips

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the focus."""
        super().focusInEvent(event)
        self.update()

    def terms(self) -> list[tuple[int, int, str]]:
        """Return start, end and text of each term that is shown as a chip."""
        return [(one.start(), one.end(), one[0]) for one in _TERM.finditer(self.text())]

    def _paint_over(self, painter: QPainter) -> None:
        if self.hasSelectedText():
            return
        metrics = self.fontMetrics()
        text = self.text()
        cursor = self.cursorPosition()
        origin = self.cursorRect().center().x() - metrics.horizontalAdvance(text[:cursor])
        look = current()
        inside = QRectF(look.px(27), 2, self.width() - look.px(35), self.height() - 4)
        painter.setClipRect(inside)
        for start, end, term in self.terms():
            if self.hasFocus() and start <= cursor <= end:
                continue
            left = origin + metrics.horizontalAdvance(text[:start])
            width = metrics.horizontalAdvance(term)
            height = look.px(22)
            box = QRectF(left - look.px(5), (self.height() - height) / 2, width + look.px(10), height)
            ink.fill_round(painter, box, look.px(4), ink.color("surface"))
            ink.fill_round(painter, box, look.px(4), ink.color("accent_soft"))
            head, mark, value = term.partition(":")
            painter.setFont(self.font())
            painter.setPen(ink.color("text2"))
            painter.drawText(QPointF(left, self._baseline()), head + mark)
            painter.setPen(ink.color("accent_text"))
            painter.drawText(QPointF(left + metrics.horizontalAdvance(head + mark), self._baseline()), value)
        self._paint_problems(painter, origin)

    def _paint_problems(self, painter: QPainter, origin: float) -> None:
        metrics, text = self.fontMetrics(), self.text()
        painter.setPen(ink.pen("critical", 1.6))
        bottom = self.height() / 2 + metrics.height() / 2
        for start, end in self._problems:
            left = origin + metrics.horizontalAdvance(text[:start])
            right = origin + metrics.horizontalAdvance(text[: min(end, len(text))])
            wave, step = QPolygonF(), current().px(3)
            for number in range(max(3, int((right - left) / step) + 1)):
                wave.append(QPointF(left + number * step, bottom + (step / 2 if number % 2 else 0)))
            painter.drawPolyline(wave)

    def _baseline(self) -> float:
        metrics = self.fontMetrics()
        return (self.height() - metrics.height()) / 2 + metrics.ascent()
