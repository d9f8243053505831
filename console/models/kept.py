"""What was read last, kept for as long as a server may be away: a bounded number of things, the oldest of which go.

It stands in the memory of this window alone and is never written to a disk.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from console.records.base import Count
from console.records.tickets import TicketRow

MOST_VIEWS, MOST_ROWS = 8, 200
"""Views that are kept, and rows of each: 1,600 rows, about 4 MB where each is another ticket (2.7 KB a row)."""

Key = TypeVar("Key")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """A view as it was read: its first rows without a gap, at most MOST_ROWS.

    `length` is how many the list had, `count` what its head said of it, None where that was not known. `key` and
    `title` are those of a view of the sidebar, empty for a query that somebody typed.
    """

    rows: tuple[TicketRow, ...]
    length: int
    count: Count | None
    at: datetime
    key: str = ""
    title: str = ""


class Kept(Generic[Key, Value]):
    """At most `most` things by their keys; a newer one of the same key takes the place of the older."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: OrderedDict[Key, Value] = OrderedDict()

    def __len__(self) -> int:
        """Return how many are kept."""
        return len(self._held)

    def keep(self, key: Key, value: Value) -> None:
        """Keep it as the newest."""
        self._held[key] = value
        self._held.move_to_end(key)
        if len(self._held) > self._most:
            self._held.popitem(last=False)

    def of(self, key: Key) -> Value | None:
        """Return what is kept, or None."""
        return self._held.get(key)

    def drop(self, key: Key) -> None:
        """Keep it no longer."""
        self._held.pop(key, None)

    @property
    def newest(self) -> Value | None:
        """Return what was kept last, or None."""
        return next(reversed(self._held.values()), None)
