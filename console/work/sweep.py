"""Garbage collection in the GUI thread only: the collector has destroyed widgets on pool threads."""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer, Slot

_PERIOD_MS = 5_000


class Sweep(QObject):
    """Turns the automatic collector off and collects from a timer instead."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_PERIOD_MS)
        self._timer.timeout.connect(self._collect)
        self._timer.start()
        self._round = 0

    @Slot()
    def _collect(self) -> None:
        self._round += 1
        gc.collect(2 if self._round % 12 == 0 else 1)

    def close(self) -> None:
        """Stop the timer and give the collector back."""
        self._timer.stop()
        gc.enable()
