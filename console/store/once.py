"""Inserting what may be there already: each database has its own words for it.

Those of PostgreSQL come with every driver the library knows, so they are loaded only for a PostgreSQL database.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table


def insert_once(table: Table, *, postgres: bool) -> Any:
    """Return the insert of a database for a table; it has `on_conflict_do_nothing`."""
    if postgres:
        from sqlalchemy.dialects.postgresql import insert as insert_postgres  # noqa: PLC0415 - see above

        return insert_postgres(table)
    from sqlalchemy.dialects.sqlite import insert as insert_sqlite  # noqa: PLC0415 - the other half of the same

    return insert_sqlite(table)
