"""What a screen could not read is said in its place, and read by itself when the database is back."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from console.faults import Fault
from console.views.kit.notice import Notice
from console.views.words import language
from console.work.runner import Call, Runner


class ReadAgain(QObject):
    """Looks after the readings of one screen: `tell` gets why one failed, `quiet` takes that back before `read`."""

    def __init__(
        self,
        screen: QObject,
        runner: Runner,
        read: Callable[[], object],
        tell: Callable[[Fault], object],
        quiet: Callable[[], object],
    ) -> None:
        super().__init__(screen)
        self._read, self._tell, self._quiet = read, tell, quiet
        self._missed = False
        runner.returned.connect(self._returned)

    def watch(self, call: Call) -> None:
        """Hear of a reading that fails."""
        call.failed.connect(self.missed)

    def missed(self, fault: Fault) -> None:
        """Tell why something could not be read, and remember it."""
        self._missed = True
        self._tell(fault)

    def _returned(self) -> None:
        if self._missed:
            self._missed = False
            self._quiet()
            self._read()


def tell_in(notice: Notice, fault: Fault) -> None:
    """Say a fault in a notice: what happened, and below what is kept and what to do."""
    what, kept, todo = fault.words(language())
    notice.say(what, " ".join(part for part in (kept, todo) if part), tone="critical")
