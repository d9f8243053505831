"""The daily backup of a local database: looked for now and then while the window is open, made beside the work.

A copy is made on a reader's thread, so that nobody waits for it; what fails is told once until one succeeds.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.faults import Fault
from console.services import backups
from console.services.desk import Desk
from console.work.runner import Runner

_FIRST_MS, _AGAIN_MS = 20_000, 15 * 60_000


class DailyBackup(QObject):
    """Makes the backup that is due. `made` carries its BackupInfo, `failed` a Fault."""

    made = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._runner = runner
        self._at_work = self._told = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look; the first time when the window has settled."""
        self._timer.start(_FIRST_MS)

    def stop(self) -> None:
        """Look no more; a copy at work is finished."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Make the backup if it is due and none is being made."""
        if self._timer.isActive():
            self._timer.start(_AGAIN_MS)
        if not self._at_work:
            self._at_work = True
            desk = self._desk
            call = self._runner.read(lambda: backups.make_backup(desk, backups.DAILY) if backups.due(desk) else None)
            call.landed.connect(self._landed)
            call.failed.connect(self._failed)

    @Slot(object)
    def _landed(self, info: object) -> None:
        self._at_work = False
        if info is not None:
            self._told = False
            self.made.emit(info)

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._at_work = False
        if not self._told:
            self._told = True
            self.failed.emit(fault)
