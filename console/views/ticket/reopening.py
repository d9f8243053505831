"""Opening a closed ticket again: what the agreement says of coming back, the reason, its place. Enter does it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from console.services.returning import MISTAKE, REOPENINGS, Reopening
from console.views.keys.router import chord
from console.views.kit.buttons import PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import moment, say, say_count

_TONES = {"reopen": "ok", "refuse": "critical", "suspend": "critical"}


class ReopeningPanel(Cover):
    """Choosing why a ticket is opened again. `reopen_asked` carries the reason, and whether its follow-up is joined."""

    reopen_asked = Signal(str, bool)

    def __init__(self, found: Reopening, parent: QWidget) -> None:
        heading = say("reopening.heading", number=found.number)
        super().__init__(parent, heading, width=640, height=400 if found.joinable is None else 450)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.add_header(heading, say("act.back"), icon="refresh", chord="E")
        self.says = Notice()
        self.says.say(
            say(f"reopening.says_{found.outcome}"), _rests(found), tone=_TONES.get(found.outcome, "functional")
        )
        self.stands = Text(_stands(found), "small", "2", wrap=True)
        self.list = ChoiceList(say("reopening.reasons"), two_lines=True)
        self.list.set_choices(
            [
                Choice(
                    id=one,
                    title=say(f"reopening.{one}"),
                    detail=_place(one, found),
                    keys=str(place),
                    tag=say("reopening.proposed") if one == found.proposed else "",
                    tone="accent",
                )
                for place, one in enumerate(REOPENINGS, 1)
            ],
            at=found.proposed,
        )
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(10))
        inner.addWidget(self.says)
        inner.addWidget(self.stands)
        inner.addWidget(self.list, 1)
        self.join = QCheckBox(say("reopening.join", number=found.follower or 0))
        self.join.setToolTip(say("reopening.join_long"))
        self.join.setChecked(found.proposes_joining)
        self.join.setVisible(found.joinable is not None)
        inner.addWidget(self.join)
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
            self.reopen_asked.emit(row.id, self.join.isChecked() and not self.join.isHidden())

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


def _rests(found: Reopening) -> str:
    """Return what that rests on: the clauses, and the window where the company has set one."""
    key = "reopening.rests" if len(found.clauses) == 1 else "reopening.rests_several"
    parts = [say(key, clauses=", ".join(found.clauses))] if found.clauses else []
    days = found.window_days
    parts.append(say("reopening.no_window") if days is None else say_count("reopening.window", days))
    return " ".join(parts)


def _stands(found: Reopening) -> str:
    """Return when it was closed and whether the customer wrote since."""
    closed = "" if found.closed_at is None else say("reopening.closed", moment=moment(found.closed_at))
    wrote = (
        say("reopening.nobody_wrote")
        if found.returned_at is None
        else say("reopening.wrote", moment=moment(found.returned_at))
    )
    if found.follower is not None and found.returned_at is not None:
        wrote = say("reopening.wrote_as", words=wrote, number=found.follower)
    return "  ·  ".join(part for part in (closed, wrote) if part)


def _place(reason: str, found: Reopening) -> str:
    """Return what a reason means, and which place in the queue it gives."""
    if reason == MISTAKE:
        where = say("reopening.place_kept")
    elif found.returned_at is None:
        where = say("reopening.place_now")
    else:
        where = say("reopening.place_return", moment=moment(found.returned_at))
    return f"{say(f'reopening.{reason}_long')} {where}"
