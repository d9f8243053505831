"""The ticket: header with its facts, conversation, composer; and at the right the decision and the license."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from console.records.thread import Thread
from console.records.tickets import FactRecord
from console.services.desk import Desk
from console.services.matters import Matters
from console.services.showing import Panels
from console.views.decision.topics import TopicWords
from console.views.kit.states import Banner
from console.views.look.look import current
from console.views.matters.cards import fair_words
from console.views.matters.page import MattersPage
from console.views.parts import Button, EmptyState, column, row
from console.views.ticket.company import CompanyBar
from console.views.ticket.composer import Composer
from console.views.ticket.conversation import Conversation
from console.views.ticket.decision import DecisionPanel
from console.views.ticket.follows import FollowsBar
from console.views.ticket.header import Header
from console.views.ticket.inspector import Inspector
from console.views.ticket.waiting import WaitingBar
from console.views.words import say
from console.work.runner import Runner


class TicketPane(QWidget):
    """Conversation and composer of the chosen ticket."""

    def __init__(self, desk: Desk, runner: Runner, parent: QWidget) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.header = Header()
        self.as_read = Banner("info", "history", "")
        self.waiting = WaitingBar()
        self.follows = FollowsBar()
        self.conversation = Conversation(desk, runner)
        self.company = CompanyBar(self.conversation)
        self.composer = Composer(desk, runner)
        self.empty = EmptyState("message", say("ticket.none"), say("ticket.none_text"))
        self._build()

    def _build(self) -> None:
        self.as_read.hide()
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.empty)
        whole = QWidget(self.stack)
        self.stack.addWidget(whole)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.stack)
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        layout.addWidget(self.as_read)
        layout.addWidget(self.waiting)
        layout.addWidget(self.follows)
        layout.addWidget(self.conversation, 1)
        below = QWidget()
        layout.addWidget(below)
        self.below = column(margins=(12, 4, 12, 12))
        below.setLayout(self.below)
        self.below.addWidget(self.composer)
        self.setMinimumWidth(current().px(380))

    def show_panels(self, panels: Panels, thread: Thread | None = None) -> None:
        """Show a ticket, with its conversation where that was read already."""
        self.stack.setCurrentIndex(1)
        self.header.show_ticket(panels.detail, self._desk.clock())
        self.waiting.show_panels(panels)
        self.follows.show_ticket(panels.detail, may_write=not self._desk.store.read_only)
        begin = 0 if panels.bounds is None else panels.bounds.first
        self.conversation.show_ticket(panels.detail, begin=begin, thread=thread, desk=self._desk)
        self.composer.show_ticket(panels.detail)
        self.composer.allow_refusing(allowed=panels.ending is None)

    def leave_writing(self) -> None:
        """Go on in the conversation when a text was sent, unless another is begun: keys are commands again."""
        composer = self.composer
        if composer.edit.hasFocus() and not composer.slip().written:
            self.conversation.setFocus()

    def show_nothing(self, title: str, text: str) -> None:
        """Show no ticket, and say why."""
        self.composer.flush()
        self.empty.say(title, text)
        self.empty.show_icon("database", "question")
        self.stack.setCurrentIndex(0)


class SidePanels(QWidget):
    """The decision, the license and what the request brings besides, one at a time."""

    def __init__(
        self,
        desk: Desk,
        quote: Callable[[FactRecord], str],
        topics: TopicWords,
        services: TopicWords,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self.setProperty("ground", "surface")
        self.setProperty("edge", "left")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(current().px(330))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head())
        self.pages = QStackedWidget()
        layout.addWidget(self.pages, 1)
        self.empty = EmptyState("book", say("decision.none"), say("decision.none_text"))
        self.pages.addWidget(self.empty)
        self.stack = QStackedWidget(self.pages)
        self.pages.addWidget(self.stack)
        self.decision = DecisionPanel(topics, self.stack, name=desk.actor.name, quote=quote)
        self.inspector = Inspector(self.stack)
        self.matters = MattersPage(topics, services, self.stack)
        self.matters.counted.connect(self._show_count)
        for page in (self.decision, self.inspector, self.matters):
            self.stack.addWidget(page)

    def _head(self) -> QFrame:
        self.first = Button(say("panel.decision"), "segment")
        self.second = Button(say("panel.license"), "segment")
        self.third = Button(say("panel.matters"), "segment")
        head = QFrame()
        head.setFixedHeight(current().px(46))
        head.setProperty("edge", "bottom")
        bar = row(self.first, self.second, self.third, spacing=4, margins=(12, 0, 12, 0))
        bar.addStretch(1)
        head.setLayout(bar)
        for place, button in enumerate((self.first, self.second, self.third)):
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setProperty("place", place)
            button.clicked.connect(self._chosen)
        self.first.setChecked(True)
        return head

    def learn(self, topics: TopicWords, services: TopicWords) -> None:
        """Offer the topics and services of another version of the agreement from now on."""
        self.decision.learn(topics)
        self.matters.learn(topics, services)

    def show_panels(self, panels: Panels) -> None:
        """Show a ticket's panels."""
        self.pages.setCurrentWidget(self.stack)
        self.decision.show_panels(panels)
        self.inspector.show_panels(panels)
        self.matters.show_panels(panels)

    def show_nothing(self) -> None:
        """Show the panels of no ticket."""
        self.pages.setCurrentWidget(self.empty)

    def show_matters(self, found: Matters) -> None:
        """Show what a ticket brings besides its question, and what is counted of its license."""
        self.matters.show_matters(found)
        if found.ticket_id == self.matters.ticket_id:
            self.inspector.show_fair_use(fair_words(found))

    def toggle(self) -> None:
        """Show the next panel."""
        self.show_page((self.stack.currentIndex() + 1) % self.stack.count())

    @property
    def page(self) -> QWidget:
        """Return the panel that is shown."""
        return (self.decision, self.inspector, self.matters)[self.stack.currentIndex()]

    def show_license(self) -> None:
        """Show the license and move the focus there."""
        self.show_page(1)
        self.inspector.setFocus()

    def show_page(self, place: int) -> None:
        """Show the decision (0), the license (1) or the request (2)."""
        (self.first, self.second, self.third)[place].setChecked(True)
        self.stack.setCurrentIndex(place)

    def _show_count(self, waiting: int) -> None:
        words = say("panel.matters")
        self.third.set_words(f"{words}  {waiting}" if waiting else words)

    def _chosen(self) -> None:
        self.stack.setCurrentIndex(int(self.sender().property("place")))
