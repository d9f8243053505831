"""Arrivals and closings by tier, and by the reason of closing."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence

from console.query import Qualifier, Word
from console.records.base import Tier
from console.records.reporting import Days, Figure, Label, Line, Part
from console.services.reporting.asking import Asking
from console.store import to_micros
from console.store.queries import reports

TIERS = tuple(one.value for one in Tier)


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    return (
        _by_tier(asking, "arrivals", "received_at", "created"),
        _by_tier(asking, "closings", "closed_at", "resolved"),
        _reasons(asking),
    )


def _by_tier(asking: Asking, key: str, column: str, word: str) -> Part:
    """Return tickets by their tier and the day, week or month of an instant."""
    buckets = asking.days.buckets()
    counts: Counter[tuple[int, str]] = Counter()
    edges = [to_micros(asking.start(one)) for one in buckets]
    for at, tier, number in reports.by_quarter(asking.connection, column, "tier", asking.sql(asking.within(word))):
        counts[bisect_right(edges, at) - 1, tier] += number
    lines = [
        Line(label=bucket_label(one, buckets), cells=_cells(asking, word, one, [counts[n, tier] for tier in TIERS]))
        for n, one in enumerate(buckets)
    ]
    sums = [sum(counts[n, tier] for n in range(len(buckets))) for tier in TIERS]
    return Part(
        key=key,
        columns=(Label(kind="when"), *(Label(kind="tier", text=tier) for tier in TIERS), Label(kind="total")),
        lines=tuple(lines),
        plot="stacked",
        total=Line(label=Label(kind="total"), cells=_cells(asking, word, asking.days, sums)),
    )


def _cells(asking: Asking, word: str, days: Days, numbers: Sequence[int]) -> tuple[Figure, ...]:
    span = asking.within(word, days)
    if asking.start(days) > asking.now:  # what is still to come is not nothing
        return (Figure(value=None),) * (len(TIERS) + 1)
    by_tier = [
        asking.counted(number, span, Qualifier("tier", (Word(tier),)))
        for tier, number in zip(TIERS, numbers, strict=True)
    ]
    return (*by_tier, asking.counted(sum(numbers), span))


def bucket_label(one: Days, buckets: Sequence[Days]) -> Label:
    """Return what a day, a week or a month is called."""
    if one.first == one.last and len(buckets) == (buckets[-1].last - buckets[0].first).days + 1:
        return Label(kind="day", text=one.first.isoformat())
    return Label(kind="days", text=str(one))


def _reasons(asking: Asking) -> Part:
    span = asking.sql(asking.within("resolved"))
    found = asking.gathered(reports.pairs(asking.connection, "t.close_reason", "tickets t", span))
    return Part(
        key="reasons",
        columns=(Label(kind="close_reason"), Label(kind="closed")),
        lines=tuple(
            Line(label=asking.titled(reason), cells=(asking.listed(f"closed/{reason or 'none'}", tickets),))
            for reason, tickets in sorted(found.items(), key=lambda one: -len(one[1]))
        ),
        plot="bars",
    )
