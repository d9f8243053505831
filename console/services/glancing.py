"""The first look at a desk, before it is open: what can be had without the store, the agreement and the policy."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from console.query import Query, parse
from console.records.base import Status
from console.records.glance import Glance
from console.records.tickets import TicketRow
from console.store.glance import glance


def first_rows(url: str, login: str, words: str, *, limit: int) -> Glance | None:
    """Return the first rows of a query written in words, or None where they are not to be had at once."""
    return glance(url, login=login, query=parse(words).query, now=datetime.now(UTC), limit=limit)


def listed(url: str, login: str, query: Query, *, limit: int) -> Glance | None:
    """Return with the zone the rows of a query as the desk shows them, or None where they are not to be had at once.

    They do not say what may be expected. A query for the tickets behind a number of a report needs the desk.
    """
    if "report:" in str(query):
        return None
    now = datetime.now(UTC)
    found = glance(url, login=login, query=query, now=now, limit=limit)
    return None if found is None else replace(found, rows=awake(found.rows, now))


def awake(rows: Sequence[TicketRow], now: datetime) -> tuple[TicketRow, ...]:
    """Return rows as they stand at an instant: one whose hour has come is open work."""
    return tuple(
        replace(one, status=Status.OPEN)
        if one.status is Status.SNOOZED and (one.snoozed_until is None or one.snoozed_until <= now)
        else one
        for one in rows
    )
