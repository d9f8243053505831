"""The card at the head of the decision: the outcome, one sentence why, and the one act that follows from it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter

from console.records.assessment import AssessmentView
from console.services.deciding import Chosen
from console.services.refusing import ENDINGS, REDIRECTING
from console.views import told
from console.views.decision.card import DecisionCard
from console.views.kit import ink
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.layout import Line
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

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
REFUSE, ASK, ANSWER, HERE = "refuse", "ask", "answer", "here"
_ACT_ICONS = {REFUSE: "shield-off", ASK: "help-circle", ANSWER: "corner-up-left", HERE: "pencil"}
# What a person chose of a decision that proposes something else begins with the letter that carries it out.
_BEGINS = {
    "ask_info": "request.facts",
    "split": "request.split",
    "take_one": "request.one_taken",
    "merge": "request.repeat_joined",
    "route": "request.first_installation",
    "product_error_check": "request.error_check_opened",
    "redirect_paid": REDIRECTING,
}
_ASKING = {
    "ask_info": "act.ask_facts",
    "split": "act.ask_split",
    "take_one": "act.tell_one_taken",
    "merge": "act.tell_merged",
    "route": "act.tell_installation",
    "product_error_check": "act.check_error",
    "redirect_paid": "act.redirect",
}


def follows(view: AssessmentView, choice: Chosen | None = None) -> tuple[str, str, str, str]:
    """Return what follows from a decision: the act, its words, its key, and the letter it begins with."""
    if choice is not None and choice.otherwise:
        return _follows_choice(view, choice.decision.outcome)
    if view.outcome == "redirect_paid":
        return REFUSE, say("act.redirect"), "Shift+R", view.primary or ""
    if view.outcome in ENDINGS:
        key = "act.suspend_with" if view.outcome == "suspend" else "act.refuse_with"
        key = "act.tell_suspended" if told.is_paused(view) else key
        return REFUSE, say(key, clause=view.primary or ""), "Shift+R", view.primary or ""
    if view.outcome == "accept":
        if view.mode == "instruct_only":
            return ASK, say("act.explain"), "Shift+Q", "request.do_it_yourself"
        return ANSWER, say("act.answer"), "R", ""
    if view.outcome == "ask_info" and not told.asks_customer(view):
        return HERE, say("act.say_facts"), "", ""
    return ASK, say(_ASKING.get(view.outcome, "act.ask_facts")), "Shift+Q", ""


def _follows_choice(view: AssessmentView, outcome: str) -> tuple[str, str, str, str]:
    if outcome in _BEGINS:
        return ASK, say(_ASKING[outcome]), "Shift+Q", _BEGINS[outcome]
    if outcome == "accept":
        return ANSWER, say("act.answer"), "R", ""
    return REFUSE, say("act.refuse_with", clause=view.primary or ""), "Shift+R", view.primary or ""


class OutcomeCard(DecisionCard):
    """The card: the outcome, the clause that decides, why, and what to do.

    `acted` carries the act and what it begins with. Where a person chose otherwise than proposed, the card shows that
    choice with its reason.
    """

    acted = Signal(str, str)
    confirm_asked = Signal()
    choice_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._tone = "ok"
        self._follows = (ANSWER, "", "", "")
        self.ground = Text("", "strong", wrap=True)
        self.why = Text("", "body", "2", wrap=True)
        self.todo = Text(say("decision.do"), "label", "3")
        self.notes = Text("", "small", "2", wrap=True)
        self.right = Text("", "small", "functional", wrap=True)
        self.primary = PrimaryButton("", "send")
        self.primary.clicked.connect(self._acted)
        self.confirm = Button("", "plain", "check")
        self.confirm.clicked.connect(self.confirm_asked)
        self.choose = Button(say("decision.choose"), "quiet", "arrows-split", chord="D")
        self.choose.clicked.connect(self.choice_asked)
        self.lay_out(
            (self.ground, self.why, 2, Line(), self.todo, self.notes, self.right),
            (self.primary, self.confirm, self.choose),
        )

    def show_view(
        self, view: AssessmentView, name: str, choice: Chosen | None = None, *, may_choose: bool = False
    ) -> None:
        """Show a decision, or the choice that a person made beside it; `name` is who would take it."""
        outcome = view.outcome if choice is None else choice.decision.outcome
        self._tone, icon = _LOOKS.get(outcome, ("accent", "info-circle"))
        self.icon.show_icon(icon, _ICON_TOKENS[self._tone])
        self.state.setText(told.standing(view, choice))
        self.state.set_tone("functional" if view.unconfirmed and choice is None else "3")
        paused = outcome == view.outcome and told.is_paused(view)
        self.title.setText(say("outcome.suspended" if paused else f"outcome.{outcome}"))
        self.title.set_tone(self._tone)
        titled = any(one.clause == view.primary for one in view.grounds)
        self.ground.set_kind("strong" if titled else "body", 0 if titled else 500)
        self.say_in(self.ground, told.clauses(view, choice))
        self.say_in(self.why, told.why(view, choice))
        self.say_in(self.notes, "\n".join(told.todo(view, choice)))
        self.say_in(self.right, told.right(view, name, choice))
        self._follows = follows(view, choice)
        act, words, chord, _ = self._follows
        self.primary.set_words(words)
        points = words == say("act.redirect")
        self.primary.show_icon("external-link" if points else _ACT_ICONS[act])
        self.primary.setToolTip(chord)
        self.confirm.setVisible(bool(view.unconfirmed))
        self.confirm.set_words(say("decision.confirm_all"))
        self.choose.setVisible(may_choose)
        self.setAccessibleName(f"{self.title.text()}. {self.ground.text()} {self.why.text()}")
        self.update()

    def _acted(self) -> None:
        act, _, _, begins = self._follows
        self.acted.emit(act, begins)

    def paint_over(self, painter: QPainter) -> None:
        """Paint a bar of its tone at the left."""
        look = current()
        bar = QRectF(0, look.px(10), look.px(3), self.height() - look.px(20))
        ink.fill_round(painter, bar, look.px(1), ink.color(_ICON_TOKENS[self._tone]))
