"""Who is at which ticket, as the others see it: looking, or writing an answer. A courtesy, no act, and no history.

That nothing is sent into what changed is held elsewhere (`reply`): whoever is not seen here does no harm.
"""

from __future__ import annotations

from console.faults import Known
from console.records.base import Role
from console.records.live import HERE, Present
from console.services.desk import NOBODY, Desk
from console.store.queries import present

BEAT_S = 15


def attend(desk: Desk, ticket_id: int, *, writing: bool = False) -> None:
    """Say that this person is at a ticket, 0 for none; a minute after the last word the others see nobody there.

    A reviewer may be seen looking. Where nobody else can be, or nothing can be written, nothing is said.
    """
    store, actor = desk.store, desk.actor
    if actor.staff_id in (0, NOBODY) or (store.read_only and not (store.team and actor.role is Role.REVIEWER)):
        return
    writes = writing and actor.role is not Role.REVIEWER
    try:
        store.administer(
            lambda connection: present.arrive(
                connection, me=int(actor.staff_id), desk=store.origin, ticket=ticket_id, writing=writes
            )
        )
    except Known:  # the courtesy of a database that is away is nothing to tell of
        return
    if store.bell is not None:
        store.bell.ring(HERE, ticket_id)


def others(desk: Desk) -> tuple[Present, ...]:
    """Return who else is at which ticket, those who write first."""
    with desk.store.read() as connection:
        return present.others(connection, int(desk.actor.staff_id))
