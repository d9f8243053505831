"""What is wrong with a draft, told under its editor while it is written; a press leads to the place."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal

from console.faults import Fault
from console.records.drafting import Edit, Unsound
from console.services import drafting
from console.services.agreements import Documents
from console.views.kit.notice import Notice
from console.views.soundness import unsound
from console.views.words import language, say, say_count
from console.work.runner import Runner

_PAUSE_MS = 350
_SHOWN = 4
_PAGES = {
    "parameter": "numbers",
    "reading": "readings",
    "unit": "words",
    "topic": "topics",
    "rule": "rules",
    "letter": "letters",
}


class DraftCheck(QObject):
    """Checks a draft with what is written; only the newest check is told.

    `led` carries a page and a row of it, `told` fires when it was said what is wrong.
    """

    led = Signal(str, str)
    told = Signal()

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self.notice = Notice()
        self._runner = runner
        self._turn = 0
        self._wrong: tuple[Unsound, ...] = ()
        self._waiting: tuple[Documents, tuple[Edit, ...]] | None = None
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self.notice.acted.connect(self._lead)

    def soon(self, documents: Documents, edits: Sequence[Edit]) -> None:
        """Check a draft with changes after a short pause."""
        self._waiting = documents, tuple(edits)
        self._pause.start()

    def tell(self, wrong: tuple[Unsound, ...]) -> None:
        """Say what is wrong; nothing is wrong with a draft without faults."""
        self._turn += 1
        self._wrong = wrong
        self.told.emit()
        if not wrong:
            self.notice.say(say("draft.sound"), tone="ok")
            return
        told = [unsound(one) for one in wrong[:_SHOWN]]
        if len(wrong) > _SHOWN:
            told.append(say("draft.more_faults", n=len(wrong) - _SHOWN))
        act = say("draft.go_there") if self._place()[0] else ""
        self.notice.say(say_count("draft.faults", len(wrong)), "\n".join(told), tone="critical", act=act)

    @property
    def faults(self) -> int:
        """Return how many things were wrong when it was last said."""
        return len(self._wrong)

    def _ask(self) -> None:
        if self._waiting is None:
            return
        self._turn += 1
        turn, (documents, edits) = self._turn, self._waiting

        def work() -> tuple[int, tuple[Unsound, ...]]:
            return turn, drafting.faults(drafting.apply(documents, edits))

        call = self._runner.read(work)
        call.landed.connect(self._checked)
        call.failed.connect(self._failed)

    def _checked(self, found: tuple[int, tuple[Unsound, ...]]) -> None:
        if found[0] == self._turn:
            self.tell(found[1])

    def _failed(self, fault: Fault) -> None:
        what, _, todo = fault.words(language())
        self.notice.say(what, todo, tone="critical")

    def _place(self) -> tuple[str, str]:
        """Return the page and the row of the first fault that has a place in the editor."""
        found = ((_PAGES[one.part], f"{one.part} {one.id}") for one in self._wrong if one.part in _PAGES)
        return next(found, ("", ""))

    def _lead(self) -> None:
        if self._place()[0]:
            self.led.emit(*self._place())
