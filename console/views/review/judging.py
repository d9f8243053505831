"""The decisions of a ticket in a reviewer's bar, one after the other, and the verdicts that keys give."""

from __future__ import annotations

from PySide6.QtCore import QObject

from console.records.findings import DecisionLine, Finding, KeptFinding, Seen
from console.views.review import saying
from console.views.review.bar import ReviewBar
from console.views.words import say


class Judging(QObject):
    """The decisions of the ticket that is seen. Where verdicts are kept is a matter of who is derived from it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.seen: Seen | None = None
        self._at = 0
        self.bar = ReviewBar()
        self.bar.judged.connect(self.judge)
        self.bar.turned.connect(self.turn)

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
        if self.line is None:
            self.bar.show_decision(say("review.no_decision"), None, may_judge=False, several=False)
        else:
            many = len(self.seen.decisions)
            self.bar.show_decision(saying.decision(self.line, many), self.own(), may_judge=True, several=many > 1)
        self.bar.tell("")

    def turn(self) -> None:
        """Look at the next decision of the ticket."""
        self.bar.flush()
        self._at += 1
        self.show_verdict()

    def press(self, code: str) -> None:
        """Give a verdict by its key; the same one again takes it back."""
        if self.line is not None:
            self.bar.choose("" if self.bar.verdict() == code else code)
            self.judge(self.bar.verdict())
