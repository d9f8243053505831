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
from console.views.kit.form import FormRow
from console.views.kit.layout import row
from console.views.kit.states import Medal
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say

_WIDTH = 440


class UnlockPage(QWidget):
    """Asks for a `wanted` "passphrase" or "key". `given` brings the keys, `canceled` asks to leave."""

    given = Signal(object)
    canceled = Signal()

    def __init__(self, name: str, wanted: str) -> None:
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
        self.field_row = FormRow(say(f"lock.{wanted}"), self.field, hint=say("lock.kept_nowhere"))
        self.field.textEdited.connect(self.field_row.forget)
        self.field.returnPressed.connect(self._give)
        self.choose = Button(say("lock.choose_file"), icon_name="file")
        self.choose.setVisible(self._by_key)
        self.choose.clicked.connect(self._choose)
        self.open = Button(say("lock.open"), "primary")
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
