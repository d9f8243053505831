"""The page that is shown while an archive is opened: how many bytes are copied, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from console.faults import Fault
from console.views.archive.why import where_words
from console.views.kit.buttons import Button
from console.views.kit.states import ErrorState, Medal
from console.views.kit.text import Text
from console.views.look.look import current
from console.views.words import language, say

_NOT_WHOLE = ("archive_altered", "archive_truncated")
_KB, _MB = 1 << 10, 1 << 20


class RefusedPage(QWidget):
    """An archive that is not opened: what is wrong and where, what to do. `left` asks to close."""

    left = Signal()

    def __init__(self, name: str, fault: Fault) -> None:
        super().__init__()
        self.setProperty("ground", "surface")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        what, kept, todo = fault.words(language())
        place = ""
        if fault.code in _NOT_WHOLE:
            what = say(f"proof.{fault.code.removeprefix('archive_')}")
            place = where_words(str(fault.params.get("where") or ""), str(fault.params.get("why") or ""))
        details = "\n".join(part for part in (name, what, place, kept, todo, fault.code) if part)
        self.told = ErrorState(say("archive.leave"), say("act.copy_details"))
        words = "\n".join(part for part in (what, place, todo) if part)
        title = say("archive.refused", file=name)
        self.told.tell(title, words, code=fault.code, details=details, icon="alert-triangle")
        self.told.acted.connect(self.left)
        layout = QVBoxLayout(self)
        layout.addWidget(self.told)
        self.told.button.setShortcut("Esc")
        self.setAccessibleName(f"{title}. {words}")


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
