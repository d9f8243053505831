"""The page that is shown while an archive is opened: how many bytes are copied, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from console.views.kit.buttons import Button
from console.views.kit.states import Medal
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import say

_KB, _MB = 1 << 10, 1 << 20


class OpeningPage(QWidget):
    """Shows the progress. `canceled` asks to stop."""

    canceled = Signal()
    told = Signal(int, int)

    def __init__(self, name: str) -> None:
        super().__init__()
        look = current()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = Text(say("archive.opening", file=name), "title")
        self.detail = Text(say("archive.checking"), "body", "2")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(look.px(360))
        self.bar.setAccessibleName(say("archive.opening", file=name))
        self.cancel = Button(say("act.cancel"), "plain", chord="Esc")
        self.cancel.setShortcut("Esc")
        self.cancel.clicked.connect(self.canceled)
        layout = QVBoxLayout(self)
        layout.setSpacing(look.px(10))
        layout.addStretch(1)
        for widget in (Medal("archive", "accent"), self.title, self.detail, self.bar, self.cancel):
            layout.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)
        self.told.connect(self._show)

    def _show(self, done: int, total: int) -> None:
        self.bar.setMaximum(max(1, total // _KB))
        self.bar.setValue(done // _KB)
        self.detail.setText(say("archive.copied_of", done=f"{done / _MB:.1f}", total=f"{total / _MB:.1f}"))
