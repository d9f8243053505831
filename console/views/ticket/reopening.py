"""Opening a closed ticket again: what the agreement says of coming back, and the reason. Enter does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from console.services.closing import REOPENINGS, Reopening
from console.views.keys.router import chord
from console.views.kit.buttons import PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.look.look import current
from console.views.words import say

_TONES = {"reopen": "ok", "refuse": "critical", "suspend": "critical"}


class ReopeningPanel(Cover):
    """Choosing why a ticket is opened again. `reopen_asked` carries the reason."""

    reopen_asked = Signal(str)

    def __init__(self, number: int, found: Reopening, parent: QWidget) -> None:
        heading = say("reopening.heading", number=number)
        super().__init__(parent, heading, width=620, height=380)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.add_header(heading, say("act.back"), icon="refresh", chord="E")
        self.says = Notice()
        days = "–" if found.window_days is None else str(found.window_days)
        self.says.say(
            say(f"reopening.says_{found.outcome}"),
            say("reopening.rests", clauses=", ".join(found.clauses), days=days) if found.clauses else "",
            tone=_TONES.get(found.outcome, "functional"),
        )
        self.list = ChoiceList(say("reopening.reasons"), two_lines=True)
        self.list.set_choices(
            [
                Choice(id=one, title=say(f"reopening.{one}"), detail=say(f"reopening.{one}_long"), keys=str(place))
                for place, one in enumerate(REOPENINGS, 1)
            ],
            at=found.proposed,
        )
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(10))
        inner.addWidget(self.says)
        inner.addWidget(self.list, 1)
        self.body.addLayout(inner, 1)
        self.go = PrimaryButton(say("act.reopen"), "refresh", chord="Enter")
        self.go.clicked.connect(self.reopen_now)
        safe = self.add_footer(self.go, back=say("act.back"))
        safe.setDefault(False)
        safe.setAutoDefault(False)
        self.go.setDefault(True)
        self.list.installEventFilter(self)
        self.list.setFocus()

    def reopen_now(self) -> None:
        """Open it again."""
        row = self.list.current()
        if row is not None:
            self.accept()
            self.reopen_asked.emit(row.id)

    def eventFilter(self, watched: object, event: object) -> bool:
        """Digits choose, Enter confirms."""
        if watched is self.list and isinstance(event, QKeyEvent) and event.type() == QKeyEvent.Type.KeyPress:
            key = chord(event)
            if key == "Enter":
                self.reopen_now()
                return True
            if len(key) == 1 and key.isdigit():
                return self.list.choose_number(int(key))
        return super().eventFilter(watched, event)  # type: ignore[arg-type]  # as Qt gives them
