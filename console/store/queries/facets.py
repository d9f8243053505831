"""How many tickets of a query have each value of what a list can be narrowed by."""

from __future__ import annotations

from console.query import Query
from console.store.queries.filters import Context, clause
from console.store.sql import Asked, Sql, ask, is_postgres

_MOST = 200


def counted(connection: Asked, query: Query, context: Context) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return each facet with the number of tickets of each of its values, the largest first; "none" is nobody's."""
    found = clause(connection, query.terms, context).sql
    postgres = is_postgres(connection)
    columns = {
        "tier": "t.tier",
        "outcome": "coalesce(t.outcome, '')",
        "clause": "coalesce(t.primary_clause, '')",
        "license": "coalesce(t.license_state, '')",
        "topic": "coalesce(t.topic, '')",
        "owner": "coalesce((SELECT s.name FROM staff s WHERE s.id = t.owner_id), 'none')",
        "lang": "t.language",
        "closed": "coalesce(t.close_reason, '')",
        "year": _part("YYYY" if postgres else "%Y", postgres=postgres),
        "month": _part("YYYY-MM" if postgres else "%Y-%m", postgres=postgres),
    }
    told = {}
    for name, column in columns.items():
        asked = (
            f"SELECT {column} AS value, count(*) FROM tickets t WHERE {found.text}"
            f" GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT {_MOST}"
        )
        rows = ask(connection, Sql(asked, found.values))
        told[name] = tuple((str(value), int(number)) for value, number in rows if str(value))
    return told


def _part(shape: str, *, postgres: bool) -> str:
    if postgres:
        return f"to_char(to_timestamp(t.received_at / 1000000.0) AT TIME ZONE 'UTC', '{shape}')"
    return f"strftime('{shape}', t.received_at / 1000000, 'unixepoch')"
