"""The change watch: tells the window that somebody wrote, without reading what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.faults import Fault, Unreachable

if TYPE_CHECKING:
    from console.records.base import Change
    from console.store import ChangeCursor, Store
    from console.work.runner import Runner

_PERIOD_MS = 1_000
_BUSY_S = 1.0
_SILENT_LOOKS = 7  # a look that has no answer by then has none: told within ten seconds


class ChangeWatch(QObject):
    """Looks once a second whether the database has changed and reads the changes since the last look.

    `changed` carries a tuple of Change; `lost` a Fault when the database does not answer, `found` when it does again.
    `busy` says whether an act has been waiting for another writer for a second.
    """

    changed = Signal(object)
    lost = Signal(object)
    found = Signal()
    busy = Signal(bool)
    answered = Signal()

    def __init__(self, store: Store, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runner = runner
        self._cursor: ChangeCursor | None = None
        self._asking = False
        self._is_lost = self._was_busy = False
        self._silent = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self.look)

    def start(self) -> None:
        """Begin to look; what stands in the table now is not reported."""
        self.look()
        self._timer.start()

    def stop(self) -> None:
        """Stop looking."""
        self._timer.stop()

    @property
    def is_lost(self) -> bool:
        """Return whether the database did not answer the last look."""
        return self._is_lost

    @Slot()
    def look(self) -> None:
        """Look now, unless a look is on its way."""
        waited = self._store.waited()
        if waited >= _BUSY_S or self._was_busy:
            self._was_busy = waited >= _BUSY_S
            self.busy.emit(self._was_busy)
        if self._asking:
            self._silent += 1
            if self._silent == _SILENT_LOOKS:
                self._tell_lost(Unreachable("database_unreachable"))
            return
        self._silent = 0
        self._asking = True
        call = self._runner.read(self._read)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _read(self) -> tuple[tuple[Change, ...], ChangeCursor, bool]:
        first = self._cursor is None
        changes, cursor = self._store.changes_since(self._cursor)
        return changes, cursor, first

    @Slot(object)
    def _landed(self, answer: tuple[tuple[Change, ...], ChangeCursor, bool]) -> None:
        self._asking = False
        changes, self._cursor, first = answer
        self.answered.emit()
        if self._is_lost:
            self._is_lost = False
            self.found.emit()
        if changes and not first:
            self.changed.emit(changes)

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._asking = False
        self._tell_lost(fault)

    def _tell_lost(self, fault: Fault) -> None:
        if not self._is_lost:
            self._is_lost = True
            self.lost.emit(fault)
