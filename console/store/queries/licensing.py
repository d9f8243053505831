"""Licenses and those who may write for them: the list, one license whole, and the look-ups that match a sender."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, literal, or_, select, tuple_

from console.faults import NotFound
from console.records.base import ContactId, Count, Cursor, CustomerId, DomainId, LicenseId, Page
from console.records.licensing import (
    ArchiveTransferRecord,
    ChannelRecord,
    ContactRecord,
    CustomerRecord,
    DomainRecord,
    LicenseRecord,
    LicenseRow,
    PurchaseRecord,
    RestorationRecord,
    SuspensionRecord,
)
from console.store.queries import license_parts as parts
from console.store.queries.columns import boundary
from console.store.queries.folding import contains
from console.store.sql import Asked, Sql, ask
from console.store.tables.licensing import (
    domains,
    licenses,
    purchases,
)
from console.store.tables.people import channels, contacts, customers
from console.store.tables.tickets import tickets

_SHORTEST_MONTH = 28 * 86_400 * 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LicenseFilter:
    """Which licenses: words in key, customer, product or domain, states, and an end of Support before an instant.

    `ends`: a boundary from an instant to before another, in microseconds; `among`: only these keys.
    """

    text: str = ""
    states: tuple[str, ...] = ()
    ends_before: int | None = None
    ends: tuple[int, int] | None = None
    among: tuple[int, ...] | None = None


def license_list(connection: Connection, *, text: str = "", limit: int = 1000) -> tuple[LicenseRow, ...]:
    """Return licenses by their next boundary, soonest first; `text` is looked for as `LicenseFilter` says."""
    return license_page(connection, LicenseFilter(text=text), after=None, limit=limit).rows


def license_page(connection: Connection, asked: LicenseFilter, *, after: Cursor | None, limit: int) -> Page[LicenseRow]:
    """Return a page of licenses by their next boundary, soonest first."""
    found = (
        select(licenses, customers.c.name.label("customer"))
        .join(customers, customers.c.id == licenses.c.customer_id)
        .where(*_clauses(asked))
        .order_by(licenses.c.boundary_key, licenses.c.id)
        .limit(limit + 1)
    )
    if after is not None:
        here = [literal(value, licenses.c.boundary_key.type) for value in (*after.key, after.id)]
        found = found.where(tuple_(licenses.c.boundary_key, licenses.c.id) > tuple_(*here))
    raw = connection.execute(found).all()
    last = raw[limit - 1] if len(raw) > limit else None
    return Page(
        rows=tuple(_row(one) for one in raw[:limit]),
        after=None if last is None else Cursor(key=(last.boundary_key,), id=last.id),
    )


def license_count(connection: Connection, asked: LicenseFilter, *, cap: int = 10_000) -> Count:
    """Return how many licenses there are, counting no further than `cap`."""
    inner = select(licenses.c.id).join(customers, customers.c.id == licenses.c.customer_id).where(*_clauses(asked))
    return _capped(connection, inner, cap)


def licenses_of(connection: Asked, condition: Sql) -> tuple[int, ...]:
    """Return the keys of the licenses of the tickets (`t`) for which a condition holds."""
    asked = f"SELECT DISTINCT t.license_id FROM tickets t WHERE t.license_id IS NOT NULL AND ({condition.text})"
    return tuple(int(key) for (key,) in ask(connection, Sql(asked, condition.values)))


def tickets_of_license(connection: Connection, license_id: int, *, only_open: bool, cap: int = 10_000) -> Count:
    """Return how many tickets a license has."""
    inner = select(tickets.c.id).where(tickets.c.license_id == license_id)
    return _capped(connection, inner.where(tickets.c.is_open.is_(True)) if only_open else inner, cap)


def _capped(connection: Connection, inner: Any, cap: int) -> Count:
    number = connection.execute(select(func.count()).select_from(inner.limit(cap + 1).subquery())).scalar() or 0
    return Count(number=min(number, cap), capped=number > cap)


def _clauses(asked: LicenseFilter) -> list[Any]:
    clauses: list[Any] = []
    for word in asked.text.split():
        held = exists(
            select(domains.c.id).where(
                domains.c.license_id == licenses.c.id, domains.c.active.is_(True), contains(domains.c.name, word)
            )
        )
        columns = (licenses.c.license_key, customers.c.name, licenses.c.product)
        clauses.append(or_(*(contains(column, word) for column in columns), held))
    if asked.states:
        clauses.append(licenses.c.state_now.in_(asked.states))
    if asked.ends is not None:
        clauses += [licenses.c.boundary_key >= asked.ends[0], licenses.c.boundary_key < asked.ends[1]]
    if asked.among is not None:  # they may be more than a statement takes as values
        clauses.append(licenses.c.id.in_(bindparam("among", asked.among, expanding=True, literal_execute=True)))
    if asked.ends_before is not None:
        clauses += [licenses.c.boundary_key <= asked.ends_before, ~_goes_on(asked.ends_before)]
    return clauses


def _goes_on(until: int) -> Any:
    """Return the condition that Support goes on after the free months, as a booked period begins behind them."""
    booked = licenses.c.boundary_key + purchases.c.length * _SHORTEST_MONTH
    return exists(
        select(purchases.c.id).where(
            licenses.c.state_now == "free",
            purchases.c.license_id == licenses.c.id,
            purchases.c.void.is_(False),
            booked > until,
        )
    )


def _row(row: Any) -> LicenseRow:
    return LicenseRow(
        id=LicenseId(row.id),
        key=row.license_key,
        plan=row.plan,
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        product=row.product,
        state=row.state_now or None,
        boundary_at=boundary(row.boundary_key),
        ended_at=row.ended_at,
    )


def license_by_key(connection: Connection, key: str) -> LicenseId:
    """Return the key of a license by its license key. Raises NotFound."""
    found = connection.execute(select(licenses.c.id).where(licenses.c.license_key == key)).scalar()
    if found is None:
        raise NotFound("no_license", license=key)
    return LicenseId(found)


def license_record(connection: Connection, license_id: int) -> LicenseRecord:
    """Return a license with everything that decides what it is good for. Raises NotFound."""
    row = parts.LICENSE.first(connection, license=license_id)
    if row is None:
        raise NotFound("no_license", license=license_id)
    return LicenseRecord(
        **license_columns(row),
        domains=tuple(domain_record(one) for one in parts.DOMAINS.all(connection, license=license_id)),
        contacts=customer_contacts(connection, row.customer_id),
        channels=_channels(connection, license_id),
        purchases=tuple(purchase_record(one) for one in parts.PURCHASES.all(connection, license=license_id)),
        suspensions=tuple(suspension_record(one) for one in parts.SUSPENSIONS.all(connection, license=license_id)),
        archive_transfers=tuple(transfer_record(one) for one in parts.TRANSFERS.all(connection, license=license_id)),
        restorations=tuple(restoration_record(one) for one in parts.RESTORATIONS.all(connection, license=license_id)),
    )


def license_columns(row: Any) -> dict[str, Any]:
    """Return what a license and its customer say by themselves, by the names of its record."""
    return {
        "id": LicenseId(row.id),
        "version": row.version,
        "key": row.license_key,
        "plan": row.plan,
        "product": row.product,
        "problem": row.problem,
        "purchased_at": row.purchased_at,
        "initial_installation": row.initial_installation,
        "customer_id": CustomerId(row.customer_id),
        "customer": row.customer,
        "company_country": row.country,
        "time_zone": row.time_zone,
        "language": row.language,
        "note": row.note,
    }


def customer_record(connection: Connection, customer_id: int) -> CustomerRecord:
    """Return a customer. Raises NotFound."""
    row = connection.execute(select(customers).where(customers.c.id == customer_id)).first()
    if row is None:
        raise NotFound("no_row", table="customers", row=customer_id)
    return _customer(row)


def customer_list(connection: Connection, *, text: str = "", limit: int = 1000) -> tuple[CustomerRecord, ...]:
    """Return customers by name; `text` is looked for in the name."""
    asked = select(customers).where(customers.c.erased_at.is_(None)).order_by(customers.c.name, customers.c.id)
    if text:
        asked = asked.where(contains(customers.c.name, text))
    return tuple(_customer(row) for row in connection.execute(asked.limit(limit)))


def general_channels(connection: Connection) -> tuple[ChannelRecord, ...]:
    """Return the channels that belong to no license: the company's own mailboxes and accounts."""
    asked = select(channels).where(channels.c.license_id.is_(None), channels.c.active.is_(True))
    return tuple(_channel(row) for row in connection.execute(asked.order_by(channels.c.kind, channels.c.address)))


def every_channel(connection: Connection) -> tuple[tuple[ChannelRecord, str], ...]:
    """Return every channel with the key of its license, "" for a general one; in use first, general ones before."""
    asked = (
        select(channels, licenses.c.license_key)
        .outerjoin(licenses, licenses.c.id == channels.c.license_id)
        .order_by(channels.c.active.desc(), licenses.c.license_key.is_not(None), channels.c.kind, channels.c.address)
    )
    return tuple((_channel(row), str(row.license_key or "")) for row in connection.execute(asked))


def licenses_past(connection: Connection, micros: int, *, limit: int = 500) -> tuple[LicenseId, ...]:
    """Return licenses whose next boundary lies before an instant: their columns are to be rebuilt."""
    asked = select(licenses.c.id).where(licenses.c.boundary_key > 0, licenses.c.boundary_key <= micros)
    return tuple(connection.execute(asked.order_by(licenses.c.boundary_key).limit(limit)).scalars())


def customer_contacts(connection: Connection, customer_id: int) -> tuple[ContactRecord, ...]:
    """Return the active contacts of a customer by name."""
    return tuple(_contact(row) for row in parts.CONTACTS.all(connection, customer=customer_id))


def contacts_by_address(connection: Connection, address: str) -> tuple[ContactRecord, ...]:
    """Return the contacts who write from a mail address or a Telegram handle."""
    folded = address.casefold()
    asked = select(contacts).where(
        contacts.c.active.is_(True), or_(contacts.c.address == folded, contacts.c.handle == folded)
    )
    return tuple(_contact(row) for row in connection.execute(asked.order_by(contacts.c.id).limit(20)))


def addresses_of_contacts(connection: Connection, addresses: Sequence[str]) -> frozenset[str]:
    """Return those of many folded addresses and handles from which a contact writes."""
    found: set[str] = set()
    for start in range(0, len(addresses), 200):
        some = addresses[start : start + 200]
        for column in (contacts.c.address, contacts.c.handle):
            found.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return frozenset(found)


def licenses_of_customer(connection: Connection, customer_id: int) -> tuple[LicenseId, ...]:
    """Return the licenses of a customer."""
    asked = select(licenses.c.id).where(licenses.c.customer_id == customer_id).order_by(licenses.c.id)
    return tuple(connection.execute(asked).scalars())


def licenses_of_domain(connection: Connection, name: str) -> tuple[LicenseId, ...]:
    """Return the licenses that hold a domain."""
    asked = select(domains.c.license_id).where(domains.c.name == name.casefold(), domains.c.active.is_(True))
    return tuple(connection.execute(asked.distinct().order_by(domains.c.license_id)).scalars())


def licenses_of_channel(connection: Connection, addresses: tuple[str, ...]) -> tuple[LicenseId, ...]:
    """Return the licenses to which one of these channels is assigned."""
    asked = select(channels.c.license_id).where(
        channels.c.address.in_(addresses), channels.c.active.is_(True), channels.c.license_id.is_not(None)
    )
    return tuple(connection.execute(asked.distinct().order_by(channels.c.license_id)).scalars())


def channels_by_address(connection: Connection, addresses: tuple[str, ...]) -> tuple[ChannelRecord, ...]:
    """Return the channels with one of these addresses."""
    asked = select(channels).where(channels.c.address.in_(addresses), channels.c.active.is_(True))
    return tuple(_channel(row) for row in connection.execute(asked.order_by(channels.c.id)))


def domain_names(connection: Connection) -> frozenset[str]:
    """Return every licensed domain, for finding them in texts."""
    return frozenset(connection.execute(select(domains.c.name).where(domains.c.active.is_(True))).scalars())


def domain_record(row: Any) -> DomainRecord:
    """Return a domain with the newest state of its installation."""
    return DomainRecord(
        id=DomainId(row.domain_key),
        version=row.domain_version,
        name=row.name,
        software_version=row.software_version,
        code_modified=row.code_modified,
        files_modified=row.files_modified,
        database_modified=row.database_modified,
        server_config_modified=row.server_config_modified,
        requirements_met=row.requirements_met,
        outdated=row.outdated,
        shares_with_other=row.shares_with_other,
        note=row.note or "",
    )


def _customer(row: Any) -> CustomerRecord:
    return CustomerRecord(
        id=CustomerId(row.id),
        version=row.version,
        name=row.name,
        kind=row.kind,
        country=row.country,
        time_zone=row.time_zone,
        language=row.language,
        note=row.note,
    )


def _contact(row: Any) -> ContactRecord:
    return ContactRecord(
        id=ContactId(row.id),
        version=row.version,
        customer_id=CustomerId(row.customer_id),
        name=row.name,
        address=row.address,
        handle=row.handle,
        role=row.role,
        designated=row.designated,
        language=row.language,
    )


def _channel(row: Any) -> ChannelRecord:
    return ChannelRecord(
        id=row.id,
        version=row.version,
        kind=row.kind,
        address=row.address,
        official=bool(row.official),
        license_id=None if row.license_id is None else LicenseId(row.license_id),
        active=row.active,
    )


def _channels(connection: Connection, license_id: int) -> tuple[ChannelRecord, ...]:
    return tuple(_channel(row) for row in parts.CHANNELS.all(connection, license=license_id))


def purchase_record(row: Any) -> PurchaseRecord:
    """Return a paid period."""
    return PurchaseRecord(
        id=row.id,
        version=row.version,
        paid_at=row.paid_at,
        length=row.length,
        unit=row.unit,
        evidence=row.evidence,
    )


def suspension_record(row: Any) -> SuspensionRecord:
    """Return a suspension."""
    return SuspensionRecord(
        id=row.id,
        kind=row.kind,
        basis=row.basis,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        review_at=row.review_at,
        reason=row.reason,
        ticket_id=row.ticket_id,
    )


def transfer_record(row: Any) -> ArchiveTransferRecord:
    """Return a transfer to archive."""
    return ArchiveTransferRecord(id=row.id, at=row.at, by=str(row.decided_by or ""))


def restoration_record(row: Any) -> RestorationRecord:
    """Return a case of restoration."""
    return RestorationRecord(
        id=row.id,
        decided_at=row.decided_at,
        approved=row.approved,
        feasible=row.feasible,
        paid_at=row.paid_at,
        length=row.length,
        unit=row.unit,
    )
