"""The gate of a reply that was written against an older state: what came in, and what to do with the text."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from console.records.base import Direction
from console.records.tickets import MessageRecord
from console.services.meanwhile import News
from console.views.kit.buttons import Button
from console.views.kit.layout import column, row
from console.views.kit.text import ElidedText, Text
from console.views.ticket import events
from console.views.words import clock, say, say_count

_SHOWN, _LINES = 160, 3


class StaleBar(QFrame):
    """Something came in meanwhile: send anyway, edit or discard. Any of them ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "warn")
        self.anyway = Button(say("composer.send_anyway"))
        self.edit = Button(say("composer.edit"))
        self.discard = Button(say("composer.discard"), "quiet")
        self.words = Text(say("composer.stale"), "label", "functional", wrap=True)
        self.lines = tuple(ElidedText("", "small", "text") for _ in range(_LINES))
        acts = row(self.anyway, self.edit, self.discard, spacing=8)
        acts.addStretch(1)
        layout = column(self.words, *self.lines, spacing=4, margins=(10, 6, 10, 6))
        layout.addLayout(acts)
        self.setLayout(layout)
        for button in (self.anyway, self.edit, self.discard):
            button.clicked.connect(self.hide)
        self.hide()

    @property
    def newest(self) -> ElidedText:
        """Return the line of what came in last."""
        shown = [one for one in self.lines if not one.isHidden()]
        return shown[-1] if shown else self.lines[0]

    def show_newest(self, news: News) -> None:
        """Show what came in, the last of it where it is much: of the customer, or a colleague's answer, note or act."""
        told = [*((one.sent_at, _line(one)) for one in news.messages)]
        told += ((one.recorded_at, events.line(one, news.decisions, {})[1]) for one in news.acts)
        lines = [words for _, words in sorted(told, key=lambda one: one[0])]
        shown = lines[-_LINES:]
        for place, line in enumerate(self.lines):
            line.setVisible(place < len(shown))
            if place < len(shown):
                line.set_text(shown[place])
        more = len(lines) - len(shown)
        self.words.setText(
            " ".join((say("composer.stale"), *((say_count("composer.stale_more", more),) if more else ())))
        )
        self.show()


def _line(message: MessageRecord) -> str:
    text = " ".join((message.reply_text or message.text).split())[:_SHOWN]
    key = {Direction.NOTE: "composer.newest_note", Direction.OUTBOUND: "composer.newest_reply"}
    name = message.author or message.address
    return say(key.get(message.direction, "composer.newest"), name=name, time=clock(message.sent_at), words=text)
