"""Months and days that are added to a day and counted between two."""

from __future__ import annotations

from datetime import date

import pytest

from policy.counting import add_period, period_between


@pytest.mark.parametrize(
    ("mode", "expected"), [("clamp", date(2027, 2, 28)), ("spill", date(2027, 3, 3)), ("reject", None)]
)
def test_a_month_that_lacks_the_day_is_taken_as_the_mode_says(mode: str, expected: date | None) -> None:
    assert add_period(date(2027, 1, 31), months=1, mode=mode) == expected


def test_the_months_come_first_and_then_the_days() -> None:
    assert add_period(date(2027, 1, 31), months=1, days=1) == date(2027, 3, 1)
    assert add_period(date(2027, 1, 31), days=1, mode="reject") == date(2027, 2, 1)
    assert add_period(date(2027, 3, 15), months=-13) == date(2026, 2, 15)


def test_another_mode_is_refused() -> None:
    with pytest.raises(ValueError, match="'round'"):
        add_period(date(2027, 1, 31), months=1, mode="round")


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        (date(2026, 11, 30), date(2027, 2, 28), (3, 0)),
        (date(2026, 11, 15), date(2027, 2, 14), (2, 30)),
        (date(2027, 2, 14), date(2026, 11, 15), (-2, -29)),
        (date(2027, 2, 14), date(2027, 2, 14), (0, 0)),
    ],
)
def test_whole_months_are_counted_and_the_days_left(first: date, last: date, expected: tuple[int, int]) -> None:
    assert period_between(first, last) == expected
