"""Throttle: many wishes in a row become one call after a pause."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal


class Throttle(QObject):
    """Fires `fired` once, `pause_ms` after the last `ask()`; `now()` fires at once if something was asked."""

    fired = Signal()

    def __init__(self, pause_ms: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.fired)

    def ask(self) -> None:
        """Begin the pause anew."""
        self._timer.start()

    def now(self) -> None:
        """Fire without waiting, if something was asked."""
        if self._timer.isActive():
            self._timer.stop()
            self.fired.emit()

    def cancel(self) -> None:
        """Forget what was asked."""
        self._timer.stop()

    @property
    def waiting(self) -> bool:
        """Return True while something was asked and has not fired."""
        return self._timer.isActive()
