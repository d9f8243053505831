"""Throttle: many wishes in a row become one call after a pause."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal


class Throttle(QObject):
    """Fires `fired` once, `pause_ms` after the last `ask()`; `now()` fires at once if something was asked.

    With `at_once` the first wish after a pause is not kept waiting, and those that follow it soon become one.
    """

    fired = Signal()

    def __init__(self, pause_ms: int, parent: QObject | None = None, *, at_once: bool = False) -> None:
        super().__init__(parent)
        self._since = QElapsedTimer() if at_once else None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(pause_ms)
        self._timer.timeout.connect(self.fired)

    def ask(self) -> None:
        """Begin the pause anew."""
        since = self._since
        if since is not None:
            rested = not since.isValid() or since.elapsed() >= self._timer.interval()
            since.start()
            if rested and not self._timer.isActive():
                self.fired.emit()
                return
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
