"""A line of a card: a title with its clause, words of the customer, what stands, and the acts that a person may choose.

The line itself takes the focus: Enter shows the words it rests on; Tab goes on to its acts.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFocusEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from console.views.decision.lines import Glyph
from console.views.kit.buttons import Button
from console.views.kit.text import Text, plain_tip
from console.views.kit.touchable import Touchable
from console.views.kit.wrap import Wrap
from console.views.look.look import current
from console.views.words import say


def bar(button: QWidget, *, barred: bool, why: str = "") -> None:
    """Let a button be pressed, or say that the request is over, or `why` else."""
    button.setEnabled(not barred)
    button.setToolTip(plain_tip(why or say("why.closed")) if barred else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a line says. `quote` are words of the customer, `acts` pairs of a code and its words.

    `barred` are the codes of acts that nobody may do because the request is over; `why` is a reason of their own.
    """

    title: str
    clause: str = ""
    quote: str = ""
    detail: str = ""
    icon: tuple[str, str] = ("info-circle", "text3")
    tone: str = ""
    acts: tuple[tuple[str, str], ...] = ()
    barred: frozenset[str] = frozenset()
    why: str = ""


class MatterLine(Touchable):
    """Shows a line. `acted` carries its key and the act; `pointed` its key, or "" when the pointer has left."""

    acted = Signal(str, str)
    pointed = Signal(str)

    def __init__(self, key: str = "") -> None:
        super().__init__()
        look = current()
        self.key = key
        self.setProperty("takes", "Enter")
        self.icon = Glyph()
        self.title = Text("", "label", wrap=True)
        self.clause = Text("", "small", "3")
        self.quote = Text("", "small", "2", wrap=True)
        self.detail = Text("", "small", "3", wrap=True)
        self._acts = Wrap(spacing=2)
        acts = QHBoxLayout()
        acts.setContentsMargins(look.px(-8), 0, 0, 0)
        acts.addLayout(self._acts)
        head = QHBoxLayout()
        head.setSpacing(look.px(6))
        head.addWidget(self.title, 1)
        head.addWidget(self.clause, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(look.px(2))
        words.addLayout(head)
        words.addWidget(self.quote)
        words.addWidget(self.detail)
        words.addLayout(acts)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(look.px(8), look.px(6), look.px(8), look.px(5))
        layout.setSpacing(look.px(8))
        layout.addWidget(self.icon, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.buttons: dict[str, Button] = {}

    def show_told(self, told: Told) -> None:
        """Show words and acts; an act that stays keeps its focus."""
        self.icon.show_icon(*told.icon)
        self.title.setText(told.title)
        self.title.set_tone(told.tone)
        self.clause.setText(told.clause)
        self.clause.setVisible(bool(told.clause))
        self.quote.setText(say("marked.quote", words=told.quote) if told.quote else "")
        self.quote.setVisible(bool(told.quote))
        self.detail.setText(told.detail)
        self.detail.setVisible(bool(told.detail))
        self._show_acts(told)
        parts = (told.title, told.clause, told.quote, told.detail)
        self.setAccessibleName(". ".join(one.rstrip(".") for one in parts if one))

    def _show_acts(self, told: Told) -> None:
        held = next((code for code, one in self.buttons.items() if one.hasFocus()), None)
        while (item := self._acts.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget.property("act") not in dict(told.acts):
                self.buttons.pop(str(widget.property("act")), None)
                widget.hide()
                widget.deleteLater()
        for code, words in told.acts:
            button = self.buttons.get(code)
            if button is None:
                button = Button(words, "quiet")
                button.setProperty("act", code)
                button.clicked.connect(self._pressed)
                self.buttons[code] = button
            button.set_words(words)
            button.setAccessibleName(f"{words}: {told.title}")
            bar(button, barred=code in told.barred, why=told.why)
            self._acts.addWidget(button)
        if held is not None and (held not in self.buttons or held in told.barred):
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _pressed(self) -> None:
        self.acted.emit(self.key, str(self.sender().property("act")))

    def press(self) -> None:
        """Show the words that the line rests on."""
        self.pointed.emit(self.key)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Light the words."""
        self.pointed.emit(self.key)
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """Light nothing."""
        if not self.hasFocus():
            self.pointed.emit("")
        super().leaveEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Light the words and show the focus."""
        self.pointed.emit(self.key)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that the focus has left."""
        self.pointed.emit("")
        super().focusOutEvent(event)
