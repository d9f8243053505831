"""Choosing the license that pays for a request: those that fit stand first, and the sender can be remembered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from console.faults import Fault
from console.records.origin import Origin
from console.services import listing
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.field import SearchField
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.parts import Button
from console.views.words import day, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}
_TONES = {"free": "ok", "paid": "ok", "grace": "functional", "expired": "critical", "archived": "critical"}


class WhoseDialog(Cover):
    """`license_chosen` carries the license's key and whether the sender is to be remembered as a contact."""

    license_chosen = Signal(int, bool)

    def __init__(self, window: MainWindow, origin: Origin) -> None:
        super().__init__(window, say("whose.title"), width=760, height=600)
        self._window, self._origin = window, origin
        self.add_header(say("whose.title"), say("act.back"), icon="license")
        look = current()
        inside = QWidget()
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(10))
        layout.setSpacing(look.px(8))
        self.text = Text(say("whose.text", address=origin.address or "–"), "body", "2", wrap=True)
        self.search = SearchField(say("licenses.find"))
        self.list = ChoiceList(say("licenses.title"), two_lines=True)
        self.remember = QCheckBox(say("whose.remember", address=origin.address))
        self.remember.setChecked(bool(origin.address) and origin.question == "who_are_you")
        self.remember.setVisible(bool(origin.address))
        self.problem = Text("", "small", "critical", wrap=True)
        self.problem.hide()
        for widget, stretch in (
            (self.text, 0),
            (self.search, 0),
            (self.list, 1),
            (self.remember, 0),
            (self.problem, 0),
        ):
            layout.addWidget(widget, stretch)
        self.body.addWidget(inside, 1)
        self.go = Button(say("licenses.use"), "primary", "check", chord="Enter")
        self.go.clicked.connect(self.list.take)
        self.go.setEnabled(False)
        self.add_footer(self.go, back=say("act.back"))
        self.search.textChanged.connect(self._read)
        self.search.installEventFilter(self)
        self.search.returnPressed.connect(self.list.take)
        self.list.taken.connect(self._take)
        self._read()
        self.search.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter takes the license under the cursor, wherever the focus is; it never leaves."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let the arrows move in the list while somebody writes in the search."""
        if watched is self.search and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            by = _STEPS.get(Qt.Key(event.key()))
            if by is not None:
                self.list.step(by)
                return True
        return super().eventFilter(watched, event)

    def _read(self) -> None:
        desk, text = self._window.desk, self.search.text().strip()
        call = self._window.runner.read(lambda: (text, listing.licenses(desk, text)))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, answer: Any) -> None:
        text, found = answer
        if text != self.search.text().strip():
            return
        fits = {int(one.license_id) for one in self._origin.candidates}
        rows = [one for one in found if int(one.id) in fits]
        others = [one for one in found if int(one.id) not in fits]
        choices = [Choice(title=say("whose.fitting")), *map(_choice, rows)] if rows else []
        if others:
            choices += [Choice(title=say("whose.all")), *map(_choice, others)]
        self.list.set_choices(choices)
        self.go.setEnabled(self.list.count() > 0)
        self.problem.setText(say("licenses.none") if text else say("whose.empty"))
        self.problem.setVisible(not choices)

    def _take(self, license_id: str) -> None:
        self.license_chosen.emit(int(license_id), self.remember.isChecked())
        self.accept()

    def _failed(self, fault: Fault) -> None:
        self.problem.setText(fault.sentence(language()))
        self.problem.show()


_BOUNDARY = {
    **dict.fromkeys(("free", "paid", "transition"), "license.until"),
    "not_started": "license.from",
}


def _choice(one: Any) -> Choice:
    state = say(f"license.{one.state}") if one.state else say("license.unknown_short")
    key = _BOUNDARY.get(one.state or "", "whose.archive_from")
    at = one.boundary_at
    if at is not None and key == "license.until":
        at -= timedelta(microseconds=1)  # the last day, as the page of the license names it
    until = f"  ·  {say(key, day=day(at))}" if at else ""
    return Choice(
        id=str(int(one.id)),
        title=f"{one.customer}  ·  {one.key}",
        detail=f"{say(f'plan.{one.plan}')}{until}",
        tag=state,
        tone=_TONES.get(one.state or "", "plain"),
    )
