"""A version of the hours while it is being made: what it is made out of, each change with its way back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from console.records.schedules import (
    CLOSURE,
    ClosedDay,
    ClosedSpan,
    ScheduleChange,
    ScheduleRecord,
    SpecialDay,
    TextSpans,
)
from console.services import schedule_documents


class Draft:
    """Nothing of it is kept before it is entered as a version."""

    def __init__(self, base: ScheduleRecord) -> None:
        self.base = base
        self.record = base
        self._before: list[ScheduleRecord] = []

    @property
    def changes(self) -> tuple[ScheduleChange, ...]:
        """Return what differs from the version it is made out of."""
        return schedule_documents.compare(self.base, self.record)

    @property
    def can_undo(self) -> bool:
        """Return whether there is a change to take back."""
        return bool(self._before)

    def put(self, record: ScheduleRecord) -> None:
        """Take a change; one that changes nothing leaves no way back. Raises BadInput and stays as it was."""
        schedule_documents.check(record)
        if record != self.record:
            self._before.append(self.record)
            self.record = record

    def undo(self) -> bool:
        """Take the last change back; return whether there was one."""
        if not self._before:
            return False
        self.record = self._before.pop()
        return True

    def start_from(self, record: ScheduleRecord) -> None:
        """Take everything of another version, as one change."""
        self.put(
            replace(
                self.record,
                time_zone=record.time_zone,
                hours=record.hours,
                special=record.special,
                closed=record.closed,
                closures=record.closures,
            )
        )


def with_week(record: ScheduleRecord, hours: dict[str, TextSpans], zone: str) -> ScheduleRecord:
    """Return a version with other hours of the week and another zone."""
    return replace(record, hours=hours, time_zone=zone)


def with_special(record: ScheduleRecord, day: date, hours: TextSpans, reason: str) -> ScheduleRecord:
    """Return a version in which a day has hours of its own."""
    without = _without(record, day)
    made = SpecialDay(day=day, hours=hours, reason=reason)
    return replace(without, special=tuple(sorted((*without.special, made))))


def with_closed(record: ScheduleRecord, first: date, last: date, reason: str) -> ScheduleRecord:
    """Return a version in which days are closed, both inside; a holiday that stands there keeps its name."""
    days = [date.fromordinal(one) for one in range(first.toordinal(), last.toordinal() + 1)]
    new = [ClosedDay(day=day, kind=CLOSURE, reason=reason) for day in days if record.closed_day(day) is None]
    special = tuple(one for one in record.special if one.day not in days)
    return replace(record, closed=tuple(sorted((*record.closed, *new))), special=special)


def with_closure(record: ScheduleRecord, closure: ClosedSpan) -> ScheduleRecord:
    """Return a version in which hours are cut out."""
    return replace(record, closures=tuple(sorted((*record.closures, closure))))


def plain(record: ScheduleRecord, day: date) -> ScheduleRecord:
    """Return a version in which nothing differs from the week on a day."""
    closures = tuple(one for one in record.closures if not one.start.date() <= day <= one.end.date())
    return replace(_without(record, day), closures=closures)


def _without(record: ScheduleRecord, day: date) -> ScheduleRecord:
    return replace(
        record,
        special=tuple(one for one in record.special if one.day != day),
        closed=tuple(one for one in record.closed if one.day != day),
    )
