"""What tells one state of a desk from another, for an export that goes on where one before it was ended."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, func, select

from console.store.archived.closure import carried, key_of
from console.store.tables.ledger import changes

_OWN = "archives"
"""What an export itself tells the windows; it is in no archive."""


def state_of(source: Connection) -> dict[str, Any]:
    """Return numbers that differ after any command: of the changes, and of every table that an archive has rows of.

    Whatever is written in a row leaves a change. The numbers of the tables are for what no command did.
    """
    seq = changes.c.seq
    asked = select(func.count(seq), func.max(seq), func.sum(seq)).where(changes.c.kinds != _OWN)
    told: dict[str, Any] = {"changes": [int(one or 0) for one in source.execute(asked).one()]}
    for table in carried():
        key = key_of(table)
        row = source.execute(select(func.count(), func.max(key)).select_from(table)).one()
        told[table.name] = [int(row[0]), str(row[1] or "")]
    return told
