"""Deciding otherwise than proposed: what the agreement leaves to a person, what not and why, and the reason to keep.

The list shows every outcome that fits the request; a severer one can be read with why it cannot be chosen (A18).
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.records.base import Actor
from console.services.deciding import Option, options
from console.services.showing import Panels
from console.views import reasoning
from console.views.keys.router import chord
from console.views.kit.buttons import PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.notice import Notice
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

_MOST_KEYS = 9


class ChoosingPanel(Cover):
    """Choosing an outcome with a reason. `choose_asked` carries both."""

    choose_asked = Signal(str, str)

    def __init__(self, panels: Panels, actor: Actor, parent: QWidget) -> None:
        heading = say("choosing.heading", number=panels.detail.row.number)
        super().__init__(parent, heading, width=640, height=580)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._options = {one.outcome: one for one in options(panels)}
        self._view = panels.assessment
        self.add_header(heading, say("act.back"), icon="arrows-split", chord="D")
        self.says = Notice()
        self._say_proposed(actor)
        self.list = ChoiceList(say("choosing.outcomes"), two_lines=True)
        self.list.chosen.connect(self._look)
        self.list.taken.connect(self._go_on)
        self.reason = QLineEdit()
        self.reason.setFont(current().font("body"))
        self.reason.setPlaceholderText(say("choosing.reason_hint"))
        self.reason.setAccessibleName(say("choosing.reason"))
        self.reason.textChanged.connect(self._look)
        self.stands = Text("", "small", "3", wrap=True)
        self.go = PrimaryButton(say("choosing.go"), "check", chord="Ctrl+Enter")
        self.go.clicked.connect(self.choose_now)
        self._build()
        allowed = [one for one in self._options.values() if one.allowed]
        self.list.set_choices(self._rows(), at=allowed[min(1, len(allowed) - 1)].outcome)
        self._look()
        self.list.installEventFilter(self)
        self.reason.installEventFilter(self)
        self.list.setFocus()

    def _build(self) -> None:
        look = current()
        label = Text(say("choosing.reason"), "label", "2")
        label.setBuddy(self.reason)
        inner = QVBoxLayout()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        inner.setSpacing(look.px(8))
        inner.addWidget(self.says)
        inner.addWidget(self.list, 1)
        inner.addWidget(label)
        inner.addWidget(self.reason)
        inner.addWidget(self.stands)
        self.body.addLayout(inner, 1)
        safe = self.add_footer(self.go, back=say("act.back"))
        safe.setDefault(False)
        safe.setAutoDefault(False)

    def _say_proposed(self, actor: Actor) -> None:
        view = self._view
        key = "choosing.proposed_by" if view.primary else "choosing.proposed"
        title = say(key, outcome=say(f"outcome.{view.outcome}"), clause=view.primary or "")
        may = any(one.allowed and one.outcome != view.outcome for one in self._options.values())
        detail = (
            say("choosing.right", name=actor.name, role=say(f"role.{actor.role.value}"))
            if may
            else say("choosing.no_right")
        )
        self.says.say(title, detail, tone="accent" if may else "functional", icon="shield-check")

    def _rows(self) -> list[Choice]:
        rows, heading, number = [], "", 0
        for one in self._options.values():
            group = say("choosing.group_allowed" if one.allowed else "choosing.group_barred")
            if group != heading:
                rows.append(Choice(title=group))
            heading, number = group, number + 1
            rows.append(self._row(one, number))
        return rows

    def _row(self, one: Option, number: int) -> Choice:
        return Choice(
            id=one.outcome,
            title=say(f"outcome.{one.outcome}"),
            detail=say(f"choosing.does_{one.outcome}"),
            enabled=one.allowed,
            why_not="" if one.allowed else say(f"choosing.why_not_{one.kind}"),
            tag=say("choosing.as_proposed") if one.outcome == self._view.outcome else "",
            tone="accent",
            keys=str(number) if number <= _MOST_KEYS else "",
        )

    @property
    def at(self) -> str:
        """Return the outcome that is chosen."""
        row = self.list.current()
        return "" if row is None else row.id

    def _stop(self) -> str:
        """Return why it cannot be decided so; empty where it can."""
        one = self._options.get(self.at)
        if one is None:
            return say("choosing.nothing")
        if not one.allowed:
            return say(f"choosing.why_not_{one.kind}")
        if one.needs_reason and not self.reason.text().strip():
            return say("choosing.needs_reason")
        return ""

    def _look(self, *_: object) -> None:
        stop = self._stop()
        one = self._options.get(self.at)
        kept = reasoning.chosen(self.at, self._view.outcome, self.reason.text().strip())
        self.stands.setText(stop or say("choosing.kept", words=kept))
        self.stands.set_tone("functional" if stop else "3")
        self.go.setEnabled(one is not None and one.allowed)
        self.go.setToolTip(stop)
        self.reason.setEnabled(one is not None and one.allowed)

    def _go_on(self, _outcome: str) -> None:
        """A row was taken: say why, where a reason is needed; else it can be decided."""
        if self.reason.isEnabled():
            self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def choose_now(self) -> None:
        """Decide, or go to the reason that is missing."""
        if self._stop():
            if self.reason.isEnabled():
                self.reason.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        outcome, reason = self.at, self.reason.text().strip()
        self.accept()
        self.choose_asked.emit(outcome, reason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Digits choose and Enter goes to the reason; Enter there, and Ctrl+Enter everywhere, decides."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            key = chord(event)
            if key == "Ctrl+Enter" or (key == "Enter" and watched is self.reason):
                self.choose_now()
                return True
            if watched is self.list and key == "Enter":
                self.list.take()
                return True
            if watched is self.list and len(key) == 1 and key.isdigit():
                return self.list.choose_number(int(key))
        return super().eventFilter(watched, event)
