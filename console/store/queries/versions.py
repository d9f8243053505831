"""The versions of the agreement that the database keeps."""

from __future__ import annotations

from sqlalchemy import Connection, select

from console.store.tables.desk import agreement_versions


def content_by_label(connection: Connection, label: str) -> bytes | None:
    """Return the canonical JSON of the newest version of a name, or None."""
    table = agreement_versions.c
    asked = select(table.content).where(table.label == label).order_by(table.id.desc()).limit(1)
    found = connection.execute(asked).scalar_one_or_none()
    return None if found is None else bytes(found)
