"""Pace: a reading that many wish for is done at once, and then no more often than it costs."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

REST = 10
"""How many times longer than a reading the rest behind it is: so a hundred desks do not drown the server they share."""
_LEAST_MS, _MOST_MS = 150, 15_000


class Pace(QObject):
    """Fires `fired` at the first `ask()`, and once more for all that was asked while the reading ran or rested.

    Say `done()` when the reading has come: the rest is ten times as long as it took, from 150 ms up to 15 seconds. A
    reading that never comes is waited for no longer than that.
    """

    fired = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._due = self._reading = False
        self._spent = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._rested)

    def ask(self) -> None:
        """Wish for the reading."""
        if self.rests:
            self._due = True
        else:
            self._fire()

    @property
    def rests(self) -> bool:
        """Return whether a wish would wait: a reading is on its way, or rests."""
        return self._timer.isActive()

    @Slot()
    def done(self) -> None:
        """Begin the rest: what was read is here."""
        if self._reading:
            self._reading = False
            self._timer.start(max(_LEAST_MS, min(_MOST_MS, self._spent.elapsed() * REST)))

    def stop(self) -> None:
        """Forget what was asked."""
        self._due = self._reading = False
        self._timer.stop()

    def _fire(self) -> None:
        self._due, self._reading = False, True
        self._spent.start()
        self._timer.start(_MOST_MS)
        self.fired.emit()

    @Slot()
    def _rested(self) -> None:
        self._reading = False
        if self._due:
            self._fire()
