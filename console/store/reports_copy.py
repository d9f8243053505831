"""A second server that reports alone are read from: a standby named in the address by `reports=`.

Nothing that a decision rests on is ever read there, and nothing is written. It is used only while it is near enough to
the main server; else the reason why it is not is given.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import Connection, text

from console.faults import Known, Locked, Unreachable

if TYPE_CHECKING:
    from console.store.desk_store import Store

AWAY, BEHIND, NO_COPY = "away", "behind", "no_copy"
MOST_BEHIND_S = 300.0
_AGAIN_S = 30.0  # one that was away is not asked again before: each report would wait for it
_CATCH_UP_S, _LOOK_S = 0.5, 0.05
_HERE = text("SELECT pg_current_wal_lsn()")
_THERE = text(
    "SELECT pg_is_in_recovery(), coalesce(pg_last_wal_replay_lsn() >= CAST(:here AS pg_lsn), false),"
    " extract(epoch FROM clock_timestamp() - pg_last_xact_replay_timestamp())"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Distance:
    """How far a copy is behind in seconds; None where it cannot be used, for the reason `why`."""

    behind: float | None
    why: str = ""


class ReportsCopy:
    """The copy of one desk: opened when it is first asked for, and again after it was away."""

    def __init__(self, opened: Callable[[], Store]) -> None:
        self._opened = opened
        self._store: Store | None = None
        self._away_until = 0.0
        self._lock = threading.Lock()

    def distance(self, main: Store) -> Distance:
        """Return how far the copy is behind the main server now. Raises as `Store.read` where that one is away."""
        with main.read() as connection:
            here = str(connection.execute(_HERE).scalar_one())
        if time.monotonic() < self._away_until:
            return Distance(behind=None, why=AWAY)
        try:
            found = self._measured(here)
        except Known as fault:
            if fault.code == "interrupted":
                raise
            return self.lost()
        if found.behind is not None and found.behind > MOST_BEHIND_S:
            return Distance(behind=None, why=BEHIND)
        return found

    def lost(self) -> Distance:
        """Leave the copy alone for a while: it does not answer."""
        self._away_until = time.monotonic() + _AGAIN_S
        return Distance(behind=None, why=AWAY)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """Give a connection to the copy that sees one consistent state. Raises as `Store.read`."""
        with self._there().read() as connection:
            yield connection

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            if self._store is not None:
                self._store.close()
                self._store = None

    def _there(self) -> Store:
        with self._lock:
            if self._store is None:
                self._store = self._opened()
            return self._store

    def _measured(self, here: str) -> Distance:
        end = time.monotonic() + _CATCH_UP_S
        while True:
            with self.read() as connection:
                is_copy, has_all, age = connection.execute(_THERE, {"here": here}).one()
            if not is_copy:  # it was made a server of its own: what it holds is not ours any more
                return Distance(behind=None, why=NO_COPY)
            if has_all:
                return Distance(behind=0.0)
            if time.monotonic() >= end:
                return Distance(behind=None, why=BEHIND) if age is None else Distance(behind=max(0.0, float(age)))
            time.sleep(_LOOK_S)


def is_lost(fault: Known) -> bool:
    """Return whether a fault of a reading says that the copy did not hold, and not that nobody waits for it."""
    return isinstance(fault, (Unreachable, Locked)) and fault.code != "interrupted"
