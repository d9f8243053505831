"""What can be done with a message, as a menu that the keys and the pointer open alike."""

from __future__ import annotations

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from console.records.thread import Bracket
from console.records.tickets import MessageRecord
from console.views.ticket.cards import file_words, folds
from console.views.ticket.reading import ReadingView
from console.views.words import say


class MessageMenu(QMenu):
    """A menu over one message; what is chosen goes to the conversation's `act`."""

    def __init__(
        self, talk: ReadingView, message: MessageRecord | None, *, chat: bool = False, other: Bracket | None = None
    ) -> None:
        super().__init__(talk)
        self._talk = talk
        self.setAccessibleName(say("ticket.message_menu"))
        self._add("copy", say("ticket.copy"))
        if message is not None:
            self._of_message(message)
        if message is not None and chat:
            self.addSeparator()
            chosen = int(message.id) in talk.chosen
            self._add("choose", say("ticket.unchoose" if chosen else "ticket.choose"))
            self._add("request", say("ticket.open_request", n=len(talk.chosen_keys())))
        if other is not None:
            self._add("ticket", say("ticket.go_to_request", number=other.number), int(other.ticket_id))
        self.triggered.connect(self._chosen)
        self.aboutToHide.connect(self._hidden)

    def _of_message(self, message: MessageRecord) -> None:
        if folds(message):
            unfolded = int(message.id) in self._talk.unfolded
            self._add("fold", say("ticket.hide_quoted" if unfolded else "ticket.show_quoted"))
        if message.html_sha256 or message.raw_sha256:
            self._add("mail", say("ticket.show_original"))
        if message.versions > 1:
            self._add("versions", say("ticket.versions", n=message.versions))
        for file in message.attachments:
            if file.sha256 is not None and not file.missing:
                self._add("file", say("ticket.save_file", file=file_words(file)), file)

    def _add(self, name: str, words: str, value: object = None) -> None:
        action = self.addAction(words.replace("&", "&&"))
        action.setObjectName(name)
        action.setData(value)

    def _chosen(self, action: QAction) -> None:
        self._talk.act(action.objectName(), action.data())

    def _hidden(self) -> None:
        self.deleteLater()
