"""The ledger of the team's own clocks on a ticket: every span, whether it counted, why. No window of the agreement."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from console.records.schedules import ClockView, LedgerSpan
from console.views.calendar import saying
from console.views.kit import ink, paint
from console.views.kit.cover import Cover
from console.views.kit.states import EmptyState
from console.views.kit.text import ElidedText, Painted, SectionHeader, Text
from console.views.look.look import current
from console.views.words import say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_COUNTED, _NOT = ("circle-check", "ok"), ("clock-pause", "text3")


def show_ledger(window: MainWindow) -> None:
    """Show the clocks of the shown ticket."""
    if window.panels is not None:
        LedgerCard(window.panels.clocks, window.panels.detail.row.number, window).open()


class LedgerCard(Cover):
    """The clocks in order of their start, each with its spans."""

    def __init__(self, clocks: tuple[ClockView, ...], number: int, parent: QWidget | None) -> None:
        heading = say("ledger.heading", number=number)
        super().__init__(parent, heading, width=720, height=620)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.add_header(heading, say("act.back"), icon="clock", chord="Shift+L")
        content = QWidget()
        self._lines = QVBoxLayout(content)
        self._lines.setContentsMargins(look.px(20), look.px(10), look.px(20), look.px(16))
        self._lines.setSpacing(look.px(6))
        self._lines.addWidget(Text(say("ledger.text"), "small", "3", wrap=True))
        for one in clocks:
            self._clock(one)
        if not clocks:
            self._lines.addWidget(EmptyState("clock", say("ledger.none"), say("ledger.none_text")))
        self._lines.addStretch(1)
        area = QScrollArea()
        area.setAccessibleName(". ".join((heading, *saying.ledger_lines(clocks))))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(content)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        self.body.addWidget(area, 1)
        area.setFocus()

    def _clock(self, one: ClockView) -> None:
        self._lines.addSpacing(current().px(8))
        self._lines.addWidget(SectionHeader(say(f"target.{one.target}")))
        over = one.left < 0
        self._lines.addWidget(Text(saying.clock_words(one), "h2", "critical" if over else "", wrap=True))
        self._lines.addWidget(_Part(one))
        if one.due is not None:
            self._lines.addWidget(Text(say("ledger.due", at=saying.when(one.due)), "small", "3"))
        for span in one.spans:
            self._lines.addWidget(_line(span))


class _Part(Painted):
    """How much of a target is used up, as a bar."""

    def __init__(self, one: ClockView) -> None:
        super().__init__()
        self._part = min(1.0, one.spent / one.allowed) if one.allowed else 0.0
        self._state = "over" if one.left < 0 else "idle" if one.waiting else "calm"
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(saying.clock_words(one))

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(200), current().px(12))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint.progress(painter, QRectF(self.rect()), self._part, self._state)
        painter.end()


class _Mark(Painted):
    """The icon of a span."""

    def __init__(self, icon: str, token: str) -> None:
        super().__init__()
        self._icon, self._token = icon, token

    def sizeHint(self) -> QSize:
        """Return the size it wants."""
        return QSize(current().px(16), current().px(18))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it."""
        size = current().px(16)
        painter = QPainter(self)
        ink.icon(painter, self._icon, self._token, QRectF(0, (self.height() - size) / 2, size, size))
        painter.end()


def _line(span: LedgerSpan) -> QWidget:
    shown = QWidget()
    layout = QHBoxLayout(shown)
    look = current()
    layout.setContentsMargins(look.px(2), 0, 0, 0)
    layout.setSpacing(look.px(10))
    when = Text(saying.stretch(span), "body", "" if span.counted else "3")
    when.setFixedWidth(look.px(230))
    length = int((span.end - span.start).total_seconds())
    layout.addWidget(_Mark(*(_COUNTED if span.counted else _NOT)))
    layout.addWidget(when)
    layout.addWidget(ElidedText(saying.ledger_span(span), "body", "text" if span.counted else "text2"), 1)
    layout.addWidget(Text(saying.duration(length), "strong" if span.counted else "body", "" if span.counted else "3"))
    return shown
