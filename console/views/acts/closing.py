"""Acts at the end of a ticket: closing with a reason, and opening again what is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.records.base import Status
from console.services import closing
from console.views.ticket.closing import ClosingDialog
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class ClosingActs(QObject):
    """What a person does when a request is done."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._allowed: tuple[str, ...] = ()

    def close_or_reopen(self) -> None:
        """Close with a reason, or open again what is closed."""
        detail, desk, window = self._acts.detail, self._window.desk, self._window
        if detail is None:
            return
        line = detail.row
        if line.status is Status.CLOSED:
            self._acts.ticket.act(
                detail, lambda: closing.reopen(desk, line.id, version=line.version), say("toast.reopened")
            )
            return
        call = window.runner.read(lambda: closing.judge(desk, line.id))
        call.landed.connect(self._choose)
        call.failed.connect(window.tell)

    def _choose(self, judged: closing.Judged) -> None:
        detail, window = self._acts.detail, self._window
        if detail is None:
            return
        self._allowed = judged.allowed
        dialog = ClosingDialog(detail.row.number, judged.reasons, window)
        dialog.close_asked.connect(self._close)
        dialog.open()

    def _close(self, clause: str) -> None:
        detail, desk, allowed = self._acts.detail, self._window.desk, self._allowed
        if detail is not None:
            line = detail.row
            self._acts.ticket.act(
                detail,
                lambda: closing.close(desk, line.id, clause, version=line.version, allowed=allowed),
                say("toast.closed", number=line.number, clause=clause),
            )
