"""The first look at a desk, before it is open: what can be had without the store, the agreement and the policy."""

from __future__ import annotations

from datetime import UTC, datetime

from console.query import parse
from console.records.glance import Glance
from console.store.glance import glance


def first_rows(url: str, login: str, words: str, *, limit: int) -> Glance | None:
    """Return the first rows of a query written in words, or None where they are not to be had at once."""
    return glance(url, login=login, query=parse(words).query, now=datetime.now(UTC), limit=limit)
