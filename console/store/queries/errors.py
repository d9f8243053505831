"""The register of confirmed errors: all licenses share it (DT-5)."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, or_, select

from console.faults import NotFound
from console.records.errors import KnownError, Sighting
from console.store.tables.licensing import domains, licenses
from console.store.tables.people import customers, staff
from console.store.tables.tickets import error_sightings, known_errors, tickets

_MOST = 500


def errors(connection: Connection, *, text: str = "", status: str = "") -> tuple[KnownError, ...]:
    """Return errors, the newest first; each word of `text` stands in code, title, note or a version."""
    asked = _asked()
    table = known_errors.c
    for word in text.split():
        like = f"%{word.replace('!', '!!').replace('%', '!%').replace('_', '!_').casefold()}%"
        places = (table.code, table.title, table.note, table.software_version, table.fixed_in)
        asked = asked.where(or_(*(func.lower(one).like(like, escape="!") for one in places)))
    if status:
        asked = asked.where(known_errors.c.status == status)
    names = _names(connection)
    found = connection.execute(asked.order_by(known_errors.c.id.desc()).limit(_MOST))
    return tuple(_error(row, names) for row in found)


def error(connection: Connection, code: str) -> KnownError:
    """Return an error by its code. Raises NotFound ("no_error")."""
    row = connection.execute(_asked().where(known_errors.c.code == code)).first()
    if row is None:
        raise NotFound("no_error", error=code)
    return _error(row, _names(connection))


def sightings(connection: Connection, error_id: int) -> tuple[Sighting, ...]:
    """Return where an error was seen, the newest first."""
    seen = error_sightings.c
    asked = (
        select(
            seen.id,
            seen.ticket_id,
            seen.at,
            tickets.c.number,
            tickets.c.subject,
            tickets.c.status,
            tickets.c.outcome,
            licenses.c.license_key,
            customers.c.name.label("customer"),
            domains.c.name.label("domain"),
            staff.c.name.label("by"),
        )
        .select_from(
            error_sightings.join(tickets, tickets.c.id == seen.ticket_id)
            .outerjoin(licenses, licenses.c.id == seen.license_id)
            .outerjoin(customers, customers.c.id == licenses.c.customer_id)
            .outerjoin(domains, domains.c.id == seen.domain_id)
            .outerjoin(staff, staff.c.id == seen.staff_id)
        )
        .where(seen.error_id == error_id)
        .order_by(seen.id.desc())
        .limit(_MOST)
    )
    return tuple(
        Sighting(
            id=row.id,
            ticket_id=row.ticket_id,
            ticket_number=row.number,
            subject=row.subject,
            status=row.status,
            outcome=row.outcome or "",
            license_key=row.license_key or "",
            customer=row.customer or "",
            domain=row.domain or "",
            by=row.by or "",
            at=row.at,
        )
        for row in connection.execute(asked)
    )


def _asked() -> Any:
    seen = error_sightings.c
    counted = (
        select(func.count(func.distinct(seen.ticket_id)))
        .where(seen.error_id == known_errors.c.id)
        .scalar_subquery()
        .label("tickets")
    )
    owners = (
        select(func.count(func.distinct(seen.license_id)))
        .where(seen.error_id == known_errors.c.id)
        .scalar_subquery()
        .label("licenses")
    )
    by = staff.c.name.label("by")
    return select(known_errors, counted, owners, by).select_from(
        known_errors.outerjoin(staff, staff.c.id == known_errors.c.determined_by)
    )


def _names(connection: Connection) -> dict[int, str]:
    return {row.id: row.name for row in connection.execute(select(staff.c.id, staff.c.name))}


def judgments(text: str) -> dict[str, dict[str, Any]]:
    """Return how each condition was judged: {"is", "by", "at"}; an older entry tells only the first."""
    kept = json.loads(text or "{}")
    return {name: one if isinstance(one, dict) else {"is": one} for name, one in kept.items()}


def _error(row: Any, names: dict[int, str]) -> KnownError:
    judged = judgments(row.conditions)
    return KnownError(
        id=row.id,
        version=row.version,
        code=row.code,
        title=row.title,
        status=row.status,
        software_version=row.software_version,
        conditions=tuple((name, one["is"]) for name, one in judged.items()),
        said=tuple(
            (name, names.get(one["by"], ""), datetime.fromisoformat(one["at"]))
            for name, one in judged.items()
            if one.get("by")
        ),
        excluded=tuple(json.loads(row.excluded or "[]")),
        fixed_in=row.fixed_in,
        by=row.by or "",
        at=row.determined_at,
        note=row.note,
        tickets=row.tickets,
        licenses=row.licenses,
    )
