"""How many open tickets people have and carry, held for a transaction that gives them some.

Who gives keeps the person first, so that two who give at one moment count one after the other. Tickets are kept before
people, and people in the order of their keys: nobody waits in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable

from console.store import Unit

_UNSET = 12


def carried(capacity: int) -> int:
    """Return how many open tickets somebody carries; what nobody has set is a dozen."""
    return capacity or _UNSET


def hold(unit: Unit, people: Iterable[int | None]) -> None:
    """Keep everybody else from giving these people tickets until the transaction ends."""
    for key in sorted({int(one) for one in people if one}):
        if ("load", key) not in unit.memory:
            unit.alone(f"load {key}")
            unit.memory["load", key] = True


def hold_owner(unit: Unit, ticket_id: int) -> None:
    """Do so with who has a request that is about to be at work again: they carry one more from then on."""
    hold(unit, (unit.lock(ticket_id, "owner_id")["owner_id"],))
