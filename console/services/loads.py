"""How many open tickets people have and carry, held for a transaction that gives them some.

Who gives keeps the person first, so that two who give at one moment count one after the other. Tickets are kept before
people, and people in the order of their keys: nobody waits in a ring.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from console.faults import NotAllowed
from console.records.base import WORKING
from console.store import Unit, tables

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


def give(unit: Unit, people: Iterable[int | None]) -> None:
    """Do so with whom this act gives tickets. Raises NotAllowed ("person_left") for who works on tickets no longer."""
    given = [int(one) for one in people if one]
    hold(unit, given)
    for key in given:
        if key != unit.actor.staff_id:
            row = unit.row(tables.people.staff, key)
            if not works(row):
                raise NotAllowed("person_left", name=str(row["name"]))


def works(row: Mapping[str, object]) -> bool:
    """Return whether somebody of the staff works on tickets."""
    return bool(row["active"]) and row["role"] in WORKING


def hold_owner(unit: Unit, ticket_id: int) -> None:
    """Do so with who has a request that is about to be at work again: they carry one more from then on."""
    hold(unit, (unit.lock(ticket_id, "owner_id")["owner_id"],))
