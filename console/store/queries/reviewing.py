"""Reviews of decisions that wait for somebody, with what they are about."""

from __future__ import annotations

from console.records.reviewing import ReviewRecord
from console.store.instants import from_micros
from console.store.sql import Asked, Sql, ask

WAITS = (
    "EXISTS (SELECT 1 FROM decisions x JOIN decision_reviews w ON w.decision_id = x.id WHERE x.ticket_id = t.id"
    " AND w.state = 'asked' AND w.kind IN ('second_eyes', 'appeal'))"
)
"""The condition that a decision on a ticket waits for somebody's second look."""
_ASKED = (
    "SELECT r.id, r.version, r.kind, r.state, r.decision_id, r.clause, d.outcome, d.staff_id, coalesce(s.name, ''),"
    " coalesce(a.name, ''), r.asked_at, r.note, t.id, t.number, t.subject, coalesce(c.name, ''), coalesce(v.body, ''),"
    " coalesce(d.letter_code, '') FROM decision_reviews r JOIN decisions d ON d.id = r.decision_id"
    " JOIN tickets t ON t.id = d.ticket_id LEFT JOIN staff s ON s.id = d.staff_id"
    " LEFT JOIN staff a ON a.id = r.asked_by LEFT JOIN customers c ON c.id = t.customer_id"
    " LEFT JOIN messages m ON m.id = d.message_id"
    " LEFT JOIN message_versions v ON v.message_id = m.id AND v.n = m.versions"
    " WHERE r.kind IN ('second_eyes', 'appeal')"
)


def waiting(connection: Asked) -> tuple[ReviewRecord, ...]:
    """Return the reviews that wait, the oldest first."""
    return _records(connection, Sql(f"{_ASKED} AND r.state = 'asked' ORDER BY r.asked_at, r.id"))


def review(connection: Asked, review_id: int) -> ReviewRecord | None:
    """Return a review, or None."""
    return next(iter(_records(connection, Sql(f"{_ASKED} AND r.id = ?", (review_id,)))), None)


def waiting_tickets(connection: Asked) -> frozenset[int]:
    """Return the open tickets on which a decision waits for a second look."""
    return frozenset(
        int(row[0]) for row in ask(connection, Sql(f"SELECT t.id FROM tickets t WHERE t.is_open = TRUE AND {WAITS}"))
    )


def _records(connection: Asked, sql: Sql) -> tuple[ReviewRecord, ...]:
    return tuple(
        ReviewRecord(
            id=row[0],
            version=row[1],
            kind=row[2],
            state=row[3],
            decision_id=row[4],
            clause=row[5],
            outcome=row[6],
            writer_id=row[7] or 0,
            writer=row[8],
            asked_by=row[9],
            asked_at=from_micros(row[10]),
            note=row[11],
            ticket_id=row[12],
            number=row[13],
            subject=row[14],
            customer=row[15],
            text=row[16],
            letter=row[17],
        )
        for row in ask(connection, sql)
    )
