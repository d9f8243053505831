"""Believing a key that the desk does not know: its fingerprint to compare, whose it is, and one press, once."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.views.kit.buttons import Button
from console.views.kit.form import FormRow
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say


class BelievePart(QWidget):
    """Asks whose a key is, after its fingerprint was compared; `believed` brings the name. Hidden until asked for.

    `about` and `hint` name the words below the fingerprint and below the name.
    """

    believed = Signal(str)

    def __init__(self, about: str = "merging.believe_compare", hint: str = "merging.believe_hint") -> None:
        super().__init__()
        self.open = Button(say("merging.believe"), icon_name="certificate")
        self.open.clicked.connect(self._ask)
        self.print = Text("", "body")
        self.about = Text(say(about), "small", "2", wrap=True)
        self.name = QLineEdit()
        self.name_row = FormRow(say("merging.believe_name"), self.name, hint=say(hint))
        self.name.textEdited.connect(self.name_row.forget)
        self.name.returnPressed.connect(self._give)
        self.act = Button(say("merging.believe_act"))
        self.act.clicked.connect(self._give)
        self.asked = QWidget()
        inner = QVBoxLayout(self.asked)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(current().px(6))
        foot = row(self.act)
        foot.addStretch(1)
        for one in (self.print, self.about, self.name_row):
            inner.addWidget(one)
        inner.addLayout(foot)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        head = row(self.open)
        head.addStretch(1)
        layout.addLayout(head)
        layout.addWidget(self.asked)
        self.offer("")

    def offer(self, key_id: str) -> None:
        """Offer to believe a key; without one nothing is offered."""
        self.print.setText(key_id)
        self.setVisible(bool(key_id))
        self.asked.hide()
        self.open.show()

    def _ask(self) -> None:
        self.open.hide()
        self.asked.show()
        self.name.setFocus()

    def _give(self) -> None:
        name = self.name.text().strip()
        if name:
            self.believed.emit(name)
        else:
            self.name_row.tell(say("merging.believe_nobody"))
