"""Erasing and retention: a person's data, and what is kept no longer. Shown first; a code and a reason confirm it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QSpinBox, QStackedWidget, QVBoxLayout, QWidget

from console.faults import Fault, Unreachable
from console.records.erasing import SUBJECTS, Due, ErasurePreview, Wanted
from console.services.erasing import person, retention
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.choices import Choice, ChoiceList
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.layout import column, row
from console.views.kit.notice import Notice
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text, plain_tip
from console.views.look.look import current
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_MONTH = 30.4375
_CHOSEN = ("texts", "answers", "files", "customer")


class Confirming(QWidget):
    """A reason, the code that was shown, and the act. `confirmed` carries the code and the reason."""

    confirmed = Signal(str, str)

    def __init__(self, act: str) -> None:
        super().__init__()
        self.reason, self.code = QLineEdit(), QLineEdit()
        self.go = PrimaryButton(act, "trash")
        self.go.setAutoDefault(False)
        self._token = ""
        self.code_row = FormRow(say("erasing.code"), self.code)
        self.code.setFixedWidth(current().px(150))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.addWidget(FormRow(say("erasing.reason"), self.reason))
        line = _beside(self.code_row, self.go)
        line.addStretch(1)
        inner.addLayout(line)
        for field in (self.reason, self.code):
            field.textChanged.connect(self._fit)
        self.go.clicked.connect(lambda: self.confirmed.emit(self.code.text().strip(), self.reason.text()))
        self.ask("")

    def ask(self, token: str, *, instead: str = "") -> None:
        """Ask for a code; without one nothing can be confirmed, and `instead` says why."""
        self._token = token
        self.code.clear()
        for field in (self.reason, self.code):
            field.setEnabled(not instead)
        self.go.setAccessibleDescription(instead)
        self.go.setToolTip(plain_tip(instead))
        self.code_row.set_hint(say("erasing.type", token=token) if token else "")
        self._fit()

    def _fit(self) -> None:
        typed = self.code.text().strip() == self._token
        self.go.setEnabled(bool(self._token and typed and self.reason.text().strip()))


def _waits(seen: ErasurePreview) -> str:
    """Return in words what a person's erasing has to wait for; nothing where it can be done."""
    parts = [say("erasing.open", n=seen.open_requests)] if seen.open_requests else []
    parts += [say("erasing.letters_wait", n=seen.letters_waiting)] if seen.letters_waiting else []
    return " ".join(parts)


class PersonPage(QWidget):
    """A person: what would go, and what is left."""

    def __init__(self, window: MainWindow, tell: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self._window, self._tell = window, tell
        self.seen: ErasurePreview | None = None
        self.missed = False
        self.who = QLineEdit(_address(window))
        self.look = Button(say("erasing.look"), "plain", "eye")
        self.look.setAutoDefault(False)
        self.chosen = {name: QCheckBox(say(f"erasing.take_{name}")) for name in _CHOSEN}
        self.shown, self.left = Text("", "body", wrap=True), Text("", "small", "3", wrap=True)
        self.confirming = Confirming(say("erasing.erase"))
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(current().px(10))
        who = FormRow(say("erasing.who"), self.who)
        line = _beside(who, self.look)
        line.setStretch(0, 1)
        inner.addLayout(line)
        for name, box in self.chosen.items():
            box.setChecked(name != "customer")
            box.toggled.connect(self.read)
            inner.addWidget(box)
        inner.addWidget(self.shown)
        inner.addWidget(self.left)
        inner.addStretch(1)
        inner.addWidget(self.confirming)
        self.look.clicked.connect(self.read)
        self.who.returnPressed.connect(self.read)
        self.confirming.confirmed.connect(self._erase)

    def read(self, *_: object) -> None:
        """Show what would go."""
        desk, who = self._window.desk, self.who.text()
        if not who.strip():
            return
        wanted = Wanted(**{name: box.isChecked() for name, box in self.chosen.items()})
        call = self._window.runner.read(lambda: person.preview(desk, person.find(desk, who), wanted))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, seen: ErasurePreview) -> None:
        self.seen, self.missed = seen, False
        words = say("erasing.of", name=seen.name, address=seen.address, customer=seen.customer)
        self.shown.setText(f"{words}\n{told(seen.counts)}")
        left = "; ".join(say(f"erasing.left_{one}") for one in seen.left)
        self.left.setText(f"{say('erasing.left')} {left}.")
        waits = _waits(seen)
        self._tell(waits, "", "functional")
        self.confirming.ask("" if waits else seen.token, instead=waits)

    def _erase(self, code: str, reason: str) -> None:
        desk, seen = self._window.desk, self.seen
        if seen is not None:
            self.confirming.ask("")
            call = self._window.runner.write(lambda: person.erase(desk, seen, token=code, reason=reason))
            call.landed.connect(self._erased)
            call.failed.connect(self._failed)

    def _erased(self, counts: Mapping[str, object]) -> None:
        self.seen = None
        self.who.clear()
        self.shown.setText("")
        self.left.setText("")
        self._tell(say("erasing.done"), told(counts), "ok")
        self._window.refresh()

    def _failed(self, fault: Fault) -> None:
        self.seen, self.missed = None, isinstance(fault, Unreachable)
        self.shown.setText("")
        self.left.setText("")
        self.confirming.ask("")
        _say(self._tell, fault)


class KeptPage(QWidget):
    """What is kept for how long after the closing of a request, and what a rule would take now."""

    def __init__(self, window: MainWindow, tell: Callable[[str, str, str], None]) -> None:
        super().__init__()
        self._window, self._tell = window, tell
        self._due: dict[str, Due] = {}
        self.missed = False
        self.list = ChoiceList(say("erasing.kept"), two_lines=True)
        self.list.setFixedHeight(current().px(48 * len(SUBJECTS) + 4))
        self.months = QSpinBox()
        self.months.setRange(0, 240)
        self.months.setSpecialValueText(say("erasing.for_ever"))
        self.set = Button(say("erasing.set"), "plain", "check")
        self.set.setAutoDefault(False)
        self.confirming = Confirming(say("erasing.run"))
        self.set.setEnabled(False)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(current().px(10))
        inner.addWidget(Text(say("erasing.never_itself"), "body", "2", wrap=True))
        inner.addWidget(self.list)
        line = _beside(FormRow(say("erasing.months"), self.months), self.set)
        line.addStretch(1)
        inner.addLayout(line)
        inner.addStretch(1)
        inner.addWidget(self.confirming)
        self.list.chosen.connect(self._chosen)
        self.set.clicked.connect(self._set)
        self.confirming.reason.textChanged.connect(self._fit)
        self.confirming.confirmed.connect(self._run)

    def read(self) -> None:
        """Read the rules and what they would take."""
        desk = self._window.desk
        call = self._window.runner.read(lambda: retention.due(desk))
        call.landed.connect(self._landed)
        call.failed.connect(self._not_read)

    def _not_read(self, fault: Fault) -> None:
        self.missed = True
        self._failed(fault)

    def _landed(self, found: tuple[Due, ...]) -> None:
        self.missed = False
        self._due = {one.rule.subject: one for one in found}
        kept = self.list.current()
        rows = [self._row(one) for one in SUBJECTS]
        self.list.set_choices(rows, at=SUBJECTS[0] if kept is None else kept.id)
        self._chosen(self._subject())

    def _row(self, subject: str) -> Choice:
        due = self._due.get(subject)
        detail = say("erasing.for_ever") if due is None else say("erasing.for_months", n=_months(due))
        tag = "" if due is None or not due.number else say("erasing.waits", n=due.number)
        return Choice(id=subject, title=say(f"erasing.subject_{subject}"), detail=detail, icon="clock", tag=tag)

    def _subject(self) -> str:
        found = self.list.current()
        return SUBJECTS[0] if found is None else found.id

    def _chosen(self, subject: str) -> None:
        due = self._due.get(subject)
        self.months.setValue(0 if due is None else _months(due))
        self.confirming.ask(due.token if due is not None and due.number else "")

    def _fit(self) -> None:
        self.set.setEnabled(bool(self.confirming.reason.text().strip()))

    def _set(self) -> None:
        desk, subject, reason = self._window.desk, self._subject(), self.confirming.reason.text()
        days = round(self.months.value() * _MONTH)
        call = self._window.runner.write(lambda: retention.set_rule(desk, subject, days, reason=reason))
        call.landed.connect(self._was_set)
        call.failed.connect(self._failed)

    def _was_set(self, _key: int) -> None:
        self._tell(say("erasing.rule_set"), "", "ok")
        self.read()

    def _run(self, code: str, reason: str) -> None:
        desk, due = self._window.desk, self._due.get(self._subject())
        if due is not None:
            self.confirming.ask("")
            call = self._window.runner.write(lambda: retention.run(desk, due, token=code, reason=reason))
            call.landed.connect(self._ran)
            call.failed.connect(self._failed)

    def _ran(self, counts: Mapping[str, object]) -> None:
        self._tell(say("erasing.done"), told(counts), "ok")
        self.read()
        self._window.refresh()

    def _failed(self, fault: Fault) -> None:
        _say(self._tell, fault)


class ErasingScreen(Cover):
    """Both, one at a time."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, say("erasing.title"), width=760, height=780)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        look = current()
        self.add_header(say("erasing.title"), say("act.done"), icon="trash")
        self.notice, self.pages = Notice(), QStackedWidget()
        self.person, self.kept = PersonPage(window, self._tell), KeptPage(window, self._tell)
        names = (("person", say("erasing.page_person")), ("kept", say("erasing.page_kept")))
        self.which = SegmentedControl(say("erasing.title"), names)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(look.px(22), look.px(14), look.px(22), look.px(14))
        inner.setSpacing(look.px(12))
        inner.addWidget(self.which)
        inner.addWidget(self.notice)
        inner.addWidget(self.pages, 1)
        self.pages.addWidget(self.person)
        self.pages.addWidget(self.kept)
        self.body.addWidget(inside, 1)
        self.safe = self.add_footer(back=say("act.done"))
        self.safe.setAutoDefault(False)
        self.safe.setDefault(False)
        self.which.chosen.connect(self.turn)
        window.runner.returned.connect(self._returned)
        self.person.read()
        self.person.who.setFocus()

    def turn(self, page: str) -> None:
        """Show a page."""
        self.which.choose(page)
        self.notice.say("")
        self.pages.setCurrentWidget(self.kept if page == "kept" else self.person)
        (self.kept.read if page == "kept" else self.person.read)()

    def _returned(self) -> None:
        """The database is back: read what could not be read."""
        for page in (self.person, self.kept):
            if page.missed:
                self.notice.say("")
                page.read()

    def _tell(self, title: str, detail: str, tone: str) -> None:
        self.notice.say(title, detail, tone=tone)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter never leaves."""
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            super().keyPressEvent(event)


def _beside(field: FormRow, button: Button) -> QHBoxLayout:
    """Return a field with its button beside it, at the height of the field itself."""
    line = row(field, spacing=12)
    place = column(margins=(0, 19, 0, 0))
    place.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
    place.addStretch(1)
    line.addLayout(place)
    return line


def told(counts: Mapping[str, object]) -> str:
    """Return counts in words; what is nothing is left out."""
    named = ((name, number) for name, number in counts.items() if isinstance(number, int) and number)
    return ", ".join(f"{say(f'erasing.count_{name}')}: {number}" for name, number in named)


def _say(tell: Callable[[str, str, str], None], fault: Fault) -> None:
    what, kept, todo = fault.words(language())
    tell(what, " ".join(part for part in (kept, todo) if part), "critical")


def _months(due: Due) -> int:
    return round(due.rule.days / _MONTH)


def _address(window: MainWindow) -> str:
    panels: Any = window.panels
    return "" if panels is None else str(panels.detail.contact_address or "")
