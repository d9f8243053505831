"""What one desk does for all: whoever holds the lease does it, and another takes over when it is not renewed."""

from __future__ import annotations

from console.services.desk import Desk
from console.store.queries import leases

SECONDS = 150


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
