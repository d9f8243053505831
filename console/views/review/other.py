"""What a reviewer said of the same decision elsewhere, or wrote here before it: shown beside, until it is settled."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal

from console.records.findings import Finding
from console.views.kit.buttons import Button
from console.views.kit.notice import Notice
from console.views.review import saying
from console.views.words import moment, say


class OtherWords(Notice):
    """Shows what is to be settled. `acted` takes it up, `left` goes on without it."""

    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.leave = Button(say("review.other_leave"), "quiet")
        self.leave.clicked.connect(self.left)
        layout = self.layout()
        assert layout is not None  # noqa: S101 - a notice has one
        layout.addWidget(self.leave)
        layout.setAlignment(self.leave, Qt.AlignmentFlag.AlignTop)

    def show_words(self, one: Finding | None) -> None:
        """Show a finding, or words that are none; nothing where there is none."""
        if one is None:
            self.say("")
            return
        if one.verdict:
            title = say("review.other_said", verdict=saying.title(one), time=moment(one.at))
        else:
            title = say("review.other_written")
        clause = one.clause if not one.verdict else ""
        body = "\n".join(part for part in (one.body.strip(), clause) if part)
        self.say(title, body, tone="functional", act=say("review.other_take"))
