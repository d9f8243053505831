"""What is said where a key does nothing: why its command cannot be run now, or that it is none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.views.keys.commands import Command
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class KeyActs(QObject):
    """What the window answers to keys that run nothing."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._window = acts.window

    def say_barred(self, command: Command) -> None:
        """Say why a command cannot be run now."""
        if command.why_not:
            self._window.toast.show_words(say(command.why_not), seconds=4)

    def say_unknown(self, chord: str) -> None:
        """Say that two keys are no command, and that nothing was done."""
        self._window.toast.show_words(say("toast.no_chord", keys=chord), seconds=4)
