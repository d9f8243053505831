"""What the agreement says of a ticket: the outcome, why, what is unknown and who can say it, what would change it.

Every part stays when the decision is taken anew and is changed in place: focus, scroll and what a person reads stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.records.assessment import NeedView
from console.records.findings import KeptFinding
from console.records.tickets import FactRecord
from console.services import deciding
from console.services.showing import Panels
from console.views import told
from console.views.decision import changes
from console.views.decision.changes import ChangeLines
from console.views.decision.decided import DecidedLines
from console.views.decision.ending import EndingCard
from console.views.decision.facts import NO, OPEN, FactRow, value_of
from console.views.decision.found import FoundLines
from console.views.decision.grounds import GroundLines
from console.views.decision.lines import ActLine, KeyedColumn
from console.views.decision.outcome import OutcomeCard
from console.views.decision.resting import BasisLines
from console.views.decision.topics import TopicRow, TopicWords
from console.views.kit.text import SectionHeader, Text
from console.views.look.look import current
from console.views.words import say

_ALWAYS = ("is_error", "what_happened", "panel_section")
_BOOLEAN = (
    *("sender_stands", "channel_official", "duplicate_of_open_request"),
    *("is_error", "blocks_normal_operation", "what_happened", "panel_section", "repro_steps", "software_version"),
    *("error_text", "evidence_media", "needs_complex_diagnostics", "wants_it_done", "bad_access", "same_section"),
)
_ANSWERED_BY = {"channel": "channel_official"}  # what is missing, by the fact that a person sets for it
_CHANNELS = "company_channels"  # beside the question for the channel: where the company's channels are entered
_NEED_ICON = {"user": "message", "specialist": "user", "lead": "user-plus", "records": "license"}
_SECTIONS = ("decided", "found", "needs", "facts", "changes", "supposed", "grounds", "basis")
Fill = Callable[[QWidget], None]


class DecisionPanel(QScrollArea):
    """Shows a decision; wishes: a fact or topic is set, all is confirmed, something is refused, asked or answered."""

    fact_set = Signal(str, object, str)
    topic_set = Signal(int, str)
    confirm_all = Signal()
    refuse_asked = Signal(str)
    ask_asked = Signal(str)
    answer_asked = Signal()
    choice_asked = Signal()
    decided_asked = Signal(object)
    license_asked = Signal()
    basis_asked = Signal(str, str)
    evidence_asked = Signal(int, int, int)
    ended_asked = Signal(str, int)

    def __init__(self, topics: TopicWords, parent: QWidget, *, name: str, quote: Callable[[FactRecord], str]) -> None:
        super().__init__(parent)
        self._topics, self._name, self._quote = topics, name, quote
        self._panels: Panels | None = None
        self._is_over = False
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(say("decision.panel"))
        self.outcome = OutcomeCard()
        self.outcome.acted.connect(self._follow)
        self.outcome.confirm_asked.connect(self.confirm_all)
        self.outcome.choice_asked.connect(self.choice_asked)
        self.ending = EndingCard()
        self.ending.acted.connect(self.ended_asked)
        self.ending.hide()
        self.needs = KeyedColumn(self._need_row)
        self.needs.emptied.connect(self.outcome.primary.setFocus)
        self.topics = KeyedColumn(self._topic_row, spacing=4)
        self.facts = KeyedColumn(self._fact_row)
        self.decided = DecidedLines()
        self.decided.asked.connect(self.decided_asked)
        self.found = FoundLines()
        self.changes, self.supposed = ChangeLines(), ChangeLines()
        for one in (self.changes, self.supposed):
            one.wished.connect(self._bring_about)
        self.grounds = GroundLines()
        self.grounds.asked.connect(self._ground_pressed)
        self.basis = BasisLines()
        self.basis.asked.connect(self.basis_asked)
        self.version = Text("", "small", "3", wrap=True)
        self._heads: dict[str, SectionHeader] = {}
        self._stops: list[QWidget] = []
        self._build()

    def learn(self, topics: TopicWords) -> None:
        """Offer the topics of another version of the agreement."""
        self._topics = topics
        self.topics.show_rows({})

    def _build(self) -> None:
        look = current()
        body = QWidget(self.viewport())
        body.setProperty("ground", "surface")
        layout = QVBoxLayout(body)
        layout.setContentsMargins(look.px(12), look.px(12), look.px(10), look.px(16))
        layout.setSpacing(look.px(2))
        layout.addWidget(self.ending)
        layout.addWidget(self.outcome)
        for name in _SECTIONS:
            self._heads[name] = SectionHeader(say(f"decision.head_{name}"))
            layout.addWidget(self._heads[name])
            if name == "facts":
                layout.addWidget(self.topics)
            layout.addWidget(getattr(self, name))
        layout.addWidget(self.version)
        layout.addStretch(1)
        self.setWidget(body)

    def show_panels(self, panels: Panels) -> None:
        """Show the decision on a ticket; the same ticket keeps its place."""
        same = self._panels is not None and self._panels.detail.row.id == panels.detail.row.id
        self._panels = panels
        view, over = panels.assessment, panels.ending is not None
        self._is_over = over
        self._show_card(panels)
        self.needs.show_rows({} if over else _needs(view.needs))
        self._show_facts(panels)
        self.decided.show_decisions(panels.detail.decisions, all_of_them=over)
        if not same:
            self.found.show_findings(())
        for column, supposed in ((self.changes, False), (self.supposed, True)):
            if over:
                column.show_rows({})
            else:
                column.show_view(view, supposed=supposed)
        self.grounds.show_view(view, same=same)
        self.basis.show_basis(view.basis)
        for name, head in self._heads.items():
            head.setVisible(bool(getattr(self, name).rows))
        self.version.setText(say("decision.version", version=view.agreement))
        self._order_stops()
        if not same:
            self.verticalScrollBar().setValue(0)

    def _show_card(self, panels: Panels) -> None:
        """Show what follows from the decision, or of a request that is over how it ended."""
        ending, decisions = panels.ending, panels.detail.decisions
        self.outcome.setVisible(ending is None)
        self.ending.setVisible(ending is not None)
        if ending is not None:
            self.ending.show_ending(ending, decisions[-1] if decisions else None)
            return
        may_choose = len(deciding.choices(panels)) > 1
        self.outcome.show_view(panels.assessment, self._name, deciding.chosen(panels), may_choose=may_choose)

    def show_findings(self, found: Sequence[KeptFinding]) -> None:
        """Show what reviewers found of the ticket."""
        self.found.show_findings(found)
        self._heads["found"].setVisible(bool(found))
        self._order_stops()

    def show_quotes(self) -> None:
        """Show the words that facts rest on: the messages have come."""
        if self._panels is not None:
            self._show_facts(self._panels)

    def _order_stops(self) -> None:
        """Walk from top to bottom by Tab, wherever rows were added."""
        columns = [getattr(self, name) for name in _SECTIONS]
        columns.insert(columns.index(self.facts), self.topics)
        card = (self.outcome.primary, self.outcome.confirm, self.outcome.choose, *self.ending.buttons)
        stops = [*card, *(one for column in columns for one in column.stops())]
        if stops != self._stops:
            self._stops = stops
            for before, after in pairwise(stops):
                QWidget.setTabOrder(before, after)

    # -- facts ---------------------------------------------------------------------------------------------------------

    def _show_facts(self, panels: Panels) -> None:
        detail = panels.detail
        self.topics.show_rows(
            {str(one.id): _with(self._fill_topic, (one, len(detail.questions))) for one in detail.questions}
            or {"0": _with(self._fill_topic, (detail.row, 1))}
        )
        known = {one.name: one for one in detail.facts if isinstance(one.value, bool | list) or one.value is None}
        wanted = [_fact_of(one.fact) for one in panels.assessment.needs]
        names = [name for name in _BOOLEAN if name in known or name in _ALWAYS or name in wanted]
        names += sorted(name for name in known if name not in names and value_of(known[name]) not in (NO, OPEN))
        rows = {name: _with(self._fill_fact, known.get(name)) for name in names}
        self.facts.show_rows(rows)

    def _fill_fact(self, widget: QWidget, fact: FactRecord | None) -> None:
        if isinstance(widget, FactRow):
            widget.show_fact(fact, "" if fact is None else self._quote(fact), fixed=self._is_over)

    def _fill_topic(self, widget: QWidget, shown: tuple[QObject, int]) -> None:
        if isinstance(widget, TopicRow):
            widget.show_topic(shown[0], alone=shown[1] < 2)
            widget.box.setEnabled(not self._is_over)
            widget.setToolTip(say("why.closed") if self._is_over else "")

    def _ground_pressed(self, clause: str) -> None:
        """Begin a refusal by a ground, or show its clause where the request is over."""
        if self._is_over:
            self.basis_asked.emit("text", clause)
        else:
            self.refuse_asked.emit(clause)

    def _fact_row(self, name: str) -> FactRow:
        row = FactRow(name)
        row.chosen.connect(self._fact_chosen)
        row.pointed.connect(self._pointed)
        return row

    def _fact_chosen(self, name: str, value: str) -> None:
        row = self.facts.rows.get(name)
        fact = row.fact if isinstance(row, FactRow) else None
        listed = fact.value if fact is not None and isinstance(fact.value, list) else None
        if value == OPEN:
            self.fact_set.emit(name, None if listed is None else listed, "rejected")
        elif listed is not None:
            self.fact_set.emit(name, listed, "rejected" if value == NO else "confirmed")
        else:
            self.fact_set.emit(name, value != NO, "confirmed")

    def _pointed(self, fact: FactRecord | None) -> None:
        if fact is None or fact.message_id is None or fact.start is None or not fact.end or not fact.newest:
            self.evidence_asked.emit(0, 0, 0)
        else:
            self.evidence_asked.emit(int(fact.message_id), fact.start, fact.end)

    def _topic_row(self, key: str) -> TopicRow:
        row = TopicRow(int(key), self._topics)
        row.chosen.connect(self.topic_set)
        return row

    # -- needs, changes -----------------------------------------------------------------------------------------------

    def _need_row(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._need_pressed)
        line.acted.connect(self._need_pressed)
        return line

    def _need_pressed(self, fact: str) -> None:
        if fact == _CHANNELS:
            self.basis_asked.emit("channels", "")
            return
        need = None if self._panels is None else _find(self._panels.assessment.needs, fact)
        row = self.facts.rows.get(_fact_of(fact))
        if need is not None and need.supplier == "user":
            self.ask_asked.emit("")
        elif row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)
            self.ensureWidgetVisible(row)
        else:
            self.license_asked.emit()

    def _bring_about(self, way: str, value: object) -> None:
        """Do what would change the decision, or lead to where it is done."""
        if way == changes.SET and isinstance(value, tuple):
            self.fact_set.emit(value[0], value[1], "confirmed")
        elif way == changes.ASK:
            self.ask_asked.emit(str(value))
        elif way == changes.COMPANY:
            self.basis_asked.emit("company", "services_available")
        elif way == changes.LICENSE:
            self.license_asked.emit()
        else:
            rows = self.topics.rows if way == changes.TOPIC else self.facts.rows
            row = next(iter(rows.values()), None) if way == changes.TOPIC else rows.get(str(value))
            if row is not None:
                row.setFocus(Qt.FocusReason.OtherFocusReason)
                self.ensureWidgetVisible(row)

    def _follow(self, act: str, begins: str) -> None:
        if act == "refuse":
            self.refuse_asked.emit(begins)
        elif act == "ask":
            self.ask_asked.emit(begins)
        elif act == "here":
            self._need_pressed(next(iter(self.needs.rows), ""))
        else:
            self.answer_asked.emit()


def _with(fill: Callable[..., None], value: object) -> Fill:
    return lambda widget: fill(widget, value)


def _fact_of(need: str) -> str:
    return _ANSWERED_BY.get(need, need)


def _find(needs: tuple[NeedView, ...], fact: str) -> NeedView | None:
    return next((one for one in needs if one.fact == fact), None)


def _fill_need(widget: QWidget, need: NeedView) -> None:
    if isinstance(widget, ActLine):
        here = need.supplier != "user" and _fact_of(need.fact) in _BOOLEAN
        act = "ask" if need.supplier == "user" else "here" if here else "license"
        widget.show_line(
            *told.need(need),
            icon=(_NEED_ICON.get(need.supplier, "help-circle"), "functional"),
            act=say(f"decision.need_{act}"),
        )


def _needs(needs: tuple[NeedView, ...]) -> dict[str, Fill]:
    """Return the lines of what is missing; below the question for the channel, where channels are entered for good."""
    rows: dict[str, Fill] = {}
    for one in needs:
        rows[one.fact] = _with(_fill_need, one)
        if one.fact == "channel":
            rows[_CHANNELS] = _with(_fill_channels, None)
    return rows


def _fill_channels(widget: QWidget, _: object) -> None:
    if isinstance(widget, ActLine):
        words = (say("decision.enter_channels"), say("decision.enter_channels_text"))
        widget.show_line(*words, icon=("mail", "text2"), act=say("decision.open_channels"))
