"""Acts at the end of a ticket: closing with a reason, and opening again what is closed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import Fault
from console.records.base import TicketId
from console.records.ending import CLOSED, JOINED
from console.services import asking, closing, returning, triage
from console.services.preparing import PreparedLetter, quotes
from console.views import agreement
from console.views.decision.ending import APPEAL, GO, GO_ON
from console.views.letters.panel import More
from console.views.past import Deed
from console.views.ticket.closing import ClosingPanel
from console.views.ticket.follows import earlier_of
from console.views.ticket.reopening import ReopeningPanel
from console.views.words import say

if TYPE_CHECKING:
    from console.views.acts import Acts


class ClosingActs(QObject):
    """What a person does when a request is done."""

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._acts = acts
        self._window = acts.window
        self._at = ""

    def close_or_reopen(self) -> None:
        """Close with a reason, or open again what is closed."""
        detail, desk, window = self._acts.detail, self._window.desk, self._window
        if detail is None:
            return
        key, panels = detail.row.id, window.panels
        if panels is not None and panels.ending is not None:
            if panels.ending.kind == JOINED:
                return
            call = window.runner.read(lambda: returning.judge_reopening(desk, key))
            call.landed.connect(self._choose_reopening)
        else:
            call = window.runner.read(lambda: closing.judge(desk, key))
            call.landed.connect(partial(self._choose, key))
        call.failed.connect(window.tell)

    def ended(self, act: str, other: int) -> None:
        """Do what is wished of a request that is over."""
        if act == GO:
            self._window.go_to(TicketId(other))
        elif act == GO_ON:
            self.go_on()
        elif act == APPEAL:
            self._acts.desk.open_tool("appeal")
        else:
            self.close_or_reopen()

    def _choose(self, key: TicketId, judged: closing.Judged) -> None:
        panels, window = self._window.panels, self._window
        if panels is None or panels.detail.row.id != key:  # the cursor went on: no other ticket is closed by this
            return
        panel = ClosingPanel(window.desk, panels, judged, window, at=self._at)
        self._at = ""
        panel.close_asked.connect(self._close)
        panel.cause_asked.connect(self._determine)
        panel.clause_asked.connect(self._show_clause)
        panel.open()
        desk, detail = window.desk, panels.detail
        call = window.runner.read(lambda: More(official=quotes(desk, detail), leads=(), kept=None))
        call.landed.connect(panel.show_more)
        call.failed.connect(window.tell)

    def _determine(self, clause: str) -> None:
        """Keep who found the cause, and go on with the closing."""
        detail, desk = self._acts.detail, self._window.desk
        if detail is not None:
            line, cause = detail.row, closing.CAUSES[clause]
            self._at = clause
            self._window.write(
                lambda: triage.set_fact(desk, line.id, "determined_cause", cause, version=line.version),
                self._determined,
            )

    def _determined(self, _applied: Any) -> None:
        self._window.reload()
        self.close_or_reopen()

    def _close(self, clause: str, letter: tuple[PreparedLetter, str] | None, answered: tuple[int, ...]) -> None:
        panel = self.sender()
        if not isinstance(panel, ClosingPanel):
            return
        desk, panels = self._window.desk, panel.panels
        line, version = panels.detail.row, panel.judged.version  # what was looked at: what came in since makes it stale
        words = say("toast.closed", number=line.number, clause=clause)
        if letter is None:
            self._acts.ticket.act(
                panels.detail,
                lambda: closing.close(desk, line.id, clause, version=version, answered=answered),
                words,
                self.refused,
            )
            return
        prepared, text = letter
        base = panels.detail.event_n

        def send(anyway: bool) -> Any:  # noqa: FBT001 - as every sending is called
            outgoing = asking.outgoing(desk, panels, prepared, text, base_event=base, anyway=anyway)
            return closing.close(desk, line.id, clause, version=version, letter=outgoing, answered=answered)

        self._acts.writing.carry(send, words)

    def refused(self, fault: Fault) -> None:
        """Show the reasons again, as they are by now, where the one that was chosen may no longer be."""
        if fault.code == "closing_not_allowed":
            self._at = str(fault.params["reason"])
            self.close_or_reopen()

    def _choose_joining(self, found: returning.Reopening) -> None:
        self._choose_reopening(found).join.setChecked(True)  # it is what was asked for

    def _choose_reopening(self, found: returning.Reopening) -> ReopeningPanel:
        panel = ReopeningPanel(found, self._window)
        panel.reopen_asked.connect(partial(self._reopen, found))
        panel.open()
        return panel

    def can_go_on(self) -> bool:
        """Return whether a closed request is near that the shown one goes on, or one that goes on the shown one."""
        panels = self._window.panels
        if panels is None:
            return False
        followed = panels.ending is not None and panels.ending.kind == CLOSED and panels.ending.ticket_id is not None
        return followed or earlier_of(panels.detail) is not None

    def go_on(self) -> None:
        """Look at the closed request that the shown one goes on, and open it again with this one joined.

        From the closed one it is the same with its follow-up.
        """
        detail, desk, window = self._acts.detail, self._window.desk, self._window
        ending = None if window.panels is None else window.panels.ending
        if detail is not None and ending is not None and ending.kind == CLOSED and ending.ticket_id is not None:
            key, other = detail.row.id, ending.ticket_id
            call = window.runner.read(lambda: returning.judge_reopening(desk, key, follower=other))
            call.landed.connect(self._choose_joining)
            call.failed.connect(window.tell)
            return
        earlier = None if detail is None else earlier_of(detail)
        if detail is not None and earlier is not None:
            shown = detail.row.id
            call = window.runner.read(lambda: returning.judge_reopening(desk, earlier.ticket_id, follower=shown))
            call.landed.connect(self._choose_joining)
            call.failed.connect(window.tell)

    def _reopen(self, found: returning.Reopening, reason: str, join: bool) -> None:  # noqa: FBT001 - a signal's argument
        desk, key = self._window.desk, found.ticket_id
        if key is None:
            return
        joined = (found.joinable, found.joinable_version) if join and found.joinable is not None else None
        self._window.write(
            lambda: returning.reopen(desk, key, version=found.version, reason=reason, join=joined),
            partial(self._reopened, found, joined is not None),
        )

    def _reopened(self, found: returning.Reopening, joined: bool, applied: Any) -> None:  # noqa: FBT001 - bound here
        window = self._window
        words = say("toast.joined", number=found.number, other=found.follower) if joined else say("toast.reopened")
        key, event = int(found.ticket_id or 0), int(applied.result)
        self._acts.past.did(Deed(kind="undo", key=key, event=event, words=words))
        window.toast.show_words(words, seconds=6, undo=True)
        window.refresh()
        if found.ticket_id is not None:
            window.go_to(found.ticket_id)

    def _show_clause(self, clause: str) -> None:
        agreement.browse(self._window, clause)
