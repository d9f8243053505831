"""Sending for all: a courier's desk writes every letter whose time has come, and the windows leave that to it."""

from __future__ import annotations

from collections.abc import Callable

from console.faults import NotAllowed
from console.records.tickets import OutboxRecord
from console.services import leasing
from console.services.desk import Desk
from console.services.outbox import SENDING, release_due

EVERY_S = 5.0
Told = Callable[[OutboxRecord], object]


def send(desk: Desk, told: Told) -> None:
    """Write every letter whose time has come, and tell each as it was written or failed."""
    while found := release_due(desk):
        for one in found:
            told(one)


def watch(desk: Desk, told: Told, pause: Callable[[], object]) -> None:
    """Send, pause, and so on for as long as this desk sends for all; it ends by what `pause` raises.

    Raises NotAllowed ("sent_elsewhere") where another desk does it already, or took it over.
    """
    if not leasing.hold(desk, SENDING):
        raise NotAllowed("sent_elsewhere")
    with leasing.Held(desk, SENDING) as held:
        while not held.lost:
            send(desk, told)
            pause()
    raise NotAllowed("sent_elsewhere")
