"""Two people changed the same field: both values are shown, and the second decides. Theirs stands until then."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from console.views.dialogs.frame import Frame
from console.views.parts import PlainLabel
from console.views.words import say


class MeetingDialog(Frame):
    """Asks which of two values is to stand. Esc and the safe button leave what stands."""

    def __init__(self, parent: QWidget, *, field: str, who: str, theirs: str, yours: str) -> None:
        heading = say("meeting.heading", field=field)
        super().__init__(heading, say("meeting.text", name=who or say("meeting.somebody")), say("meeting.mine"), parent)
        self.back.set_words(say("meeting.theirs"))
        for words, value in (
            (say("meeting.now", name=who or say("meeting.somebody")), theirs),
            (say("meeting.you"), yours),
        ):
            shown = PlainLabel(value, "strong", wrap=True)
            shown.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
            self.field(words, shown)
        self.setAccessibleDescription(f"{theirs}; {yours}")
        self.go.setDefault(False)
        self.back.setDefault(True)
        self.confirmed.connect(self.accept)
