"""Reading a conversation for the window: its order at once, its words in blocks as they come into sight.

A chat can be seen whole: then every request that was opened from it, or is proposed, is told with its messages.
"""

from __future__ import annotations

from collections.abc import Sequence

from console.records.base import TicketId
from console.records.thread import MessageVersion, Thread
from console.records.tickets import MessageRecord
from console.services.desk import Desk
from console.store import to_micros
from console.store.queries import thread, tickets

NEWEST = 40


def open_thread(desk: Desk, ticket_id: TicketId, *, conversation_id: int | None = None) -> Thread:
    """Return the conversation of a ticket, or with `conversation_id` the whole chat around it."""
    with desk.store.read() as connection:
        whole = conversation_id is not None
        order = (
            thread.order_of_ticket(connection, ticket_id)
            if conversation_id is None
            else thread.order_of_conversation(connection, conversation_id)
        )
        events = thread.acts(connection, ticket_id)
        newest = tickets.messages_by_id(connection, ticket_id, [key for _, key in order[-NEWEST:]])
        brackets = () if conversation_id is None else thread.brackets(connection, conversation_id)
        zone = thread.zone_of(connection, ticket_id)
    rows = order
    if events:
        rows = sorted([*order, *((to_micros(one.effective_at), -one.n) for one in events)], key=_place)
    place = {key: number for number, (_, key) in enumerate(order[-NEWEST:])}
    return Thread(
        ticket_id=ticket_id,
        whole=whole,
        keys=tuple(key for _, key in rows),
        instants=tuple(at for at, _ in rows),
        events=events,
        newest=tuple(sorted(newest, key=lambda one: place[one.id])),
        brackets=brackets,
        zone=zone,
    )


def words_of(desk: Desk, ticket_id: TicketId, keys: Sequence[int]) -> tuple[MessageRecord, ...]:
    """Return the messages with these keys, in no order."""
    with desk.store.read() as connection:
        return tickets.messages_by_id(connection, ticket_id, [key for key in keys if key > 0])


def versions(desk: Desk, message_id: int) -> tuple[MessageVersion, ...]:
    """Return every version of a message, oldest first."""
    with desk.store.read() as connection:
        return thread.versions(connection, message_id)


def _place(row: tuple[int, int]) -> tuple[int, bool, int]:
    """An act at the same instant as a message stands behind it; acts keep the order of their numbers."""
    at, key = row
    return (at, key < 0, abs(key))
