"""What people decided on a ticket, the newest first: who, when, what, and why where it was otherwise than proposed."""

from __future__ import annotations

from console.records.tickets import DecisionRecord
from console.services import deciding
from console.views import told
from console.views.decision.lines import ActColumn, ActLine


class DecidedLines(ActColumn):
    """The decisions that stand. `asked` carries the one that was pressed."""

    def show_decisions(self, decisions: tuple[DecisionRecord, ...], *, all_of_them: bool = False) -> None:
        """Show decisions, the newest first. A choice that stands is shown by the card above, unless all are wanted."""
        if not all_of_them and decisions and decisions[-1].kind in deciding.BY_PERSON:
            decisions = decisions[:-1]
        self.show_things({str(one.id): one for one in reversed(decisions)}, _say)


def _say(line: ActLine, decision: DecisionRecord) -> None:
    icon = ("shield-off" if decision.outcome in told.REFUSING else "shield-check", "text2")
    line.show_line(told.decided(decision), "\n".join(told.signed(decision)), icon=icon)
