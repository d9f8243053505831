"""A reviewer at a team's own desk: own verdicts on decisions, kept by the server, which lets nobody else write them."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.faults import Fault, Stale
from console.records.findings import KeptFinding, Said, Seen
from console.services import annotating
from console.services.annotating import Over
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
        self._wrote = set[tuple[str, str, str]]()  # what this window had written of the decision that is shown
        self._on_way = 0  # verdicts that are neither written nor refused yet
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
        else:
            self._met()
        self.catch_up()

    def show_verdict(self) -> None:
        """Show the decision that is looked at."""
        self._wrote.clear()
        super().show_verdict()
        self._shown = self.bar.words

    def _met(self) -> None:
        """Take up what was saved of the decision meanwhile; where something was written here since, it goes on."""
        own = self.own()
        if own is not None and annotating.plain(own) in self._wrote:
            self._base = own.gid
            if not self._on_way:
                self.bar.choose(own.verdict)  # of several that were on their way the last one that landed stands
        elif ("" if own is None else own.gid) != self._base and self.bar.words == self._shown:
            self.show_verdict()

    def judge(self, code: str) -> None:
        """Write a verdict, or take it back."""
        line, desk, own = self.line, self._window.desk, self.own()
        if line is None or not self.is_kept(self.jot):
            return
        if own is not None and own.gid != self._base:
            self.show_verdict()
            self.bar.tell(say("review.saved_elsewhere"), "functional")
            return
        body, clause = self.bar.words
        over = Over(gid=self._base, own=frozenset(self._wrote))
        if code:
            told = Said(verdict=code, clause=clause[:16], body=body)
            self._wrote.add(annotating.plain(told))
            call = self._window.runner.write(lambda: annotating.note(desk, line.id, told, over=over))
        else:
            call = self._window.runner.write(lambda: annotating.take_back(desk, line.id, over=over))
        self._on_way += 1
        call.landed.connect(self._arrived)
        call.failed.connect(self._arrived)
        if code:
            call.landed.connect(partial(self._have_words, line.gid, self.draft.words_of(line.gid)))
        call.landed.connect(self._kept)
        call.failed.connect(partial(self._failed, line.gid))

    def _written(self) -> None:
        if self.bar.verdict():
            self.judge(self.bar.verdict())
        elif self.is_kept(self.jot) and self.bar.has_words:
            self.bar.tell(say("review.no_verdict"), "functional")

    def _have_words(self, gid: str, words: tuple[str, str] | None, _done: object) -> None:
        """Forget words here that the database has; what was written since stays."""
        if self.draft.words_of(gid) == words:
            self.is_kept(lambda: self.draft.jot(gid, "", ""))

    def _arrived(self, _answer: object) -> None:
        self._on_way -= 1

    def _kept(self, _done: object) -> None:
        self.bar.tell(say("review.saved", time=clock(self._window.desk.clock())))
        self.shown.read()

    def _failed(self, gid: str, fault: Fault) -> None:
        """Tell of it; what stands is shown as the verdict, so that the same key tries again and takes nothing back."""
        own, same = self.own(), self.line is not None and self.line.gid == gid
        if same and not self._on_way and fault.code != "not_confirmed":
            self.bar.choose("" if own is None else own.verdict)
        self.bar.tell(fault.words(language())[0], "critical")
        self._window.tell(fault)
        if isinstance(fault, Stale):
            if same and self.is_kept(self.jot):  # what was typed while it was on its way, too
                self._shown = self.bar.words  # they are kept, and what was saved instead comes in sight
            self.shown.read()
