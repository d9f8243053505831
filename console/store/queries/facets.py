"""How many tickets of a query have each value of what a list can be narrowed by."""

from __future__ import annotations

from console.query import Query
from console.store.queries.filters import Context, clause
from console.store.sql import Asked, Sql, ask, is_postgres

_MOST = 200


def counted(connection: Asked, query: Query, context: Context) -> dict[str, tuple[tuple[str, int], ...]]:
    """Return tier, outcome, clause and year with the number of tickets of each value, the largest first."""
    found = clause(connection, query.terms, context).sql
    columns = {
        "tier": "t.tier",
        "outcome": "coalesce(t.outcome, '')",
        "clause": "coalesce(t.primary_clause, '')",
        "year": _year(postgres=is_postgres(connection)),
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


def _year(*, postgres: bool) -> str:
    if postgres:
        return "to_char(to_timestamp(t.received_at / 1000000.0) AT TIME ZONE 'UTC', 'YYYY')"
    return "strftime('%Y', t.received_at / 1000000, 'unixepoch')"
