"""Reports as values: lines of figures, each with the query of the tickets behind it. No words for people stand here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TypeAlias

NAMES = ("flow", "answers", "clauses", "consistency", "licenses", "workload", "silence")


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """The days that a report is about, both inside."""

    first: date
    last: date

    def __str__(self) -> str:
        """Return the days as a query writes them."""
        return f"{self.first.isoformat()}..{self.last.isoformat()}"

    @property
    def number(self) -> int:
        """Return how many days it are."""
        return (self.last - self.first).days + 1

    def buckets(self) -> tuple[Days, ...]:
        """Return the days cut into single ones, weeks from Monday or months, so that a plot can be read."""
        if self.number <= 31:  # noqa: PLR2004 - a month, day by day
            return tuple(Days(first=one, last=one) for one in (self.first + timedelta(n) for n in range(self.number)))
        weekly = self.number <= 26 * 7
        found, at = [], self.first
        while at <= self.last:
            end = at + timedelta(6 - at.weekday()) if weekly else _month_end(at)
            found.append(Days(first=at, last=min(end, self.last)))
            at = end + timedelta(1)
        return tuple(found)


def _month_end(day: date) -> date:
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    return following - timedelta(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a line or a column is called: a `kind` whose words the views know, or a text of the data itself.

    `en` and `ru` are words that the agreement gives (the title of a clause, of a topic).
    """

    kind: str
    text: str = ""
    en: str = ""
    ru: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LicensesBehind:
    """The licenses that a number counted: those in a state now, of these what ends from an instant to before another.

    `tickets` is a query, where only licenses of its tickets were counted.
    """

    state: str
    ends_from: datetime | None = None
    ends_before: datetime | None = None
    tickets: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number, or None where the data cannot know it.

    `kind` is count, share (of one), minutes, or without: there is nothing to count.
    `query` finds exactly the tickets that were counted; it is empty where the number counts something else. `licenses`
    are exactly those that were counted, where it counts licenses.
    """

    value: float | None
    query: str = ""
    kind: str = "count"
    licenses: LicensesBehind | None = None

    @property
    def behind(self) -> str | LicensesBehind:
        """Return what the number opens: a query of tickets, or licenses; "" for nothing."""
        return self.licenses or self.query


Cell: TypeAlias = Figure | Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a part: its name, then its cells."""

    label: Label
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A table of a report. `plot` is how it is drawn: stacked, bars, or "" for one that is only read.

    The first column is that of the lines' names. `notes` are codes of what is to be said below it.
    """

    key: str
    columns: tuple[Label, ...]
    lines: tuple[Line, ...]
    plot: str = ""
    notes: tuple[str, ...] = ()
    total: Line | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFrom:
    """Where a report was read: with `behind`, from a copy that many seconds behind; else from the main server.

    `why` says why not from the copy where there is one: "away", "behind" (too far), "no_copy" (a server of its own).
    """

    behind: float | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report of some days, as of the instant at which it was made; `filter` is the query that it was kept to."""

    name: str
    days: Days
    zone: str
    filter: str
    made_at: datetime
    parts: tuple[Part, ...]
    read_from: ReadFrom = ReadFrom()
