"""The findings of a shown ticket: read when its conversation has come, and shown at the decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.records.findings import Finding, KeptFinding, Seen
from console.services import annotating
from console.services.desk import Desk

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class FindingsShown(QObject):
    """Shows what reviewers found of the ticket. `landed` carries what a reviewer has of it.

    They are read at `desk` where the window may show another one, of an earlier day.
    """

    landed = Signal(object)

    def __init__(self, window: MainWindow, parent: QObject | None = None, desk: Desk | None = None) -> None:
        super().__init__(parent or window)
        self._window, self._desk = window, desk
        self._seen: Seen | None = None
        window.ticket.conversation.shown.connect(self.read)
        window.side.decision.found.asked.connect(self._pointed)

    def read(self) -> None:
        """Read the findings of the ticket that is shown."""
        panels, desk = self._window.panels, self._desk or self._window.desk
        if panels is None:
            return
        row = panels.detail.row
        call = self._window.runner.read(lambda: annotating.seen(desk, int(row.id), row.number))
        call.landed.connect(self._landed)

    def _landed(self, seen: Seen) -> None:
        panels = self._window.panels
        if panels is None or int(panels.detail.row.id) != seen.ticket_id:
            return
        self.show_findings(seen, ())
        self.landed.emit(seen)

    def show_findings(self, seen: Seen, own: Sequence[Finding]) -> None:
        """Show findings with those of one's own draft behind them."""
        self._seen = seen
        keys = {one.gid: one.id for one in seen.decisions}
        drafted = [
            KeptFinding(
                id=-place,
                gid=one.gid,
                decision_id=keys.get(one.about),
                message=one.message,
                verdict=one.verdict,
                clause=one.clause,
                body=one.body,
                reviewer=one.reviewer,
                at=one.at,
                signed=False,
            )
            for place, one in enumerate(own, 1)
        ]
        self._window.side.decision.show_findings((*seen.findings, *drafted))

    def _pointed(self, one: KeptFinding) -> None:
        """Show the message that a finding is of."""
        names = {} if self._seen is None else {gid: key for key, gid in self._seen.messages.items()}
        if one.message in names:
            self._window.ticket.conversation.mark(names[one.message], 0, 0)
