"""Reading: a ticket that was looked at for a while is read, unless its person has just said that it is not."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from console.work.throttle import Throttle

_READ_MS = 1_200


class Reading(QObject):
    """Emits `read` once the ticket that is shown was looked at for a while.

    A ticket that is marked unread by hand stays so until another one was shown.
    """

    read = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.pause = Throttle(_READ_MS, self)
        self.pause.fired.connect(self.read)
        self._left_unread: int | None = None

    def show(self, ticket_id: int, *, unread: bool) -> None:
        """Begin to look at a ticket, or go on; the one before is not looked at any more."""
        if ticket_id != self._left_unread:
            self._left_unread = None
            if unread:
                self.pause.ask()
            else:
                self.pause.cancel()

    def leave_unread(self, ticket_id: int | None) -> None:
        """Leave a ticket unread for as long as it stays shown; None: no more."""
        self._left_unread = ticket_id
        self.pause.cancel()

    def stop(self) -> None:
        """Forget what is looked at."""
        self.pause.cancel()
