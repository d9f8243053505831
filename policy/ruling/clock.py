"""A team's own targets (not the agreement's): how long the first and the next response took, span by span, and why.

The clock is derived from what happened and from the schedule; nothing is counted up and stored. A target of the team
promises nothing to a customer and refuses nothing: the agreement's windows (clause 5, DT-4) are another thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from policy.working_time import Schedule, Span, add_business_time, day_bounds, open_spans, why_closed

CUSTOMER, ANSWER, ASKED, CLOSED, REOPENED = "customer", "answer", "asked", "closed", "reopened"
KINDS = (CUSTOMER, ANSWER, ASKED, CLOSED, REOPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Something that happened to a request: a message of the customer, our answer, our question, closed, reopened."""

    at: datetime
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockSpan:
    """A piece of a clock's time: counted or not, and why.

    `why` is open (counted), waiting (our question is unanswered), after_hours, weekend (a day
    without hours), holiday or closure.
    """

    start: datetime
    end: datetime
    counted: bool
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """One run of a target. `stopped_at` is None while it runs; `due` None while it waits or where no hours follow.

    `spans` go from the start to the stop or to the instant asked about, one after another without a gap.
    """

    target: str
    started_at: datetime
    stopped_at: datetime | None
    waiting: bool
    allowed: timedelta
    spent: timedelta
    due: datetime | None
    spans: tuple[ClockSpan, ...]

    @property
    def left(self) -> timedelta:
        """Return what is left; negative when it is over."""
        return self.allowed - self.spent


@dataclass(frozen=True, slots=True, kw_only=True)
class Targets:
    """What a team wants of itself, in business time; None where it wants nothing."""

    first_response: timedelta | None = None
    next_response: timedelta | None = None


def clocks(moments: Sequence[Moment], targets: Targets, schedule: Schedule, now: datetime) -> tuple[Clock, ...]:
    """Return every run of the team's targets, in order of their start.

    The first response runs from the first message of the customer to whatever we write first. Each later message of
    the customer that nothing of theirs waits before starts the next response; our question lets it wait until they
    write again, our answer or the closing ends it. What happened after `now` does not count yet.
    """
    known = sorted((one for one in moments if one.at <= now), key=_order)
    found = []
    if targets.first_response is not None:
        found += [_clock("first_response", run, targets.first_response, schedule, now) for run in _first(known)]
    if targets.next_response is not None:
        found += [_clock("next_response", run, targets.next_response, schedule, now) for run in _next(known)]
    return tuple(sorted(found, key=lambda one: one.started_at))


def slowest(found: Iterable[Clock], target: str) -> Clock | None:
    """Return the run of a target that took longest; a quick answer later does not hide it."""
    return max((one for one in found if one.target == target), key=lambda one: one.spent - one.allowed, default=None)


@dataclass(slots=True)
class _Run:
    """A run under way: when it began and ended, and the waits inside it."""

    start: datetime
    end: datetime | None
    waits: list[tuple[datetime, datetime | None]]


def _order(moment: Moment) -> tuple[datetime, int]:
    return moment.at, KINDS.index(moment.kind)


def _first(moments: Sequence[Moment]) -> Iterator[_Run]:
    begun = next((one.at for one in moments if one.kind == CUSTOMER), None)
    if begun is not None:
        ends = (one.at for one in moments if one.kind in (ANSWER, ASKED, CLOSED) and one.at >= begun)
        yield _Run(begun, next(ends, None), [])


def _next(moments: Sequence[Moment]) -> Iterator[_Run]:
    run: _Run | None = None
    spoken = False
    for one in moments:
        if one.kind == CUSTOMER and run is not None:
            _end_wait(run, one.at)
        elif one.kind == CUSTOMER and spoken:
            run = _Run(one.at, None, [])
        elif one.kind == ASKED and run is not None:
            _end_wait(run, one.at)
            run.waits.append((one.at, None))
        elif one.kind in (ANSWER, CLOSED) and run is not None:
            _end_wait(run, one.at)
            run.end = one.at
            yield run
            run = None
        spoken = spoken or one.kind in (ANSWER, ASKED, CLOSED)
    if run is not None:
        yield run


def _end_wait(run: _Run, at: datetime) -> None:
    if run.waits and run.waits[-1][1] is None:
        run.waits[-1] = (run.waits[-1][0], at)


def _clock(target: str, run: _Run, allowed: timedelta, schedule: Schedule, now: datetime) -> Clock:
    end = now if run.end is None else run.end
    spans = tuple(_spans(run, end, schedule))
    spent = sum((one.end - one.start for one in spans if one.counted), timedelta())
    waiting = run.end is None and bool(run.waits) and run.waits[-1][1] is None
    due = None
    if run.end is None and not waiting:
        due = _due(run, allowed, schedule)
    return Clock(
        target=target,
        started_at=run.start,
        stopped_at=run.end,
        waiting=waiting,
        allowed=allowed,
        spent=spent,
        due=due,
        spans=spans,
    )


def _due(run: _Run, allowed: timedelta, schedule: Schedule) -> datetime | None:
    """Return when the time allowed is used up, waits left out."""
    left = allowed
    at = run.start
    for begins, ends in run.waits:
        used = sum((last - first for first, last in _open_between(schedule, at, begins)), timedelta())
        if used >= left:
            break
        left -= used
        at = begins if ends is None else ends
    return add_business_time(schedule, at, left)


def _spans(run: _Run, end: datetime, schedule: Schedule) -> Iterator[ClockSpan]:
    at = run.start
    for begins, ends in run.waits:
        yield from _running(schedule, at, begins)
        at = end if ends is None else ends
        if begins < at:
            yield ClockSpan(start=begins, end=at, counted=False, why="waiting")
    yield from _running(schedule, at, end)


def _running(schedule: Schedule, start: datetime, end: datetime) -> Iterator[ClockSpan]:
    at = start
    for first, last in _open_between(schedule, start, end):
        yield from _closed(schedule, at, first)
        yield ClockSpan(start=first, end=last, counted=True, why="open")
        at = last
    yield from _closed(schedule, at, end)


def _open_between(schedule: Schedule, start: datetime, end: datetime) -> Iterator[Span]:
    for first, last in open_spans(schedule, start):
        if first >= end:
            return
        yield first, min(last, end)


def _closed(schedule: Schedule, start: datetime, end: datetime) -> Iterator[ClockSpan]:
    """Yield a closed stretch in pieces of one reason each."""
    edges = sorted({start, end, *_edges(schedule, start, end)})
    begun, why = start, ""
    for first, last in pairwise(edges):
        found = why_closed(schedule, first)
        if why and found != why:
            yield ClockSpan(start=begun, end=first, counted=False, why=why)
            begun = first
        why = found
        if last == end:
            yield ClockSpan(start=begun, end=end, counted=False, why=why)


def _edges(schedule: Schedule, start: datetime, end: datetime) -> Iterator[datetime]:
    for first, last in schedule.closures:
        yield from (one for one in (first, last) if start < one < end)
    at = day_bounds(schedule, start)[1]
    while at < end:
        yield at
        at = day_bounds(schedule, at)[1]
