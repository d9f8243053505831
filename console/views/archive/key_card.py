"""The question for the passphrase of a person's own key, before an archive is signed: asked once, held in memory alone.

What is typed goes with the question; the key that it opened is held until the window is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from console.faults import Fault
from console.views.kit.buttons import Button, PrimaryButton
from console.views.kit.cover import Cover
from console.views.kit.form import FormRow
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from console.views.main_window import MainWindow

_WIDTH, _MOST = 560, 400


class KeyCard(Cover):
    """Asks. `opened` tells that the key is at hand now, `declined` that the archive is to have no signature.

    Without a name of a `file` nothing waits to be written, and no second choice is offered.
    """

    opened = Signal()
    declined = Signal()

    def __init__(self, window: MainWindow, file: str = "", *, over: QWidget | None = None) -> None:
        heading = say("signing.title", file=file) if file else say("signing.open_title")
        super().__init__(over or window, heading, width=_WIDTH, height=_MOST)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._window, self._busy = window, False
        self.add_header(heading, say("act.cancel"), icon="certificate")
        self.phrase = QLineEdit()
        self.phrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.row = FormRow(say("lock.passphrase"), self.phrase, hint=say("signing.kept"))
        self.phrase.textEdited.connect(self.row.forget)
        self._inside = QWidget()
        inner = QVBoxLayout(self._inside)
        look = current()
        inner.setContentsMargins(look.px(18), look.px(14), look.px(18), look.px(8))
        inner.setSpacing(look.px(12))
        inner.addWidget(Text(say("signing.detail"), "body", "2", wrap=True))
        inner.addWidget(self.row)
        self.body.addWidget(self._inside, 1)
        self.sign = PrimaryButton(say("signing.sign" if file else "signing.open"), "certificate")
        self.without = Button(say("signing.without"))
        self.safe = self.add_footer(self.without, self.sign, back=say("act.cancel"))
        self.without.setVisible(bool(file))
        for button in (self.safe, self.without):
            button.setDefault(False)
            button.setAutoDefault(False)
        self.sign.setDefault(True)
        self.sign.clicked.connect(self._give)
        self.without.clicked.connect(self._decline)
        QWidget.setTabOrder(self.phrase, self.sign)
        QWidget.setTabOrder(self.sign, self.without)
        QWidget.setTabOrder(self.without, self.safe)
        self._fit()
        self.phrase.setFocus()

    def _give(self) -> None:
        told = self.phrase.text()
        if self._busy:
            return
        if not told:
            self._tell(say("lock.nothing_typed"))
            return
        from console.services.archives import signing  # noqa: PLC0415 - a start of the window needs it not

        desk = self._window.desk
        self._set_busy(busy=True)
        call = self._window.runner.read(lambda: signing.own_key(desk, passphrase=told))
        call.landed.connect(self._opened)
        call.failed.connect(self._not_opened)

    def _opened(self, key: Ed25519PrivateKey) -> None:
        if self._busy:  # nobody left meanwhile
            from console.services.archives import private_keys  # noqa: PLC0415 - as above

            private_keys.hold(key)
            self.accept()
            self.opened.emit()

    def _not_opened(self, fault: Fault) -> None:
        self._set_busy(busy=False)
        what, _kept, todo = fault.words(language())
        self._tell(f"{what} {todo}")

    def _decline(self) -> None:
        self.accept()
        self.declined.emit()

    def done(self, result: int) -> None:
        """Forget what was typed with the question."""
        self._busy = False
        self.phrase.clear()
        super().done(result)

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self.sign.setEnabled(not busy)
        self.without.setEnabled(not busy)

    def _tell(self, words: str) -> None:
        self.row.tell(words)
        self._fit()
        self.phrase.setFocus()
        self.phrase.selectAll()

    def _fit(self) -> None:
        self.fit_to(self._inside)
