"""The card at the head of the decision where a request is over: how it ended, what was decided, and the act left."""

from __future__ import annotations

from PySide6.QtCore import Signal

from console.records.ending import CLOSED, JOINED, Ending
from console.records.tickets import DecisionRecord
from console.views import told
from console.views.decision.card import DecisionCard
from console.views.kit.buttons import Button, PrimaryButton, acting, is_still
from console.views.kit.layout import Line
from console.views.kit.text import Text
from console.views.words import moment, of, say

REOPEN, GO, GO_ON, APPEAL = "reopen", "go", "go_on", "appeal"
_ICONS = {CLOSED: ("circle-check", "text2"), JOINED: ("hierarchy", "accent_text")}


class EndingCard(DecisionCard):
    """The card. `acted` carries what is wished, and the key of the other request, 0 for none."""

    acted = Signal(str, int)

    def __init__(self) -> None:
        super().__init__(say("ending.state"))
        self._ending: Ending | None = None
        self.reason = Text("", "strong", wrap=True)
        self.whose = Text("", "body", "2", wrap=True)
        self.line = Line()
        self.decided = Text("", "small", "2", wrap=True)
        self.primary = PrimaryButton("", "history")
        self.go_on = Button("", "plain", "hierarchy")
        self.appeal = Button(say("command.appeal"), "quiet", "scale")
        acting(self.appeal)
        self.primary.clicked.connect(self._first)
        self.go_on.clicked.connect(lambda: self._wish(GO_ON))
        self.appeal.clicked.connect(lambda: self._wish(APPEAL))
        self.lay_out((self.reason, self.whose, self.line, self.decided, 4), self.buttons)

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
        self.say_in(self.reason, reason)
        self.reason.set_kind("strong" if ending.kind == CLOSED else "body", 0 if ending.kind == CLOSED else 500)
        who = (ending.by, "" if ending.at is None else moment(ending.at))
        self.say_in(self.whose, "  ·  ".join(one for one in who if one))
        words = "" if last is None else told.decided(last)
        self.say_in(self.decided, "" if not words else say("ending.decided", words=words))
        self.line.setVisible(bool(words))
        joined = ending.kind == JOINED
        self.primary.set_words(say("ending.go", number=ending.number) if joined else say("act.reopen_asking"))
        self.primary.show_icon("hierarchy" if joined else "history")
        self.primary.setToolTip("" if joined else "E")
        self.primary.setProperty("acts", not joined)  # going to the other request writes nothing
        self.primary.setVisible((not joined or ending.ticket_id is not None) and not is_still(self.primary))
        goes_on = ending.kind == CLOSED and ending.ticket_id is not None
        self.go_on.set_words(say("ending.go_on", number=ending.number or "–"))
        self.go_on.setToolTip("Alt+R")
        self.go_on.setVisible(goes_on)
        refused = ending.kind == CLOSED and last is not None and last.outcome in told.REFUSING
        self.appeal.setVisible(refused and not is_still(self.appeal))
        self.setAccessibleName(f"{self.title.text()}. {reason} {self.whose.text()}")
        self.update()

    def _first(self) -> None:
        self._wish(GO if self._ending is not None and self._ending.kind == JOINED else REOPEN)

    def _wish(self, act: str) -> None:
        other = 0 if self._ending is None else int(self._ending.ticket_id or 0)
        self.acted.emit(act, other)
