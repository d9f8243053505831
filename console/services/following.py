"""Columns that do not follow from the facts of a license: what `db check` adds, for lists and reports read them.

They are written beside the acts, by whoever looks first, so a program of somebody's own could write them too. No
decision rests on them: it computes the state of a license anew. The next change of the license puts them right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from console.faults import NotSet
from console.records.licensing import LicenseRecord
from console.services import agreements
from console.services.archives.reading import desk_over
from console.services.assessing import state_at
from console.services.desk import Desk
from console.services.standing import standing_at, support_ends
from console.store import Store, check, to_micros
from console.store.queries import licensing, rebuilt

CODE = "column"
_AT_ONCE = 200


def findings(store: Store, now: datetime) -> Iterator[check.Finding]:
    """Yield the columns of licenses and of their open tickets that say otherwise than the facts do.

    What has ended since it was last looked at is left out: the next window that opens looks anew.
    """
    desk, after = desk_over(store, now), 0
    while True:
        with store.read() as connection:
            some = rebuilt.licenses_after(connection, after, limit=_AT_ONCE)
            if not some:
                return
            records = {one.id: licensing.license_record(connection, one.id) for one in some}
            waiting = rebuilt.open_tickets_of(connection, [one.id for one in some])
        try:
            yield from _of_licenses(desk, records, some)
            yield from _of_tickets(desk, records, some, waiting)
        except NotSet:  # without the policy's zone nothing follows
            return
        after = some[-1].id


def _of_licenses(
    desk: Desk, records: dict[int, LicenseRecord], some: tuple[rebuilt.LicenseColumns, ...]
) -> Iterator[check.Finding]:
    for one in some:
        found = standing_at(desk, records[one.id], desk.clock())
        if not _is_due(desk, one) and one.state and one.state != found.state:
            yield check.Finding(code=CODE, where=one.license_key, found=f"state_now {one.state}, {found.state}")


def _of_tickets(
    desk: Desk,
    records: dict[int, LicenseRecord],
    some: tuple[rebuilt.LicenseColumns, ...],
    waiting: tuple[rebuilt.TicketColumns, ...],
) -> Iterator[check.Finding]:
    due = {one.id for one in some if _is_due(desk, one)}
    for one in waiting:
        record = records[one.license_id]
        state = state_at(agreements.pinned(desk, one.agreement_id), record, one.received_at)
        where = partial(check.Finding, code=CODE, where=f"TK-{one.number}")
        if one.state != state:
            yield where(found=f"license_state {one.state or '–'}, {state or '–'}")
        elif one.license_id not in due and one.edge != support_ends(standing_at(desk, record, desk.clock())):
            yield where(found="boundary_key")


def _is_due(desk: Desk, one: rebuilt.LicenseColumns) -> bool:
    return 0 < one.edge <= to_micros(desk.clock())
