"""Leases: one row for each thing that one desk does for all, taken and renewed by the server's clock."""

from __future__ import annotations

from sqlalchemy import Connection, text

from console.store.queries.present import NOW

_HOLD = (
    "INSERT INTO leases (version, name, holder, staff_id, until) VALUES (1, :name, :holder, :me, {now} + :lasts)"
    " ON CONFLICT (name) DO UPDATE SET version = leases.version + 1, holder = excluded.holder,"
    " staff_id = excluded.staff_id, until = excluded.until"
    " WHERE leases.holder = excluded.holder OR leases.until <= {now}"
    " RETURNING holder"
)


def hold(connection: Connection, name: str, *, holder: str, me: int, seconds: int) -> bool:
    """Take a lease that is free or over, or renew one's own; return whether it is held now."""
    given = {"name": name, "holder": holder, "me": me, "lasts": seconds * 1_000_000}
    held = connection.execute(text(_HOLD.format(now=NOW[connection.dialect.name])), given).first()
    return held is not None


def held_elsewhere(connection: Connection, name: str, *, holder: str) -> bool:
    """Return whether somebody else holds a lease now."""
    now = NOW[connection.dialect.name]
    asked = f"SELECT 1 FROM leases WHERE name = :name AND holder <> :holder AND until > {now}"
    return connection.execute(text(asked), {"name": name, "holder": holder}).first() is not None
