"""Who a person is in the rows of a desk: by address, handle or name, with everything that they are called."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from console.store.tables.messages import messages
from console.store.tables.people import contacts, customers
from console.store.tables.tickets import ticket_spans, tickets

_SHORTEST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person: keys of contacts, addresses in small letters, and what they are called (`called` by name alone)."""

    contacts: frozenset[int]
    addresses: frozenset[str]
    names: frozenset[str]
    called: frozenset[str]


def person(connection: Connection, who: str) -> Person | None:
    """Return the person with this address, handle or name, as a contact or as the author of messages, or None."""
    wanted, keys, addresses, called = who.strip().casefold(), set(), {who.strip().casefold()}, set()
    rows = connection.execute(select(contacts, customers.c.kind, customers.c.name.label("customer")).join(customers))
    for row in rows:
        if wanted in {str(told).casefold() for told in (row.name, row.address, row.handle) if told}:
            keys.add(row.id)
            addresses |= {str(told).casefold() for told in (row.address, row.handle) if told}
            called |= {row.name, *((row.customer,) if row.kind == "individual" else ())}
    written = select(messages.c.author_name, messages.c.author_address, messages.c.contact_id).distinct()
    for name, address, contact in connection.execute(written):
        if contact in keys or wanted in (str(name).casefold(), str(address).casefold()):
            addresses |= {str(address).casefold()} if address else set()
            called.add(name)
    called = {one.strip() for one in called if len(one.strip()) >= _SHORTEST}
    if not keys and not called and len(addresses) == 1:
        found = connection.execute(select(messages.c.id).where(messages.c.author_address == who.strip())).first()
        if found is None:
            return None
    names = frozenset(one for one in {*called, *addresses} if len(one) >= _SHORTEST)
    return Person(contacts=frozenset(keys), addresses=frozenset(addresses), names=names, called=frozenset(called))


def messages_in(connection: Connection, number: int) -> tuple[int, ...]:
    """Return the keys of the messages of a ticket, in the order of its conversation; none of an unknown ticket."""
    asked = (
        select(messages.c.id)
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .join(tickets, tickets.c.id == ticket_spans.c.ticket_id)
        .where(tickets.c.number == number)
        .order_by(messages.c.sent_at, messages.c.id)
    )
    return tuple(dict.fromkeys(connection.execute(asked).scalars()))
