"""The time line of a license on a page: periods and pauses as bars over the years, and a table that says the same.

The bars are for the eye alone; who hears the page, prints it without colors or reads it as text has the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from console.archive.page_words import coded, day, moment, safe, spoken
from console.records.assessment import StandingView
from console.records.licensing import LicenseRecord

_MOST_YEARS = 12
_LEAST = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifetime:
    """A license, and where it stood when the newest event of the archive was recorded."""

    record: LicenseRecord
    standing: StandingView


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A part of a time line: its kind, its words, from when and until when; without an end where none was set."""

    kind: str
    words: str
    start: datetime
    end: datetime | None


def told(one: Lifetime, received: datetime) -> Iterator[str]:
    """Yield the time line as the license of a request has it; `received` is when the request came."""
    parts, marks = _parts(one), _marks(one, received)
    yield f"<section><b>{spoken('lifetime')}</b> <span class=soft>{safe(one.record.plan)}</span>"
    yield from _drawn(parts, marks)
    heads = "".join(f"<th scope=col>{spoken(name)}</th>" for name in ("what", "from", "until"))
    yield f"<table><tr>{heads}</tr>"
    for part in sorted((*parts, *marks), key=lambda one: one.start):
        ended = "–" if part.end is None else moment(part.end)
        yield f"<tr><td>{part.words}</td><td class=t>{moment(part.start)}</td><td class=t>{ended}</td></tr>"
    yield "</table></section>\n"


def _parts(one: Lifetime) -> list[_Part]:
    periods = [
        _Part(kind=each.kind, words=coded("license_state", each.kind), start=each.start, end=each.end)
        for each in one.standing.periods
    ]
    pauses = [
        _Part(
            kind="pause",
            words=f"{coded('pause', each.kind)} ({safe(each.basis)})",
            start=each.starts_at,
            end=each.ends_at,
        )
        for each in one.record.suspensions
    ]
    return [*periods, *pauses]


def _marks(one: Lifetime, received: datetime) -> list[_Part]:
    """Return the instants of a time line: the purchase, the payments, the request, the day of the archive."""
    record, standing = one.record, one.standing
    found = [("bought", record.purchased_at), *(("payment", each.paid_at) for each in record.purchases)]
    found += [("archived", standing.archived_at)] if standing.archived_at is not None else []
    found += [("this_request", received), ("as_of", standing.at)]
    return [_Part(kind=name, words=spoken(name), start=at, end=None) for name, at in found]


def _drawn(parts: Sequence[_Part], marks: Sequence[_Part]) -> Iterator[str]:
    """Yield the bars, each in the first lane that is free, above the beginnings of years, and the marks across them."""
    ends = [part.end for part in parts if part.end is not None]
    first = min(part.start for part in (*parts, *marks))
    last = max(*(mark.start for mark in marks), *ends)
    span = max(last - first, _LEAST)

    def share(at: datetime) -> float:
        return round(min(100.0, max(0.0, 100 * ((at - first) / span))), 2)

    lanes: list[datetime] = []
    bars = []
    for part in sorted(parts, key=lambda one: (one.kind == "pause", one.start)):
        end = last if part.end is None else part.end
        lane = next((n for n, until in enumerate(lanes) if until <= part.start), len(lanes))
        lanes[lane : lane + 1] = [end]
        left, right = share(part.start), share(end)
        place = f"left:{left}%;width:{max(0.4, round(right - left, 2))}%;top:{lane * 2}em"
        bars.append(f"<i class={part.kind} style={place}>{part.words}</i>")
    yield f"<div class=life aria-hidden=true style=height:{max(1, len(lanes)) * 2 + 1.4}em>"
    yield "".join(
        f"<u class={mark.kind} style=left:{share(mark.start)}% title='{mark.words}: {day(mark.start)}'></u>"
        for mark in marks
    )
    yield "".join(bars)
    yield "".join(f"<s style=left:{share(year)}%>{year.year}</s>" for year in _years(first, first + span))
    yield "</div>"


def _years(first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield beginnings of years, not so many that their numbers touch."""
    begins, ends = first.astimezone(UTC).year + 1, last.astimezone(UTC).year
    for year in range(begins, ends + 1, max(1, (ends - begins) // _MOST_YEARS + 1)):
        yield datetime(year, 1, 1, tzinfo=UTC)
