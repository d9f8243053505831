"""What the agreement says of a ticket: the outcome, why, what is unknown and who can say it, and what it rests on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from console.records.assessment import AssessmentView, GroundView
from console.records.tickets import FactRecord, TicketDetail
from console.services.showing import Panels
from console.views.look.look import current
from console.views.parts import Button, Line, PlainLabel, column, row
from console.views.reasoning import reasons
from console.views.words import language, say

_TONES = {
    "accept": "ok",
    "route": "ok",
    "product_error_check": "accent",
    "ask_info": "functional",
    "split": "functional",
    "merge": "accent",
    "redirect_paid": "functional",
    "refuse": "critical",
    "suspend": "critical",
    "not_registered": "critical",
}
_BOOLEAN = (
    "is_error",
    "blocks_normal_operation",
    "what_happened",
    "panel_section",
    "repro_steps",
    "software_version",
    "error_text",
    "needs_complex_diagnostics",
    "wants_it_done",
    "bad_access",
    "same_section",
)


class DecisionPanel(QScrollArea):
    """Shows a decision; wishes: a fact is confirmed or changed, a topic is chosen, all proposals are confirmed."""

    fact_set = Signal(str, object, str)
    topic_set = Signal(str)
    confirm_all = Signal()
    refuse_asked = Signal(str)

    def __init__(self, topics: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        self._topics = topics
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("decision.panel"))

    def show_panels(self, panels: Panels) -> None:
        """Show the decision on a ticket."""
        look = current()
        body = QWidget()
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(16), look.px(14), look.px(16), look.px(16))
        layout.setSpacing(look.px(10))
        view = panels.assessment
        layout.addWidget(self._outcome(view))
        self._needs(view, layout)
        layout.addWidget(Line())
        self._facts(panels.detail, layout)
        layout.addWidget(Line())
        self._grounds(view, layout)
        layout.addWidget(Line())
        self._basis(view, layout)
        layout.addStretch(1)
        place = self.verticalScrollBar().value()
        self.setWidget(body)
        self.verticalScrollBar().setValue(place)

    def _outcome(self, view: AssessmentView) -> QFrame:
        card = QFrame()
        card.setProperty("card", "true")
        inner = column(spacing=5, margins=(14, 12, 14, 12))
        provisional = bool(view.unconfirmed)
        inner.addWidget(PlainLabel(say("decision.provisional" if provisional else "decision.says"), "label", "3"))
        inner.addWidget(PlainLabel(say(f"outcome.{view.outcome}"), "title", _TONES.get(view.outcome, ""), wrap=True))
        if view.primary:
            inner.addWidget(PlainLabel(self._first_ground(view), "strong", wrap=True))
        if view.mode:
            inner.addWidget(PlainLabel(say(f"mode.{view.mode}"), "body", "2", wrap=True))
        if view.state_used:
            inner.addWidget(
                PlainLabel(say("decision.by_state", state=say(f"license.{view.state_used}")), "small", "2", wrap=True)
            )
        if view.discretionary:
            inner.addWidget(PlainLabel(say("decision.discretionary"), "small", "functional", wrap=True))
        for flag in view.flags:
            inner.addWidget(PlainLabel(say(f"flag.{flag}"), "small", "accent", wrap=True))
        if view.offers:
            offers = ", ".join(say(f"offer.{one}") for one in view.offers)
            inner.addWidget(PlainLabel(say("decision.offers", offers=offers), "small", "2", wrap=True))
        if view.outcome in ("refuse", "redirect_paid", "suspend", "not_registered"):
            button = Button(say("act.refuse_with", clause=view.primary or ""), "primary", "shield-off")
            button.setProperty("clause", view.primary or "")
            button.clicked.connect(self._refuse)
            inner.addWidget(button)
        if provisional:
            inner.addWidget(
                PlainLabel(say("decision.rests_on", n=len(view.unconfirmed)), "small", "functional", wrap=True)
            )
            confirm = Button(say("decision.confirm_all"), "plain", "check")
            confirm.clicked.connect(self.confirm_all)
            inner.addWidget(confirm)
        card.setLayout(inner)
        return card

    def _first_ground(self, view: AssessmentView) -> str:
        for one in view.grounds:
            if one.clause == view.primary:
                return f"{one.clause}  {_title(one)}"
        return say("decision.clause", clause=view.primary)

    def _needs(self, view: AssessmentView, layout: QVBoxLayout) -> None:
        if not view.needs:
            return
        layout.addWidget(PlainLabel(say("decision.unknown"), "label", "3"))
        for need in view.needs:
            words = say("decision.need", fact=say(f"need.{need.fact}"), who=say(f"supplier.{need.supplier}"))
            layout.addWidget(PlainLabel(words, "body", "functional", wrap=True))

    def _facts(self, detail: TicketDetail, layout: QVBoxLayout) -> None:
        layout.addWidget(PlainLabel(say("decision.facts"), "label", "3"))
        layout.addLayout(self._topic(detail))
        known = {one.name: one for one in detail.facts}
        names = [name for name in _BOOLEAN if name in known] + [
            name for name in ("is_error", "what_happened", "panel_section") if name not in known
        ]
        for name in dict.fromkeys(names):
            layout.addLayout(self._fact(name, known.get(name)))

    def _topic(self, detail: TicketDetail) -> QHBoxLayout:
        box = QComboBox()
        box.setFont(current().font("small"))
        box.setAccessibleName(say("decision.topic"))
        box.setMinimumWidth(current().px(120))
        box.addItem(say("decision.no_topic"), "")
        topic = detail.questions[0].topic if detail.questions else detail.row.topic
        for code, english, russian in self._topics:
            box.addItem(russian if language() == "ru" else english, code)
            if code == topic:
                box.setCurrentIndex(box.count() - 1)
        box.activated.connect(self._topic_chosen)
        confirmed = bool(detail.questions) and detail.questions[0].topic_confirmed
        line = row(PlainLabel(say("decision.topic"), "small", "2"), box, spacing=8)
        line.setStretch(1, 1)
        line.addWidget(PlainLabel("✓" if confirmed else "?", "strong", "ok" if confirmed else "functional"))
        return line

    def _fact(self, name: str, fact: FactRecord | None) -> QHBoxLayout:
        label = PlainLabel(say(f"fact.{name}"), "small", "2", wrap=True)
        line = row(label, spacing=2)
        line.setStretch(0, 1)
        for words, value in ((say("fact.yes"), True), (say("fact.no"), False)):
            button = Button(words, "segment")
            button.setCheckable(True)
            button.setChecked(fact is not None and fact.value is value and fact.status != "rejected")
            button.setAccessibleName(f"{say(f'fact.{name}')}: {words}")
            button.setProperty("fact", name)
            button.setProperty("value", value)
            button.clicked.connect(self._fact_chosen)
            line.addWidget(button)
        confirmed = fact is not None and fact.status == "confirmed"
        mark = PlainLabel("✓" if confirmed else "?", "strong", "ok" if confirmed else "functional")
        mark.setToolTip(say("fact.confirmed" if confirmed else "fact.proposed"))
        line.addWidget(mark)
        return line

    def _grounds(self, view: AssessmentView, layout: QVBoxLayout) -> None:
        holding = [one for one in view.grounds if one.status == "holds"]
        unknown = [one for one in view.grounds if one.status == "unknown"]
        layout.addWidget(PlainLabel(say("decision.grounds"), "label", "3"))
        if not holding:
            layout.addWidget(PlainLabel(say("decision.no_grounds"), "body", "2", wrap=True))
        for one in holding:
            layout.addWidget(
                PlainLabel(
                    f"{one.clause}  {_title(one)}", "strong" if one.named_first else "body", "critical", wrap=True
                )
            )
            layout.addWidget(PlainLabel(reasons(one), "small", "2", wrap=True))
        if unknown:
            clauses = ", ".join(one.clause for one in unknown)
            layout.addWidget(
                PlainLabel(say("decision.unknown_grounds", clauses=clauses), "small", "functional", wrap=True)
            )

    def _basis(self, view: AssessmentView, layout: QVBoxLayout) -> None:
        layout.addWidget(PlainLabel(say("decision.basis"), "label", "3"))
        for one in view.basis:
            key = "basis.open_reading" if one.needs_company else f"basis.{one.kind}"
            layout.addWidget(PlainLabel(say(key, reference=one.reference), "small", "2", wrap=True))
        layout.addWidget(PlainLabel(say("decision.version", version=view.agreement), "small", "3"))

    def _refuse(self) -> None:
        self.refuse_asked.emit(str(self.sender().property("clause")))

    def _topic_chosen(self) -> None:
        box = self.sender()
        if isinstance(box, QComboBox) and box.currentData():
            self.topic_set.emit(str(box.currentData()))

    def _fact_chosen(self) -> None:
        button = self.sender()
        self.fact_set.emit(str(button.property("fact")), bool(button.property("value")), "confirmed")


def _title(ground: GroundView) -> str:
    return ground.title_ru if language() == "ru" else ground.title_en
