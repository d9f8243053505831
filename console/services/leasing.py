"""What one desk does for all: whoever holds the lease does it, and another takes over when it is not renewed."""

from __future__ import annotations

import threading
import time
from types import TracebackType
from typing import Self

from console.faults import Fault
from console.services.desk import Desk
from console.store.queries import leases

SECONDS = 150
RENEWED_S = 30


def hold(desk: Desk, name: str, *, seconds: int = SECONDS) -> bool:
    """Take or renew a lease for some time by the server's clock; return whether this desk has it. Raises as writing."""
    if desk.store.read_only:
        return False
    held: list[bool] = []
    desk.store.administer(
        lambda connection: held.append(
            leases.hold(connection, name, holder=desk.store.origin, me=int(desk.actor.staff_id), seconds=seconds)
        )
    )
    return held[-1]


class Held:
    """A lease that this desk holds. Inside `with` a thread renews it, also while the work is silent."""

    def __init__(self, desk: Desk, name: str) -> None:
        self._desk, self._name = desk, name
        self._over, self._taken = threading.Event(), False
        self._sure = time.monotonic()
        self._renewing = threading.Thread(target=self._renew, name=f"lease-{name}", daemon=True)

    @property
    def lost(self) -> bool:
        """Whether another desk may be at it: it took the lease, or this one could not renew it in time."""
        return self._taken or time.monotonic() - self._sure > SECONDS

    def renew(self) -> None:
        """Renew it now. Where the database is away it holds until its time is over."""
        asked = time.monotonic()
        try:
            held = hold(self._desk, self._name)
        except Fault:
            return
        self._taken = self._taken or not held
        self._sure = asked if held else self._sure

    def __enter__(self) -> Self:
        self._renewing.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._renewing.join()
        hold(self._desk, self._name, seconds=0)  # another desk need not wait until it runs out

    def _renew(self) -> None:
        while not self._taken and not self._over.wait(RENEWED_S):
            self.renew()
