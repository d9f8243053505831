"""The change feed: what was committed since the last look. No late commit is missed.

On PostgreSQL numbers are given before the commit, so a reader that remembers the highest number passes over slower
writers. It reads by transaction instead, and only transactions older than every running one.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, func, literal_column, select, tuple_

from console.records.base import Change
from console.store.tables.ledger import changes

MOST_IDS = 1_000
_XMIN = "pg_snapshot_xmin(pg_current_snapshot())::text::bigint"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeCursor:
    """A place in the feed: the transaction and the number of the last change seen."""

    xid: int
    seq: int


def since(
    connection: Connection, cursor: ChangeCursor | None, *, limit: int
) -> tuple[tuple[Change, ...], ChangeCursor]:
    """Return the changes behind `cursor` in order, and the cursor behind them."""
    if cursor is None:
        return (), _end(connection)
    place = tuple_(changes.c.xid, changes.c.seq)
    asked = select(changes).where(place > tuple_(cursor.xid, cursor.seq)).order_by(changes.c.xid, changes.c.seq)
    if connection.dialect.name == "postgresql":
        asked = asked.where(changes.c.xid < literal_column(_XMIN))
    found = connection.execute(asked.limit(limit)).all()
    told = tuple(
        Change(
            seq=row.seq,
            kinds=frozenset(row.kinds.split()),
            ticket_ids=tuple(json.loads(row.ticket_ids)),
            actor_id=row.staff_id,
            origin=row.origin,
            at=row.at,
        )
        for row in found
    )
    return told, ChangeCursor(xid=found[-1].xid, seq=found[-1].seq) if found else cursor


def _end(connection: Connection) -> ChangeCursor:
    """Return the end: on PostgreSQL just before the oldest running transaction, so that its change will be told."""
    if connection.dialect.name == "postgresql":
        xmin: object = connection.execute(select(literal_column(_XMIN))).scalar_one()
        return ChangeCursor(xid=int(str(xmin)) - 1, seq=2**62)
    last = connection.execute(select(func.max(changes.c.seq))).scalar()
    return ChangeCursor(xid=0, seq=int(last or 0))
