"""A review under way over an archive: the draft, the sample, and what the bar below the ticket shows and takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal

from console.records.base import TicketId
from console.records.findings import DecisionLine, Finding, Sample, Seen
from console.services import whose
from console.services.archives import findings_file
from console.services.archives.review_drafts import ReviewDraft
from console.services.desk import utc_now
from console.views.review.elsewhere import Elsewhere
from console.views.review.judging import Judging
from console.views.review.shown import FindingsShown
from console.views.review.walk import Walk
from console.views.words import clock, say

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow


class Review(Judging):
    """Goes through the decisions of an archive. `changed` fires when the draft or the sample is another one."""

    changed = Signal()

    def __init__(self, window: ArchiveWindow) -> None:
        super().__init__(window, ReviewDraft(window.opened.seal.content_sha256))
        self._window: ArchiveWindow = window
        self.walk = Walk(window, self.draft, self)
        self.walk.changed.connect(self._tell_progress)
        self.walk.changed.connect(self.changed)
        self.elsewhere = Elsewhere(self, window)
        self._wanted: str = ""
        self.bar.written.connect(self._written)
        self.bar.moved.connect(self.go)
        self.bar.all_asked.connect(partial(_open_all, window))
        window.ticket.below.insertWidget(0, self.bar)
        self.shown = FindingsShown(window, self, window.opened.desk)
        self.shown.landed.connect(self._landed)
        self._tell_progress()

    @property
    def reviewer(self) -> str:
        """Return the name under which findings are written."""
        return self.draft.kept.reviewer or whose.account()

    @property
    def drawn(self) -> tuple[DecisionLine, ...]:
        """Return the decisions of the sample."""
        return self.walk.drawn

    def choose(self, sample: Sample) -> None:
        """Go through another sample."""
        self.keep(lambda: self.draft.choose(sample))
        self.walk.draw(sample)

    # -- the ticket that is shown --------------------------------------------------------------------------------------

    def _landed(self, seen: Seen) -> None:
        self.bar.flush()  # what is written belongs to the ticket before
        same = self.seen is not None and self.seen.ticket_id == seen.ticket_id and not self._wanted
        self.seen = seen
        if same:  # it is looked back at, or shown anew
            self._show_findings()
            self.catch_up()
            return
        names = [one.gid for one in seen.decisions]
        wanted, self._wanted = self._wanted, ""
        own = {one.gid for one in self.drawn}
        of_sample = next((place for place, gid in enumerate(names) if gid in own), len(names) - 1)
        self._at = names.index(wanted) if wanted in names else max(0, of_sample)
        self.show_verdict()
        self.catch_up()

    def own(self) -> Finding | None:
        """Return the verdict of the draft on the decision, or None."""
        return None if self.line is None else self.draft.verdict_of(self.line.gid)

    def show_verdict(self) -> None:
        """Show the decision that is looked at, and what was found of the ticket."""
        super().show_verdict()
        self._show_findings()

    def _show_findings(self) -> None:
        if self.seen is not None:
            own = [one for one in self.draft.findings if one.ticket_gid == self.seen.gid]
            self.shown.show_findings(self.seen, own)

    # -- findings ------------------------------------------------------------------------------------------------------

    def judge(self, code: str) -> None:
        """Keep a verdict on the decision, or take it back."""
        line = self.line
        if line is None:
            return
        known = self.draft.verdict_of(line.gid)
        if code:
            self._keep(code)
        elif known is not None:
            self.keep(partial(self._take_back, known.gid))

    def _take_back(self, gid: str) -> None:
        self.jot()  # the words stay where the verdict goes
        self.draft.drop(gid)

    def _written(self) -> None:
        if self.bar.verdict():
            self._keep(self.bar.verdict())
            return
        if self.keep(self.jot) and self.bar.has_words:
            self.bar.tell(say("review.no_verdict"), "functional")

    def _keep(self, code: str) -> None:
        seen, line = self.seen, self.line
        if seen is None or line is None:
            return
        known = self.draft.verdict_of(line.gid)
        told: dict[str, Any] = {
            "verdict": code,
            "clause": self.bar.clause.text().strip()[:16],
            "body": self.bar.note.toPlainText(),
            "reviewer": self.reviewer,
            "at": utc_now(),
        }
        if known is not None:
            found = replace(known, **told)
        else:
            found = findings_file.new(
                ticket=seen.number,
                ticket_gid=seen.gid,
                decision=line.n,
                about=line.gid,
                decided=f"{line.outcome} {line.clause}".strip(),
                sha256=line.sha256,
                **told,
            )
        self.keep(lambda: self.draft.put(found))

    def remark(self, seen: Seen, body: str, clause: str, message: str) -> None:
        """Keep a remark on a message, or on the ticket; a finding by clause where one is named."""
        made = findings_file.new(
            ticket=seen.number,
            ticket_gid=seen.gid,
            message=message,
            clause=clause[:16],
            body=body,
            reviewer=self.reviewer,
            at=utc_now(),
        )
        self.keep(lambda: self.draft.put(made))

    def drop(self, gid: str) -> None:
        """Take a finding out of the draft."""
        self.keep(lambda: self.draft.drop(gid))
        self.show_verdict()

    def keep(self, change: Callable[[], object]) -> bool:
        """Keep a change of the draft, and return whether it is: on the disk before anything else is asked."""
        if not self.is_kept(change):
            return False
        self.bar.tell(say("review.saved", time=clock(utc_now())))
        self._show_findings()
        self.show_other()
        self._tell_progress()
        self.changed.emit()
        return True

    def settled(self) -> None:
        """Show what stands now: what was said elsewhere was taken up, or is asked about."""
        super().settled()
        self._tell_progress()
        self.changed.emit()

    # -- going through the sample --------------------------------------------------------------------------------------

    def go(self, by: int) -> None:
        """Go to the next decision of the sample that has no verdict yet, or to the one before."""
        self.bar.flush()
        line = self.walk.next(self.line, by)
        if line is None:
            self._window.toast.show_words(say("review.nothing_left" if self.drawn else "review.nothing_drawn"))
        else:
            self.show_line(line)

    def show_line(self, line: DecisionLine) -> None:
        """Show a decision with its ticket."""
        if self.seen is not None and line.ticket_id == self.seen.ticket_id:
            self._at = [one.gid for one in self.seen.decisions].index(line.gid)
            self.show_verdict()
            return
        self._wanted = line.gid
        self._window.go_to(TicketId(line.ticket_id))

    def counted(self) -> tuple[int, int, int]:
        """Return how many of the sample have a verdict, of how many, and how many findings there are."""
        judged, drawn = self.draft.progress(self.drawn)
        return judged, drawn, sum(1 for one in self.draft.findings if one.objects)

    def _tell_progress(self) -> None:
        self.bar.show_progress(*self.counted())


def _open_all(window: ArchiveWindow) -> None:
    from console.views.review import opening  # noqa: PLC0415 - a window that is opened for reading needs none of it

    opening.open_form("every", window)
