"""What is asked before an archive is written: for whom it is locked, and what it leaves out, counted before."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFrame,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from console.archive import locking
from console.archive.locking import Lock
from console.faults import BadInput, Fault
from console.records.redactions import LeaveOut, LeftOut
from console.services.archives import redacting, unlocking
from console.views.archive.why import places_words
from console.views.kit.buttons import Button, IconButton, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.layout import row
from console.views.kit.notice import Notice
from console.views.kit.segmented import SegmentedControl
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_KINDS = ("person", "text", "message")


class LockPart(QWidget):
    """For whom: anybody, the owners of keys, or who knows a passphrase."""

    def __init__(self) -> None:
        super().__init__()
        options = tuple((one, say(f"writing.lock_{one}")) for one in ("none", "keys", "passphrase"))
        self.which = SegmentedControl(say("writing.lock"), options)
        self.keys = QPlainTextEdit()
        self.keys.setTabChangesFocus(True)
        self.keys.setFixedHeight(current().px(64))
        self.phrase, self.again = QLineEdit(), QLineEdit()
        for field in (self.phrase, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        phrases = QWidget()
        both = row(spacing=12)
        hint = say("writing.phrase_hint", n=locking.SHORTEST)
        for one in (FormRow(say("lock.passphrase"), self.phrase, hint=hint), FormRow(say("writing.again"), self.again)):
            both.addWidget(one, 1, Qt.AlignmentFlag.AlignTop)
        phrases.setLayout(both)
        self.pages: tuple[QWidget, ...] = (
            Text(say("writing.none_detail"), "small", "2", wrap=True),
            FormRow(say("writing.keys"), self.keys, hint=say("writing.keys_hint")),
            phrases,
        )
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(current().px(8))
        inner.addWidget(self.which)
        for page in self.pages:
            inner.addWidget(page)
        self.which.chosen.connect(self.turn)
        self.turn("none")

    def turn(self, which: str) -> None:
        """Show what one of the three needs."""
        self.which.choose(which)
        for name, page in zip(("none", "keys", "passphrase"), self.pages, strict=True):
            page.setVisible(name == which)

    def lock(self) -> Lock | None:
        """Return the lock that was asked for. Raises BadInput as `locking.lock_of`, "passphrases_differ"."""
        which = self.which.value()
        if which == "passphrase":
            if self.phrase.text() != self.again.text():
                raise BadInput("passphrases_differ")
            return locking.lock_of((), self.phrase.text() or " ")
        if which == "keys":
            words = [one.strip() for one in self.keys.toPlainText().splitlines() if one.strip()]
            return locking.lock_of(unlocking.recipients_of(words or ["age1"]))
        return None


class LeavingPart(QWidget):
    """What is left out: a list that grows by a line at a time, all attachments, and why."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.kind = QComboBox()
        for one in _KINDS:
            self.kind.addItem(say(f"writing.{one}"), one)
        self.kind.setAccessibleName(say("writing.kind"))
        self.what = QLineEdit()
        self.what.setAccessibleName(say("writing.what"))
        self.what.setPlaceholderText(say("writing.person_hint"))
        self.add = Button(say("writing.add"), "plain", "plus")
        self.add.setAutoDefault(False)
        self.attachments = QCheckBox(say("writing.attachments"))
        self.reason = QLineEdit()
        self.list = QVBoxLayout()
        self.list.setSpacing(current().px(2))
        line = row(self.kind, self.what, self.add)
        line.setStretch(1, 1)
        inner = QVBoxLayout(self)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(current().px(8))
        inner.addLayout(line)
        inner.addLayout(self.list)
        inner.addWidget(self.attachments)
        inner.addWidget(FormRow(say("writing.reason"), self.reason, hint=say("writing.reason_hint")))
        self.kind.currentIndexChanged.connect(
            lambda _at: self.what.setPlaceholderText(say(f"writing.{self.kind.currentData()}_hint"))
        )
        self.add.clicked.connect(self.take)
        self.what.returnPressed.connect(self.take)

    def take(self) -> None:
        """Take what was typed into the list."""
        told = self.what.text().strip()
        word = f"{self.kind.currentData()}:{told}"
        if told and word not in self.words:
            self.words.append(word)
            self._show(word, f"{self.kind.currentText()}: {told}")
            self.what.clear()

    def wanted(self) -> LeaveOut | None:
        """Return what is to be left out. Raises BadInput as `redacting.asked_for`."""
        self.take()
        words = [*self.words, *(["attachments"] if self.attachments.isChecked() else [])]
        return redacting.asked_for(words, self.reason.text())

    def _show(self, word: str, told: str) -> None:
        away = IconButton("x", say("writing.take_back", what=told))
        place = QWidget()
        line = row(Text(told, "body"), spacing=8)
        line.addStretch(1)
        line.addWidget(away)
        place.setLayout(line)
        self.list.addWidget(place)

        def drop() -> None:
            self.words.remove(word)
            self.list.removeWidget(place)
            place.deleteLater()

        away.clicked.connect(drop)


class WritingScreen(Cover):
    """The screen. Accepted, `lock` and `without` hold what was asked for."""

    def __init__(self, window: MainWindow, target: Path) -> None:
        super().__init__(window, say("command.export_archive"), width=640, height=640)
        self._window, self._target = window, target
        look = current()
        self.lock: Lock | None = None
        self.without: LeaveOut | None = None
        self.add_header(say("command.export_archive"), say("act.cancel"), detail=target.name, icon="archive")
        self.notice, self.locking, self.leaving = Notice(), LockPart(), LeavingPart()
        self.counted = Text("", "body", "2", wrap=True)
        self.count = Button(say("writing.count"), "plain", "eye")
        self.count.setAutoDefault(False)
        self.go = PrimaryButton(say("writing.go"), "archive")
        self.go.setAutoDefault(False)
        inside = QWidget()
        inner = QVBoxLayout(inside)
        inner.setContentsMargins(look.px(22), look.px(14), look.px(22), look.px(14))
        inner.setSpacing(look.px(10))
        inner.addWidget(self.notice)
        inner.addWidget(Text(say("writing.lock"), "strong"))
        inner.addWidget(self.locking)
        inner.addWidget(Text(say("writing.leave_out"), "strong"))
        inner.addWidget(self.leaving)
        inner.addWidget(self.counted)
        inner.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidget(inside)
        area.setStyleSheet("QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; }")
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.body.addWidget(area, 1)
        self.safe = self.add_footer(self.count, self.go, back=say("act.cancel"))
        self.safe.setAutoDefault(False)
        self.safe.setDefault(False)
        self.count.clicked.connect(self.look_first)
        self.go.clicked.connect(self._write)
        self.go.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def target(self) -> Path:
        """Return where the archive goes: one under lock says so by its name."""
        locked = self.lock is not None and self._target.suffix != locking.SUFFIX
        return self._target.with_name(f"{self._target.name}{locking.SUFFIX}") if locked else self._target

    def look_first(self) -> None:
        """Count what would be left out."""
        try:
            wanted = self.leaving.wanted()
        except Fault as fault:
            self._tell(fault)
            return
        if wanted is None:
            self.counted.setText(say("writing.nothing"))
            return
        self.notice.say("")
        self.counted.setText(say("writing.counting"))
        desk, query = self._window.desk, self._window.queue.query
        call = self._window.runner.read(lambda: redacting.preview(desk, query, wanted))
        call.landed.connect(self._counted)
        call.failed.connect(self._tell)

    def _counted(self, found: LeftOut) -> None:
        self.counted.setText("\n".join(places_words(found)))

    def _write(self) -> None:
        try:
            self.lock, self.without = self.locking.lock(), self.leaving.wanted()
        except Fault as fault:
            self._tell(fault)
            return
        self.accept()

    def _tell(self, fault: Fault) -> None:
        self.counted.setText("")
        what, _kept, todo = fault.words(language())
        self.notice.say(what, todo, tone="critical")
