"""What the register corrects, enters late or takes back of a license is told to the requests that were decided on it.

Their decisions stay as they were taken. The event says who did it, and what the rows are held against from then.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from console.store import Unit
from console.store.bulk import record_beside
from console.store.queries import register
from console.store.witness import counting, licenses, parts
from console.store.witness.beside import CORRECTED, COUNTING


def tell_edit(unit: Unit, table: str, license_id: int | None, row: Mapping[str, Any], new: Mapping[str, Any]) -> int:
    """Leave an event on each request that was decided on columns of a row that are edited, and return on how many."""
    since = parts.begun_to_differ(table, row, new)
    return 0 if license_id is None or since is None else tell(unit, license_id, since)


def tell(unit: Unit, license_id: int, since: datetime) -> int:
    """Leave an event on each request of a license that was decided on after an instant, and return on how many.

    Whoever decides on such a request at the same moment is waited for; who comes later reads what is written here.
    """
    register.hold_requests(unit.connection, license_id)
    return _tell(unit, license_id, since)


def tell_pause(unit: Unit, license_id: int | None, since: datetime) -> int:
    """Leave such events where a pause begins or ends at an instant, and return how many.

    It begins and ends now, so that none is needed but where clocks differ, or where a letter is called back later.
    Nobody is waited for: a pause of a request holds that one, and what is decided beside one of the register by a clock
    within the hour is not held to it.
    """
    return 0 if license_id is None else _tell(unit, license_id, since + parts.LEEWAY)


def tell_counting(unit: Unit) -> int:
    """Leave an event where a decision was made by a clock far ahead of this act, which says what counts; how many.

    What counts is held against the decisions that were made later: without it this act would seem to be put in.
    """
    keys = counting.decided_after(unit.connection, unit.at)
    if keys:
        record_beside(unit, keys, COUNTING, counting.told(unit.connection, {}))
    return len(keys)


def _tell(unit: Unit, license_id: int, since: datetime) -> int:
    keys = register.decided_on(unit.connection, license_id, CORRECTED, since)
    if keys:
        record_beside(unit, keys, CORRECTED, licenses.told(unit.connection, license_id))
    return len(keys)
