"""What hangs on a license or a customer: pauses in force, fair-use counts, paid services, orders, acknowledgments."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from console.records.matters import Acknowledged, FairUse, OrderRecord, PauseRecord, ServiceRecord
from console.store.tables.desk import agreement_versions
from console.store.tables.licensing import (
    fair_use_marks,
    licenses,
    paid_services,
    policy_acknowledgments,
    service_orders,
    suspensions,
)
from console.store.tables.people import customers, staff
from console.store.tables.tickets import facts, tickets

_REPEATS = ("poke", "repeat", "many_in_a_row", "in_pieces", "several_channels")
_MOST = 5_000


def pauses(
    connection: Connection, now: datetime, *, license_id: int | None = None, ticket_id: int | None = None
) -> tuple[PauseRecord, ...]:
    """Return the pauses in force at an instant, those without a day of review first, then by that day.

    With a license or a request only those that count for it: Support of the license, review and communication of the
    request itself.
    """
    table = suspensions.c
    asked = (
        select(
            suspensions,
            licenses.c.license_key,
            customers.c.name.label("customer"),
            tickets.c.number,
            staff.c.name.label("by"),
        )
        .select_from(
            suspensions.outerjoin(licenses, licenses.c.id == table.license_id)
            .outerjoin(customers, customers.c.id == licenses.c.customer_id)
            .outerjoin(tickets, tickets.c.id == table.ticket_id)
            .outerjoin(staff, staff.c.id == table.decided_by)
        )
        .where(table.starts_at <= now, or_(table.ends_at.is_(None), table.ends_at > now))
        .order_by(table.review_at.is_not(None), table.review_at, table.id)
    )
    if license_id is not None or ticket_id is not None:
        mine = [table.ticket_id == ticket_id]
        if license_id is not None:
            mine.append((table.license_id == license_id) & or_(table.kind == "support", table.ticket_id.is_(None)))
        asked = asked.where(or_(*mine))
    return tuple(
        PauseRecord(
            id=row.id,
            kind=row.kind,
            basis=row.basis,
            reason=row.reason,
            starts_at=row.starts_at,
            review_at=row.review_at,
            by=row.by or "",
            license_key=row.license_key or "",
            customer=row.customer or "",
            ticket_id=row.ticket_id,
            ticket_number=row.number,
        )
        for row in connection.execute(asked)
    )


def fair_use(connection: Connection, license_id: int, *, since: datetime, until: datetime) -> FairUse:
    """Return what is counted of a license: requests received in the span, and what persons confirmed of them."""
    mine = (tickets.c.license_id == license_id) & (tickets.c.received_at > since) & (tickets.c.received_at <= until)
    work = mine & tickets.c.status.not_in(("proposed", "history", "merged"))
    rows = connection.execute(select(tickets.c.topic, func.count()).where(work).group_by(tickets.c.topic)).all()
    topics = {topic: int(number) for topic, number in rows if topic}
    newest = func.max(facts.c.id)
    latest = (
        select(newest)
        .select_from(facts.join(tickets, tickets.c.id == facts.c.ticket_id))
        .where(work, facts.c.name.like("sign:%"))
        .group_by(facts.c.ticket_id, facts.c.name)
    )
    signs = connection.execute(select(facts.c.name, facts.c.value).where(facts.c.id.in_(latest)).limit(_MOST)).all()
    repeats = sum(name.split(":")[1] in _REPEATS and '"confirmed"' in value for name, value in signs)
    marks = connection.execute(
        select(fair_use_marks.c.ticket_id, fair_use_marks.c.count, fair_use_marks.c.status)
        .where(fair_use_marks.c.license_id == license_id, fair_use_marks.c.at > since, fair_use_marks.c.at <= until)
        .order_by(fair_use_marks.c.id)
    ).all()
    stands = {(row[0], row[1]): row[2] for row in marks}
    return FairUse(
        requests=sum(int(number) for _, number in rows),
        repeats=repeats,
        marks=Counter(count for (_, count), status in stands.items() if status == "confirmed"),
        topics=topics,
    )


def marks_of(connection: Connection, ticket_id: int) -> frozenset[str]:
    """Return the counts that a person marked on a request, and that stand."""
    asked = (
        select(fair_use_marks.c.count, fair_use_marks.c.status)
        .where(fair_use_marks.c.ticket_id == ticket_id)
        .order_by(fair_use_marks.c.id)
    )
    stands = {row[0]: row[1] for row in connection.execute(asked)}
    return frozenset(count for count, status in stands.items() if status == "confirmed")


def services(connection: Connection) -> tuple[ServiceRecord, ...]:
    """Return what the company says of its paid services."""
    found = connection.execute(select(paid_services).order_by(paid_services.c.code))
    return tuple(
        ServiceRecord(
            code=row.code,
            title_en=row.title_en,
            title_ru=row.title_ru,
            available=row.available,
            terms=row.terms,
            link=row.link,
        )
        for row in found
    )


def orders(connection: Connection, ticket_id: int | None = None) -> tuple[OrderRecord, ...]:
    """Return the orders of a request, or all, the newest first."""
    table = service_orders.c
    asked = (
        select(service_orders, paid_services.c.code, tickets.c.number)
        .select_from(
            service_orders.join(paid_services, paid_services.c.id == table.service_id).outerjoin(
                tickets, tickets.c.id == table.ticket_id
            )
        )
        .order_by(table.id.desc())
        .limit(_MOST)
    )
    if ticket_id is not None:
        asked = asked.where(table.ticket_id == ticket_id)
    return tuple(
        OrderRecord(
            id=row.id,
            service=row.code,
            state=row.state,
            ordered_at=row.ordered_at,
            note=row.note,
            ticket_id=row.ticket_id,
            ticket_number=row.number,
        )
        for row in connection.execute(asked)
    )


def first_use(connection: Connection, customer_id: int, agreement_id: int) -> datetime | None:
    """Return when the first request of a customer was received under a version, or None."""
    asked = select(func.min(tickets.c.received_at)).where(
        tickets.c.customer_id == customer_id, tickets.c.agreement_id == agreement_id
    )
    found: datetime | None = connection.execute(asked).scalar()
    return found


def newest_request(connection: Connection, customer_id: int) -> int | None:
    """Return the newest request of a customer, whether open or closed; None without one."""
    asked = (
        select(tickets.c.id)
        .where(tickets.c.customer_id == customer_id, tickets.c.status.not_in(("proposed", "history", "merged")))
        .order_by(tickets.c.received_at.desc(), tickets.c.id.desc())
        .limit(1)
    )
    found = connection.execute(asked).scalar_one_or_none()
    return None if found is None else int(found)


def acknowledged(
    connection: Connection, *, customer_id: int | None = None, agreement_id: int | None = None
) -> tuple[Acknowledged, ...]:
    """Return how customers stand to versions: for one customer every version, for one version every customer."""
    told_of = policy_acknowledgments.c
    first = (
        select(tickets.c.customer_id, tickets.c.agreement_id, func.min(tickets.c.received_at).label("first_use_at"))
        .where(tickets.c.agreement_id.is_not(None), tickets.c.customer_id.is_not(None))
        .group_by(tickets.c.customer_id, tickets.c.agreement_id)
    )
    told = select(told_of.customer_id, told_of.agreement_id, func.min(told_of.noticed_at).label("noticed_at")).group_by(
        told_of.customer_id, told_of.agreement_id
    )
    if customer_id is not None:
        first, told = first.where(tickets.c.customer_id == customer_id), told.where(told_of.customer_id == customer_id)
    used, said = first.subquery(), told.subquery()
    pair: Any = select(customers.c.id, customers.c.name, agreement_versions.c.id, agreement_versions.c.label)
    asked = (
        pair.add_columns(used.c.first_use_at, said.c.noticed_at)
        .select_from(
            customers.join(agreement_versions, agreement_versions.c.id.is_not(None))
            .outerjoin(used, (used.c.customer_id == customers.c.id) & (used.c.agreement_id == agreement_versions.c.id))
            .outerjoin(said, (said.c.customer_id == customers.c.id) & (said.c.agreement_id == agreement_versions.c.id))
        )
        .order_by(agreement_versions.c.effective_from.desc(), customers.c.name, customers.c.id)
        .limit(_MOST)
    )
    if customer_id is not None:
        asked = asked.where(customers.c.id == customer_id)
    if agreement_id is not None:
        asked = asked.where(agreement_versions.c.id == agreement_id)
    return tuple(
        Acknowledged(
            customer_id=row[0],
            customer=row[1],
            agreement_id=row[2],
            version=row[3],
            first_use_at=row[4],
            noticed_at=row[5],
        )
        for row in connection.execute(asked)
    )
