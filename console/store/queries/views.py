"""Saved views: one person's and those shared by all."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from console.records.views import SavedView
from console.store.tables.desk import saved_views


def saved(connection: Connection, staff_id: int) -> tuple[SavedView, ...]:
    """Return the views that a person sees, in their order."""
    columns = saved_views.c
    asked = select(saved_views).where(or_(columns.owner_id.is_(None), columns.owner_id == staff_id))
    return tuple(
        SavedView(id=row.id, version=row.version, name=row.name, query=row.query, shared=row.owner_id is None)
        for row in connection.execute(asked.order_by(columns.position, columns.id))
    )
