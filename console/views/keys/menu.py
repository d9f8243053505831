"""A menu made from commands: icon, words and the key of each, so that the menu teaches the keys and cannot lie."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from console.views.keys.commands import Command
from console.views.kit.paint import caps_of
from console.views.look.icons import icon


class CommandMenu(QMenu):
    """A menu of commands. It is made when it is asked for and goes when it is closed."""

    def __init__(self, parent: QWidget, commands: Sequence[Command], name: str) -> None:
        super().__init__(parent)
        self._commands = {command.id: command for command in commands}
        self.setAccessibleName(name)
        for command in commands:
            key = " ".join(caps_of(command.keys[0])) if command.keys else ""
            action = self.addAction(icon(command.icon, "text2", 16), f"{command.title}\t{key}".rstrip("\t"))
            action.setObjectName(command.id)
            action.setEnabled(command.enabled())
        self.triggered.connect(self._chosen)
        self.aboutToHide.connect(self._hidden)

    def begin(self) -> None:
        """Stand on the first act that can be done, so that Enter takes it and arrows go on from there."""
        first = next((one for one in self.actions() if one.isEnabled()), None)
        if first is not None:
            self.setActiveAction(first)

    def _chosen(self, action: QAction) -> None:
        self._commands[action.objectName()].run()

    def _hidden(self) -> None:
        self.deleteLater()


def command_menu(parent: QWidget, commands: Sequence[Command], name: str) -> CommandMenu:
    """Return a menu of commands over a window."""
    return CommandMenu(parent, commands, name)
