"""What may be expected of a request (clause 5, DT-4): its class and, where the text has one, the window of days.

Nothing here is a deadline: the agreement calls its times approximate (5.2), and a response is no solution (5.3).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from functools import lru_cache

import policy
from console.records.base import Tier
from console.records.tickets import ResponseView, TicketRow
from console.services.desk import Desk
from console.services.schedules import policy_schedule

_ERRORS = (Tier.CRITICAL, Tier.FUNCTIONAL)


def expected(desk: Desk, row: TicketRow) -> ResponseView:
    """Return what may be expected of a request, by its topic, its tier and the license's state at the receipt."""
    return Responder(desk).of(row)


def with_responses(desk: Desk, rows: Iterable[TicketRow]) -> tuple[TicketRow, ...]:
    """Return rows of the queue with what may be expected of each."""
    responder = Responder(desk)
    return tuple(replace(one, response=responder.of(one)) for one in rows)


class Responder:
    """Answers for many rows under one agreement, each by the version of the hours that is pinned to it."""

    def __init__(self, desk: Desk) -> None:
        self._agreement = desk.agreement.agreement
        self._company = desk.company
        self._windows: dict[tuple[int, date], policy.Window | None] = {}

    def of(self, row: TicketRow) -> ResponseView:
        """Return what may be expected of a row; where the topic or the tier is not known, that is said."""
        kind = self._kind(row)
        if kind is None:
            return ResponseView(cls="undetermined", review_from=row.review_from)
        cls, clauses, priority, window = _row(kind, row.license_state, row.tier is Tier.CRITICAL)
        days = self._window(row) if window else None
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

    def _window(self, row: TicketRow) -> policy.Window | None:
        """Days are worked out once for each version and each day on which a review begins."""
        kept = self._company.schedule_of(row.schedule_id, row.received_at)
        if row.review_from is None or kept is None:
            return None
        schedule = policy_schedule(kept)
        place = kept.id, row.review_from.astimezone(schedule.zone).date()
        if place not in self._windows:
            self._windows[place] = policy.response_window(self._agreement, schedule, row.review_from)
        return self._windows[place]


@lru_cache(maxsize=128)
def _row(kind: str, state: str | None, critical: bool) -> tuple[str, tuple[str, ...], bool, bool]:  # noqa: FBT001 - a key of the cache
    row = policy.RESPONSE.look_up(kind=kind, critical="yes" if critical else "no", state=state or "unknown")
    return row.answer["cls"], row.clauses, "priority" in row.answer, "window" in row.answer
