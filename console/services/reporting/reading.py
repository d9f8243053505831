"""Where a report is read: the copy that the address names for reports, while it is near enough; else the main server.

No act and nothing that a decision rests on reads here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from console.faults import Known
from console.records.reporting import ReadFrom
from console.services.desk import Desk
from console.store.reports_copy import AWAY, is_lost

T = TypeVar("T")


@contextmanager
def opened(desk: Desk) -> Iterator[tuple[Any, ReadFrom]]:
    """Give a connection that reads one consistent state, and say where it reads. Raises as `Store.read`."""
    copy, found = desk.store.copy, ReadFrom()
    if copy is not None:
        distance = copy.distance(desk.store)
        found = ReadFrom(behind=distance.behind, why=distance.why)
        if found.behind is not None:
            with copy.read() as connection:
                yield connection, found
            return
    with desk.store.read() as connection:
        yield connection, found


def read(desk: Desk, reading: Callable[[Any], T]) -> tuple[T, ReadFrom]:
    """Read something whole; where the copy is lost on the way, from the main server after all. Raises as that does."""
    try:
        with opened(desk) as (connection, found):
            return reading(connection), found
    except Known as fault:
        if desk.store.copy is None or not is_lost(fault):
            raise
        desk.store.copy.lost()
    with desk.store.read() as connection:
        return reading(connection), ReadFrom(why=AWAY)
