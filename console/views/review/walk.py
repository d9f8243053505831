"""The sample of a review: which decisions are gone through, and which of them comes next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.records.findings import DecisionLine, Sample
from console.services.archives import sampling
from console.services.archives.review_drafts import ReviewDraft

if TYPE_CHECKING:
    from console.views.archive.window import ArchiveWindow


class Walk(QObject):
    """The decisions that were drawn. `changed` fires when they are others."""

    changed = Signal()

    def __init__(self, window: ArchiveWindow, draft: ReviewDraft, parent: QObject) -> None:
        super().__init__(parent)
        self._window, self._draft = window, draft
        self.drawn: tuple[DecisionLine, ...] = ()

    def keep_in(self, draft: ReviewDraft) -> None:
        """Ask another draft what has a verdict."""
        self._draft = draft

    def begin(self) -> None:
        """Draw the sample again that was gone through before; without one, every decision."""
        self.draw(self._draft.sample or Sample())

    def draw(self, sample: Sample) -> None:
        """Draw a sample."""
        desk = self._window.opened.desk
        call = self._window.runner.read(lambda: sampling.draw(desk, sample))
        call.landed.connect(self._landed)
        call.failed.connect(self._window.tell)

    def _landed(self, found: tuple[DecisionLine, ...]) -> None:
        self.drawn = found
        self.changed.emit()

    def next(self, here: DecisionLine | None, by: int) -> DecisionLine | None:
        """Return the next decision behind one that has no verdict yet, or the one before it; None where there is none.

        Behind the last comes the first.
        """
        lines = [one for one in self.drawn if by < 0 or self._draft.verdict_of(one.gid) is None]
        if not lines:
            return None
        key = (0, 0) if here is None else (here.ticket, here.n)
        behind = [one for one in lines if (one.ticket, one.n) > key]
        before = [one for one in lines if (one.ticket, one.n) < key]
        return (behind or lines)[0] if by > 0 else (before or lines)[-1]
