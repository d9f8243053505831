"""Why a decision is as it is: the rule that decides, those tried before it, those below, and what would change it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.records.assessment import AssessmentView, StepView
from console.views import reasoning
from console.views.kit import ink
from console.views.kit.cover import Cover
from console.views.kit.text import SectionHeader, Text
from console.views.look.look import current
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_MARKS = {"yes": ("circle-check", "ok"), "no": ("x", "text3"), "unknown": ("help-circle", "functional")}


def show_why(window: MainWindow) -> None:
    """Explain the decision on the shown ticket."""
    if window.panels is not None:
        WhyCard(window.panels.assessment, window.panels.detail.row.number, window).open()


class WhyCard(Cover):
    """The decision as its rules were tried, from the top of the ladder."""

    def __init__(self, view: AssessmentView, number: int, parent: QWidget | None) -> None:
        heading = say("why.heading", number=number)
        super().__init__(parent, heading, width=760, height=660)
        look = current()
        self.add_header(heading, say("act.back"), icon="hierarchy", chord="W")
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(16))
        self._lines.setSpacing(look.px(6))
        self._fill(view)
        self._lines.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(heading)
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        area.setFocus()

    def _fill(self, view: AssessmentView) -> None:
        place = next((number for number, one in enumerate(view.steps) if one.decides), 0)
        above, below = view.steps[:place], view.steps[place + 1 :]
        self._section(say("why.decides"))
        self._deciding(view, view.steps[place])
        if view.changes:
            self._section(say("why.changes"))
            for one in view.changes:
                self._line("arrows-split", "text2", reasoning.change(one), (_who(reasoning.brings(one)),))
        self._section(say("why.before", n=len(above)))
        for step in above:
            self._step(step)
        holding = [one for one in below if one.worth != "no" or one.defeated is not None]
        if holding:
            self._section(say("why.below"))
            for step in holding:
                self._step(step)

    def _section(self, words: str) -> None:
        self._lines.addWidget(SectionHeader(words))

    def _deciding(self, view: AssessmentView, step: StepView) -> None:
        look = current()
        card = QFrame()
        card.setProperty("card", "true")
        inner = QVBoxLayout(card)
        inner.setContentsMargins(look.px(14), look.px(10), look.px(14), look.px(12))
        inner.setSpacing(look.px(5))
        inner.addWidget(Text(reasoning.step(step), "strong", wrap=True))
        for words in (*(reasoning.reason(one) for one in view.because), *_notes(step)):
            inner.addWidget(Text(words, "body", "2", wrap=True))
        if told := reasoning.tier(view):
            inner.addWidget(Text(told, "body", "2", wrap=True))
        for need in view.needs:
            inner.addWidget(Text(reasoning.need(need), "body", "functional", wrap=True))
        for basis in view.basis:
            inner.addWidget(Text(reasoning.basis(basis), "small", "3", wrap=True))
        self._lines.addWidget(card)

    def _step(self, step: StepView) -> None:
        icon, token = _MARKS[step.worth]
        title = f"{reasoning.stratum(step)} · {reasoning.step(step)}"
        self._line(icon, token, title, (*(reasoning.reason(one) for one in step.reasons), *_notes(step)))

    def _line(self, icon: str, token: str, title: str, details: tuple[str, ...]) -> None:
        look = current()
        line = QHBoxLayout()
        line.setSpacing(look.px(10))
        line.addWidget(_Sign(icon, token), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(Text(title, "body", wrap=True))
        for one in details:
            words.addWidget(Text(one, "small", "2", wrap=True))
        line.addLayout(words, 1)
        self._lines.addLayout(line)


class _Sign(QWidget):
    """The sign beside a rule: it holds, it does not, it cannot be told. The words say it too."""

    def __init__(self, icon: str, token: str) -> None:
        super().__init__()
        self._icon, self._token = icon, token
        size = current().px(16)
        self.setFixedSize(size, size + current().px(2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        side = float(self.width())
        ink.icon(painter, self._icon, self._token, QRectF(0, current().px(2), side, side))
        painter.end()


def _notes(step: StepView) -> Iterator[str]:
    if step.defeated is not None:
        yield reasoning.exception(step.defeated)


def _who(words: str) -> str:
    return say("why.who", who=words)
