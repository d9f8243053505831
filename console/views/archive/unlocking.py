"""The page that asks for what opens an archive under lock: its passphrase, or the file of a private key.

What is typed is kept nowhere but in the window that reads the archive, and goes with it.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from console.archive.locking import Keys
from console.faults import Fault
from console.services.archives import unlocking
from console.views.kit.buttons import Button
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.layout import row
from console.views.kit.states import Medal
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say

_WIDTH = 440
_CARD_WIDTH, _CARD_HEIGHT, _CORNER = 540, 400, 14


def wanted_by(fault: Fault) -> str:
    """Return what an archive asks for that a fault kept locked: "passphrase" or "key"; "" for any other fault."""
    if not fault.code.startswith(("locked_needs", "locked_wrong")):
        return ""
    return "passphrase" if "passphrase" in fault.code else "key"


class UnlockPage(QWidget):
    """Asks for a `wanted` "passphrase" or "key". `given` brings the keys, `canceled` asks to leave.

    `act` are the words of its button, `kept` those of how long what is decrypted stays.
    """

    given = Signal(object)
    canceled = Signal()

    def __init__(self, name: str, wanted: str, *, act: str = "", kept: str = "") -> None:
        super().__init__()
        look = current()
        self._by_key = wanted == "key"
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text(say("lock.title", file=name), "title", wrap=True)
        self.title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.detail = Text(say(f"lock.{wanted}_detail"), "body", "2", wrap=True)
        self.detail.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.field = QLineEdit()
        if not self._by_key:
            self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field_row = FormRow(say(f"lock.{wanted}"), self.field, hint=kept or say("lock.kept_nowhere"))
        self.field.textEdited.connect(self.field_row.forget)
        self.field.returnPressed.connect(self._give)
        self.choose = Button(say("lock.choose_file"), icon_name="file")
        self.choose.setVisible(self._by_key)
        self.choose.clicked.connect(self._choose)
        self.open = Button(act or say("lock.open"), "primary")
        self.open.clicked.connect(self._give)
        self.cancel = Button(say("act.cancel"), "plain", chord="Esc")
        self.cancel.setShortcut("Esc")
        self.cancel.clicked.connect(self.canceled)
        foot = row(self.cancel, self.choose, spacing=10)
        foot.addStretch(1)
        foot.addWidget(self.open)
        block = QWidget()
        block.setFixedWidth(look.px(_WIDTH))
        inner = QVBoxLayout(block)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(look.px(10))
        inner.addWidget(Medal("lock", "accent"), 0, Qt.AlignmentFlag.AlignHCenter)
        for widget in (self.title, self.detail, self.field_row):
            inner.addWidget(widget)
        inner.addLayout(foot)
        layout = QGridLayout(self)  # an aligned widget would not grow with its words
        layout.addWidget(block, 1, 1)
        for line in (0, 2):
            layout.setRowStretch(line, 1)
            layout.setColumnStretch(line, 1)
        QWidget.setTabOrder(self.field, self.open)
        QWidget.setTabOrder(self.open, self.choose)
        QWidget.setTabOrder(self.choose, self.cancel)
        self.setFocusProxy(self.field)

    def tell(self, fault: Fault) -> None:
        """Say why what was given does not open it; it stays to be mended."""
        self.field_row.tell(" ".join(fault.words(language())[::2]))
        self.field.setFocus()
        self.field.selectAll()

    def _choose(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, say("lock.key"))
        if chosen:
            self.field.setText(chosen)
            self.field_row.forget()
            self.open.setFocus()

    def _give(self) -> None:
        told = self.field.text()
        if not told:
            self.field_row.tell(say("lock.nothing_typed"))
            return
        try:
            keys = unlocking.keys_of([Path(told)]) if self._by_key else Keys(passphrase=told)
        except Fault as fault:
            self.tell(fault)
            return
        self.given.emit(keys)


class UnlockCard(Cover):
    """The same over a window, for an archive that is proven: `given` brings the keys, once."""

    given = Signal(object)

    def __init__(self, over: QWidget, name: str, fault: Fault) -> None:
        super().__init__(over, say("lock.title", file=name), width=_CARD_WIDTH, height=_CARD_HEIGHT)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.page = UnlockPage(name, wanted_by(fault), act=say("archives.verify"), kept=say("lock.kept_for_proof"))
        self.page.given.connect(self._give)
        self.page.canceled.connect(self.reject)
        self.page.open.setDefault(True)
        self.page.setProperty("ground", "")  # the card has one, with round corners
        edge = current().px(_CORNER)
        self.body.setContentsMargins(edge, edge, edge, edge)
        self.body.addWidget(self.page, 1)
        self.page.setFocus()
        if fault.code.startswith("locked_wrong"):
            self.page.tell(fault)
        self._keys: Keys | None = None

    def _give(self, keys: Keys) -> None:
        if self._keys is None:  # Enter comes from the field and, once more, by the default button
            self._keys = keys
            self.accept()
            self.given.emit(keys)
