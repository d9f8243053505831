"""The first installation of licenses that earlier programs entered (8.1): done, although nobody had said so.

Until schema 1.2 a license of which nothing was said was entered as if it were done, so that a customer could be refused
what was never given. Which those are, the history of the register tells: no program guesses it, and a lead lets them be
asked about. What was decided meanwhile stands and is replayed on the facts of then.
"""

from __future__ import annotations

from functools import partial

from console.records.base import LicenseId
from console.services.desk import Desk
from console.services.registering import Entry, carry_together
from console.services.registry import put_license_edit
from console.store import Store, Unit, tables
from console.store.queries import register

FIELD, DONE, UNKNOWN = "initial_installation", "done", "unknown"
_SAID_SINCE = "1.2"
_AT_ONCE = 200


def doubtful(store: Store) -> tuple[tuple[LicenseId, str], ...]:
    """Return the licenses whose first installation counts as made although no record says so, each with its key."""
    with store.read() as connection:
        return register.said_nowhere(connection, FIELD, DONE, since=_SAID_SINCE)


def ask_about(desk: Desk, wanted: tuple[tuple[LicenseId, str], ...]) -> int:
    """Let the first installation of licenses be asked about; return of how many. Their history keeps it.

    One of which somebody said something else meanwhile is left as it stands. Raises NotAllowed where the role may not.
    """
    return sum(
        carry_together(desk, partial(_unsay, desk=desk, some=wanted[start : start + _AT_ONCE]))
        for start in range(0, len(wanted), _AT_ONCE)
    )


def _unsay(unit: Unit, *, desk: Desk, some: tuple[tuple[LicenseId, str], ...]) -> list[tuple[str, Entry]]:
    still = (one for one, _ in some if unit.row(tables.licensing.licenses, one)[FIELD] == DONE)
    return [("edit_licenses", put_license_edit(unit, desk, one, {FIELD: UNKNOWN}, None)) for one in still]
