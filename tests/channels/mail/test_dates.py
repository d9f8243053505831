from __future__ import annotations

from datetime import UTC, datetime

import pytest

from console.channels.mail.dates import read_date

NINE = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "value",
    [
        "Mon, 02 Nov 2026 09:00:00 +0000",
        "Mon, 2 Nov 2026 12:00:00 +0300 (MSK)",
        "2 Nov 2026 09:00 GMT",
        "2 Nov 26 09:00:00 UT",
        "Mon, 2 Nov 2026 04:00:00 EST",
        "Mon Nov  2 09:00:00 2026",
        "2 Nov 09:00:00 2026",
        "2026-11-02T09:00:00Z",
        "2026-11-02 12:00:00+03:00",
        "11/02/2026 9:00 AM",
        "02.11.2026 09:00",
        "Monday, November 2, 2026 9:00 AM",
        "Mon, 2 Nov 2026 09.00.00 +0000",
        "Mon,2-Nov-2026 12:00:00+0300",
        "Mon, 2 Nov 2026 09:00:00 +0000 (a (nested) comment)",
        "Mon, 2 Nov 2026 09:00:00 -0000",
        "Mon, 2 Nov 126 09:00:00 +0000",
    ],
)
def test_forms_of_one_instant(value: str) -> None:
    assert read_date(value) == NINE


@pytest.mark.parametrize(
    "value", ["", "garbage", "31 Feb 2026 10:00", "2 Nov 2026 25:00:00", "99 Nov 2026", "12:00:00"]
)
def test_what_says_no_date(value: str) -> None:
    assert read_date(value) is None


def test_the_ends_of_the_calendar_do_not_overflow() -> None:
    assert read_date("31 Dec 9999 23:59:59 -1200") is None
    assert read_date("1 Jan 0001 00:00:00 +1200") is None


def test_an_impossible_zone_counts_as_utc() -> None:
    assert read_date("Mon, 2 Nov 2026 09:00:00 +9999") == NINE


def test_a_leap_second_is_the_second_before() -> None:
    assert read_date("Mon, 2 Nov 2026 08:59:60 +0000") == NINE.replace(hour=8, minute=59, second=59)
