"""The licenses screen: a page of the list, one license whole with history and tickets, what a payment would give."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from console.faults import NotSet
from console.query import parse
from console.records.assessment import RenewalPreview, StandingView
from console.records.base import Count, Cursor, Page
from console.records.licensing import LicenseRecord, LicenseRow, RegisterChange
from console.records.reporting import LicensesBehind
from console.records.tickets import TicketRow
from console.services.desk import Desk
from console.services.showing import context
from console.services.standing import if_renewed, license_view
from console.store import to_micros
from console.store.queries import licensing, queue, register
from console.store.queries.filters import clause

RADAR_DAYS = 90
LENGTHS = (6, 12, 24)
STATES = ("free", "paid", "transition", "expired", "archived", "not_started", "invalid")
RUNNING = ("free", "paid", "transition")
_TICKETS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensesAsked:
    """Which licenses: words in key, customer, product or domain; one state; or those whose Support ends soon.

    Or those that a number of a report counted.
    """

    text: str = ""
    state: str = ""
    radar: bool = False
    behind: LicensesBehind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensePage:
    """One license whole. `now` is None and nothing is previewed before the policy's zone is set."""

    record: LicenseRecord
    now: StandingView | None
    tickets: tuple[TicketRow, ...]
    ticket_count: Count
    open_count: Count
    history: tuple[RegisterChange, ...]
    previews: tuple[RenewalPreview, ...]


def page(desk: Desk, asked: LicensesAsked, *, after: Cursor | None = None, limit: int = 200) -> Page[LicenseRow]:
    """Return licenses by what ends soonest, from a cursor on."""
    with desk.store.read() as connection:
        return licensing.license_page(connection, _filter(desk, connection, asked), after=after, limit=limit)


def count(desk: Desk, asked: LicensesAsked) -> Count:
    """Return how many licenses there are, counting no further than 10,000."""
    with desk.store.read() as connection:
        return licensing.license_count(connection, _filter(desk, connection, asked))


def listed(desk: Desk, text: str = "", *, at: datetime | None = None) -> tuple[LicenseRow, ...]:
    """Return the licenses by what ends soonest, as they stand now or as the register says that they stand at `at`.

    Raises NotSet where another instant is asked for before the policy's zone is set (A04).
    """
    with desk.store.read() as connection:
        rows = licensing.license_list(connection, text=text)
        if at is None:
            return rows
        records = [licensing.license_record(connection, one.id) for one in rows]
    then = [_as_of(row, license_view(desk, one, at)) for row, one in zip(rows, records, strict=True)]
    return tuple(sorted(then, key=lambda one: (one.boundary_at is None, one.boundary_at or at, one.id)))


def _as_of(row: LicenseRow, view: StandingView) -> LicenseRow:
    ended = max(one.end for one in view.periods) if view.state == "expired" else None
    return replace(row, state=view.state, boundary_at=view.boundary_at, ended_at=ended)


def whole(desk: Desk, license_id: int) -> LicensePage:
    """Return a license with everything that its page shows. Raises NotFound."""
    with desk.store.read() as connection:
        record = licensing.license_record(connection, license_id)
        tickets = queue.of_license(connection, license_id, context(desk), limit=_TICKETS)
        number = licensing.tickets_of_license(connection, license_id, only_open=False)
        still = licensing.tickets_of_license(connection, license_id, only_open=True)
        history = register.changes_of(connection, license_id=license_id, customer_id=record.customer_id)
    now: StandingView | None = None
    previews: tuple[RenewalPreview, ...] = ()
    try:
        now = license_view(desk, record, desk.clock())
        previews = tuple(if_renewed(desk, record, at=desk.clock(), months=months) for months in LENGTHS)
    except NotSet:
        previews = ()
    return LicensePage(
        record=record,
        now=now,
        tickets=tickets,
        ticket_count=number,
        open_count=still,
        history=history,
        previews=previews,
    )


def _filter(desk: Desk, connection: Any, asked: LicensesAsked) -> licensing.LicenseFilter:
    if asked.behind is not None:
        return _counted(desk, connection, asked.text, asked.behind)
    if not asked.radar:
        return licensing.LicenseFilter(text=asked.text, states=(asked.state,) if asked.state else ())
    last = desk.clock() + timedelta(days=RADAR_DAYS)
    states = (asked.state,) if asked.state in RUNNING else RUNNING
    return licensing.LicenseFilter(text=asked.text, states=states, ends_before=to_micros(last))


def _counted(desk: Desk, connection: Any, text: str, behind: LicensesBehind) -> licensing.LicenseFilter:
    """Return the condition by which a report counted licenses."""
    low, high, among = behind.ends_from, behind.ends_before, None
    if behind.tickets:
        query = parse(behind.tickets).query
        among = licensing.licenses_of(connection, clause(connection, query.terms, context(desk, query)).sql)
    ends = None if low is None or high is None else (to_micros(low), to_micros(high))
    return licensing.LicenseFilter(text=text, states=(behind.state,), ends=ends, among=among)
