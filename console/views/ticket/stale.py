"""The gate of a reply that was written against an older state: what came in, and what to do with the text."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame

from console.records.base import Direction
from console.records.tickets import MessageRecord
from console.views.kit.buttons import Button
from console.views.kit.layout import column, row
from console.views.kit.text import ElidedText, Text
from console.views.words import clock, say

_SHOWN = 160


class StaleBar(QFrame):
    """Something came in meanwhile: send anyway, edit or discard. Any of them ends it."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("card", "warn")
        self.anyway = Button(say("composer.send_anyway"))
        self.edit = Button(say("composer.edit"))
        self.discard = Button(say("composer.discard"), "quiet")
        self.words = Text(say("composer.stale"), "label", "functional", wrap=True)
        self.newest = ElidedText("", "small", "text")
        acts = row(self.anyway, self.edit, self.discard, spacing=8)
        acts.addStretch(1)
        layout = column(self.words, self.newest, spacing=4, margins=(10, 6, 10, 6))
        layout.addLayout(acts)
        self.setLayout(layout)
        for button in (self.anyway, self.edit, self.discard):
            button.clicked.connect(self.hide)
        self.hide()

    def show_newest(self, messages: tuple[MessageRecord, ...]) -> None:
        """Show the message that came in last."""
        found = next((one for one in reversed(messages) if one.direction is Direction.INBOUND), None)
        self.newest.setVisible(found is not None)
        if found is not None:
            text = " ".join((found.reply_text or found.text).split())[:_SHOWN]
            name = found.author or found.address
            self.newest.set_text(say("composer.newest", name=name, time=clock(found.sent_at), words=text))
        self.show()
