"""The mark above a text that is a letter: which clause it rests on, what will be recorded, the way to take it off.

Without the mark the text is a plain answer: nothing is refused by it and nothing is decided.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from console.services import asking
from console.services.refusing import REDIRECTING
from console.views.decision.lines import Glyph
from console.views.kit.buttons import IconButton
from console.views.kit.text import Text
from console.views.kit.touchable import Touchable
from console.views.look.look import current
from console.views.ticket.slips import LetterMark
from console.views.words import has, say

_RULING = ("refuse", "suspend")


def kind_of(code: str) -> str:
    """Return what becomes of a ticket when a letter leaves: refuse, suspend, redirect, check, asks or tells."""
    act = code.partition(".")[0]
    if act in _RULING:
        return act
    if code == REDIRECTING:
        return "redirect"
    if code in asking.OPENS_CHECK:
        return "check"
    return "asks" if code in asking.ASKS else "tells"


class LetterChip(Touchable):
    """The mark. `removed` fires when a person takes it off: Delete or Backspace on it, or its button."""

    KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
    BY_POINTER = False
    removed = Signal()

    def __init__(self, name: str) -> None:
        super().__init__()
        look = current()
        self.mark: LetterMark | None = None
        self._name, self._rules = name, False
        self.icon = Glyph("shield-off", "critical")
        self.title = Text("", "label", weight=600)
        self.detail = Text("", "small", "2", wrap=True)
        self.off = IconButton("x", say("mark.remove"), "Del")
        self.off.clicked.connect(self.removed)
        words = QVBoxLayout()
        words.setSpacing(look.px(1))
        words.addWidget(self.title)
        words.addWidget(self.detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(10), look.px(5), look.px(4), look.px(5))
        layout.setSpacing(look.px(8))
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        layout.addWidget(self.off, 0, Qt.AlignmentFlag.AlignTop)
        self.hide()

    def show_mark(self, mark: LetterMark | None) -> None:
        """Show what letter the text is; None for words of one's own."""
        self.mark = mark
        self.setVisible(mark is not None)
        if mark is None:
            return
        kind, clause = kind_of(mark.code), mark.code.partition(".")[2]
        self._rules = kind in _RULING
        self.icon.show_icon("shield-off" if self._rules else "mail", "critical" if self._rules else "accent_text")
        key = f"letter_title.{clause}"
        words = mark.title or (say(key) if has(key) else clause.replace("-", " "))
        self.title.setText(say(f"mark.{kind}", clause=clause) if self._rules else say("mark.letter", title=words))
        self.title.set_tone("critical" if self._rules else "")
        told = [say(f"mark.does_{kind}", clause=clause, name=self._name)]
        if mark.reason:
            told.append(say("mark.reason", reason=mark.reason))
        self.detail.setText("\n".join(told))
        self.setAccessibleName(". ".join((self.title.text(), *told, say("mark.remove"))))
        self.update()

    def press(self) -> None:
        """Take it off."""
        self.removed.emit()

    def ground(self) -> str:
        """Return the color of what the letter does."""
        return "critical_soft" if self._rules else "accent_soft"
