"""What may be expected of a request (clause 5, DT-4): its class and, where the text has one, the window of days.

Nothing here is a deadline: the agreement calls its times approximate (5.2), and a response is no solution (5.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

import policy
from console.records.base import Tier
from console.records.licensing import ScheduleRecord
from console.records.tickets import ResponseView, TicketRow
from console.services.desk import Desk

_ERRORS = (Tier.CRITICAL, Tier.FUNCTIONAL)


def schedule_of(kept: ScheduleRecord) -> policy.Schedule:
    """Return a version of the working hours as the agreement reads it."""
    hours = {
        day: tuple((time.fromisoformat(first), time.fromisoformat(last)) for first, last in spans)
        for day, spans in kept.hours.items()
    }
    closed = frozenset(date.fromisoformat(day) for day in kept.closed_dates)
    return policy.Schedule(zone=ZoneInfo(kept.time_zone), hours=hours, closed=closed)


def expected(desk: Desk, row: TicketRow) -> ResponseView:
    """Return what may be expected of a request, by its topic, its tier and the license's state at the receipt."""
    return Responder(desk).of(row)


def with_responses(desk: Desk, rows: Iterable[TicketRow]) -> tuple[TicketRow, ...]:
    """Return rows of the queue with what may be expected of each."""
    responder = Responder(desk)
    return tuple(replace(one, response=responder.of(one)) for one in rows)


class Responder:
    """Answers for many rows under one agreement and one version of the hours."""

    def __init__(self, desk: Desk) -> None:
        self._agreement = desk.agreement.agreement
        self._kept = desk.company.schedule
        self._schedule = None if self._kept is None else schedule_of(self._kept)
        self._windows: dict[date, policy.Window | None] = {}

    def of(self, row: TicketRow) -> ResponseView:
        """Return what may be expected of a row; where the topic or the tier is not known, that is said."""
        kind = self._kind(row)
        if kind is None:
            return ResponseView(cls="undetermined", review_from=row.review_from)
        cls, clauses, priority, window = _row(kind, row.license_state, row.tier is Tier.CRITICAL)
        days = self._window(row.review_from) if window else None
        return ResponseView(
            cls=cls,
            review_from=row.review_from,
            earliest_day=None if days is None else days.earliest_day,
            latest_day=None if days is None else days.latest_day,
            priority=priority,
            clauses=clauses,
        )

    def _kind(self, row: TicketRow) -> str | None:
        topic = self._agreement.topic(row.topic)
        if topic is None:
            return None
        if topic.scope == "out":
            return "out_of_scope"
        if row.tier in _ERRORS:
            return "product_error_candidate"
        return "question" if row.tier is Tier.QUESTION else None

    def _window(self, review: datetime | None) -> policy.Window | None:
        """Days are worked out once for each day on which a review begins."""
        if review is None or self._schedule is None:
            return None
        day = review.astimezone(self._schedule.zone).date()
        if day not in self._windows:
            self._windows[day] = policy.response_window(self._agreement, self._schedule, review)
        return self._windows[day]


@lru_cache(maxsize=128)
def _row(kind: str, state: str | None, critical: bool) -> tuple[str, tuple[str, ...], bool, bool]:  # noqa: FBT001 - a key of the cache
    row = policy.RESPONSE.look_up(kind=kind, critical="yes" if critical else "no", state=state or "unknown")
    return row.answer["cls"], row.clauses, "priority" in row.answer, "window" in row.answer
