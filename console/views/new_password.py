"""The first login: a temporary password is replaced by one's own before the desk is used."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout

from console.faults import BadInput, Fault
from console.services import team
from console.services.desk import Desk
from console.views.kit.buttons import Button
from console.views.kit.form import FormRow
from console.views.kit.layout import ends
from console.views.kit.text import Text
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.words import language, moment, say
from console.work.runner import Runner

_WIDTH = 520


class NewPassword(QDialog):
    """Asks for a password of one's own, twice. Afterwards `password` holds it, and `kept` whether it is to be kept."""

    def __init__(self, desk: Desk, until: datetime) -> None:
        super().__init__()
        look = current()
        self.password = ""
        self._desk = desk
        self._runner = Runner(self)
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        self.setMinimumWidth(look.px(_WIDTH))
        self.new, self.again = QLineEdit(), QLineEdit()
        for field in (self.new, self.again):
            field.setEchoMode(QLineEdit.EchoMode.Password)
        self.new_row = FormRow(say("password.new"), self.new, hint=say("password.new_hint", n=team.SHORTEST))
        self.again_row = FormRow(say("password.again"), self.again)
        self.keep = QCheckBox(say("first.keep_password"))
        self.go = Button(say("password.replace"), "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._replace)
        self.leave = Button(say("command.quit"), chord="Esc")
        self.leave.setAutoDefault(False)
        self.leave.clicked.connect(self.reject)
        foot = ends(self.leave, self.go, spacing=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(28), look.px(24), look.px(28), look.px(20))
        layout.setSpacing(look.px(10))
        layout.addWidget(Text(say("password.title", name=desk.actor.name), "display"))
        layout.addWidget(Text(say("password.text", until=moment(until)), "body", "2", wrap=True))
        for one in (self.new_row, self.again_row, self.keep):
            layout.addWidget(one)
        layout.addStretch(1)
        layout.addLayout(foot)
        self.new.textEdited.connect(self.new_row.forget)
        self.again.textEdited.connect(self.again_row.forget)
        self.new.setFocus()

    @property
    def kept(self) -> bool:
        """Return whether the password is to be kept in the system's keyring."""
        return self.keep.isChecked()

    def reject(self) -> None:
        """Leave, unless the password is just being replaced."""
        if not self._runner.busy:
            super().reject()

    def done(self, result: int) -> None:
        """End the thread with the dialog."""
        self._runner.close()
        super().done(result)

    def _replace(self) -> None:
        new, store = self.new.text(), self._desk.store
        if new != self.again.text():
            self._failed(BadInput("passwords_differ"), self.again_row)
            return
        self.setEnabled(False)
        call = self._runner.write(lambda: team.change_password(store, new))
        call.landed.connect(self._landed)
        call.failed.connect(self._refused)

    def _landed(self, _done: object) -> None:
        self.password = self.new.text()
        self.accept()

    def _refused(self, fault: Fault) -> None:
        self.setEnabled(True)
        self._failed(fault, self.new_row)

    def _failed(self, fault: Fault, place: FormRow) -> None:
        place.tell(fault.sentence(language()))
        place.field.setFocus()
        layout = self.layout()
        if layout is not None:  # what is said needs room of its own
            layout.activate()
            self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))
