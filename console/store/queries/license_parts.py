"""The statements that read what hangs on one license, put together once; licensing.py makes records of the rows."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table, bindparam, func, select

from console.store.prepared import Prepared
from console.store.tables.licensing import (
    archive_transfers,
    archive_undos,
    domains,
    installations,
    licenses,
    purchases,
    restorations,
    suspensions,
)
from console.store.tables.people import channels, contacts, customers


def _of_license(table: Table, *order: Any, only: Any = None) -> Prepared:
    asked = select(table).where(table.c.license_id == bindparam("license"))
    return Prepared(lambda: (asked if only is None else asked.where(only)).order_by(*order, table.c.id))


def stands(table: Table, reference: str) -> Any:
    """Return the condition that a record of the archive was not taken back."""
    undone = select(archive_undos.c.id).where(archive_undos.c[reference] == table.c.id)
    return ~undone.exists()


def domains_where(condition: Any) -> Any:
    """Return the select of active domains with the newest state of their installations, in order."""
    older = installations.alias("newest")
    newest = select(func.max(older.c.id)).where(older.c.domain_id == domains.c.id).scalar_subquery()
    shown = [one for one in installations.c if one.key not in ("id", "gid", "version", "domain_id")]
    keys = (domains.c.id.label("domain_key"), domains.c.version.label("domain_version"), domains.c.license_id)
    return (
        select(*keys, domains.c.name, *shown)
        .select_from(domains.outerjoin(installations, installations.c.id == newest))
        .where(condition, domains.c.active.is_(True))
        .order_by(domains.c.id)
    )


def licenses_where(condition: Any) -> Any:
    """Return the select of licenses with what is known of their customers."""
    known = (customers.c.name.label("customer"), customers.c.country, customers.c.time_zone, customers.c.language)
    return select(licenses, *known).join(customers, customers.c.id == licenses.c.customer_id).where(condition)


LICENSE = Prepared(lambda: licenses_where(licenses.c.id == bindparam("license")))
CONTACTS = Prepared(
    lambda: (
        select(contacts)
        .where(contacts.c.customer_id == bindparam("customer"), contacts.c.active.is_(True))
        .order_by(contacts.c.name, contacts.c.id)
    )
)
DOMAINS = Prepared(lambda: domains_where(domains.c.license_id == bindparam("license")))
CHANNELS = _of_license(channels, only=channels.c.active.is_(True))
PURCHASES = _of_license(purchases, purchases.c.paid_at, only=purchases.c.void.is_(False))
SUSPENSIONS = _of_license(suspensions, suspensions.c.starts_at)
TRANSFERS = _of_license(archive_transfers, archive_transfers.c.at, only=stands(archive_transfers, "transfer_id"))
RESTORATIONS = _of_license(restorations, restorations.c.opened_at, only=stands(restorations, "restoration_id"))
