"""Columns that do not follow from the facts of a license: what `db check` adds, for lists and reports read them.

They are written beside the acts, by whoever looks first, so a program of somebody's own could write them too. No
decision rests on them: it computes the state of a license anew. The next change of the license puts them right.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

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
            now_there = {key: standing_at(desk, record, now) for key, record in records.items()}
        except NotSet:  # without the policy's zone nothing follows
            return
        due = {one.id for one in some if 0 < one.edge <= to_micros(now)}
        for one in some:
            if one.id not in due and one.state and one.state != (state := now_there[one.id].state):
                yield check.Finding(code=CODE, where=one.license_key, found=f"state_now {one.state}, {state}")
        for ticket in waiting:
            told = _told_wrong(desk, ticket, records[ticket.license_id])
            if not told and ticket.license_id not in due and ticket.edge != support_ends(now_there[ticket.license_id]):
                told = "boundary_key"
            if told:
                yield check.Finding(code=CODE, where=f"TK-{ticket.number}", found=told)
        after = some[-1].id


def _told_wrong(desk: Desk, ticket: rebuilt.TicketColumns, record: LicenseRecord) -> str:
    """Return what a ticket tells otherwise of how its license stood at receipt, and how it stood; else ""."""
    state = state_at(agreements.pinned(desk, ticket.agreement_id), record, ticket.received_at)
    return "" if ticket.state == state else f"license_state {ticket.state or '–'}, {state or '–'}"
