"""The team's own clocks on tickets, with their ledger: derived from what happened, never counted up and stored.

They are counted by the hours that are pinned to the ticket and by the targets that held at its receipt. An outage or
force majeure counts for nothing. No window of the agreement (clause 5) is touched by them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import policy
from console.records.base import Status
from console.records.schedules import FORCE_MAJEURE, OUTAGE, ClockView, LedgerSpan, NoticeRecord, ScheduleRecord
from console.records.tickets import TicketRow
from console.services import targets
from console.services.banners import why_closed
from console.services.desk import Desk
from console.services.schedules import policy_schedule
from console.store.queries import clocks as facts
from console.store.queries import schedules as kept_schedules

_MEASURED = (Status.OPEN, Status.WAITING, Status.SNOOZED, Status.CLOSED)
_CUT = (OUTAGE, FORCE_MAJEURE)
_NO_END = timedelta(days=900)
"""Longer than working time looks ahead: what has no end yet leaves nothing open behind it."""


Known = tuple[Mapping[int, list[facts.Spoken]], Mapping[int, list[facts.Deed]]]


class Clocks:
    """Clocks of many tickets as of one instant."""

    def __init__(self, desk: Desk, connection: Any) -> None:
        self._connection, self._company, self._now = connection, desk.company, desk.clock()
        self._targets = kept_schedules.targets(connection)
        self._notices = tuple(one for one in kept_schedules.notices(connection) if one.kind in _CUT)
        self._schedules: dict[int, policy.Schedule] = {}

    def of(self, rows: Sequence[TicketRow], known: Known | None = None) -> dict[int, tuple[ClockView, ...]]:
        """Return every run of the team's targets on tickets, in order of their start; none where none is set.

        `known` is what was read of them already: what was written, and what was done.
        """
        asked = [row for row in rows if row.status in _MEASURED and self._wanted(row) is not None]
        if not asked:
            return {}
        keys = [int(row.id) for row in asked]
        spoken, deeds = known or (facts.spoken(self._connection, keys), facts.deeds(self._connection, keys))
        return {int(row.id): self._of(row, spoken.get(row.id, []), deeds.get(row.id, [])) for row in asked}

    def _wanted(self, row: TicketRow) -> policy.Targets | None:
        found = targets.in_force(self._targets, row.received_at)
        return None if found == policy.Targets() else found

    def _of(self, row: TicketRow, spoken: list[facts.Spoken], deeds: list[facts.Deed]) -> tuple[ClockView, ...]:
        kept = self._company.schedule_of(row.schedule_id, row.received_at)
        wanted = self._wanted(row)
        if kept is None or wanted is None:
            return ()
        moments = tuple(moments_of(row.received_at, spoken, deeds))
        found = policy.clocks(moments, wanted, self._schedule(kept), self._now)
        return tuple(self._view(one, kept) for one in found)

    def _schedule(self, kept: ScheduleRecord) -> policy.Schedule:
        """Return the hours of a version without what an outage or force majeure took."""
        if kept.id not in self._schedules:
            schedule = policy_schedule(kept)
            cut = tuple((one.starts_at, one.ends_at or self._now + _NO_END) for one in self._notices)
            self._schedules[kept.id] = replace(schedule, closures=(*schedule.closures, *cut))
        return self._schedules[kept.id]

    def _view(self, found: policy.Clock, kept: ScheduleRecord) -> ClockView:
        return ClockView(
            target=found.target,
            started_at=found.started_at,
            stopped_at=found.stopped_at,
            waiting=found.waiting,
            allowed=int(found.allowed.total_seconds()),
            spent=int(found.spent.total_seconds()),
            due=found.due,
            spans=tuple(self._span(one, kept) for one in found.spans),
        )

    def _span(self, span: policy.ClockSpan, kept: ScheduleRecord) -> LedgerSpan:
        why, words = span.why, ""
        if not span.counted and why != "waiting":
            why, words = self._why(span.start, kept)
        return LedgerSpan(start=span.start, end=span.end, counted=span.counted, why=why, words=words)

    def _why(self, at: datetime, kept: ScheduleRecord) -> tuple[str, str]:
        notice = _standing(self._notices, at)
        return why_closed(kept, at) if notice is None else (notice.kind, notice.reason)


def _standing(found: tuple[NoticeRecord, ...], at: datetime) -> NoticeRecord | None:
    return next((one for one in found if one.holds(at)), None)


def moments_of(
    received_at: datetime, spoken: Sequence[facts.Spoken], deeds: Sequence[facts.Deed]
) -> Iterator[policy.Moment]:
    """Yield what happened to a request, as the team's clocks read it.

    What was called back was never said, what had to be checked first was said when it was upheld, and an act that was
    undone did not happen.
    """
    taken_back = _taken_back(deeds)
    standing = [one for one in deeds if one.n not in taken_back]
    recalled = {one.message for one in standing if one.kind == "recalled"}
    asking = {one.message for one in standing if one.asks}
    upheld = {one.message: one.at for one in standing if one.kind == "check_upheld"}
    yield policy.Moment(at=received_at, kind="customer")
    for one in spoken:
        if one.ours and one.id not in recalled:
            yield policy.Moment(at=upheld.get(one.id, one.at), kind="asked" if one.id in asking else "answer")
        elif not one.ours and one.at > received_at:
            yield policy.Moment(at=one.at, kind="customer")
    for deed in standing:
        if deed.kind == "reopened" or (deed.kind == "closed" and (not deed.message or deed.message not in recalled)):
            yield policy.Moment(at=deed.at, kind=deed.kind)


def _taken_back(deeds: Sequence[facts.Deed]) -> set[int]:
    """Return the numbers of events that were undone; an undoing that was undone itself took nothing back."""
    found: set[int] = set()
    for one in reversed(deeds):
        if one.kind == "undone" and one.undone is not None and one.n not in found:
            found.add(one.undone)
    return found


def current(found: Sequence[ClockView]) -> ClockView | None:
    """Return the clock that a line of the queue shows: the one that runs, none where all have stopped."""
    return next((one for one in reversed(found) if one.stopped_at is None), None)


def ledger(desk: Desk, connection: Any, row: TicketRow) -> tuple[ClockView, ...]:
    """Return every clock of a ticket with its ledger."""
    return Clocks(desk, connection).of((row,)).get(int(row.id), ())
