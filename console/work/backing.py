"""What keeps a database safe beside the work: the daily backup, the weekly check, the log of events.

Each is looked for now and then while the window is open, and done on a reader's thread when nothing else is on its way,
so that nobody waits for it; what fails is told once until one succeeds.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.faults import Fault, Known
from console.services import backups, proving
from console.services.desk import Desk
from console.services.schedules import may_set
from console.work.runner import Runner

_BUSY_MS = 30_000


class Chore(QObject):
    """Does what is due. `made` carries what was made, `failed` a Fault."""

    made = Signal(object)
    failed = Signal(object)
    FIRST_MS = 20_000
    AGAIN_MS = 15 * 60_000

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._at_work = self._told = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def work(self) -> Callable[[], object]:
        """Return what does it where it is due, and returns None where it is not."""
        raise NotImplementedError

    def start(self) -> None:
        """Begin to look; the first time when the window has settled."""
        self._timer.start(self.FIRST_MS)

    def stop(self) -> None:
        """Look no more; what is at work is finished."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Do it if it is due and not being done; a little later where somebody is at work."""
        idle = not self._runner.busy
        if self._timer.isActive():
            self._timer.start(self.AGAIN_MS if idle else _BUSY_MS)
        if idle and not self._at_work:
            self._at_work = True
            call = self._runner.read(self.work())
            call.landed.connect(self._landed)
            call.failed.connect(self._failed)

    @Slot(object)
    def _landed(self, made: object) -> None:
        self._at_work = False
        if made is not None:
            self._told = False
            self.made.emit(made)

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._at_work = False
        if not self._told:
            self._told = True
            self.failed.emit(fault)


class DailyBackup(Chore):
    """Makes the backup that is due. `made` carries its BackupInfo."""

    def work(self) -> Callable[[], object]:
        """Return what makes a backup where it is due."""
        desk = self._desk
        return lambda: backups.make_backup(desk, backups.DAILY) if backups.due(desk) else None


class WeeklyCheck(Chore):
    """Looks whether the database holds. `made` carries the Proof, `failed` Damaged where it does not."""

    FIRST_MS = 90_000

    def work(self) -> Callable[[], object]:
        """Return what looks at the database where that is due."""
        desk = self._desk
        return lambda: proving.prove(desk) if proving.due(desk) else None


class LogKeeper(Chore):
    """Covers what came in by a checkpoint, where a lead's key is at hand, and holds the log to what was seen of it.

    `made` carries the Checkpoint, `failed` Damaged where the log was changed.
    """

    FIRST_MS = 45_000
    AGAIN_MS = 5 * 60_000

    def work(self) -> Callable[[], object]:
        """Return what looks at the log and covers it."""
        desk = self._desk

        def keep() -> object:
            from console.services.archives import signing  # noqa: PLC0415 - it loads what signs, and a start needs none

            return signing.keep_log(desk)

        return keep


class DueArchives(Chore):
    """Makes the archives that are due by plan, at a lead's desk. `made` carries what was done, `failed` Known."""

    FIRST_MS = 60_000
    AGAIN_MS = 5 * 60_000

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(desk, runner, parent)
        self._ended = False

    def stop(self) -> None:
        """Look no more; one that is under way is ended and made anew at the next start."""
        self._ended = True
        super().stop()

    def work(self) -> Callable[[], object]:
        """Return what makes them. It tells of the first that failed when all others are made."""
        desk = self._desk

        def make() -> object:
            if desk.store.read_only or not may_set(desk):
                return None
            from console.services.archives import making  # noqa: PLC0415 - a start of the window needs it not

            done = making.make_due(desk, lambda _progress: not self._ended, here_only=True)
            for one in done or ():
                if one.fault is not None:
                    raise Known("plan_failed", name=one.plan.name)
            return done or None

        return make
