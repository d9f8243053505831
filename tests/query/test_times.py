from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from console.query import Qualifier, Range, parse, window

NOW = datetime(2026, 11, 24, 21, 30, tzinfo=UTC)
MOSCOW = ZoneInfo("Europe/Moscow")  # there it is 25 November already


def read(text: str) -> Range:
    (term,) = parse(text).query.terms
    assert isinstance(term, Qualifier)
    (value,) = term.values
    assert isinstance(value, Range)
    return value


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("created:today", "2026-11-24T21:00", "2026-11-25T21:00"),
        ("created:yesterday", "2026-11-23T21:00", "2026-11-24T21:00"),
        ("created:2026-11-01", "2026-10-31T21:00", "2026-11-01T21:00"),
        ("created:2026-11-01..2026-11-03", "2026-10-31T21:00", "2026-11-03T21:00"),
        ("created:2026-11-03..2026-11-01", "2026-10-31T21:00", "2026-11-03T21:00"),
        ("created:>7d", None, "2026-11-17T21:30"),
        ("created:<2h", "2026-11-24T19:30", None),
        ("created:>=2026-11-01", "2026-10-31T21:00", None),
        ("created:>2026-11-01", "2026-11-01T21:00", None),
        ("created:mon", "2026-11-22T21:00", "2026-11-23T21:00"),
        ("created:<1mo", "2026-10-24T21:30", None),
    ],
)
def test_ages_and_days_are_cut_in_the_zone_of_the_policy(text: str, start: str | None, end: str | None) -> None:
    span = window(read(text), now=NOW, zone=MOSCOW)
    assert span.start == (None if start is None else datetime.fromisoformat(start).replace(tzinfo=UTC))
    assert span.end == (None if end is None else datetime.fromisoformat(end).replace(tzinfo=UTC))


def test_a_distance_to_come_begins_now() -> None:
    span = window(read("ends:<30d"), now=NOW, zone=MOSCOW, ahead=True)
    assert span.start == NOW
    assert span.end == datetime(2026, 12, 24, 21, 30, tzinfo=UTC)


def test_absurd_amounts_are_open_ends_not_errors() -> None:
    span = window(read("created:<999999mo"), now=NOW, zone=MOSCOW)
    assert span.start is not None
    assert span.start.year == 1
