"""Walking a list in its order, no further than to an edge: a walk that finds nothing has no other end.

Of what is not rare a page is soon full, wherever the tickets lie evenly. Where they do not (every hit of a word lies in
old closed tickets), the walk is over at the edge, and the page is gathered.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import isqrt
from typing import Any

from console.store.queries.leading import newest
from console.store.sql import Asked, Sql, ask, both, is_postgres, marks

_THERE = "SELECT 1 FROM sqlite_master WHERE type = 'index' AND name = ?"
LEAST = 2_000
PAGES = 40  # measured: somewhat further than a page needs of what is just not rare
_SOON, _FURTHER = 4, 5  # where so large a part of a page is there by the edge, the walk goes on so many times as far

Legs = Callable[[Sql, int], Sequence[tuple[Any, ...]]]
"""Reads the rows under a condition, up to a number of them."""


def met(
    connection: Asked, keys: Sequence[str], halves: Sequence[Sql], read: Legs, limit: int, *, down: bool
) -> Sequence[tuple[Any, ...]] | None:
    """Return the first rows of a list; None where an edge came first.

    `halves` are the parts of the list, each in the order of an index: what is in front of the page left out.
    """
    far = max(LEAST, isqrt(PAGES * newest(connection)))
    listed = ", ".join(f"t.{key}" for key in keys)
    found: list[tuple[Any, ...]] = []
    behind = Sql("TRUE")
    for steps in (far, far * _FURTHER):
        edge = _edge(connection, keys, [both(half, behind) for half in halves], steps, down=down)
        before = Sql("TRUE") if edge is None else Sql(f"({listed}) {'>=' if down else '<='} ({marks(edge).text})", edge)
        found += read(both(behind, before), limit - len(found))
        if edge is None or len(found) >= limit:
            return found
        if len(found) * _SOON < limit:
            return None
        behind = Sql(f"({listed}) {'<' if down else '>'} ({marks(edge).text})", edge)
    return None


def _edge(
    connection: Asked, keys: Sequence[str], halves: Sequence[Sql], steps: int, *, down: bool
) -> tuple[Any, ...] | None:
    """Return the keys of the ticket so many steps ahead in the nearest half; None where every half ends before."""
    order = ", ".join(f"t.{key} DESC" if down else f"t.{key}" for key in keys)
    listed = ", ".join(f"t.{key}" for key in keys)
    found: list[tuple[Any, ...]] = []
    for half in halves:
        asked = f"SELECT {listed} FROM tickets t WHERE {half.text} ORDER BY {order} LIMIT 1 OFFSET ?"
        found += ask(connection, Sql(asked, (*half.values, steps)))
    if not found:
        return None
    return tuple(max(found) if down else min(found))


def by(connection: Asked, index: str) -> str:
    """Return what keeps SQLite to an index, where it is there: an archive may have been written without any."""
    if is_postgres(connection) or not ask(connection, Sql(_THERE, (index,))):
        return ""
    return f" INDEXED BY {index}"
