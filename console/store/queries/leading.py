"""Which qualifiers lead to few tickets by themselves: those are gathered by an index, common ones are met on the way.

A list is walked in its order until a page is full. Of a value that every third ticket has, a page is full at once; for
one that ten tickets of a hundred thousand have, the walk would read them all. So an index counts, and stops early.
"""

from __future__ import annotations

from math import isqrt

from console.query import Qualifier, Term, Word
from console.store.queries.columns import escaped
from console.store.sql import Asked, Sql, ask, either, is_postgres

_CROSSING = 500  # measured: where hits * hits = this * tickets, gathering costs as much as walking
_HAVING = "SELECT i.id FROM tickets i WHERE i."
_COLUMNS = {"topic": "topic", "lang": "language", "outcome": "outcome"}
NAMED = {
    "queue": ("queue_id", "queues", "name"),
    "customer": ("customer_id", "customers", "name"),
    "product": ("license_id", "licenses", "product"),
    "plan": ("license_id", "licenses", "plan"),
    "domain": ("domain_id", "domains", "name"),
}
"""Keys that are words of a name elsewhere: the column that leads there, the table, its column."""
_BY_CLAUSE = (
    f"{_HAVING}primary_clause = ? UNION ALL {_HAVING}close_reason = ?"
    " UNION ALL SELECT d.ticket_id FROM decisions d WHERE d.primary_clause = ? AND d.revoked = FALSE"
)


def rare(connection: Asked, terms: tuple[Term, ...]) -> dict[Qualifier, Sql]:
    """Return the qualifiers among the terms that lead to few tickets, each with the condition that gathers them."""
    asked = {term: having for term in terms if isinstance(term, Qualifier) if (having := _having(connection, term))}
    if not asked:
        return {}
    newest = ask(connection, Sql("SELECT coalesce(max(id), 0) FROM tickets"))[0][0]
    most = isqrt(_CROSSING * int(newest))
    found = {}
    for term, parts in asked.items():
        if sum(_capped(connection, one, most) for one in parts) <= most:
            found[term] = either(_among(one, most) for one in parts)
    return found


def _among(having: Sql, most: int) -> Sql:
    """Return the condition of being among few tickets; the limit tells the planner that they are few, and cuts none."""
    return Sql(f"t.id IN (SELECT few.id FROM ({having.text} LIMIT ?) few)", (*having.values, most))


def _having(connection: Asked, term: Qualifier) -> tuple[Sql, ...]:
    """Return the questions for the tickets of each value; none where a value is no word or the key has no index."""
    parts = []
    for value in term.values:
        one = _of_word(connection, term.key, value.text) if isinstance(value, Word) else None
        if one is None:
            return ()
        parts.append(one)
    return tuple(parts)


def _of_word(connection: Asked, key: str, word: str) -> Sql | None:
    if key in _COLUMNS:
        return Sql(f"{_HAVING}{_COLUMNS[key]} = ?", (word.casefold() if key == "lang" else word,))
    if key in ("clause", "ground"):
        return Sql(_BY_CLAUSE, (word, word, word))
    if key in NAMED:
        column, table, name = NAMED[key]
        fold = "lower" if is_postgres(connection) else "casefold"
        named = f"SELECT o.id FROM {table} o WHERE {fold}(o.{name}) LIKE ? ESCAPE '\\'"
        return Sql(f"{_HAVING}{column} IN ({named})", (f"%{escaped(word)}%",))
    if (key, word) == ("has", "file"):
        return Sql(f"{_HAVING}has_files = TRUE")
    return None


def _capped(connection: Asked, having: Sql, most: int) -> int:
    counted = f"SELECT count(*) FROM ({having.text} LIMIT ?) n"
    return int(ask(connection, Sql(counted, (*having.values, most + 1)))[0][0])
