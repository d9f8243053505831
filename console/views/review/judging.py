"""The decisions of a ticket in a reviewer's bar, one after the other, and the verdicts that keys give."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from console.faults import Fault
from console.records.findings import DecisionLine, Finding, KeptFinding, Seen
from console.services.archives import findings_file
from console.services.archives.review_drafts import ReviewDraft
from console.views.review import saying
from console.views.review.bar import ReviewBar
from console.views.words import language, say

if TYPE_CHECKING:
    from console.views.main_window import MainWindow


class Judging(QObject):
    """The decisions of the ticket that is seen. Where verdicts are kept is a matter of who is derived from it.

    The draft keeps on this computer what was written of a decision and is no verdict yet.
    """

    def __init__(self, window: MainWindow, draft: ReviewDraft) -> None:
        super().__init__(window)
        self._window = window
        self.draft = draft
        self.seen: Seen | None = None
        self._at = 0
        self._base = ""  # the finding that what stands in the bar was written of
        self._held: tuple[int, Callable[[], object]] | None = None
        self.bar = ReviewBar()
        self.bar.judged.connect(self._clicked)
        self.bar.turned.connect(self.turn)
        self.bar.other.acted.connect(self.take_other)
        self.bar.other.left.connect(self.leave_other)

    @property
    def is_in_sight(self) -> bool:
        """Return whether the decisions are of the ticket that is shown: after a turn to another they are read first."""
        panels = self._window.panels
        return self.seen is not None and panels is not None and int(panels.detail.row.id) == self.seen.ticket_id

    def once_in_sight(self, act: Callable[[], object]) -> None:
        """Do something with the ticket that is shown: now, or as soon as its decisions are read."""
        panels = self._window.panels
        if self.is_in_sight:
            act()
        elif panels is not None:
            self._held = int(panels.detail.row.id), act

    def catch_up(self) -> None:
        """Do what waited for the decisions of this ticket."""
        held, self._held = self._held, None
        if held is not None and self.seen is not None and held[0] == self.seen.ticket_id:
            held[1]()

    @property
    def line(self) -> DecisionLine | None:
        """Return the decision that is looked at, or None where the ticket has none."""
        lines = () if self.seen is None else self.seen.decisions
        return lines[self._at % len(lines)] if lines else None

    def own(self) -> Finding | KeptFinding | None:
        """Return this person's own verdict on the decision, or None."""
        raise NotImplementedError

    def judge(self, code: str) -> None:
        """Keep a verdict on the decision, or take it back where the code is empty."""
        raise NotImplementedError

    def show_verdict(self) -> None:
        """Show the decision that is looked at."""
        if self.seen is None:
            return
        told = ""
        if self.line is None:
            self.bar.show_decision(say("review.no_decision"), None, may_judge=False, several=False)
        else:
            own, many = self.own(), len(self.seen.decisions)
            self._base = "" if own is None else own.gid
            self._set_aside(self.seen, self.line, own)
            words = self.draft.words_of(self.line.gid)
            self.bar.show_decision(saying.decision(self.line, many), own, may_judge=True, several=many > 1, words=words)
            if words is not None and not self.bar.verdict():
                told = say("review.no_verdict")
        self.bar.tell(told, "functional")
        self.show_other()

    def _set_aside(self, seen: Seen, line: DecisionLine, own: Finding | KeptFinding | None) -> None:
        """Keep words of this computer beside what was saved elsewhere since they were written."""
        words = self.draft.words_of(line.gid)
        if own is None or words is None or self.draft.base_of(line.gid) == own.gid:
            return
        made = findings_file.new(
            ticket=seen.number,
            ticket_gid=seen.gid,
            decision=line.n,
            about=line.gid,
            body=words[0],
            clause=words[1],
            reviewer="",
            at=self._window.desk.clock(),
        )
        same = (words[0].strip(), words[1]) == (own.body.strip(), own.clause)
        self.is_kept(lambda: self.draft.jot(line.gid, "", "") if same else self.draft.set_aside(made))

    # -- what was said elsewhere ---------------------------------------------------------------------------------------

    def show_other(self) -> None:
        """Show what was said of the decision elsewhere and is still to be settled."""
        self.bar.other.show_words(None if self.line is None else self.draft.beside(self.line.gid))

    def take_other(self) -> None:
        """Go on with what was said elsewhere; words without a verdict come into the bar."""
        self.bar.flush()  # what is typed belongs to what stood before
        line, found = self.line, None if self.line is None else self.draft.beside(self.line.gid)
        if line is None or found is None:
            return
        if found.verdict:
            self.is_kept(lambda: self.draft.settle(line.gid, take=True))
            self.settled()
            return
        self.bar.put_words(found.body, found.clause)
        if self.is_kept(self.jot):  # they are nowhere else once they are beside no longer
            self.leave_other()
            self.bar.written.emit()

    def settled(self) -> None:
        """Show what stands now: what was said elsewhere was taken up, or is asked about."""
        self.show_verdict()

    def leave_other(self) -> None:
        """Go on without what was said elsewhere."""
        line = self.line
        if line is not None:
            self.is_kept(lambda: self.draft.settle(line.gid, take=False))
            self.show_other()

    def is_kept(self, change: Callable[[], object]) -> bool:
        """Keep a change of the draft on this computer; return whether it is kept, and tell where it is not."""
        try:
            change()
        except Fault as fault:
            self.bar.tell(fault.words(language())[0], "critical")
            self._window.tell(fault)
            return False
        return True

    def jot(self) -> None:
        """Keep the words of the bar by themselves: they are not with a verdict, or may not come to be."""
        if self.line is not None:
            self.draft.jot(self.line.gid, *self.bar.words, self._base)

    def turn(self) -> None:
        """Look at the next decision of the ticket."""
        self.once_in_sight(self._turn)

    def _turn(self) -> None:
        self.bar.flush()
        self._at += 1
        self.show_verdict()

    def press(self, code: str) -> None:
        """Give a verdict by its key; the same one again takes it back, but none that was not in sight yet."""
        self.once_in_sight(partial(self._press, code, back=self.is_in_sight))

    def _press(self, code: str, *, back: bool) -> None:
        same = self.bar.verdict() == code
        if self.line is not None and (back or not same):
            self.bar.choose("" if same else code)
            self.judge(self.bar.verdict())

    def _clicked(self, code: str) -> None:
        if self.is_in_sight:
            self.judge(code)
        elif code:
            self.press(code)
