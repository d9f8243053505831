"""What the register corrects of a license is told to the requests that were decided on it.

Their decisions stay as they were taken. The event says who corrected it, and what the
rows are held against from then.
"""

from __future__ import annotations

from collections.abc import Iterable

from console.store import Unit
from console.store.queries import register
from console.store.witness import licenses

KIND = "license_corrected"


def tell(unit: Unit, table: str, license_id: int | None, names: Iterable[str]) -> int:
    """Leave an event on each request with a decision where these columns count, and return on how many.

    Whoever decides on such a request at the same moment is waited for; who comes later reads what is written here.
    """
    if license_id is None or not licenses.counts(table, names):
        return 0
    register.hold_requests(unit.connection, license_id)
    keys = register.decided_on(unit.connection, license_id)
    told = licenses.told(unit.connection, license_id) if keys else {}
    for key in keys:
        unit.record(key, KIND, told)
    return len(keys)
