"""A list over the window is read anew when others changed something, as the own list of the window is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog

from console.faults import Fault
from console.work.runner import Runner, Work
from console.work.throttle import Throttle
from console.work.watch import ChangeWatch

_REST_MS = 500


class Renewing(QObject):
    """Has a screen read again while it is open: once for all changes of a while, however many they are."""

    def __init__(self, screen: QDialog, watch: ChangeWatch, read: Callable[[], object]) -> None:
        super().__init__(screen)
        self._rest = Throttle(_REST_MS, self)
        self._rest.fired.connect(read)
        watch.changed.connect(self._heard)
        screen.finished.connect(self._rest.cancel)

    def _heard(self, _changes: object) -> None:
        if not self._rest.waiting:  # a pause that begins anew with each change would never end in a busy team
            self._rest.ask()


class OneByOne(QObject):
    """Reads for a screen, once at a time: what is wished meanwhile is read once more, so that the newest lands last.

    `landed` carries what was read, and whether the person wished it or it is read for others' changes alone.
    """

    landed = Signal(object, bool)
    failed = Signal(object)

    def __init__(self, screen: QObject, runner: Runner, reading: Callable[[], Work]) -> None:
        super().__init__(screen)
        self._runner, self._reading = runner, reading
        self._reads = self._again = False
        self._is_own = self._next_is_own = False

    def wish(self, *, own: bool = True) -> None:
        """Read now, or once more when what is being read has landed."""
        self._next_is_own = self._next_is_own or own
        if self._reads:
            self._again = True
        else:
            self._begin()

    def _begin(self) -> None:
        self._reads, self._again = True, False
        self._is_own, self._next_is_own = self._next_is_own, False
        call = self._runner.read(self._reading())
        call.landed.connect(self._landed)
        call.failed.connect(self._failed)

    def _landed(self, found: object) -> None:
        self.landed.emit(found, self._is_own)
        self._go_on()

    def _failed(self, fault: Fault) -> None:
        self.failed.emit(fault)
        self._go_on()

    def _go_on(self) -> None:
        self._reads = False
        if self._again:
            self._begin()
