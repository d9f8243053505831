"""The card at the head of the decision where a request is over: how it ended, what was decided, and the act left."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.records.ending import CLOSED, JOINED, Ending
from console.records.tickets import DecisionRecord
from console.views import told
from console.views.decision.lines import Glyph
from console.views.kit import ink
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.layout import Line
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import moment, of, say

REOPEN, GO, GO_ON, APPEAL = "reopen", "go", "go_on", "appeal"
_ICONS = {CLOSED: ("circle-check", "text2"), JOINED: ("hierarchy", "accent_text")}


class EndingCard(QWidget):
    """The card. `acted` carries what is wished, and the key of the other request, 0 for none."""

    acted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._ending: Ending | None = None
        self.state = Text(say("ending.state"), "label", "3", wrap=True)
        self.icon = Glyph(size=20)
        self.title = Text("", "title", wrap=True)
        self.reason = Text("", "strong", wrap=True)
        self.whose = Text("", "body", "2", wrap=True)
        self.line = Line()
        self.decided = Text("", "small", "2", wrap=True)
        self.primary = PrimaryButton("", "history")
        self.go_on = Button("", "plain", "hierarchy")
        self.appeal = Button(say("command.appeal"), "quiet", "scale")
        for button, pressed in (
            (self.primary, self._first),
            (self.go_on, lambda: self._wish(GO_ON)),
            (self.appeal, lambda: self._wish(APPEAL)),
        ):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            button.clicked.connect(pressed)
        self._build()

    def _build(self) -> None:
        look = current()
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        acts = QVBoxLayout()
        acts.setSpacing(look.px(4))
        for button in self.buttons:
            acts.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(10))
        layout.setSpacing(look.px(6))
        layout.addWidget(self.state)
        layout.addLayout(head)
        for one in (self.reason, self.whose, self.line, self.decided):
            layout.addWidget(one)
        layout.addSpacing(look.px(4))
        layout.addLayout(acts)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """Return the acts from top to bottom."""
        return self.primary, self.go_on, self.appeal

    def show_ending(self, ending: Ending, last: DecisionRecord | None) -> None:
        """Show how a request ended, with the last decision on it."""
        self._ending = ending
        icon, token = _ICONS.get(ending.kind, ("alert-triangle", "functional"))
        self.icon.show_icon(icon, token)
        self.title.setText(
            say(f"ending.title_{ending.kind}", clause=ending.clause or "28", number=ending.number or "–")
        )
        reason = of(ending.title_en, ending.title_ru) if ending.kind == CLOSED else say(f"ending.why_{ending.kind}")
        self._say(self.reason, reason)
        self.reason.set_kind("strong" if ending.kind == CLOSED else "body", 0 if ending.kind == CLOSED else 500)
        who = (ending.by, "" if ending.at is None else moment(ending.at))
        self._say(self.whose, "  ·  ".join(one for one in who if one))
        words = "" if last is None else told.decided(last)
        self._say(self.decided, "" if not words else say("ending.decided", words=words))
        self.line.setVisible(bool(words))
        joined = ending.kind == JOINED
        self.primary.set_words(say("ending.go", number=ending.number) if joined else say("act.reopen_asking"))
        self.primary.show_icon("hierarchy" if joined else "history")
        self.primary.setToolTip("" if joined else "E")
        self.primary.setVisible(not joined or ending.ticket_id is not None)
        goes_on = ending.kind == CLOSED and ending.ticket_id is not None
        self.go_on.set_words(say("ending.go_on", number=ending.number or "–"))
        self.go_on.setToolTip("Alt+R")
        self.go_on.setVisible(goes_on)
        self.appeal.setVisible(ending.kind == CLOSED and last is not None and last.outcome in told.REFUSING)
        self.setAccessibleName(f"{self.title.text()}. {reason} {self.whose.text()}")
        self.update()

    def _say(self, label: Text, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _first(self) -> None:
        self._wish(GO if self._ending is not None and self._ending.kind == JOINED else REOPEN)

    def _wish(self, act: str) -> None:
        other = 0 if self._ending is None else int(self._ending.ticket_id or 0)
        self.acted.emit(act, other)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card; no bar at the left: nothing waits here."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), look.px(8)
        ink.fill_round(painter, box, radius, ink.color("surface"))
        ink.line_round(painter, box, radius, ink.pen("hairline"))
        painter.end()
