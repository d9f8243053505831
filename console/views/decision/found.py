"""What reviewers found of a ticket, at the decision: the verdict, their words, who and when."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.records.findings import KeptFinding
from console.views.decision.lines import ActLine, KeyedColumn
from console.views.review import saying


class FoundLines(KeyedColumn):
    """The findings. `asked` carries the one that was pressed."""

    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__(self._line)
        self._known: dict[str, KeptFinding] = {}

    def show_findings(self, found: Sequence[KeptFinding]) -> None:
        """Show findings in their order."""
        self._known = {one.gid: one for one in found}
        self.show_rows({key: _with(one) for key, one in self._known.items()})

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        self.asked.emit(self._known[key])


def _with(one: KeptFinding) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, ActLine):
            widget.show_line(
                saying.title(one), saying.detail(one), icon=saying.ICONS.get(one.verdict, saying.ICONS[""])
            )

    return fill
