"""What reviewers found of a ticket, at the decision: the verdict, their words, who and when."""

from __future__ import annotations

from collections.abc import Sequence

from console.records.findings import KeptFinding
from console.views.decision.lines import ActColumn, ActLine
from console.views.review import saying


class FoundLines(ActColumn):
    """The findings. `asked` carries the one that was pressed."""

    def show_findings(self, found: Sequence[KeptFinding]) -> None:
        """Show findings in their order."""
        self.show_things({one.gid: one for one in found}, _say)


def _say(line: ActLine, one: KeptFinding) -> None:
    icon = saying.OTHER if one.by_other else saying.ICONS.get(one.verdict, saying.ICONS[""])
    line.show_line(saying.title(one), saying.detail(one), icon=icon)
