"""Reading for the window and the command line: pages of the queue, one ticket whole, decisions replayed."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, tzinfo
from typing import Any

from console.faults import NotSet
from console.query import Query
from console.records.assessment import AssessmentView, StandingView
from console.records.base import Count, Cursor, Page, Status, TicketId
from console.records.bounds import Bounds
from console.records.ending import Ending
from console.records.findings import KeptFinding
from console.records.licensing import LicenseRecord
from console.records.origin import Origin
from console.records.schedules import BannerView, ClockView
from console.records.tickets import EventRecord, MessageRecord, TicketDetail, TicketRow
from console.services import annotating, replaying
from console.services.assessing import assess_read, assess_ticket
from console.services.banners import banners
from console.services.clocks import Clocks, current, ledger
from console.services.desk import Desk
from console.services.ending import ending_of
from console.services.glancing import awake
from console.services.intake.bounds import bounds_of
from console.services.origin import origin_of
from console.services.replaying import Replayed
from console.services.responding import with_responses
from console.services.standing import license_view
from console.store.queries import findings, licensing, queue, routing, tickets
from console.store.queries.filters import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownTicket:
    """A ticket as the command line shows it; `name` is who looks, and would decide."""

    detail: TicketDetail
    messages: tuple[MessageRecord, ...]
    history: tuple[EventRecord, ...]
    now: AssessmentView | None
    replays: tuple[Replayed, ...]
    clocks: tuple[ClockView, ...] = ()
    banners: tuple[BannerView, ...] = ()
    name: str = ""
    findings: tuple[KeptFinding, ...] = ()


def context(desk: Desk, query: Query | None = None) -> Context:
    """Return what queries of this person are read against; days are cut in UTC until the policy's zone is set.

    A query that asks for the tickets behind a number of a report has them counted again where they are not known.
    """
    try:
        zone: tzinfo = desk.company.zone
    except NotSet:
        zone = UTC
    found = Context(me=desk.actor.staff_id, now=desk.clock(), zone=zone)
    if query is None or "report:" not in str(query):
        return found
    from console.services import reporting  # noqa: PLC0415 - the first rows need none

    return replace(found, lists=reporting.listed(desk, query))


def queue_page(desk: Desk, query: Query, *, after: Cursor | None = None, limit: int = 100) -> Page[TicketRow]:
    """Return a page of the queue."""
    against = context(desk, query)
    with desk.store.read() as connection:
        page = queue.page(connection, query, against, after=after, limit=limit)
        return replace(page, rows=_whole(desk, connection, page.rows))


def queue_rows(desk: Desk, wanted: tuple[int, ...]) -> tuple[TicketRow, ...]:
    """Return the rows of the queue with these ids."""
    with desk.store.read() as connection:
        return _whole(desk, connection, queue.rows(connection, wanted, context(desk)))


def fitting(desk: Desk, wanted: tuple[int, ...], query: Query) -> frozenset[int]:
    """Return those of the tickets that fit a query."""
    with desk.store.read() as connection:
        return routing.fitting(connection, wanted, query.terms, context(desk, query))


def _whole(desk: Desk, connection: Any, rows: tuple[TicketRow, ...]) -> tuple[TicketRow, ...]:
    """Return rows with what may be expected of each, and with the team's clock that runs on it."""
    running = Clocks(desk, connection).of([one for one in rows if one.status is not Status.CLOSED])
    return tuple(
        replace(one, clock=current(running[int(one.id)])) if int(one.id) in running else one
        for one in with_responses(desk, awake(rows, desk.clock()))
    )


def queue_count(desk: Desk, query: Query, *, cap: int = queue.COUNT_CAP) -> Count:
    """Return how many tickets fit the query."""
    against = context(desk, query)
    with desk.store.read() as connection:
        return queue.count(connection, query, against, cap=cap)


def ticket_of(desk: Desk, number: int) -> int:
    """Return the id of a ticket by its number. Raises NotFound."""
    with desk.store.read() as connection:
        return int(tickets.number_to_id(connection, number))


def ticket(desk: Desk, number: int, *, replay: bool = False) -> ShownTicket:
    """Return the ticket with this number, assessed as of now. Raises NotFound."""
    with desk.store.read() as connection:
        ticket_id = tickets.number_to_id(connection, number)
        detail = _detail(desk, connection, ticket_id)
        messages = tickets.messages_of(connection, ticket_id, limit=detail.message_count)
        history = tickets.history(connection, ticket_id)
        clocks = ledger(desk, connection, detail.row)
        found = annotating.named(findings.of_ticket(connection, ticket_id))
    replays = replaying.every(desk, detail.decisions, history) if replay else ()
    return ShownTicket(
        detail=detail,
        messages=messages,
        history=history,
        now=assess_ticket(desk, ticket_id),
        replays=replays,
        clocks=clocks,
        banners=banners(desk),
        name=desk.actor.name,
        findings=found,
    )


def _detail(desk: Desk, connection: Any, ticket_id: TicketId) -> TicketDetail:
    found = tickets.detail(connection, ticket_id, desk.actor.staff_id)
    return replace(found, row=_whole(desk, connection, (found.row,))[0])


def detail(desk: Desk, ticket_id: TicketId) -> TicketDetail:
    """Return one ticket's detail. Raises NotFound."""
    with desk.store.read() as connection:
        return tickets.detail(connection, ticket_id, desk.actor.staff_id)


def messages(
    desk: Desk, ticket_id: int, *, before: MessageRecord | None = None, limit: int = 30
) -> tuple[MessageRecord, ...]:
    """Return the newest messages of a ticket, older than `before`, oldest first."""
    with desk.store.read() as connection:
        return tickets.messages_of(connection, ticket_id, before=before, limit=limit)


def content(desk: Desk, sha256: str) -> bytes:
    """Return the bytes of a file. Raises NotFound."""
    with desk.store.read() as connection:
        return tickets.blob(connection, sha256)


@dataclass(frozen=True, slots=True, kw_only=True)
class Panels:
    """What the panels beside a ticket show."""

    detail: TicketDetail
    assessment: AssessmentView
    license: LicenseRecord | None
    now: StandingView | None
    then: StandingView | None
    earlier: tuple[TicketRow, ...]
    origin: Origin | None = None
    bounds: Bounds | None = None
    clocks: tuple[ClockView, ...] = ()
    banners: tuple[BannerView, ...] = ()
    ending: Ending | None = None
    """How the request ended, where it is over."""


def panels_of(desk: Desk, number: int) -> Panels:
    """Return the same for a ticket by its number. Raises NotFound."""
    with desk.store.read() as connection:
        ticket_id = tickets.number_to_id(connection, number)
    return panels(desk, ticket_id)


def panels(desk: Desk, ticket_id: TicketId) -> Panels:
    """Return everything that the panels of a ticket show. Raises NotFound."""
    with desk.store.read() as connection:
        found = _detail(desk, connection, ticket_id)
        record = None if found.license_id is None else licensing.license_record(connection, found.license_id)
        origin = origin_of(connection, found)
        earlier: tuple[TicketRow, ...] = ()
        if record is not None:
            earlier = queue.of_license(connection, record.id, context(desk), limit=8)
        assessment = assess_read(desk, connection, found, record)
        clocks = ledger(desk, connection, found.row)
        ending = ending_of(desk, connection, found)
    now = then = None
    if record is not None:
        try:
            now = license_view(desk, record, desk.clock())
            then = license_view(desk, record, found.row.received_at)
        except NotSet:
            now = then = None
    return Panels(
        detail=found,
        assessment=assessment,
        license=record,
        now=now,
        then=then,
        earlier=tuple(one for one in earlier if one.id != ticket_id),
        origin=origin,
        bounds=bounds_of(desk, ticket_id) if found.row.status in (Status.PROPOSED, Status.HELD) else None,
        clocks=clocks,
        banners=banners(desk),
        ending=ending,
    )


def id_of(desk: Desk, number: int) -> TicketId:
    """Return the key of a ticket by its number. Raises NotFound."""
    with desk.store.read() as connection:
        return tickets.number_to_id(connection, number)
