"""The change watch: tells the window that somebody wrote, without reading what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from console.faults import Fault

if TYPE_CHECKING:
    from console.records.base import Change
    from console.store import ChangeCursor, Store
    from console.work.runner import Runner

_PERIOD_MS = 1_000


class ChangeWatch(QObject):
    """Looks once a second whether the database has changed and reads the changes since the last look.

    `changed` carries a tuple of Change; `lost` a Fault when the database does not answer, `found` when it does again.
    """

    changed = Signal(object)
    lost = Signal(object)
    found = Signal()

    def __init__(self, store: Store, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runner = runner
        self._cursor: ChangeCursor | None = None
        self._asking = False
        self._is_lost = False
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

    @Slot()
    def look(self) -> None:
        """Look now, unless a look is on its way."""
        if self._asking:
            return
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
        if self._is_lost:
            self._is_lost = False
            self.found.emit()
        if changes and not first:
            self.changed.emit(changes)

    @Slot(object)
    def _failed(self, fault: Fault) -> None:
        self._asking = False
        if not self._is_lost:
            self._is_lost = True
            self.lost.emit(fault)
