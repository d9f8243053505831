"""An import that runs beside the work: one step at a time on the writer lane, so that other acts come between.

It belongs to the window, not to a dialog: whoever closes the dialog lets it run on. What was taken in stays.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from console.faults import Fault
from console.records.intake import IntakeLine, IntakeProgress

if TYPE_CHECKING:
    from console.services.intake.run import ImportStep
    from console.services.intake.wish import ImportWish
    from console.views.acts import Acts

KEPT_LINES = 20_000


@dataclass(slots=True)
class Import:
    """One run: its lines (the first of very many), how far it is, how it ended.

    `passed` files hold no messages: they are counted as failed in its progress, and are no failure.
    """

    lines: list[IntakeLine]
    progress: IntakeProgress | None = None
    passed: int = 0
    began: float = 0.0
    ended: float = 0.0
    stopped: bool = False
    fault: Fault | None = None

    @property
    def messages(self) -> int:
        """Return how many messages were seen; a file without any is none."""
        return 0 if self.progress is None else self.progress.messages - self.passed

    @property
    def rate(self) -> float:
        """Return messages a second."""
        return self.messages / max((self.ended or time.monotonic()) - self.began, 0.001)


class ImportActs(QObject):
    """Runs imports. `progressed` after each step, `finished` at the end; both carry the run."""

    progressed = Signal(object)
    finished = Signal(object)

    def __init__(self, acts: Acts) -> None:
        super().__init__(acts)
        self._window = acts.window
        self._steps: Iterator[ImportStep] | None = None
        self.run: Import | None = None

    @property
    def is_running(self) -> bool:
        """Return whether an import is under way."""
        return self._steps is not None

    def start(self, paths: tuple[Path, ...], wish: ImportWish) -> Import:
        """Begin to take in what was chosen."""
        from console.services.intake.run import import_steps  # noqa: PLC0415 - it loads every way to read messages

        run = Import(lines=[], began=time.monotonic())
        self.run = run
        self._steps = import_steps(self._window.desk, paths, wish, tell=lambda _: not run.stopped)
        self._ask()
        return run

    def stop(self) -> None:
        """End it after the step that is under way; what is in stays. It may be asked where nothing runs."""
        if self.run is not None:
            self.run.stopped = True
        if self._steps is not None:
            with contextlib.suppress(ValueError):  # a step is under way and will see for itself
                self._steps.close()  # type: ignore[attr-defined]  # the steps are a generator

    def _ask(self) -> None:
        steps = self._steps
        call = self._window.runner.write(lambda: None if steps is None else next(steps, None))
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, step: Any) -> None:
        run = self.run
        if run is None:
            return
        if step is None:
            self._end()
            return
        run.lines.extend(step.lines[: max(0, KEPT_LINES - len(run.lines))])
        run.passed += sum(one.is_passed for one in step.lines)
        run.progress = step.progress
        self.progressed.emit(run)
        self._ask()

    def _failed(self, fault: Fault) -> None:
        if self.run is not None:
            self.run.fault = fault
            self._end()

    def _end(self) -> None:
        self._steps = None
        if self.run is not None:
            self.run.ended = time.monotonic()
            self._window.refresh()
            self.finished.emit(self.run)
