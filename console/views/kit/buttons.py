"""Buttons that follow the look while the program runs: plain, primary, quiet, segment, and a button that is an icon."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QToolButton, QWidget

from console.views.kit import ink
from console.views.kit.text import plain_tip
from console.views.look.icons import icon
from console.views.look.look import current

_GAP = "\u2005"  # the style leaves no room between an icon and its words
_INK = {"primary": "on_accent", "quiet": "accent_text", "plain": "text2", "segment": "text2"}


def acting(button: QWidget) -> None:
    """Mark a button that writes: it never comes into sight where nothing may be written."""
    button.setProperty("acts", True)


def keep_still(whole: QWidget, *, every: bool = False) -> None:
    """Let no button that writes come into sight in a widget, now or later; with `every`, no button of it at all."""
    whole.setProperty("still", "every" if every else "acts")
    for button in whole.findChildren(QPushButton):
        if is_still(button):
            button.hide()


def is_still(button: QWidget) -> bool:
    """Return whether a button stands where it may not be shown."""
    acts, above = bool(button.property("acts")), button.parentWidget()
    while above is not None:
        kept = above.property("still")
        if kept == "every" or (kept and acts):
            return True
        above = above.parentWidget()
    return False


class Button(QPushButton):
    """A button: plain, primary, quiet or segment. A chord behind its words shows in the tooltip."""

    def __init__(self, text: str, kind: str = "plain", icon_name: str = "", *, chord: str = "") -> None:
        super().__init__()
        self._kind, self._icon_name = kind, icon_name
        self.setProperty("kind", kind)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_words(text)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        if chord:
            self.setToolTip(plain_tip(text, chord))
        self._dress()

    def set_words(self, text: str) -> None:
        """Change the words; what is heard changes with them."""
        self.setText(f"{_GAP}{text}" if self._icon_name else text)
        self.setAccessibleName(text)

    def show_icon(self, icon_name: str) -> None:
        """Show another icon before the words."""
        if self._icon_name != icon_name:
            self._icon_name = icon_name
            self.set_words(self.accessibleName())
            self._dress()

    def showEvent(self, event: QShowEvent) -> None:
        """Come into sight, unless what the button does may not be done here."""
        super().showEvent(event)
        if is_still(self):
            self.hide()

    def _dress(self) -> None:
        look = current()
        wanted = ink.font("label", 600)
        if self.font().pixelSize() != wanted.pixelSize() or self.font().weight() != wanted.weight():
            self.setFont(wanted)
        if self._icon_name:
            self.setIcon(icon(self._icon_name, _INK[self._kind], 16))
            self.setIconSize(QSize(look.px(16), look.px(16)))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()


class PrimaryButton(Button):
    """The one button of a screen that does what the screen is for."""

    def __init__(self, text: str, icon_name: str = "", *, chord: str = "") -> None:
        super().__init__(text, "primary", icon_name, chord=chord)


class IconButton(QToolButton):
    """A button that is an icon: 30 px, named, with its key in the tooltip."""

    def __init__(self, icon_name: str, words: str, key: str = "") -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words, key))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._dress()

    def show_icon(self, icon_name: str, words: str, key: str = "") -> None:
        """Show another icon with its words."""
        self._icon_name = icon_name
        self.setAccessibleName(words)
        self.setToolTip(plain_tip(words, key))
        self._dress()

    def _dress(self) -> None:
        look = current()
        self.setIcon(icon(self._icon_name))
        self.setIconSize(QSize(look.px(18), look.px(18)))
        self.setFixedSize(look.px(30), look.px(30))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the look."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self._dress()
