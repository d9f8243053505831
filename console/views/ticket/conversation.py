"""The conversation: the newest messages as cards, earlier ones on demand; never all of a long history at once."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from console.records.tickets import MessageRecord
from console.services import showing
from console.services.desk import Desk
from console.views.look.look import current
from console.views.parts import Button
from console.views.ticket.cards import DayLine, MessageCard, day_of
from console.views.words import say
from console.work.runner import Runner

PAGE = 30


class Conversation(QScrollArea):
    """The messages of one ticket."""

    file_asked = Signal(object)
    mail_asked = Signal(object)
    shown = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._ticket_id: int | None = None
        self._total = 0
        self.messages: tuple[MessageRecord, ...] = ()
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("ticket.conversation"))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._earlier = Button("", "quiet", "history")
        self._earlier.clicked.connect(self._load_earlier)
        self._body = QWidget()
        self._body.setProperty("ground", "surface")
        self._layout = QVBoxLayout(self._body)
        look = current()
        self._layout.setContentsMargins(look.px(16), look.px(12), look.px(16), look.px(16))
        self._layout.setSpacing(look.px(10))
        self.setWidget(self._body)

    def show_ticket(self, ticket_id: int, total: int) -> None:
        """Load the newest messages of a ticket."""
        same = ticket_id == self._ticket_id
        self._ticket_id = ticket_id
        self._total = total
        limit = max(PAGE, len(self.messages)) if same else PAGE
        self._load(None, limit)

    def step(self, by: int) -> None:
        """Scroll to the next or previous message."""
        cards = self._body.findChildren(MessageCard)
        here = self.verticalScrollBar().value()
        tops = sorted(card.y() for card in cards)
        after = [top for top in tops if top > here + 2] if by > 0 else [top for top in tops if top < here - 2]
        if after:
            self.verticalScrollBar().setValue(after[0] if by > 0 else after[-1])

    def _load(self, before: MessageRecord | None, limit: int) -> None:
        ticket_id, desk = self._ticket_id, self._desk
        call = self._runner.read(
            lambda: (ticket_id, before, showing.messages(desk, ticket_id or 0, before=before, limit=limit))
        )
        call.landed.connect(self._landed)
        call.failed.connect(self.failed)

    def _load_earlier(self) -> None:
        if self.messages:
            self._load(self.messages[0], PAGE)

    def _landed(self, answer: Any) -> None:
        ticket_id, before, found = answer
        if ticket_id != self._ticket_id:
            return
        self.messages = (*found, *self.messages) if before is not None else found
        self._fill()
        if before is None:
            QTimer.singleShot(0, self, self._to_end)
        self.shown.emit(self.messages)

    def _to_end(self) -> None:
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum())

    def _fill(self) -> None:
        self._earlier.setParent(None)
        while self._layout.count():
            item = self._layout.takeAt(0)
            widget = item.widget() if item is not None else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        left = self._total - len(self.messages)
        self._earlier = Button(say("ticket.show_earlier", n=left), "quiet", "history")
        self._earlier.clicked.connect(self._load_earlier)
        self._earlier.setVisible(left > 0)
        self._layout.addWidget(self._earlier, 0, Qt.AlignmentFlag.AlignCenter)
        last_day = ""
        for message in self.messages:
            if day_of(message) != last_day:
                last_day = day_of(message)
                self._layout.addWidget(DayLine(last_day))
            card = MessageCard(message)
            card.file_asked.connect(self.file_asked)
            card.mail_asked.connect(self.mail_asked)
            self._layout.addWidget(card)
        self._layout.addStretch(1)
