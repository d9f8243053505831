"""What the readable part of an archive is made from: keys in order, versions whole, and rows as lines."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from sqlalchemy import Connection, func, select

from console.records.tickets import EventRecord
from console.store import chain, codec
from console.store.archived.closure import key_of, table_of
from console.store.archived.gathering import blocks
from console.store.queries import ticket_records as records
from console.store.queries.setup import agreement_version
from console.store.tables.desk import agreement_versions
from console.store.tables.ledger import events
from console.store.tables.people import staff
from console.store.tables.tickets import tickets


def count(connection: Connection, name: str) -> int:
    """Return the number of rows of a table."""
    return int(connection.execute(select(func.count()).select_from(table_of(name))).scalar_one())


def keys(connection: Connection, name: str) -> tuple[int, ...]:
    """Return the keys of a small table, in order."""
    key = key_of(table_of(name))
    return tuple(connection.execute(select(key).order_by(key)).scalars())


def ticket_keys(connection: Connection, *, behind: int | None, most: int) -> list[int]:
    """Return keys of tickets behind one, in order; the first ones, whatever they are, behind None."""
    asked = select(tickets.c.id).order_by(tickets.c.id).limit(most)
    asked = asked if behind is None else asked.where(tickets.c.id > behind)
    return list(connection.execute(asked).scalars())


def agreements(connection: Connection) -> Iterator[tuple[str, bytes]]:
    """Yield hash and content of every version of the agreement; each content once. Raises Damaged."""
    known: set[str] = set()
    for key in connection.execute(select(agreement_versions.c.id).order_by(agreement_versions.c.id)).scalars().all():
        _, sha256, content = agreement_version(connection, key)
        if sha256 not in known:
            known.add(sha256)
            yield sha256, content


def lines(connection: Connection, name: str) -> Iterator[str]:
    """Yield the rows of a table as canonical JSON; bytes are in hex."""
    for some in blocks(connection, table_of(name)):
        for row in some:
            yield codec.dump({key: one.hex() if isinstance(one, bytes) else one for key, one in row.items()})


def as_of(connection: Connection) -> datetime | None:
    """Return when the newest event was recorded, or None without any."""
    return connection.execute(select(func.max(events.c.recorded_at))).scalar()


def received(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """Return when the first and the last ticket were received."""
    row = connection.execute(select(func.min(tickets.c.received_at), func.max(tickets.c.received_at))).one()
    return row[0], row[1]


def histories(connection: Connection, ticket_ids: Sequence[int]) -> dict[int, tuple[EventRecord, ...]]:
    """Return the events of many tickets, each in order, with the words that were not erased."""
    asked = (
        select(events, staff.c.name.label("actor"))
        .select_from(events.outerjoin(staff, staff.c.id == events.c.staff_id))
        .where(events.c.ticket_id.in_(list(ticket_ids)))
        .order_by(events.c.ticket_id, events.c.n)
    )
    rows = connection.execute(asked).all()
    whole = chain.whole(connection, [dict(row._mapping) for row in rows])  # noqa: SLF001 - a row as a mapping
    found: dict[int, list[EventRecord]] = {}
    for row in rows:
        found.setdefault(row.ticket_id, []).append(records.event(row, whole))
    return {key: tuple(events_of) for key, events_of in found.items()}
