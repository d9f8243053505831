"""What a decision rests on: clauses in our words, readings by the question they answer, settings of the company."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.records.assessment import BasisView
from console.views import told
from console.views.decision.lines import ActLine, KeyedColumn


class BasisLines(KeyedColumn):
    """The lines. `asked` carries the kind (text, reading, company) and what is referred to."""

    asked = Signal(str, str)

    def __init__(self) -> None:
        super().__init__(self._line)

    def show_basis(self, basis: tuple[BasisView, ...]) -> None:
        """Show what a decision rests on, the clauses first."""
        self.show_rows({f"{one.kind}:{one.reference}": _with(one) for one in told.rests_on(basis)})

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        kind, _, reference = key.partition(":")
        self.asked.emit(kind, reference)


def _with(basis: BasisView) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, ActLine):
            confirm = basis.kind == "reading" and basis.needs_company
            icon = {"text": ("book", "text3"), "company": ("settings", "text3")}.get(
                basis.kind, ("alert-triangle", "functional") if confirm else ("list-details", "text3")
            )
            widget.show_line(*told.basis(basis), icon=icon, tone="2" if basis.kind == "text" else "")

    return fill
