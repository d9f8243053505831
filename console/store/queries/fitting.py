"""Words of a query that are values of a column of the ticket itself, and the questions that its index answers."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from console.records.base import Status
from console.store.sql import Sql, marks

HAVING = "SELECT i.id FROM tickets i WHERE i."
OWN_COLUMNS = {"topic": "topic", "lang": "language", "outcome": "outcome"}
STATES: Mapping[str, tuple[str, Sequence[object]]] = {
    "open": ("is_open", (True,)),
    "waiting": ("status", (Status.WAITING.value,)),
    "snoozed": ("status", (Status.SNOOZED.value,)),
    "resolved": ("status", (Status.CLOSED.value,)),
    "merged": ("status", (Status.MERGED.value,)),
    "history": ("status", (Status.HISTORY.value,)),
    "proposed": ("status", (Status.PROPOSED.value,)),
    "held": ("status", (Status.HELD.value,)),
    "refused": ("outcome", ("refuse", "suspend")),
    "unmatched": ("is_matched", (False,)),
}


@dataclass(frozen=True, slots=True)
class Fit:
    """Values of a column of the ticket; with `turned` every other."""

    column: str
    values: Sequence[object]
    turned: bool = False


def license_of(key: str, word: str) -> Fit | None:
    """Return what a word says of the license of a ticket, or None."""
    if (key, word) in (("license", "any"), ("has", "license")):
        return Fit("license_id", (None,), turned=True)
    if key == "license":
        return Fit("license_id", (None,)) if word == "none" else Fit("license_state", (word,))
    return None


def with_(column: str, values: Sequence[object]) -> list[Sql]:
    """Return the questions for tickets that have one of the values."""
    given = [one for one in values if one is not None]
    parts = [Sql(f"{HAVING}{column} IN ({marks(given).text})", tuple(given))] if given else []
    if len(given) < len(values):
        parts.append(Sql(f"{HAVING}{column} IS NULL"))
    return parts


def without(column: str, values: Sequence[object]) -> list[Sql] | None:
    """Return the ranges between the values, in the order of an index; None where nothing is left out."""
    if not values:
        return None
    if set(values) == {None}:
        return [Sql(f"{HAVING}{column} > 0")]  # a key of another table
    if all(isinstance(one, bool) for one in values):
        return with_(column, [one for one in (False, True) if one not in values])
    edges: list[Any] = sorted({one for one in values if one is not None})
    parts = [Sql(f"{HAVING}{column} < ?", (edges[0],)), Sql(f"{HAVING}{column} > ?", (edges[-1],))]
    parts += [Sql(f"{HAVING}{column} > ? AND i.{column} < ?", pair) for pair in itertools.pairwise(edges)]
    return [*parts, Sql(f"{HAVING}{column} IS NULL")]


def begun(column: str, value: object, inside: Sql) -> Sql:
    """Return the question for tickets of one value of a column, and of a range in the one that follows in the index."""
    return Sql(f"{HAVING}{column} = ? AND {inside.text}", (value, *inside.values))
