"""A list over the window is read anew when others changed something, as the window's own list is."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QDialog

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
