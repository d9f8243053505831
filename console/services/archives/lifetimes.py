"""How the licenses of an archive stood over the years, read for a page of tickets at a time."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from console.archive.lifetime import Lifetime
from console.faults import NotSet
from console.services.desk import Desk
from console.services.standing import license_view
from console.store.queries import cases

_MOST = 2_000


class Lifetimes:
    """Licenses as of the newest event of an archive; some thousand are kept, for one has many tickets."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._known: dict[int, Lifetime | None] = {}

    def of(self, connection: Any, keys: Collection[int]) -> dict[int, Lifetime]:
        """Return the licenses with these keys that are there; none where the zone of the agreement was never set."""
        if len(self._known) > _MOST:
            self._known.clear()
        fresh = set(keys) - self._known.keys()
        records = cases.license_records(connection, fresh)
        for key in fresh:
            record = records.get(key)
            try:
                standing = None if record is None else license_view(self._desk, record, self._desk.clock())
            except NotSet:
                standing = None
            known = None if record is None or standing is None else Lifetime(record=record, standing=standing)
            self._known[key] = known
        return {key: one for key in keys if (one := self._known[key]) is not None}
