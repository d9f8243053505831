"""A desk that cannot be opened: what happened, what is kept, what to do, and the ways on. Nothing was changed."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QLineEdit, QVBoxLayout

from console.faults import Fault
from console.views.kit.buttons import Button
from console.views.kit.form import FormRow
from console.views.kit.layout import ends
from console.views.kit.states import ErrorState
from console.views.kit.text import Text
from console.views.look.icons import window_icon
from console.views.look.look import current
from console.views.words import language, say

_WIDTH, _HEIGHT, _ASKING = 620, 440, 100


_OF_PASSWORD = ("password_needed", "wrong_password")


class NotOpened(QDialog):
    """Tells why. Afterwards `wish` is "again", "other" (another desk is to be chosen) or "" (leave).

    Where it is the password that is missing, it is asked for: then `password` holds it, and `kept` whether it is to be
    kept in the system's keyring.
    """

    def __init__(self, fault: Fault, place: str) -> None:
        super().__init__()
        look = current()
        self.wish = ""
        self.setWindowTitle("Clausedesk")
        self.setWindowIcon(window_icon())
        asks = fault.code in _OF_PASSWORD
        self.resize(look.px(_WIDTH), look.px(_HEIGHT + (_ASKING if asks else 0)))
        self.told = ErrorState(say("act.try_again"), say("act.copy_details"))
        what, kept, todo = fault.words(language())
        details = "\n".join(part for part in (what, kept, todo, place, fault.code) if part)
        if fault.code == "database_unreachable":  # here nothing is tried again by itself
            todo = say("opening.try")
        code = "" if asks else fault.code
        self.told.tell(say("opening.failed"), f"{what} {todo} {kept}".strip(), code=code, details=details)
        self.told.acted.connect(self._again)
        self.place = Text(place, "mono", "3", wrap=True)
        self.other = Button(say("opening.other"), "quiet", "database")
        self.other.clicked.connect(self._other)
        self.leave = Button(say("command.quit"), chord="Esc")
        self.leave.clicked.connect(self.reject)
        foot = ends(self.leave, self.other, spacing=10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(look.px(24), look.px(16), look.px(24), look.px(16))
        layout.setSpacing(look.px(10))
        if asks:  # what goes on is what is typed: its button stands after the field
            self.told.title.setText(say(f"opening.{fault.code}"))
            self.told.show_icon("lock", "accent")
            self.told.button.set_words(say("opening.connect"))
            foot.addWidget(self.told.button)
        self.typed = QLineEdit()
        self.typed.setEchoMode(QLineEdit.EchoMode.Password)
        self.keep = QCheckBox(say("first.keep_password"))
        self.password_row = FormRow(say("first.password"), self.typed)
        layout.addWidget(self.told, 1)
        layout.addWidget(self.place)
        for one in (self.password_row, self.keep):
            one.setVisible(asks)
            layout.addWidget(one)
        layout.addLayout(foot)
        if asks:
            self.setTabOrder(self.other, self.told.button)
        self.told.button.setDefault(True)
        (self.typed if asks else self.told.button).setFocus()

    @property
    def password(self) -> str:
        """Return the password that was typed."""
        return self.typed.text()

    @property
    def kept(self) -> bool:
        """Return whether the password is to be kept."""
        return self.keep.isChecked()

    def _again(self) -> None:
        self.wish = "again"
        self.accept()

    def _other(self) -> None:
        self.wish = "other"
        self.accept()
