"""Walking from one place where the searched words stand to the next: "match 2 of 5", F3 and Shift+F3."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from console.services.archives.matches import MOST, Match
from console.views.kit.buttons import IconButton
from console.views.kit.layout import row
from console.views.kit.text import Text
from console.views.words import say


class MatchBar(QWidget):
    """How many matches a ticket has, and which one is shown."""

    def __init__(self, show: Callable[[Match], object]) -> None:
        super().__init__()
        self._show = show
        self._found: tuple[Match, ...] = ()
        self._at, self._total = -1, ""
        self.told = Text("", "small", "2")
        self.before = IconButton("chevron-up", say("command.match_before"), "Shift+F3")
        self.behind = IconButton("chevron-down", say("command.match_next"), "F3")
        self.before.clicked.connect(lambda: self.step(-1))
        self.behind.clicked.connect(lambda: self.step(1))
        self.setLayout(row(self.told, self.before, self.behind, spacing=4))
        self.hide()

    def show_matches(self, found: tuple[Match, ...]) -> None:
        """Show other matches, the first of them at once."""
        self._found, self._at = found[:MOST], -1
        self._total = f"{MOST}+" if len(found) > MOST else str(len(found))
        self.setVisible(bool(found))
        if found:
            self.step(1)

    def step(self, by: int) -> None:
        """Show the next match, or the one before; behind the last comes the first."""
        if not self._found:
            return
        self._at = (self._at + by) % len(self._found)
        self.told.setText(say("archive.match", n=self._at + 1, total=self._total))
        self._show(self._found[self._at])
