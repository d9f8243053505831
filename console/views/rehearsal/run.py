"""A rehearsal under way, seen from the window: it runs on a reading thread and hands on what it found now and then."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.records.rehearsal import Differing, Stretch
from console.services import rehearsing, versions
from console.services.rehearsing import Tally
from console.views import plots
from console.work.runner import Call

if TYPE_CHECKING:
    from console.views.main_window import MainWindow

MOST_ROWS = 2_000
_EVERY = 0.15  # seconds between two tellings


@dataclass(slots=True)
class Found:
    """What a rehearsal has found so far: the first rows, the counts, how far it is."""

    rows: list[Differing] = field(default_factory=list)
    tally: Tally = field(default_factory=Tally)
    done: int = 0
    total: int = 0
    began: float = 0.0
    ended: float = 0.0

    @property
    def left(self) -> float:
        """Return for how many seconds it will go on at the present pace."""
        spent = (self.ended or time.monotonic()) - self.began
        return spent / self.done * (self.total - self.done) if self.done else 0.0


class Run(QObject):
    """One rehearsal after the other. `progressed` and `finished` carry what was found, `failed` the fault."""

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(object)
    _heard = Signal(object, object)

    def __init__(self, window: MainWindow, parent: QObject) -> None:
        super().__init__(parent)
        self._window = window
        self._call: Call | None = None
        self._turn = 0
        self.found = Found()
        self.always: bool | None = None
        """Whether the version counts as if it had always been in force; None where only hours are tried."""
        self._heard.connect(self._take)

    @property
    def is_running(self) -> bool:
        """Return whether a rehearsal is under way."""
        return self._call is not None

    def start(self, *, query: str, label: str, schedule: str, always: bool) -> None:
        """Begin; a rehearsal that is under way is left. `always`: as if the version had always been in force."""
        self.stop()
        self._turn += 1
        turn, desk, tell = self._turn, self._window.desk, self._heard.emit
        over = desk.store if self._window.sealed else None
        self.found = Found(began=time.monotonic())
        self.always = always if label else None

        def work() -> int:
            plots.load()
            documents = versions.documents(desk, label) if label else None
            trial = rehearsing.trial_of(
                desk, query=query, documents=documents, label=label, schedule=schedule, always=always
            )
            rows: list[Differing] = []
            last, done, total = time.monotonic(), 0, 0
            for stretch in rehearsing.rehearse(trial, over=over):
                rows += stretch.rows
                done, total = stretch.done, stretch.total
                if not done or time.monotonic() - last > _EVERY:
                    tell(turn, Stretch(done=done, total=total, rows=tuple(rows)))
                    rows, last = [], time.monotonic()
            tell(turn, Stretch(done=done, total=total, rows=tuple(rows)))
            return turn

        self._call = self._window.runner.read(work)
        self._call.landed.connect(self._landed)
        self._call.failed.connect(self._broke)

    def stop(self) -> None:
        """Leave the rehearsal that is under way; what it found stays."""
        if self._call is not None:
            self._window.runner.abandon(self._call)
            self._call = None
            self._turn += 1
            self.found.ended = time.monotonic()

    def _take(self, turn: int, stretch: Stretch) -> None:
        if turn != self._turn:
            return
        found = self.found
        found.done, found.total = stretch.done, stretch.total
        found.tally.add(stretch.rows)
        found.rows += stretch.rows[: max(0, MOST_ROWS - len(found.rows))]
        self.progressed.emit(found)

    def _landed(self, turn: int) -> None:
        if turn == self._turn:
            self._call = None
            self.found.ended = time.monotonic()
            self.finished.emit(self.found)

    def _broke(self, fault: Fault) -> None:
        self._call = None
        self.found.ended = time.monotonic()
        self.failed.emit(fault)
