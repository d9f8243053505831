"""Expressions that queries share: case folding, the joins of a ticket's row, and a row made into a record."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, FromClause, Row, Select, and_, exists, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement
from sqlalchemy.types import String

from console.records.base import StaffId, Status, TicketId, Tier
from console.records.tickets import TicketRow
from console.store.tables.base import FAR_FUTURE, from_micros
from console.store.tables.desk import drafts
from console.store.tables.licensing import licenses
from console.store.tables.people import customers, staff
from console.store.tables.tickets import ticket_reads, tickets

_PREVIEW = 160


class fold(FunctionElement[str]):  # noqa: N801 - an SQL function keeps SQL's case
    """Text without its case: casefold on SQLite, lower on PostgreSQL."""

    type = String()
    inherit_cache = True


@compiles(fold)
def _fold_default(element: fold, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


@compiles(fold, "sqlite")
def _fold_sqlite(element: fold, compiler: Any, **kw: Any) -> str:
    return f"casefold({compiler.process(element.clauses, **kw)})"


def is_postgres(connection: Connection) -> bool:
    """Return whether the connection speaks to PostgreSQL."""
    return connection.dialect.name == "postgresql"


def contains(column: Any, text: str) -> Any:
    """Return the condition that a folded column contains a folded text."""
    escaped = text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return fold(column).like(f"%{escaped}%", escape="\\")


def unread_clause(me: int) -> Any:
    """Return the condition that something came in which `me` has not seen."""
    seen = exists(
        select(ticket_reads.c.id).where(
            ticket_reads.c.staff_id == me,
            ticket_reads.c.ticket_id == tickets.c.id,
            ticket_reads.c.seen_n >= tickets.c.inbound_n,
        )
    )
    return and_(tickets.c.inbound_n > 0, ~seen)


def draft_clause(me: int) -> Any:
    """Return the condition that `me` has unsent text on the ticket."""
    return exists(select(drafts.c.id).where(drafts.c.ticket_id == tickets.c.id, drafts.c.staff_id == me))


@lru_cache(maxsize=16)
def row_select(me: int) -> Select[Any]:
    """Return the select of a queue's row with its joins."""
    source: FromClause = (
        tickets.outerjoin(customers, customers.c.id == tickets.c.customer_id)
        .outerjoin(licenses, licenses.c.id == tickets.c.license_id)
        .outerjoin(staff, staff.c.id == tickets.c.owner_id)
    )
    return select(
        tickets.c.id,
        tickets.c.number,
        tickets.c.version,
        tickets.c.subject,
        func.substr(tickets.c.preview, 1, _PREVIEW).label("preview"),
        func.coalesce(customers.c.name, "").label("customer"),
        tickets.c.language,
        tickets.c.channel_kind,
        tickets.c.status,
        tickets.c.tier,
        tickets.c.tier_confirmed,
        tickets.c.topic,
        licenses.c.license_key,
        tickets.c.license_state,
        tickets.c.boundary_key,
        tickets.c.owner_id,
        staff.c.name.label("owner"),
        tickets.c.received_at,
        tickets.c.updated_at,
        tickets.c.review_from,
        tickets.c.snoozed_until,
        unread_clause(me).label("unread"),
        draft_clause(me).label("has_draft"),
        tickets.c.has_files,
        tickets.c.outcome,
        tickets.c.close_reason,
        tickets.c.tier_rank,
    ).select_from(source)


def boundary(micros: int | None) -> datetime | None:
    """Return the instant of a boundary column; 0 and the far future mean that there is none."""
    return from_micros(micros) if micros and micros < FAR_FUTURE else None


def to_row(row: Row[Any]) -> TicketRow:
    """Make the record of a queue's row."""
    return TicketRow(
        id=TicketId(row.id),
        number=row.number,
        version=row.version,
        subject=row.subject,
        preview=row.preview,
        customer=row.customer,
        language=row.language,
        channel=row.channel_kind,
        status=Status(row.status),
        tier=Tier(row.tier),
        tier_confirmed=row.tier_confirmed,
        topic=row.topic,
        license_key=row.license_key,
        license_state=row.license_state,
        license_boundary=boundary(row.boundary_key),
        owner_id=None if row.owner_id is None else StaffId(row.owner_id),
        owner=row.owner,
        received_at=row.received_at,
        updated_at=row.updated_at,
        review_from=row.review_from,
        snoozed_until=row.snoozed_until,
        unread=bool(row.unread),
        has_draft=bool(row.has_draft),
        has_files=row.has_files,
        outcome=row.outcome,
        close_reason=row.close_reason,
    )
