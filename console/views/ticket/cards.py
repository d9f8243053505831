"""A message as a card: who, when, the words that are new, files; notes amber, ours tinted."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from console.records.base import Direction
from console.records.tickets import AttachmentRecord, MessageRecord
from console.views.look.icons import icon
from console.views.look.look import current
from console.views.look.paint import avatar
from console.views.parts import Button, PlainLabel, row
from console.views.words import clock, day, moment, say

_SHOWN_TEXT = 6_000
_KINDS = {Direction.NOTE: "note", Direction.OUTBOUND: "ours"}


class Face(QWidget):
    """A person's circle."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name or "?"
        self.setFixedSize(current().px(30), current().px(30))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the circle."""
        avatar(QPainter(self), current(), self.name, QRectF(self.rect()))


class MessageCard(QWidget):
    """One message. `file_asked` carries an attachment, `mail_asked` the message whose formatted form is wanted."""

    file_asked = Signal(object)
    mail_asked = Signal(object)

    def __init__(self, message: MessageRecord) -> None:
        super().__init__()
        look = current()
        self.message = message
        self.whole = False
        name = message.author or message.address
        outer = QHBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(look.px(10))
        outer.addWidget(Face(name), 0, Qt.AlignmentFlag.AlignTop)
        card = QFrame()
        card.setProperty("card", _KINDS.get(message.direction, "true"))
        inner = QVBoxLayout(card)
        inner.setContentsMargins(look.px(12), look.px(9), look.px(12), look.px(10))
        inner.setSpacing(look.px(4))
        inner.addLayout(self._head(name))
        self.text = PlainLabel(self._words(), "body", wrap=True)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.text.setAccessibleName(say("ticket.message_of", name=name))
        inner.addWidget(self.text)
        self._more(inner)
        for file in message.attachments:
            inner.addWidget(self._file(file))
        outer.addWidget(card, 1)

    def _head(self, name: str) -> QHBoxLayout:
        message = self.message
        head = row(PlainLabel(name, "strong"), spacing=8)
        if message.direction is Direction.NOTE:
            lock = PlainLabel()
            lock.setPixmap(icon("lock", "note_text", 14).pixmap(current().px(14), current().px(14)))
            head.addWidget(lock)
            head.addWidget(PlainLabel(say("ticket.note"), "label", "note"))
        for key, shown in (
            ("ticket.automatic", message.is_automatic),
            ("ticket.bounce", message.is_bounce),
            ("ticket.edited", message.versions > 1),
        ):
            if shown:
                head.addWidget(PlainLabel(say(key), "small", "3"))
        if message.delivery in ("held", "ready", "failed"):
            tone = "critical" if message.delivery == "failed" else "accent"
            head.addWidget(PlainLabel(say(f"delivery.{message.delivery}"), "small", tone))
        head.addStretch(1)
        when = PlainLabel(clock(message.sent_at), "small", "3")
        when.setToolTip(moment(message.sent_at))
        head.addWidget(when)
        return head

    def _words(self) -> str:
        message = self.message
        if message.service_action:
            return say("ticket.service", action=message.service_action.replace("_", " "))
        text = message.text if self.whole else message.reply_text or message.text
        return text.strip()[:_SHOWN_TEXT] or say("ticket.no_text")

    def _more(self, inner: QVBoxLayout) -> None:
        line = row(spacing=4)
        self.quoted = Button(say("ticket.show_quoted"), "quiet")
        self.quoted.clicked.connect(self._toggle)
        self.quoted.setVisible(len(self.message.text.strip()) > len(self.message.reply_text.strip()) + 2)
        line.addWidget(self.quoted)
        if self.message.html_sha256 or self.message.raw_sha256:
            formatted = Button(say("ticket.show_original"), "quiet")
            formatted.clicked.connect(self._ask_mail)
            line.addWidget(formatted)
        line.addStretch(1)
        inner.addLayout(line)

    def _file(self, file: AttachmentRecord) -> Button:
        size = say("ticket.size_kb", n=max(1, file.size // 1024)) if not file.missing else say("ticket.file_missing")
        button = Button(f"{file.name or say('ticket.unnamed_file')}   {size}", "quiet", "paperclip")
        button.setEnabled(not file.missing and file.sha256 is not None)
        button.clicked.connect(self._ask_file)
        button.setProperty("file", file.id)
        return button

    def _toggle(self) -> None:
        self.whole = not self.whole
        self.text.setText(self._words())
        self.quoted.setText(say("ticket.hide_quoted" if self.whole else "ticket.show_quoted"))

    def _ask_mail(self) -> None:
        self.mail_asked.emit(self.message)

    def _ask_file(self) -> None:
        wanted = self.sender().property("file")
        for file in self.message.attachments:
            if file.id == wanted:
                self.file_asked.emit(file)


class DayLine(QWidget):
    """The day between messages."""

    def __init__(self, words: str) -> None:
        super().__init__()
        label = PlainLabel(words, "small", "3")
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setLayout(row(label))


def day_of(message: MessageRecord) -> str:
    """Return the day of a message as the line above it says it."""
    return day(message.sent_at)
