"""A view that somebody saved: a name for a query."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A saved view. `shared` is seen by everybody, else only by the person who saved it."""

    id: int
    version: int
    name: str
    query: str
    shared: bool
