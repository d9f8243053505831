"""Who wrote a ticket, as the register knows the person, and whether the channel is official."""

from __future__ import annotations

from sqlalchemy import Connection, select

from console.store.tables.people import channels, contacts
from console.store.tables.tickets import tickets


def sender_of(connection: Connection, ticket_id: int) -> tuple[str | None, bool | None]:
    """Return the sender's role and whether the person is a designated contact; None is not known."""
    row = connection.execute(
        select(contacts.c.role, contacts.c.designated)
        .join(tickets, tickets.c.contact_id == contacts.c.id)
        .where(tickets.c.id == ticket_id)
    ).first()
    return (None, None) if row is None else (row.role, row.designated)


def channel_official(connection: Connection, ticket_id: int) -> bool | None:
    """Return whether the channel of a ticket is official; None where the register does not know it."""
    row = connection.execute(
        select(channels.c.official)
        .join(tickets, tickets.c.channel_id == channels.c.id)
        .where(tickets.c.id == ticket_id)
    ).first()
    return None if row is None else row.official
