"""A message with its bar: text, simplified or source, and what was not loaded or not shown.

It shows what it is given and emits what is wished; it cleans nothing and opens nothing.
"""

from __future__ import annotations

from typing import Final, cast

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QToolButton, QVBoxLayout, QWidget

from console.channels.untrusted.charsets import decode
from console.channels.untrusted.limits import TEXT_CHARACTERS
from console.channels.untrusted.links import Link
from console.channels.untrusted.text import word_set
from console.views.mail.content import MailContent, Mode
from console.views.mail.safe_view import SafeMailView
from console.views.words import say, say_count

MODES: Final[tuple[Mode, ...]] = ("text", "simplified", "source")
_SLOW: Final = word_set("too_slow too_costly")
_TOO_LONG: Final = "too_long"


class MailPane(QWidget):
    """One message. Emits `link_asked` and `link_hovered` with a target, `height_changed` when another mode is shown."""

    link_asked = Signal(str)
    link_hovered = Signal(str)
    height_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """`parent` as usual in Qt."""
        super().__init__(parent)
        self._content = MailContent(text="")
        self._mode: Mode = "text"
        self._left_away = 0
        self.view = SafeMailView(self)
        self._plain_font = self.view.font()
        self._buttons: dict[Mode, QToolButton] = {}
        self._group = QButtonGroup(self)
        self.note = QLabel(self)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        self.note.setWordWrap(True)
        self._lay_out()
        self._name_all()
        self._group.idClicked.connect(self._choose)
        self.view.link_asked.connect(self.link_asked)
        self.view.link_hovered.connect(self._tell_link)

    @property
    def mode(self) -> Mode:
        """How the message is shown now."""
        return self._mode

    def show_mail(self, content: MailContent) -> None:
        """Show a message: simplified where there is cleaned HTML, else its text."""
        self._content = content
        self._buttons["simplified"].setEnabled(content.cleaned_html is not None)
        self._buttons["source"].setEnabled(content.source is not None)
        self.set_mode("simplified" if content.cleaned_html is not None else "text")

    def set_mode(self, mode: Mode) -> None:
        """Show the same message in another way; a way the message does not have is the text."""
        self._mode = mode if self._buttons[mode].isEnabled() else "text"
        self._buttons[self._mode].setChecked(True)
        content = self._content
        fixed = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        self.view.setFont(fixed if self._mode == "source" else self._plain_font)
        if self._mode == "simplified" and content.cleaned_html is not None:
            self._left_away = 0
            self.view.show_html(content.cleaned_html, content.cid_images)
        elif self._mode == "source" and content.source is not None:
            head = decode(content.source[:TEXT_CHARACTERS])
            self._left_away = self.view.show_text(head) + max(len(content.source) - TEXT_CHARACTERS, 0)
        else:
            self._left_away = self.view.show_text(content.text)
        self._write_note()
        self.height_changed.emit()

    def content_height(self, width: int) -> int:
        """Return the height in pixels at which the bar and the whole message are visible in the given width."""
        around = self._box.contentsMargins()
        inner = width - around.left() - around.right()
        bar = self._bar.heightForWidth(inner) if self._bar.hasHeightForWidth() else self._bar.sizeHint().height()
        return around.top() + bar + self._box.spacing() + self.view.content_height(inner) + around.bottom()

    def changeEvent(self, event: QEvent) -> None:
        """Write the words again when the language changes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._name_all()
            self._write_note()

    def _lay_out(self) -> None:
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(4)
        self._bar = QHBoxLayout()
        self._bar.setSpacing(0)
        for number, mode in enumerate(MODES):
            button = QToolButton(self)
            button.setCheckable(True)
            button.setAutoRaise(True)
            button.setProperty("segment", mode)
            self._group.addButton(button, number)
            self._buttons[mode] = button
            self._bar.addWidget(button)
        self._bar.addSpacing(12)
        self._bar.addWidget(self.note, 1)
        self._box.addLayout(self._bar)
        self._box.addWidget(self.view, 1)

    def _name_all(self) -> None:
        for mode, name in (
            ("text", say("mail.text")),
            ("simplified", say("mail.simplified")),
            ("source", say("mail.source")),
        ):
            self._buttons[cast("Mode", mode)].setText(name)
        self.view.setAccessibleName(say("mail.title"))

    def _write_note(self) -> None:
        parts = [self._why_text(self._content.reason)] if self._content.reason else []
        if self._content.remote_images:
            parts.append(say_count("mail.remote", self._content.remote_images))
        if self._left_away:
            parts.append(say_count("mail.left_away", self._left_away))
        self.note.setText(" · ".join(parts))

    def _why_text(self, reason: str) -> str:
        if reason == _TOO_LONG:
            return say("mail.too_long")
        if reason in _SLOW:
            return say("mail.too_slow")
        return say("mail.too_complex")

    def _choose(self, number: int) -> None:
        self.set_mode(MODES[number])

    def _tell_link(self, target: str) -> None:
        self.link_hovered.emit(target)

    def link_of(self, target: str) -> Link | None:
        """Return what the cleaner found out about a target that was asked for, or None."""
        return next((link for link in self._content.links if link.target == target), None)
