"""Adding and counting business time: for any week, adding and counting undo each other, and spans never overlap."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy import (
    WEEKDAYS,
    Schedule,
    add_business_days,
    add_business_time,
    at_local,
    business_time_between,
    is_holiday,
    is_open,
    last_open,
    open_spans,
)

MADRID = ZoneInfo("Europe/Madrid")
ZONES = st.sampled_from([ZoneInfo(name) for name in ("UTC", "Europe/Madrid", "America/Sao_Paulo", "Asia/Kathmandu")])
TIMES = st.builds(time, st.integers(0, 23), st.sampled_from((0, 15, 30)))
HOURS = st.lists(st.tuples(TIMES, TIMES), max_size=3).map(tuple)
DAYS = st.dates(date(2026, 3, 20), date(2026, 4, 10))
INSTANTS = st.datetimes(datetime(2026, 3, 20), datetime(2026, 4, 10), timezones=st.just(UTC))  # noqa: DTZ001 - the zone is beside it
SCHEDULES = st.builds(
    Schedule,
    zone=ZONES,
    hours=st.dictionaries(st.sampled_from(WEEKDAYS), HOURS, min_size=1).filter(lambda week: any(week.values())),
    closed=st.frozensets(DAYS, max_size=3),
    special=st.dictionaries(DAYS, HOURS, max_size=2),
    breaks=st.dictionaries(DAYS, HOURS, max_size=2),
)


@given(SCHEDULES, INSTANTS)
def test_spans_come_in_order_and_apart_and_the_same_both_ways(schedule: Schedule, start: datetime) -> None:
    ahead = list(islice(open_spans(schedule, start), 12))
    assert all(first < last for first, last in ahead)
    assert all(before[1] <= after[0] for before, after in pairwise(ahead))
    if ahead:
        back = [span for span in islice(open_spans(schedule, ahead[-1][1], backward=True), 40) if span[1] > start]
        back_from_start = [(max(first, start), last) for first, last in reversed(back)]
        assert sum((last - first for first, last in back_from_start), timedelta()) == sum(
            (last - first for first, last in ahead), timedelta()
        )


@given(SCHEDULES, INSTANTS, st.integers(1, 200_000))
def test_what_was_added_is_counted(schedule: Schedule, start: datetime, seconds: int) -> None:
    amount = timedelta(seconds=seconds)
    end = add_business_time(schedule, start, amount)
    assert end is not None
    assert business_time_between(schedule, start, end) == amount
    assert not is_open(schedule, end) or is_open(schedule, end - timedelta(microseconds=1))
    begin = add_business_time(schedule, end, -amount)
    assert begin is not None
    assert business_time_between(schedule, begin, end) == amount


@given(SCHEDULES, INSTANTS, INSTANTS, INSTANTS)
def test_time_counted_in_two_pieces_is_the_whole(
    schedule: Schedule, first: datetime, second: datetime, third: datetime
) -> None:
    start, middle, end = sorted((first, second, third))
    pieces = business_time_between(schedule, start, middle) + business_time_between(schedule, middle, end)
    assert pieces == business_time_between(schedule, start, end)


WEEK = Schedule(
    zone=MADRID,
    hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((time(9), time(13)), (time(15), time(18)))),
    closed=frozenset({date(2026, 12, 8)}),
    special={date(2026, 12, 24): ((time(9), time(12)),), date(2026, 12, 8): ()},
    breaks={date(2026, 12, 1): ((time(10), time(10, 30)),)},
    closures=((datetime(2026, 12, 2, 8, 30, tzinfo=UTC), datetime(2026, 12, 2, 20, tzinfo=UTC)),),
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=MADRID)


@pytest.mark.parametrize(
    ("start", "hours", "expected"),
    [
        (at(1, 9), 1, at(1, 10)),  # ends at the break, which is a closing
        (at(1, 9), 2, at(1, 11, 30)),
        (at(1, 12), 4, at(1, 18)),  # used up at closing time: the closing, not the next opening
        (at(1, 12), 5, at(2, 9, 30) + timedelta(days=1, minutes=0)),
        (at(24, 9), 3, at(24, 12)),
        (at(9, 9), -1, at(7, 17)),  # back over the holiday
    ],
)
def test_breaks_special_days_closures_and_holidays_count_nothing(
    start: datetime, hours: int, expected: datetime
) -> None:
    assert add_business_time(WEEK, start, timedelta(hours=hours)) == expected


def test_nothing_to_add_is_the_nearest_open_instant() -> None:
    assert add_business_time(WEEK, at(1, 14), timedelta()) == at(1, 15)
    assert add_business_time(WEEK, at(1, 14), timedelta(), backward=True) == at(1, 13)
    assert last_open(WEEK, at(1, 18)) == at(1, 18)


def test_business_days_keep_the_local_time_over_the_change_to_summer_time() -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=MADRID)
    assert add_business_days(WEEK, friday, 1) == datetime(2026, 3, 30, 12, tzinfo=MADRID)
    assert add_business_days(WEEK, at(7, 14), 1) == at(9, 15)  # the 8th is closed, 14:00 is in the pause
    assert add_business_days(WEEK, at(9, 8), -1) == at(4, 18)


def test_a_local_time_that_is_left_out_is_as_much_later_and_of_two_it_is_the_first() -> None:
    assert at_local(MADRID, date(2026, 3, 29), time(2, 30)) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)
    assert at_local(MADRID, date(2026, 10, 25), time(2, 30)) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_end_of_time_is_no_fault() -> None:
    assert add_business_time(WEEK, datetime(9999, 12, 30, tzinfo=UTC), timedelta(hours=99)) is None
    assert business_time_between(WEEK, at(5, 0), at(1, 0)) == timedelta()
    assert is_holiday(WEEK, at(8, 11))
