"""The card at the head of the decision: the outcome, one sentence why, and the one act that follows from it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from console.records.assessment import AssessmentView
from console.services.refusing import ENDINGS
from console.views import reasoning
from console.views.decision.lines import Glyph
from console.views.kit import ink
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import of, say, say_count

_LOOKS = {
    "accept": ("ok", "circle-check"),
    "route": ("ok", "circle-check"),
    "product_error_check": ("accent", "shield-check"),
    "ask_info": ("functional", "help-circle"),
    "split": ("functional", "arrows-split"),
    "merge": ("accent", "hierarchy"),
    "redirect_paid": ("functional", "external-link"),
    "refuse": ("critical", "shield-off"),
    "suspend": ("critical", "clock-pause"),
    "not_registered": ("critical", "ban"),
}
_ICON_TOKENS = {"ok": "ok", "accent": "accent_text", "functional": "functional", "critical": "critical"}
REFUSE, ASK, ANSWER = "refuse", "ask", "answer"


def follows(view: AssessmentView) -> tuple[str, str, str, str]:
    """Return what follows from a decision: the act, its words, its key, and the letter it begins with."""
    if view.outcome == "redirect_paid":
        return REFUSE, say("act.redirect"), "Shift+R", view.primary or ""
    if view.outcome in ENDINGS:
        key = "act.suspend_with" if view.outcome == "suspend" else "act.refuse_with"
        return REFUSE, say(key, clause=view.primary or ""), "Shift+R", view.primary or ""
    if view.outcome == "accept":
        if view.mode == "instruct_only":
            return ASK, say("act.explain"), "Shift+Q", "request.do_it_yourself"
        return ANSWER, say("act.answer"), "R", ""
    words = {
        "ask_info": "act.ask_facts",
        "split": "act.ask_split",
        "merge": "act.tell_merged",
        "route": "act.tell_installation",
        "product_error_check": "act.check_error",
    }
    return ASK, say(words.get(view.outcome, "act.ask_facts")), "Shift+Q", ""


class OutcomeCard(QWidget):
    """The card. `acted` carries the act and the clause or letter it begins with."""

    acted = Signal(str, str)
    confirm_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self._tone = "ok"
        self._follows = (ANSWER, "", "", "")
        self.state = Text("", "label", "3")
        self.icon = Glyph(size=20)
        self.title = Text("", "title", wrap=True)
        self.ground = Text("", "strong", wrap=True)
        self.why = Text("", "body", "2", wrap=True)
        self.notes = Text("", "small", "2", wrap=True)
        self.right = Text("", "small", "functional", wrap=True)
        self.primary = PrimaryButton("", "send")
        self.primary.clicked.connect(self._acted)
        self.confirm = Button("", "plain", "check")
        self.confirm.clicked.connect(self.confirm_asked)
        head = QHBoxLayout()
        head.setSpacing(look.px(8))
        head.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        head.addWidget(self.title, 1)
        for button in (self.primary, self.confirm):
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        acts = QVBoxLayout()
        acts.setSpacing(look.px(6))
        acts.addWidget(self.primary)
        acts.addWidget(self.confirm)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(16), look.px(12), look.px(12), look.px(12))
        layout.setSpacing(look.px(6))
        layout.addWidget(self.state)
        layout.addLayout(head)
        for one in (self.ground, self.why, self.notes, self.right):
            layout.addWidget(one)
        layout.addLayout(acts)

    def show_view(self, view: AssessmentView, name: str) -> None:
        """Show a decision; `name` is who would take it."""
        self._tone, icon = _LOOKS.get(view.outcome, ("accent", "info-circle"))
        self.icon.show_icon(icon, _ICON_TOKENS[self._tone])
        open_facts = len(view.unconfirmed)
        self.state.setText(say_count("decision.rests", open_facts) if open_facts else say("decision.says"))
        self.state.set_tone("functional" if open_facts else "3")
        self.title.setText(say(f"outcome.{view.outcome}"))
        self.title.set_tone(self._tone)
        self._say(self.ground, self._ground(view))
        self._say(self.why, " ".join(reasoning.reason(one) for one in view.because))
        self._say(self.notes, "\n".join(self._notes(view)))
        self._say(self.right, say("decision.discretionary", name=name) if view.discretionary else "")
        self._follows = follows(view)
        act, words, chord, _ = self._follows
        self.primary.set_words(words)
        self.primary.show_icon({REFUSE: "shield-off", ASK: "help-circle", ANSWER: "corner-up-left"}[act])
        self.primary.setToolTip(chord)
        self.confirm.setVisible(bool(open_facts))
        self.confirm.set_words(say("decision.confirm_all"))
        self.setAccessibleName(f"{self.title.text()}. {self.ground.text()} {self.why.text()}")
        self.update()

    def _ground(self, view: AssessmentView) -> str:
        if not view.primary:
            return ""
        found = next((one for one in view.grounds if one.clause == view.primary), None)
        if found is None:
            return say("decision.clause", clause=view.primary)
        return f"{found.clause}  {of(found.title_en, found.title_ru)}"

    def _notes(self, view: AssessmentView) -> list[str]:
        notes = [say(f"mode.{view.mode}")] if view.mode else []
        if view.state_used:
            notes.append(say("decision.by_state", state=say(f"license.{view.state_used}")))
        notes += [say(f"flag.{one}") for one in view.flags]
        if view.offers:
            notes.append(say("decision.offers", offers=", ".join(say(f"offer.{one}") for one in view.offers)))
        return notes

    def _say(self, label: Text, words: str) -> None:
        label.setText(words)
        label.setVisible(bool(words))

    def _acted(self) -> None:
        act, _, _, begins = self._follows
        self.acted.emit(act, begins)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, with a bar of its tone at the left."""
        look = current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, radius = QRectF(self.rect()), look.px(8)
        ink.fill_round(painter, box, radius, ink.color("surface"))
        ink.line_round(painter, box, radius, ink.pen("hairline"))
        bar = QRectF(0, look.px(10), look.px(3), self.height() - look.px(20))
        ink.fill_round(painter, bar, look.px(1), ink.color(_ICON_TOKENS[self._tone]))
        painter.end()
