"""The published hours: half-open spans, days without hours, and business days counted from the day after."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from policy.working_time import Schedule, business_day, is_open, next_open

ZONE = ZoneInfo("Europe/Moscow")
SPANS = ((time(14), time(18)), (time(10), time(13)))
WEEK = Schedule(
    zone=ZONE, hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), SPANS), closed=frozenset({date(2026, 11, 24)})
)
NEVER = Schedule(zone=ZONE, hours={})


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(23, 10), True),
        (at(23, 9, 59), False),
        (at(23, 13), False),
        (at(23, 14), True),
        (at(23, 18), False),
        (at(24, 11), False),
        (at(28, 11), False),
    ],
)
def test_the_end_of_a_span_and_a_closed_day_are_outside(instant: datetime, *, expected: bool) -> None:
    assert is_open(WEEK, instant) is expected


@pytest.mark.parametrize(
    ("instant", "expected"),
    [
        (at(23, 11), at(23, 11)),
        (at(23, 13, 30), at(23, 14)),
        (at(23, 18), at(25, 10)),
        (at(27, 19), at(30, 10)),
    ],
)
def test_the_next_opening_skips_closed_days_and_weekends(instant: datetime, expected: datetime) -> None:
    assert next_open(WEEK, instant) == expected


def test_spans_come_in_order() -> None:
    assert [first.astimezone(ZONE).hour for first, _ in WEEK.spans(date(2026, 11, 23))] == [10, 14]


@pytest.mark.parametrize(("number", "expected"), [(0, 23), (1, 25), (3, 27), (4, 30)])
def test_the_day_of_receipt_is_business_day_zero(number: int, expected: int) -> None:
    assert business_day(WEEK, date(2026, 11, 23), number) == date(2026, 11, expected)


def test_a_schedule_without_hours_never_opens() -> None:
    assert next_open(NEVER, at(23, 11)) is None
    assert business_day(NEVER, date(2026, 11, 23), 1) is None
