"""The working time as the company published it: versions with everything that differs from the week, and notices.

Times of day are texts HH:MM (24:00 ends a day), days are dates; all of it is read in the zone of its version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from console.records.base import Json

TextSpans = tuple[tuple[str, str], ...]
WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY, CLOSURE = "holiday", "closure"
VACATION, FORCE_MAJEURE, OUTAGE = "vacation", "force_majeure", "outage"
NOTICES = (VACATION, OUTAGE, FORCE_MAJEURE)


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ClosedDay:
    """A day without hours: a public holiday (4.4.3) that a person confirmed, or a closure with its reason."""

    day: date
    kind: str = CLOSURE
    reason: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class SpecialDay:
    """A day with hours of its own; it goes before the week and before a holiday."""

    day: date
    hours: TextSpans
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class ClosedSpan:
    """Hours that are cut out of whatever is open: local times without a zone, the end outside."""

    start: datetime
    end: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRecord:
    """A version of the working hours. `id` is 0 until it is kept; it never changes afterwards."""

    id: int
    version_label: str
    time_zone: str
    hours: Mapping[str, TextSpans] = field(hash=False)
    source: str
    valid_from: datetime
    special: tuple[SpecialDay, ...] = ()
    closed: tuple[ClosedDay, ...] = ()
    closures: tuple[ClosedSpan, ...] = ()
    reason: str = ""
    sha256: str = ""
    by: str = ""
    entered_at: datetime | None = None

    def closed_day(self, day: date) -> ClosedDay | None:
        """Return why a day has no hours, or None."""
        return next((one for one in self.closed if one.day == day), None)

    def special_day(self, day: date) -> SpecialDay | None:
        """Return the hours of its own that a day has, or None."""
        return next((one for one in self.special if one.day == day), None)

    def document(self) -> dict[str, Json]:
        """Return what is hashed and kept of a version: everything that decides when it is open."""
        return {
            "zone": self.time_zone,
            "hours": {day: _spans(self.hours.get(day, ())) for day in WEEK if self.hours.get(day)},
            "special": {
                one.day.isoformat(): {"hours": _spans(one.hours), "reason": one.reason} for one in sorted(self.special)
            },
            "closed": {
                one.day.isoformat(): {"kind": one.kind, "reason": one.reason, "source": one.source}
                for one in sorted(self.closed)
            },
            "closures": [
                {"from": _local(one.start), "to": _local(one.end), "reason": one.reason}
                for one in sorted(self.closures)
            ],
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleChange:
    """One difference between two versions: `part` is zone, hours, special, closed or closures, `key` what of it."""

    part: str
    key: str
    before: str
    after: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedHoliday:
    """A public holiday that was imported: it counts for nothing until a person confirms it (A52)."""

    id: int
    version: int
    day: date
    name: str
    source: str
    confirmed_at: datetime | None = None
    confirmed_by: str = ""
    dismissed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRecord:
    """What a person announced: a vacation (4.4.4), an outage or force majeure (B.6).

    It moves no window and closes no day; `ends_at` is None until somebody says that it is over.
    """

    id: int
    version: int
    kind: str
    starts_at: datetime
    ends_at: datetime | None
    reason: str
    by: str

    def holds(self, at: datetime) -> bool:
        """Return whether it holds at an instant."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


@dataclass(frozen=True, slots=True, kw_only=True)
class BannerView:
    """Why an answer may be long in coming: a code, its clauses, what a person said of it, and until when.

    Codes: after_hours, weekend, holiday, closure, no_hours, and the kinds of notices.
    """

    code: str
    clauses: tuple[str, ...]
    reason: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRecord:
    """What the team wants of itself, in minutes of business time. `kind` is first_response or next_response."""

    id: int
    kind: str
    minutes: int
    valid_from: datetime
    by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSpan:
    """A piece of a clock: counted or not, why, and what a person said of the reason."""

    start: datetime
    end: datetime
    counted: bool
    why: str
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One run of a team target on a ticket, derived from its events. Seconds are business time.

    It is the team's own measure and no window of the agreement: nothing follows from it for the customer.
    """

    target: str
    started_at: datetime
    stopped_at: datetime | None
    waiting: bool
    allowed: int
    spent: int
    due: datetime | None
    spans: tuple[LedgerSpan, ...]

    @property
    def left(self) -> int:
        """Return the seconds that are left; negative when it is over."""
        return self.allowed - self.spent


def _spans(spans: TextSpans) -> list[Json]:
    return [list(span) for span in sorted(spans)]


def _local(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M")
