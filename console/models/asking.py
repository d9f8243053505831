"""What a model has asked for and still waits for. A newer wish throws the older away and stops the reading of it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from console.work.runner import Call, Runner


class Asking(QObject):
    """Reads for one model. What lands is given on only if nothing was forgotten since it was asked for."""

    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self._calls: set[Call] = set()
        self.generation = 0

    def ask(self, work: Callable[[], Any], landed: Callable[[Any], None]) -> None:
        """Read on a worker thread and give the answer to `landed`."""
        call = self._runner.read(work)
        landing = _Landing(self, landed)
        call.landed.connect(landing.take)
        call.failed.connect(landing.fail)
        call.settled.connect(landing.deleteLater)
        call.settled.connect(self._settled)
        self._calls.add(call)

    @property
    def is_away(self) -> bool:
        """Return whether the database is away: then nothing that is asked for would come."""
        return self._runner.away is not None

    @property
    def waits(self) -> bool:
        """Return whether something was asked for that has not come."""
        return bool(self._calls)

    def forget(self) -> None:
        """Wait no longer for anything."""
        self.generation += 1
        for call in self._calls:
            self._runner.abandon(call)
        self._calls.clear()

    @Slot(object)
    def _settled(self, call: Call) -> None:
        self._calls.discard(call)


class _Landing(QObject):
    """Drops what lands for an older generation, and lives as long as its call."""

    def __init__(self, asking: Asking, landed: Callable[[Any], None]) -> None:
        super().__init__(asking)
        self._asking = asking
        self._landed = landed
        self._generation = asking.generation

    @Slot(object)
    def take(self, answer: Any) -> None:
        if self._generation == self._asking.generation:
            self._landed(answer)

    @Slot(object)
    def fail(self, fault: object) -> None:
        if self._generation == self._asking.generation:
            self._asking.failed.emit(fault)
