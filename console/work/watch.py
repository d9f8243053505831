"""The change watch: tells the window that somebody wrote, without reading what."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from console.faults import Fault, Unreachable
from console.records.live import HERE

if TYPE_CHECKING:
    from console.records.base import Change
    from console.store import ChangeCursor, Store
    from console.work.runner import Runner

_PERIOD_MS = 1_000
_PAUSE_MS = 150  # between two looks, however often the bell rings
_BUSY_S = 1.0
_FILE_LOOKS, _PROBE_LOOKS = 3, 3
_SLOW_LOOKS = 2
_SILENT_LOOKS = 7  # a look that has no answer by then has none: told within ten seconds


class ChangeWatch(QObject):
    """Looks once a second whether the database has changed and reads the changes since the last look.

    `changed` carries a tuple of Change; `lost` a Fault when the database does not answer (and again when more is known
    of why), `found` when it does again. `slow` says whether it takes more than two seconds to answer, `busy` whether an
    act has been waiting for another writer for a second. `hindered` carries the Fault that keeps the database from
    being written, `relieved` says that it can be written again: that is tried out meanwhile. `here` says that somebody
    came to a ticket or left one.

    A server's bell makes it look at once; that it looks once a second all the same is what makes sure.
    """

    changed = Signal(object)
    lost = Signal(object)
    found = Signal()
    busy = Signal(bool)
    slow = Signal(bool)
    hindered = Signal(object)
    relieved = Signal()
    answered = Signal()
    here = Signal()
    _rung = Signal(str)

    def __init__(self, store: Store, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._store = store
        self._runner = runner
        self._cursor: ChangeCursor | None = None
        self._asking = self._again = False
        self._is_lost = self._was_busy = self._was_slow = False
        self._hindered = self._probing = False
        self._silent = self._looks = 0
        self._told: tuple[str, dict[str, object]] = ("", {})
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self.look)
        self._soon = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._soon.timeout.connect(self._look_again)
        self._rung.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin to look; what stands in the table now is not reported."""
        self.look()
        self._timer.start()
        if self._store.bell is not None:
            self._store.bell.start(self._rung.emit)

    def stop(self) -> None:
        """Stop looking."""
        if self._store.bell is not None:
            self._store.bell.rest()
        self._timer.stop()
        self._soon.stop()

    @Slot(str)
    def _hear(self, channel: str) -> None:
        if channel == HERE:
            self.here.emit()
        elif not self._timer.isActive():
            return
        elif self._asking or self._soon.isActive():
            self._again = True
        else:
            self._ask()

    @Slot()
    def _look_again(self) -> None:
        if self._again and not self._asking:
            self._ask()

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
        self._look_at_writing()
        if self._asking:
            self._silent += 1
            self._tell_slow(self._silent >= _SLOW_LOOKS)
            if self._silent == _SILENT_LOOKS:
                self._tell_lost(Unreachable("database_unreachable"))
            return
        self._silent = 0
        self._ask()

    def _ask(self) -> None:
        self._asking, self._again = True, False
        self._soon.start()
        call = self._runner.read(self._read)
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _look_at_writing(self) -> None:
        """Tell what hinders writing, and try it out now and then until nothing does."""
        fault = self._store.hindrance.fault
        if fault is not None and not self._hindered:
            self._hindered = True
            self.hindered.emit(fault)
        elif fault is None and self._hindered:
            self._hindered = False
            self.relieved.emit()
        elif fault is not None and not self._probing and not self._looks % _PROBE_LOOKS:
            self._probing = True
            self._runner.keep(self._store.probe).settled.connect(self._probed)
        self._looks += 1

    @Slot(object)
    def _probed(self, _call: object) -> None:
        self._probing = False

    def _read(self) -> tuple[tuple[Change, ...], ChangeCursor, bool]:
        first = self._cursor is None
        if not self._looks % _FILE_LOOKS:
            self._store.look_at_file()
        changes, cursor = self._store.look(self._cursor)
        return changes, cursor, first

    @Slot(object)
    def _landed(self, answer: tuple[tuple[Change, ...], ChangeCursor, bool]) -> None:
        self._asking = False
        self._tell_slow(False)
        changes, self._cursor, first = answer
        if self._again and not self._soon.isActive() and self._timer.isActive():
            self._ask()
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

    def _tell_slow(self, slow: bool) -> None:  # noqa: FBT001 - what the signal carries
        if slow != self._was_slow:
            self._was_slow = slow
            self.slow.emit(slow)

    def _tell_lost(self, fault: Fault) -> None:
        if not self._is_lost or (fault.code, fault.params) != self._told:
            self._is_lost, self._told = True, (fault.code, fault.params)
            self.lost.emit(fault)
