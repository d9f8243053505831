"""The conversation of a ticket: its order is read at once, its words as they come into sight.

A chat can be shown whole; messages that a person chooses there are asked to be opened as a request.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal

from console.records.thread import Thread
from console.records.tickets import AttachmentRecord, EventRecord, MessageRecord, TicketDetail
from console.services import thread as threads
from console.services.desk import Desk
from console.views.kit import bars
from console.views.look.look import current
from console.views.ticket import events
from console.views.ticket.cards import shown_text
from console.views.ticket.marking import MarkingView
from console.views.ticket.menu import MessageMenu
from console.views.ticket.talk import NOTHING
from console.views.words import moment, say
from console.work.runner import Runner


class Conversation(MarkingView):
    """The messages of one ticket, or of the whole chat around it."""

    file_asked = Signal(object)
    mail_asked = Signal(object)
    request_asked = Signal(object)
    ticket_asked = Signal(int)
    letter_asked = Signal(object)
    shown = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, runner: Runner) -> None:
        super().__init__()
        self._desk = desk
        self._runner = runner
        self._detail: TicketDetail | None = None
        self._whole = False
        self.sealed = False
        self._begin = 0
        self._asked: set[int] = set()
        self.lines = self._line
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(say("ticket.conversation"))
        self.wanted.connect(self._read_words, Qt.ConnectionType.QueuedConnection)
        known = desk.agreement.agreement.topics.values()
        self.topics = {one.code: (one.en, one.ru) for one in known}

    @property
    def messages(self) -> tuple[MessageRecord, ...]:
        """Return the messages that are held, in order."""
        return self.rows.held

    @property
    def whole(self) -> bool:
        """Return whether the whole chat is shown."""
        return self._whole

    @property
    def is_chat(self) -> bool:
        """Return whether the ticket came out of a chat."""
        return self._detail is not None and self._detail.row.channel.startswith("telegram")

    def show_ticket(
        self, detail: TicketDetail, *, begin: int = 0, thread: Thread | None = None, desk: Desk | None = None
    ) -> None:
        """Show a ticket's messages; the same ticket stays where it is scrolled to.

        `begin` is the first message of what is only proposed: then the whole chat is shown from there. `thread` is the
        ticket's own conversation, where it was read already. `desk` is what to read from, where it is another state.
        """
        before, self._desk = self._desk, desk or self._desk
        same = before is self._desk and self._detail is not None and self._detail.row.id == detail.row.id
        self._detail = detail
        if self.asker != detail.contact_address:
            self.asker = detail.contact_address
            self.forget()
        if not same:
            self._whole, self._begin = bool(begin), begin
            if thread is not None and self._runner.away is not None:
                self._whole = thread.whole
            self._clear()
        if thread is None or thread.whole is not self._whole:
            self._read()
        else:
            self._landed(thread)

    def show_whole(self, whole: bool) -> None:  # noqa: FBT001 - a button's state
        """Show the whole chat with its requests, or only the ticket's own messages."""
        if self._detail is None or whole == self._whole:
            return
        if self._runner.away is not None:
            self.failed.emit(self._runner.away)
        else:
            self._whole = whole
            self._clear()
            self._read()

    def act(self, name: str, value: object = None) -> None:
        """Do what a pressed place, a key or the menu says."""
        row = self.currentIndex().row()
        line = self.line_place(row) if row >= 0 else None
        if name == "menu" and line is not None:
            name, value = line.act, line.value
        plain = {"copy": self.copy, "request": self.ask_request}.get(name)
        if plain is not None:
            plain()
        elif name == "menu":
            self._open_menu(row, value if isinstance(value, QPoint) else None)
        elif name == "choose":
            self.toggle_choice(row)
        elif name == "file" and isinstance(value, AttachmentRecord) and value.sha256 is not None:
            self.file_asked.emit(value)
        else:
            self._with_key(name, row, value)

    def _with_key(self, name: str, row: int, value: object) -> None:
        message = self.rows.message(row) if row >= 0 else None
        if name == "unfold":
            self.unfold(int(str(value)))
        elif name == "letter":
            found = () if self._detail is None else self._detail.decisions
            for decision in (one for one in found if one.id == value):
                self.letter_asked.emit(decision)
        elif name == "ticket":
            self.ticket_asked.emit(int(str(value)))
        elif message is not None:
            self._on_message(name, message, value)

    def ask_request(self) -> None:
        """Ask for a request to be opened from the chosen messages."""
        keys = self.chosen_keys()
        if keys and self.is_chat:
            self.request_asked.emit(keys)

    def sentence(self, row: int) -> str:
        """Return a row as it is heard: who, when, what kind, the words and the files."""
        told = self.line_of(row)
        if told is not None:
            return bars.heard(told[1])
        message = self.rows.message(row)
        if message is None:
            return say("ticket.reading", time=moment(self.rows.instant(row)))
        shown = shown_text(message, unfolded=int(message.id) in self.unfolded)[0]
        return bars.heard(events.sentence(message, shown, self.asker))

    # -- inside ----------------------------------------------------------------------------------------------------

    def _on_message(self, name: str, message: MessageRecord, value: object) -> None:
        key = int(message.id)
        if name == "mail":
            self.mail_asked.emit(message)
        elif name == "fold":
            self.unfolded ^= {key}
            self.again(key)
        elif name == "versions":
            self._toggle_versions(key)
        elif name == "jump":
            row = self.rows.row_of(int(str(value)))
            if row is not None:
                self.go_to(row)

    def _open_menu(self, row: int, at: QPoint | None) -> None:
        if row < 0:
            self.step(-1)
            row = self.currentIndex().row()
        if row < 0:
            return
        other = self.rows.bracket(row)
        mine = None if self._detail is None else self._detail.row.id
        menu = MessageMenu(
            self,
            self.rows.message(row),
            chat=self.is_chat,
            other=None if other is None or other.ticket_id == mine else other,
        )
        box = self.visualRect(self.rows.index(row))
        corner = QPoint(box.right() - current().px(40), max(0, box.top()) + current().px(30))
        menu.popup(at or self.viewport().mapToGlobal(corner))

    def _toggle_versions(self, key: int) -> None:
        if self.versions.pop(key, None) is not None:
            self.again(key)
            return
        desk = self._desk
        call = self._runner.read(lambda: (key, threads.versions(desk, key)))
        call.landed.connect(self._versions_landed)
        call.failed.connect(self.failed)

    def _versions_landed(self, answer: Any) -> None:
        key, found = answer
        self.versions[key] = found
        self.again(key)

    def _clear(self) -> None:
        self.clear_choice()
        self.unfolded.clear()
        self.versions.clear()
        self.rows.opened.clear()
        self.mark(0, 0, 0)
        self.show_thread(NOTHING)

    def _read(self) -> None:
        detail, desk, whole = self._detail, self._desk, self._whole
        if detail is None:
            return
        key, conversation = detail.row.id, detail.conversation_id if whole else None
        call = self._runner.read(lambda: threads.open_thread(desk, key, conversation_id=conversation))
        call.landed.connect(self._landed)
        call.failed.connect(self.failed)

    def _landed(self, found: Thread) -> None:
        if self._detail is None or found.ticket_id != self._detail.row.id or found.whole != self._whole:
            return
        self._asked.clear()
        self.show_thread(replace(found, newest=events.as_written(found.newest)) if self.sealed else found)
        row = self.rows.row_of(self._begin) if self._begin else None
        if row is not None:
            self.go_to(row)
        self._begin = 0
        self.shown.emit(self.messages)

    def _read_words(self, keys: tuple[int, ...]) -> None:
        wanted = tuple(key for key in keys if key not in self._asked)
        if not wanted or self._detail is None or self._runner.away is not None:
            return
        self._asked.update(wanted)
        desk, ticket_id = self._desk, self._detail.row.id
        call = self._runner.read(lambda: (ticket_id, threads.words_of(desk, ticket_id, wanted)))
        call.landed.connect(self._words_landed)
        call.failed.connect(self.failed)

    def _words_landed(self, answer: Any) -> None:
        ticket_id, found = answer
        self._asked.difference_update(int(one.id) for one in found)
        if self._detail is not None and ticket_id == self._detail.row.id:
            for row in self.rows.take(events.as_written(found) if self.sealed else found):
                self.stack.forget(row)
            self.sync()
            self.light_marked()

    def _line(self, event: EventRecord) -> tuple[str, str]:
        if self._detail is None:
            return events.line(event, (), self.topics)
        row = self._detail.row
        people = {} if row.owner_id is None or row.owner is None else {int(row.owner_id): row.owner}
        return events.line(event, self._detail.decisions, self.topics, people)
