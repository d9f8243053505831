"""The keys of the board, by place: columns, cards, choosing, moving, applying. Every act of the mouse has one."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeyEvent

from console.views.keys.router import chord

if TYPE_CHECKING:
    from console.views.board.screen import BoardScreen

_ARROWS = {
    Qt.Key.Key_Left: "Left",
    Qt.Key.Key_Right: "Right",
    Qt.Key.Key_Up: "Up",
    Qt.Key.Key_Down: "Down",
    Qt.Key.Key_Home: "Home",
    Qt.Key.Key_End: "End",
}
_FAR = 100_000


class BoardKeys(QObject):
    """Turns keys into acts of a board."""

    def __init__(self, screen: BoardScreen) -> None:
        super().__init__(screen)
        strip, acts = screen.strip, screen.acts
        self._screen = screen
        self._acts: dict[str, Callable[[], object]] = {
            "Left": lambda: strip.turn(-1),
            "Right": lambda: strip.turn(1),
            "Up": lambda: strip.step(-1),
            "Down": lambda: strip.step(1),
            "Home": lambda: strip.step(-_FAR),
            "End": lambda: strip.step(_FAR),
            "J": lambda: strip.step(1),
            "K": lambda: strip.step(-1),
            "X": acts.choose,
            "A": acts.assign,
            "B": screen.proposals.balance,
            "P": screen.proposals.open_people,
            "H": screen.proposals.hand_over,
            "C": screen.proposals.open_checks,
            "U": screen.proposals.open_rules,
            "R": screen.proposals.settle_absent,
            "Shift+Left": lambda: acts.shift(-1),
            "Shift+Right": lambda: acts.shift(1),
            "Enter": lambda: screen.open_ticket(strip.current_id()),
            "O": lambda: screen.open_ticket(strip.current_id()),
            "Ctrl+Enter": acts.apply,
            "Ctrl+Z": acts.take_back,
            "Z": acts.take_back,
            "/": screen.filter.setFocus,
            "Ctrl+F": screen.filter.setFocus,
            "F5": screen.read,
            **{str(number): self._division(place) for number, place in ((1, "person"), (2, "queue"), (3, "language"))},
        }

    def press(self, event: QKeyEvent) -> None:
        """Do what a key says; one that is none of the board's is left to others."""
        act = self._acts.get(_named(event))
        event.setAccepted(act is not None)
        if act is not None:
            act()

    def _division(self, by: str) -> Callable[[], object]:
        def divide() -> None:
            self._screen.by.choose(by)
            self._screen.by.chosen.emit(by)

        return divide


def _named(event: QKeyEvent) -> str:
    arrow = _ARROWS.get(Qt.Key(event.key()))
    if arrow is None:
        return chord(event)
    held = event.modifiers()
    return f"Shift+{arrow}" if held & Qt.KeyboardModifier.ShiftModifier else arrow
