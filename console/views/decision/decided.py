"""What people decided on a ticket, the newest first: who, when, what, and why where it was otherwise than proposed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.records.tickets import DecisionRecord
from console.services import deciding
from console.views import told
from console.views.decision.lines import ActLine, KeyedColumn


class DecidedLines(KeyedColumn):
    """The decisions that stand. `asked` carries the one that was pressed."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(self._line)
        self._known: dict[str, DecisionRecord] = {}

    def show_decisions(self, decisions: tuple[DecisionRecord, ...], *, all_of_them: bool = False) -> None:
        """Show decisions, the newest first. A choice that stands is shown by the card above, unless all are wanted."""
        if not all_of_them and decisions and decisions[-1].kind in deciding.BY_PERSON:
            decisions = decisions[:-1]
        self._known = {str(one.id): one for one in reversed(decisions)}
        self.show_rows({key: _with(one) for key, one in self._known.items()})

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        self.asked.emit(self._known[key])


def _with(decision: DecisionRecord) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, ActLine):
            icon = ("shield-off" if decision.outcome in told.REFUSING else "shield-check", "text2")
            widget.show_line(told.decided(decision), "\n".join(told.signed(decision)), icon=icon)

    return fill
