"""The ticket: header with its facts, conversation, composer; and at the right the decision and the license."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QSizePolicy, QStackedWidget, QVBoxLayout, QWidget

from console.records.base import Status, Tier
from console.records.tickets import TicketDetail
from console.services.desk import Desk
from console.services.showing import Panels
from console.views.look.look import current
from console.views.parts import Button, EmptyState, IconButton, PlainLabel, column, row
from console.views.queue.delegate import license_words
from console.views.ticket.composer import Composer
from console.views.ticket.conversation import Conversation
from console.views.ticket.decision import DecisionPanel
from console.views.ticket.inspector import Inspector
from console.views.words import age, say
from console.work.runner import Runner

_TIER_TONE = {Tier.CRITICAL: "critical", Tier.FUNCTIONAL: "functional", Tier.QUESTION: "question"}


class Header(QWidget):
    """What the ticket is, in one glance, and the acts on it."""

    acted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        look = current()
        self.setFixedHeight(look.px(98))
        self.setProperty("ground", "surface")
        self.setProperty("edge", "bottom")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.number = PlainLabel("", "small", "3")
        self.subject = PlainLabel("", "title")
        self.subject.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.facts = PlainLabel("", "small", "2")
        self.tier = PlainLabel("", "label")
        self.close_button = Button(say("act.close"), "plain", "check")
        self.close_button.setObjectName("close")
        self.confirm = Button(say("act.open_request"), "primary", "check")
        self.confirm.setObjectName("confirm_request")
        self.take = IconButton("user-plus", say("act.take"), "T")
        self.take.setObjectName("take")
        self.assign = IconButton("user", say("act.assign"), "A")
        self.assign.setObjectName("assign")
        top = row(self.number, spacing=6)
        top.addStretch(1)
        for button in (self.take, self.assign, self.confirm, self.close_button):
            button.clicked.connect(self._clicked)
            top.addWidget(button)
        layout = column(spacing=2, margins=(16, 8, 12, 8))
        layout.addLayout(top)
        layout.addWidget(self.subject)
        line = row(self.tier, self.facts, spacing=8)
        line.addStretch(1)
        layout.addLayout(line)
        self.setLayout(layout)

    def show_ticket(self, detail: TicketDetail, now: object) -> None:
        """Show a ticket's facts."""
        line = detail.row
        self.number.setText(f"TK-{line.number}  ·  {detail.contact_name or detail.contact_address}")
        self.subject.setText(line.subject)
        self.subject.setToolTip("")
        confirmed = "" if line.tier_confirmed or line.tier is Tier.NONE else "?"
        self.tier.setText(say(f"tier.{line.tier.value}") + confirmed)
        self.tier.set_tone(_TIER_TONE.get(line.tier, "3"))
        owner = say("queue.owned_by", name=line.owner) if line.owner else say("queue.nobody")
        closed = line.status is Status.CLOSED
        status = say(f"status.{line.status.value}") + (
            f" ({line.close_reason})" if closed and line.close_reason else ""
        )
        parts = [license_words(line, now)[1], status, age(line.received_at, now), owner]  # type: ignore[arg-type]  # an instant
        self.facts.setText("  ·  ".join(parts))
        pending = line.status in (Status.PROPOSED, Status.HELD)
        self.confirm.setVisible(pending)
        self.close_button.setVisible(not pending)
        self.close_button.setText(say("act.reopen" if closed else "act.close"))
        self.close_button.setAccessibleName(self.close_button.text())

    def _clicked(self) -> None:
        self.acted.emit(self.sender().objectName())


class TicketPane(QWidget):
    """Conversation and composer of the chosen ticket."""

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk = desk
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = Header()
        self.conversation = Conversation(desk, runner)
        self.composer = Composer(desk, runner)
        self.empty = EmptyState("message", say("ticket.none"), say("ticket.none_text"))
        look = current()
        below = QWidget()
        below.setLayout(column(self.composer, margins=(12, 4, 12, 12)))
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.conversation, 1)
        layout.addWidget(below)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.empty)
        self.stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        self.setMinimumWidth(look.px(380))

    def show_panels(self, panels: Panels) -> None:
        """Show a ticket."""
        self.stack.setCurrentIndex(1)
        self.header.show_ticket(panels.detail, self._desk.clock())
        self.conversation.show_ticket(panels.detail)
        self.composer.show_ticket(panels.detail)

    def show_nothing(self) -> None:
        """Show that no ticket is chosen."""
        self.composer.flush()
        self.stack.setCurrentIndex(0)


class SidePanels(QWidget):
    """The decision and the license, one at a time."""

    def __init__(self, topics: tuple[tuple[str, str, str], ...]) -> None:
        super().__init__()
        look = current()
        self.setProperty("ground", "surface")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(look.px(330))
        self.decision = DecisionPanel(topics)
        self.inspector = Inspector()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.decision)
        self.stack.addWidget(self.inspector)
        self.first = Button(say("panel.decision"), "segment")
        self.second = Button(say("panel.license"), "segment")
        head = QFrame()
        head.setFixedHeight(look.px(46))
        head.setProperty("edge", "bottom")
        bar = row(self.first, self.second, spacing=4, margins=(12, 0, 12, 0))
        bar.addStretch(1)
        head.setLayout(bar)
        for place, button in enumerate((self.first, self.second)):
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setProperty("place", place)
            button.clicked.connect(self._chosen)
        self.first.setChecked(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addWidget(self.stack, 1)

    def show_panels(self, panels: Panels) -> None:
        """Show a ticket's panels."""
        self.decision.show_panels(panels)
        self.inspector.show_panels(panels)

    def toggle(self) -> None:
        """Show the other panel."""
        self.show_page(1 - self.stack.currentIndex())

    def show_page(self, place: int) -> None:
        """Show the decision (0) or the license (1)."""
        (self.first, self.second)[place].setChecked(True)
        self.stack.setCurrentIndex(place)

    def _chosen(self) -> None:
        self.stack.setCurrentIndex(int(self.sender().property("place")))
