"""A reviewer at a team's own desk: own verdicts on decisions, kept by the server, which lets nobody else write them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from console.faults import Fault
from console.records.findings import KeptFinding, Seen
from console.services import annotating
from console.services.archives import review_drafts
from console.views.kit.buttons import keep_still
from console.views.review.judging import Judging
from console.views.review.shown import FindingsShown
from console.views.review.still import still
from console.views.words import clock, language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

_WRITES = ("import", "outbox")
"""Tools of the sidebar that only write."""


def reviewed(window: MainWindow) -> QObject:
    """Show what reviewers found in a window; one who is a reviewer writes own verdicts below the conversation."""
    return TeamReview(window) if annotating.may_note(window.desk) else FindingsShown(window)


class TeamReview(Judging):
    """The reviewer's bar at a team's desk."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window, review_drafts.at_desk(window.desk))
        self.bar.hide_sample()
        self.bar.written.connect(self._written)
        window.ticket.below.insertWidget(0, self.bar)
        self.shown = FindingsShown(window, self)
        self.shown.landed.connect(self._landed)
        for key in _WRITES:
            window.sidebar.entries[key].hide()
        for one in (window.queue.header.add, window.queue.header.keep, window.queue.footer):
            one.hide()
        keep_still(window)
        window.whole.locked.say(say("review.team"), say("review.team_detail"))

    def own(self) -> KeptFinding | None:
        """Return this person's own verdict on the decision, or None."""
        line, me = self.line, self._window.desk.actor.staff_id
        if self.seen is None or line is None:
            return None
        found = (one for one in self.seen.findings if one.decision_id == line.id and one.reviewer_id == me)
        return next(found, None)

    def _landed(self, seen: Seen) -> None:
        same = self.seen is not None and self.seen.ticket_id == seen.ticket_id
        if not same:
            self.bar.flush()
        self.seen = seen
        still(self._window)
        if not same:
            self._at = max(0, len(seen.decisions) - 1)
            self.show_verdict()
        self.catch_up()

    def judge(self, code: str) -> None:
        """Write a verdict, or take it back."""
        line, desk = self.line, self._window.desk
        if line is None or not self._keep_words():
            return
        told: dict[str, Any] = {"clause": self.bar.clause.text().strip()[:16], "body": self.bar.note.toPlainText()}
        if code:
            call = self._window.runner.write(lambda: annotating.note(desk, line.id, verdict=code, **told))
        else:
            call = self._window.runner.write(lambda: annotating.take_back(desk, line.id))
        if code:
            call.landed.connect(partial(self._have_words, line.gid, self.draft.words_of(line.gid)))
        call.landed.connect(self._kept)
        call.failed.connect(self._failed)

    def _written(self) -> None:
        if self.bar.verdict():
            self.judge(self.bar.verdict())
        elif self._keep_words() and self.bar.has_words:
            self.bar.tell(say("review.no_verdict"), "functional")

    def _keep_words(self) -> bool:
        """Keep what is written on this computer until the database has it; return whether it is kept."""
        try:
            self.jot()
        except Fault as fault:
            self._failed(fault)
            return False
        return True

    def _have_words(self, gid: str, words: tuple[str, str] | None, _done: object) -> None:
        """Forget words here that the database has; what was written since stays."""
        if self.draft.words_of(gid) == words:
            self.draft.jot(gid, "", "")

    def _kept(self, _done: object) -> None:
        self.bar.tell(say("review.saved", time=clock(self._window.desk.clock())))
        self.shown.read()

    def _failed(self, fault: Fault) -> None:
        self.bar.tell(fault.words(language())[0], "critical")
        self._window.tell(fault)
