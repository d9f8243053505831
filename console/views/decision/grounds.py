"""The 23 grounds beside a decision: those that hold, those not known yet, and behind one line those that cannot hold.

Every ground is there with its clause and the reason; what cannot hold is grey and says why not.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from console.records.assessment import AssessmentView, GroundView
from console.views import told
from console.views.decision.lines import ActLine, KeyedColumn
from console.views.words import say, say_count

_FOLD = "cannot"


class GroundLines(KeyedColumn):
    """The grounds. `asked` carries the clause of the one that was pressed."""

    asked = Signal(str)

    def __init__(self) -> None:
        super().__init__(self._line)
        self._view: AssessmentView | None = None
        self._open = False

    def show_view(self, view: AssessmentView, *, same: bool) -> None:
        """Show the grounds of a decision; of another ticket those that cannot hold are folded again."""
        self._view = view
        self._open = self._open and same
        self._show()

    def _show(self) -> None:
        view = self._view
        if view is None:
            return
        found = told.in_order(view.grounds)
        rows = {one.clause: _with(one) for one in found if one.status != "cannot"}
        barred = [one for one in found if one.status == "cannot"]
        if barred:
            rows[_FOLD] = self._fill_fold(len(barred))
        if self._open:
            rows |= {one.clause: _with(one) for one in barred}
        self.show_rows(rows)

    def _fill_fold(self, number: int) -> Callable[[QWidget], None]:
        def fill(widget: QWidget) -> None:
            if isinstance(widget, ActLine):
                icon = ("chevron-up" if self._open else "chevron-down", "text3")
                act = say("decision.fold_hide" if self._open else "decision.fold_show")
                widget.show_line(say_count("decision.cannot", number), act, icon=icon, quiet=True)

        return fill

    def _line(self, key: str) -> ActLine:
        line = ActLine(key)
        line.pressed.connect(self._pressed)
        return line

    def _pressed(self, key: str) -> None:
        if key == _FOLD:
            self._open = not self._open
            self._show()
        else:
            self.asked.emit(key)


def _with(ground: GroundView) -> Callable[[QWidget], None]:
    def fill(widget: QWidget) -> None:
        if isinstance(widget, ActLine):
            icon, tone = {
                "holds": (("shield-off", "critical" if ground.named_first else "text2"), ""),
                "unknown": (("help-circle", "functional"), "functional"),
            }.get(ground.status, (("ban", "text3"), ""))
            widget.show_line(
                *told.ground(ground),
                icon=icon,
                tone="critical" if ground.named_first else tone,
                quiet=ground.status == "cannot",
            )

    return fill
