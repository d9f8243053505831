"""The versions of the agreement that the database keeps: drafts, those in force, and which counted at an instant.

Rows are never changed: each step of a draft is a row of its own, and the newest state of a label counts.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, select

from console.records.drafting import VersionRow
from console.store.queries.setup import agreement_content
from console.store.tables.desk import agreement_states as states
from console.store.tables.desk import agreement_versions as versions
from console.store.tables.people import staff

_IN_FORCE = "in_force"


def content_by_label(connection: Connection, label: str) -> bytes | None:
    """Return the canonical JSON of the newest version of a name, or None."""
    found = rows(connection).get(label)
    asked = select(versions.c.id)
    asked = asked.where(versions.c.label == label) if found is None else asked.where(versions.c.id == found.id)
    key = connection.execute(asked.order_by(versions.c.id.desc()).limit(1)).scalar_one_or_none()
    return None if key is None else agreement_content(connection, key)


def known_label(connection: Connection, label: str) -> bool:
    """Return whether any version has this label."""
    return connection.execute(select(versions.c.id).where(versions.c.label == label).limit(1)).first() is not None


def rows(connection: Connection) -> dict[str, VersionRow]:
    """Return every label that was ever given a state, with the newest of its states."""
    base = versions.alias("base")
    asked = (
        select(
            states,
            versions.c.label,
            versions.c.sha256,
            versions.c.based_on_id,
            base.c.label.label("base"),
            staff.c.name.label("by"),
        )
        .select_from(
            states.join(versions, versions.c.id == states.c.agreement_id)
            .outerjoin(base, base.c.id == versions.c.based_on_id)
            .outerjoin(staff, staff.c.id == states.c.staff_id)
        )
        .order_by(states.c.id)
    )
    return {
        row.label: VersionRow(
            id=row.agreement_id,
            label=row.label,
            sha256=row.sha256,
            state=row.state,
            base_id=row.based_on_id or 0,
            base=row.base or "",
            by=row.by or "",
            at=row.at,
            effective_at=row.effective_at,
            reason=row.reason,
        )
        for row in connection.execute(asked)
    }


def in_force(connection: Connection) -> tuple[VersionRow, ...]:
    """Return the versions that are in force or will be, by the instant from which each counts."""
    found = (one for one in rows(connection).values() if one.state == _IN_FORCE)
    return tuple(sorted(found, key=lambda one: (one.effective_at, one.id)))


def counting_at(connection: Connection, instant: datetime) -> int | None:
    """Return the version that counts at an instant, the oldest for one before all; None where none has a state."""
    found = in_force(connection)
    begun = [one for one in found if one.effective_at <= instant]
    return begun[-1].id if begun else found[0].id if found else None
