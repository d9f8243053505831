"""The key router: keys by their place on the keyboard, so that they work under every layout.

Under a Cyrillic layout the library's shortcuts lose / ? and fire the wrong ones. The router reads scan codes (X11 and
Wayland), virtual keys (Windows), and for made-up events a table of ЙЦУКЕН.
"""

from __future__ import annotations

import sys
import time

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QListView,
    QPlainTextEdit,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid

from console.views.keys.commands import Commands

CHORD_SECONDS = 1.2
_ROWS = ((10, "1234567890-="), (24, "QWERTYUIOP[]"), (38, "ASDFGHJKL;'"), (52, "ZXCVBNM,./"))
_SCAN = {first + place: key for first, keys in _ROWS for place, key in enumerate(keys)}
CYRILLIC = dict(zip("йцукенгшщзхъфывапролджэячсмитьбю.", "qwertyuiop[]asdfghjkl;'zxcvbnm,./", strict=True))
_TEXT = (QLineEdit, QPlainTextEdit, QTextEdit, QAbstractSpinBox, QComboBox)
_EDITING = ("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X")
_REDO = ("Ctrl+Y", "Ctrl+Shift+Z")
_SHIFTED = {"/": "?"}
_OUT_OF_TEXT = ("Esc", "F1", "F5", "F6", "F11", "Shift+F6")
_NAMED = {
    Qt.Key.Key_Return: "Enter",
    Qt.Key.Key_Enter: "Enter",
    Qt.Key.Key_Escape: "Esc",
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_F1: "F1",
    Qt.Key.Key_F3: "F3",
    Qt.Key.Key_F5: "F5",
    Qt.Key.Key_F6: "F6",
    Qt.Key.Key_F11: "F11",
}


class KeyRouter(QObject):
    """An event filter that runs the commands of one window, wherever that stands.

    It looks at what has the keyboard and no more: at each widget that takes the focus, and at the window for when none
    has it. On the application it would see every paint and every move of the mouse. `barred` carries a command that its
    key cannot run now, `unknown` a chord that is none.
    """

    barred = Signal(object)
    unknown = Signal(str)

    def __init__(self, window: QWidget, commands: Commands) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._begun = ""
        self._begun_at = 0.0
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._follow)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Look at what has the focus now; what had it before stays looked at, for it will have it again."""
        if not isValid(self._window):
            return  # a window that goes gives the focus away before its router goes with it
        for one in (self._window, QApplication.activeWindow(), QApplication.focusWidget()):
            if one is not None:
                one.installEventFilter(self)  # where it stands already it comes to the front

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a key press that belongs to a command."""
        if event.type() is not QEvent.Type.KeyPress:
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget) or not self._is_ours(watched):
            return False
        key = chord(event)
        if not key:
            return False
        if watched.property("takes") == key:
            return False
        writing = isinstance(watched, _TEXT) or isinstance(QApplication.focusWidget(), _TEXT)
        plain = not key.startswith(("Ctrl+", "Alt+")) and key not in _OUT_OF_TEXT
        if writing and (plain or _edits(key, watched)):
            return False
        held = event.isAutoRepeat()
        if key == "Enter" and isinstance(watched, QAbstractButton):
            return _press(watched, held=held)
        return not _keeps(key, watched) and self._take(key, _pressed_at(event), held=held)

    def _take(self, key: str, now: float, *, held: bool) -> bool:
        begun = self._begun if abs(now - self._begun_at) < CHORD_SECONDS else ""
        self._begun = ""
        command = self._commands.by_key(f"{begun} {key}") if begun else None
        if command is None and begun and len(key.removeprefix("Shift+")) == 1:
            self.unknown.emit(f"{begun} {key}")  # the second key was meant for the chord: alone it may close or refuse
            return True
        command = command or self._commands.by_key(key)
        if command is not None:
            if not command.enabled():
                if not held:
                    self.barred.emit(command)
            elif command.repeats or not held:
                command.run()
            return True
        if self._commands.begins(key):
            self._begun, self._begun_at = key, now
            return True
        return False

    def _is_ours(self, widget: QWidget) -> bool:
        window = widget.window()
        if isinstance(window, QDialog) or QApplication.activePopupWidget() is not None:
            return False
        return window is self._window.window() and QApplication.activeModalWidget() is None


def _pressed_at(event: QKeyEvent) -> float:
    """Return when a key was pressed, in seconds: the window may have been busy since. A made-up event has no time."""
    return event.timestamp() / 1_000 if event.timestamp() else time.monotonic()


def _keeps(key: str, watched: QWidget) -> bool:
    """Return whether a list has a use of its own for a key; the list of tickets is a table."""
    return key in ("Enter", "Ctrl+A") and isinstance(watched, QListView)


def _press(button: QAbstractButton, *, held: bool) -> bool:
    """Press a button by Enter: outside a dialog the library gives buttons only Space."""
    if not held:
        button.click()
    return True


def _edits(key: str, watched: QWidget) -> bool:
    """Return whether a key belongs to the text that is being written: what can be undone in it goes before an act."""
    if key == "Ctrl+Z":
        if isinstance(watched, QPlainTextEdit | QTextEdit):
            return watched.document().isUndoAvailable()
        return isinstance(watched, QLineEdit) and watched.isUndoAvailable()
    if key in _REDO:
        if isinstance(watched, QPlainTextEdit | QTextEdit):
            return watched.document().isRedoAvailable()
        return isinstance(watched, QLineEdit) and watched.isRedoAvailable()
    return key in _EDITING


def chord(event: QKeyEvent) -> str:
    """Return a key press as the commands name it, by the place of the key; "" for one that is no command's."""
    name = _NAMED.get(Qt.Key(event.key())) or _letter(event)
    if not name:
        return ""
    held = event.modifiers()
    modifiers = Qt.KeyboardModifier
    shift = bool(held & modifiers.ShiftModifier)
    if shift and name in _SHIFTED:
        name, shift = _SHIFTED[name], False
    parts = [
        word
        for word, flag in (
            ("Ctrl", held & modifiers.ControlModifier),
            ("Alt", held & modifiers.AltModifier),
            ("Shift", shift),
        )
        if flag
    ]
    return "+".join([*parts, name])


def _letter(event: QKeyEvent) -> str:
    platform = QGuiApplication.platformName()
    if platform in ("xcb", "wayland") and event.nativeScanCode() in _SCAN:
        return _SCAN[event.nativeScanCode()]
    if sys.platform == "win32" and 0x30 <= event.nativeVirtualKey() <= 0x5A:
        return chr(event.nativeVirtualKey())
    if event.nativeScanCode() in _SCAN:
        return _SCAN[event.nativeScanCode()]
    text = event.text().casefold()
    if text in CYRILLIC:
        return CYRILLIC[text].upper()
    key = event.key()
    if 0x21 <= key <= 0x5D:
        return {"?": "/"}.get(chr(key), chr(key))
    folded = chr(key).casefold() if 0x400 <= key <= 0x4FF else ""
    return CYRILLIC.get(folded, "").upper()
