"""What queries share: the conditions of the person who asks, and the row of the queue as a record."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from console.records.base import Status, Tier
from console.records.tickets import TicketRow
from console.store.codes import Codes
from console.store.instants import FAR_FUTURE, from_micros
from console.store.sql import Sql

_PREVIEW = 160


def escaped(text: str) -> str:
    """Return a folded text as the inside of a pattern that means it and nothing else."""
    return text.casefold().replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def unread(me: int) -> Sql:
    """Return the condition that something came in which `me` has not seen."""
    return Sql(
        "t.inbound_n > 0 AND NOT EXISTS (SELECT 1 FROM ticket_reads r"
        " WHERE r.staff_id = ? AND r.ticket_id = t.id AND r.seen_n >= t.inbound_n)",
        (me,),
    )


def has_draft(me: int) -> Sql:
    """Return the condition that `me` has unsent text on the ticket."""
    return Sql("EXISTS (SELECT 1 FROM drafts d WHERE d.ticket_id = t.id AND d.staff_id = ?)", (me,))


LOOK = (
    "(SELECT min(w.kind) FROM decisions x JOIN decision_reviews w ON w.decision_id = x.id"
    " WHERE x.ticket_id = t.id AND w.state = 'asked' AND w.kind IN ('second_eyes', 'appeal'))"
)
"""Which look of somebody else a decision on a ticket waits for; of both the appeal."""

ROW = Sql(
    "t.id AS id, t.number, t.version, t.subject, substr(t.preview, 1, ?), coalesce(c.name, ''), t.language,"
    " t.channel_kind, t.status, t.tier, t.tier_confirmed, t.topic, l.license_key, t.license_state,"
    " t.boundary_key AS boundary_key, t.owner_id, s.name, t.received_at AS received_at, t.updated_at AS updated_at,"
    f" t.review_from, t.snoozed_until, {unread(0).text}, {has_draft(0).text}, t.has_files, t.outcome, t.close_reason,"
    " t.tier_rank AS tier_rank, l.state_now, CASE l.state_now WHEN 'expired' THEN l.ended_at ELSE l.boundary_at END,"
    f" t.schedule_id, {LOOK}",
    (_PREVIEW,),
)
"""What a row of the queue asks for, in the order of its record; then the first sort key, the pinned hours, the look."""

_UNSEEN = ROW.text.replace(unread(0).text, "CAST(? AS INTEGER) IS NULL")  # to somebody who is nobody nothing is new

SOURCE = (
    " FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN licenses l ON l.id = t.license_id"
    " LEFT JOIN staff s ON s.id = t.owner_id"
)

_STATUS = Codes(Status)
_TIER = Codes(Tier)


class _Open:
    """A row of the queue while it is made: the places of its record, which may be written here."""

    __slots__ = tuple(one.name for one in fields(TicketRow))


def row_select(me: int, condition: Sql) -> Sql:
    """Return the question for the rows of the queue under a condition."""
    text = ROW.text if me >= 0 else _UNSEEN
    return Sql(f"SELECT {text}{SOURCE} WHERE {condition.text}", (*ROW.values, me, me, *condition.values))


def boundary(micros: int | None) -> datetime | None:
    """Return the instant of a boundary column; 0 and the far future mean that there is none."""
    return from_micros(micros) if micros and micros < FAR_FUTURE else None


def instant(micros: int | None) -> datetime | None:
    """Return the instant of a column that may have none."""
    return None if micros is None else from_micros(micros)


def to_row(found: tuple[Any, ...]) -> TicketRow:
    """Make the record of a queue's row: place by place, for a page is made of nothing else.

    A frozen record lets nothing be written but by a detour that takes six times as long; so it is made open, with the
    same places, and becomes the record when it is whole.
    """
    row: Any = _Open()
    row.id, row.number, row.version, row.subject = found[0], found[1], found[2], found[3]
    row.preview, row.customer, row.language, row.channel = found[4], found[5], found[6], found[7]
    row.status, row.tier, row.tier_confirmed = _STATUS[found[8]], _TIER[found[9]], bool(found[10])
    row.topic, row.license_key, row.license_state = found[11], found[12], found[13]
    row.license_boundary = boundary(found[14])
    row.owner_id, row.owner = found[15], found[16]
    row.received_at, row.updated_at = from_micros(found[17]), from_micros(found[18])
    row.review_from, row.snoozed_until = instant(found[19]), instant(found[20])
    row.unread, row.has_draft, row.has_files = bool(found[21]), bool(found[22]), bool(found[23])
    row.outcome, row.close_reason = found[24], found[25]
    row.license_now, row.license_turns, row.schedule_id = found[27] or None, instant(found[28]), found[29]
    row.look = found[30] or ""
    row.response = row.clock = None  # what may be expected follows from the agreement, which the services know
    row.__class__ = TicketRow
    return row  # type: ignore[no-any-return]  # it is one now
