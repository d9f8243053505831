"""What a day of a calendar is: open, without hours, holiday, closed, special, partly closed; in words and in looks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from console.records.schedules import HOLIDAY, WEEK, ProposedHoliday, ScheduleRecord
from console.views.calendar.saying import hours
from console.views.words import calendar_day, say

OPEN, NONE, CLOSED, SPECIAL, PARTLY = "open", "none", "closed", "special", "partly"
KINDS = (OPEN, NONE, HOLIDAY, CLOSED, SPECIAL, PARTLY)
LOOKS = {
    OPEN: ("surface", "text", ""),
    NONE: ("sunken", "text3", ""),
    HOLIDAY: ("critical_soft", "critical_text", "calendar-due"),
    CLOSED: ("functional_soft", "functional_text", "lock"),
    SPECIAL: ("accent_soft", "accent_text", "clock"),
    PARTLY: ("functional_soft", "functional_text", "clock-pause"),
}
"""The ground, the ink and the icon of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A day: its kind, its hours in words, what a person said of it, and a holiday that waits for one."""

    day: date
    kind: str
    hours: str
    words: str = ""
    proposed: str = ""
    changed: bool = False

    @property
    def counts(self) -> bool:
        """Return whether it is a business day."""
        return self.kind in (OPEN, SPECIAL, PARTLY)

    @property
    def sentence(self) -> str:
        """Return the day as it is heard."""
        parts = [f"{say(f'day.{WEEK[self.day.weekday()]}')} {calendar_day(self.day)}", say(f"calendar.{self.kind}")]
        parts += [self.hours if self.counts else "", self.words]
        if self.proposed:
            parts.append(say("calendar.waits", name=self.proposed))
        if self.changed:
            parts.append(say("calendar.unsaved_day"))
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """The days of a version, with the holidays that wait and what the version was made out of."""

    record: ScheduleRecord
    base: ScheduleRecord | None = None
    proposed: Mapping[date, ProposedHoliday] = field(default_factory=dict)
    today: date = date.min
    names: Mapping[tuple[date, str], str] = field(default_factory=dict)
    """The names of holidays in the language of the window, by day and the name that is kept."""

    def of(self, day: date) -> Face:
        """Return a day."""
        kind, spans, words = _state(self.record, day)
        waits = self.proposed.get(day)
        before = None if self.base is None else _state(self.base, day)
        return Face(
            day=day,
            kind=kind,
            hours=hours(spans),
            words=self.names.get((day, words), words),
            proposed="" if waits is None or self.record.closed_day(day) is not None else waits.name,
            changed=before is not None and before != (kind, spans, words),
        )

    def business_days(self, year: int, month: int) -> int:
        """Return how many days of a month have hours."""
        first = date(year, month, 1)
        days = (first + timedelta(days=n) for n in range(31))
        return sum(self.of(one).counts for one in days if one.month == month)


def _state(record: ScheduleRecord, day: date) -> tuple[str, tuple[tuple[str, str], ...], str]:
    special, closed = record.special_day(day), record.closed_day(day)
    if special is not None:
        return SPECIAL, special.hours, special.reason
    if closed is not None:
        return (HOLIDAY if closed.kind == HOLIDAY else CLOSED), (), closed.reason
    spans = tuple(record.hours.get(WEEK[day.weekday()], ()))
    if not spans:
        return NONE, (), ""
    cut = next((one for one in record.closures if one.start.date() <= day <= one.end.date()), None)
    return (OPEN, spans, "") if cut is None else (PARTLY, spans, f"{cut.start:%H:%M}–{cut.end:%H:%M} {cut.reason}")
