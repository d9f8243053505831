"""What the company set: settings, the services on offer, staff, saved views."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select, type_coerce
from sqlalchemy.types import NullType

from console.faults import NotFound
from console.records.agreement import ReadingChoice
from console.records.licensing import StaffRecord
from console.store.tables.desk import agreement_versions, settings, wordings
from console.store.tables.desk import reading_choices as choices
from console.store.tables.licensing import paid_services
from console.store.tables.people import staff
from console.store.tables.tickets import decisions
from console.store.witness import hashed


def settings_by_name(connection: Connection) -> dict[str, str]:
    """Return the JSON text of every setting by its name."""
    return {row.name: row.value for row in connection.execute(select(settings.c.name, settings.c.value))}


def setting_set(connection: Connection, name: str) -> tuple[str, datetime, str] | None:
    """Return who set a setting last, when in UTC and why; None where nobody did."""
    table = settings.c
    asked = (
        select(staff.c.name, table.set_at, table.reason)
        .select_from(settings.outerjoin(staff, staff.c.id == table.set_by))
        .where(table.name == name)
    )
    row = connection.execute(asked).one_or_none()
    return None if row is None else (row.name or "", row.set_at, row.reason)


def services_on_offer(connection: Connection) -> dict[str, tuple[str, str]]:
    """Return the terms and the link of the paid services that are on offer now, by their codes in order."""
    table = paid_services.c
    asked = select(table.code, table.terms, table.link).where(table.available.is_(True)).order_by(table.code)
    return {code: (terms, link) for code, terms, link in connection.execute(asked)}


def staff_list(connection: Connection) -> tuple[StaffRecord, ...]:
    """Return the active staff by name."""
    found = connection.execute(select(staff).where(staff.c.active.is_(True)).order_by(staff.c.name, staff.c.id))
    return tuple(_member(row) for row in found)


def staff_member(connection: Connection, login: str) -> StaffRecord | None:
    """Return the member of the staff with this login, or None."""
    row = connection.execute(select(staff).where(staff.c.login == login)).first()
    return None if row is None else _member(row)


def staff_of(connection: Connection, staff_id: int) -> StaffRecord | None:
    """Return the member of the staff with this key, or None."""
    row = connection.execute(select(staff).where(staff.c.id == staff_id)).first()
    return None if row is None else _member(row)


def wording(connection: Connection, agreement_id: int, language: str) -> dict[str, str]:
    """Return the official wording by unit, as far as it was loaded in this language."""
    asked = select(wordings.c.unit, wordings.c.body).where(
        wordings.c.agreement_id == agreement_id, wordings.c.language == language
    )
    return {row.unit: row.body for row in connection.execute(asked)}


def agreement_key(connection: Connection, label: str, sha256: str) -> int | None:
    """Return the key of a version of the agreement with exactly this content, or None."""
    table = agreement_versions.c
    asked = select(table.id).where(table.label == label, table.sha256 == sha256)
    return connection.execute(asked).scalar_one_or_none()


def agreement_version(connection: Connection, agreement_id: int) -> tuple[str, str, bytes]:
    """Return (label, sha256, canonical JSON) of a version of the agreement.

    Raises NotFound, Damaged ("agreement_altered") where the text is not that of its hash.
    """
    table = agreement_versions.c
    content = type_coerce(table.content, NullType())  # a crafted file may have a text there
    row = connection.execute(
        select(table.label, table.sha256, content.label("content")).where(table.id == agreement_id)
    ).one_or_none()
    if row is None:
        raise NotFound("no_agreement", version=agreement_id)
    return row.label, row.sha256, hashed.require(row.label, row.sha256, row.content)


def agreement_begins(connection: Connection, agreement_id: int) -> datetime | None:
    """Return when a version of the agreement begins to count, or None."""
    table = agreement_versions.c
    return connection.execute(select(table.effective_from).where(table.id == agreement_id)).scalar_one_or_none()


def agreement_held(connection: Connection, sha256: str) -> int | None:
    """Return the key of the version of the agreement with these bytes, else of the newest; None without any."""
    table = agreement_versions.c
    asked = select(table.id).order_by((table.sha256 == sha256).desc(), table.id.desc()).limit(1)
    return connection.execute(asked).scalar()


def agreement_content(connection: Connection, agreement_id: int) -> bytes:
    """Return the canonical JSON of a version of the agreement. Raises as `agreement_version`."""
    return agreement_version(connection, agreement_id)[2]


def reading_choices(connection: Connection, agreement_id: int) -> tuple[ReadingChoice, ...]:
    """Return the readings that were chosen for a version, in order; of a parameter the newest is in force."""
    asked = (
        select(choices, staff.c.name.label("by"))
        .select_from(choices.outerjoin(staff, staff.c.id == choices.c.chosen_by))
        .where(choices.c.agreement_id == agreement_id)
        .order_by(choices.c.id)
    )
    return tuple(
        ReadingChoice(
            reading=row.reading,
            parameter=row.value.partition("=")[0],
            value=row.value.partition("=")[2],
            by=row.by or "",
            at=row.at,
            reason=row.reason,
        )
        for row in connection.execute(asked)
    )


def decided_by_clause(connection: Connection, agreement_id: int) -> dict[str, int]:
    """Return how many decisions of a version that stand name each clause first."""
    asked = (
        select(decisions.c.primary_clause, func.count())
        .where(decisions.c.agreement_id == agreement_id, decisions.c.revoked.is_(False))
        .group_by(decisions.c.primary_clause)
    )
    return {clause: number for clause, number in connection.execute(asked) if clause}


def _member(row: Any) -> StaffRecord:
    return StaffRecord(
        id=row.id,
        version=row.version,
        name=row.name,
        role=row.role,
        languages=tuple(row.languages.split()),
        capacity=row.capacity,
        active=row.active,
    )
