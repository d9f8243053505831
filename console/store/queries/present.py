"""Who is at which ticket now. Instants are the server's own: the clocks of desktops differ. It leaves no history."""

from __future__ import annotations

from sqlalchemy import Connection, text

from console.records.base import StaffId, TicketId
from console.records.live import LOOKING, WRITING, Present

STALE_S = 60
"""For how long somebody counts as being there who has not been heard of: a desk that died has said no goodbye."""

NOW = {
    "postgresql": "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint",
    "sqlite": "CAST((julianday('now') - 2440587.5) * 86400000000.0 AS INTEGER)",
}
"""The present instant of the database, as it keeps instants."""

_ARRIVE = (
    "INSERT INTO presence (staff_id, ticket_id, desk, mode, beat_at) VALUES (:me, :ticket, :desk, :mode, {now})"
    " ON CONFLICT (staff_id, ticket_id, desk) DO UPDATE SET mode = excluded.mode, beat_at = excluded.beat_at"
)
_GONE = (
    "DELETE FROM presence WHERE staff_id = :me AND"
    f" (desk = :desk AND ticket_id <> :ticket OR beat_at < {{now}} - {STALE_S * 1_000_000})"
)
_OTHERS = (
    "SELECT p.ticket_id, p.staff_id, s.name, max(CASE WHEN p.mode = :writing THEN 1 ELSE 0 END)"
    " FROM presence p JOIN staff s ON s.id = p.staff_id"
    f" WHERE p.staff_id <> :me AND p.beat_at >= {{now}} - {STALE_S * 1_000_000}"
    " GROUP BY p.ticket_id, p.staff_id, s.name ORDER BY 4 DESC, s.name"
)


def arrive(connection: Connection, *, me: int, desk: str, ticket: int, writing: bool) -> None:
    """Say that a person is at a ticket, and at no other from this desk; 0 is at none."""
    given = {"me": me, "desk": desk, "ticket": ticket}
    _run(connection, _GONE, **given)
    if ticket:
        _run(connection, _ARRIVE, **given, mode=WRITING if writing else LOOKING)


def others(connection: Connection, me: int) -> tuple[Present, ...]:
    """Return everybody else who was heard of within a minute, those who write first."""
    asked = text(_OTHERS.format(now=NOW[connection.dialect.name]))
    return tuple(
        Present(ticket_id=TicketId(ticket), staff_id=StaffId(staff), name=name, writing=bool(writes))
        for ticket, staff, name, writes in connection.execute(asked, {"me": me, "writing": WRITING})
    )


def _run(connection: Connection, statement: str, **given: object) -> None:
    connection.execute(text(statement.format(now=NOW[connection.dialect.name])), given)
