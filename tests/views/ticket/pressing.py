"""Keys as a keyboard sends them: by place and by the letter that the layout in force gives there."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from console.records.base import TicketId
from console.views.dialogs.importing import ImportDialog
from console.views.keys.router import CYRILLIC
from console.views.main_window import MainWindow

_ROWS = ((10, "1234567890"), (24, "qwertyuiop[]"), (38, "asdfghjkl;'"), (52, "zxcvbnm,./"))
_PLACES = {letter: first + place for first, letters in _ROWS for place, letter in enumerate(letters)}
_RUSSIAN = {latin: cyrillic for cyrillic, latin in CYRILLIC.items()}
_NAMED = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Down": Qt.Key.Key_Down,
    "Up": Qt.Key.Key_Up,
    "F6": Qt.Key.Key_F6,
    "Tab": Qt.Key.Key_Tab,
    "Space": Qt.Key.Key_Space,
}


class Keyboard:
    """A keyboard with a layout, before a window."""

    def __init__(self, window: MainWindow, qtbot: QtBot, layout: str = "us") -> None:
        self.window, self.qtbot, self.layout = window, qtbot, layout
        self.ticket: TicketId | None = None

    def press(self, keys: str) -> None:
        """Press a chord such as "Ctrl+Enter", "Shift+R" or "7" where the focus is, and let it be carried out."""
        *held, name = keys.split("+")
        modifiers = Qt.KeyboardModifier.NoModifier
        for one in held:
            modifiers |= {"Ctrl": Qt.KeyboardModifier.ControlModifier, "Shift": Qt.KeyboardModifier.ShiftModifier}[one]
        target = self._target()
        if name in _NAMED:
            self.qtbot.keyClick(target, _NAMED[name], modifiers)
        else:
            letter = _RUSSIAN.get(name.lower(), name.lower()) if self.layout == "ru" else name.lower()
            for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                text = "" if "Ctrl" in held else letter
                event = QKeyEvent(kind, ord(letter.upper()), modifiers, _PLACES[name.lower()], 0, 0, text)
                QApplication.sendEvent(target, event)
        self.settle()

    def write(self, text: str) -> None:
        """Write a text where the focus is."""
        self.qtbot.keyClicks(self._target(), text)

    def walk_into(self, pane: QWidget) -> None:
        """Walk with F6 until the focus is inside a pane."""
        for _ in range(6):
            if pane.isAncestorOf(self._target()):
                return
            self.press("F6")
        raise AssertionError(f"{pane} is not reached")

    def take_in(self, folder: Path) -> None:
        """Import a folder, to the report of what came of it."""

        def answer() -> None:
            asked = QApplication.activeModalWidget()
            assert isinstance(asked, QFileDialog)
            self.write(str(folder))
            self.qtbot.keyClick(asked.focusWidget(), Qt.Key.Key_Return)

        self.press("Ctrl+I")
        dialog = self.shown(ImportDialog)
        assert isinstance(dialog, ImportDialog)
        self.press("Tab")
        QTimer.singleShot(300, answer)
        self.press("Enter")
        self.qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.preview)
        assert not dialog.go.isEnabled()
        self.press("Space")
        self.press("Enter")
        self.qtbot.waitUntil(lambda: dialog.pages.currentWidget() is dialog.report)

    def settle(self) -> None:
        """Let timers and results arrive."""
        self.qtbot.wait(60)
        if QApplication.activeWindow() is None:  # a dialog has closed, and without a screen nobody goes back for it
            (QApplication.activeModalWidget() or self.window).activateWindow()
        self.qtbot.waitUntil(lambda: self.window.runner.busy == 0 and not self.window._load.waiting)
        self.qtbot.wait(20)

    def go_to(self, subject: str, *, view: str = "all_open") -> None:
        """Walk to a ticket with J alone."""
        self.window.show_view(view)
        self.settle()
        self.window.queue.table.setFocus()
        self.window.queue.table.select_row(0)
        for _ in range(60):
            row = self.window.queue.table.current_row()
            if row is not None and row.subject.startswith(subject):
                self.qtbot.waitUntil(partial(self._is_shown, row.id))
                self.settle()
                return
            self.window.queue.table.step(1)
        raise AssertionError(f"{subject} is not in the list")

    def _is_shown(self, ticket: int) -> bool:
        panels = self.window.panels
        return panels is not None and panels.detail.row.id == ticket

    def shown(self, kind: type[QDialog]) -> QDialog:
        """Return the dialog of a kind that is open."""
        return next(one for one in self.window.findChildren(kind) if one.isVisible())

    def _target(self) -> QWidget:
        modal = QApplication.activeModalWidget()
        if modal is not None:
            return modal.focusWidget() or modal
        return QApplication.focusWidget() or self.window.focusWidget() or self.window
