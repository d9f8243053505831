"""The team's own targets: what counts, what waits, when it is due, and why each span counts or does not."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from policy import Clock, Moment, Schedule, Targets, business_time_between, clocks, slowest

HOUR = timedelta(hours=1)
WEEK = Schedule(
    zone=UTC,
    hours=dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), ((time(9), time(12)), (time(13), time(18)))),
    closed=frozenset({date(2026, 12, 2)}),
    closures=((datetime(2026, 12, 3, 10, tzinfo=UTC), datetime(2026, 12, 3, 11, tzinfo=UTC)),),
)
BOTH = Targets(first_response=2 * HOUR, next_response=4 * HOUR)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 12, day, hour, minute, tzinfo=UTC)


def run(*moments: tuple[datetime, str], now: datetime, targets: Targets = BOTH) -> tuple[Clock, ...]:
    return clocks([Moment(at=instant, kind=kind) for instant, kind in moments], targets, WEEK, now)


def test_the_first_response_is_due_in_business_time() -> None:
    (clock,) = run((at(1, 17), "customer"), now=at(1, 17, 30))
    assert clock.due == at(3, 9) + HOUR  # the 2nd is a holiday
    assert clock.spent == HOUR / 2
    assert clock.left == 1.5 * HOUR
    assert clock.stopped_at is None


def test_any_message_of_ours_is_the_first_response() -> None:
    for kind in ("answer", "asked"):
        (clock,) = run((at(1, 9), "customer"), (at(1, 11), kind), now=at(4, 9))
        assert (clock.spent, clock.stopped_at, clock.due) == (2 * HOUR, at(1, 11), None)


def test_the_next_response_begins_with_the_first_message_that_nothing_waits_before() -> None:
    first, second = run(
        (at(1, 9), "customer"), (at(1, 10), "answer"), (at(1, 11), "customer"), (at(1, 14), "customer"), now=at(1, 15)
    )
    assert (first.target, second.target) == ("first_response", "next_response")
    assert second.started_at == at(1, 11)
    assert second.due == at(1, 16)
    assert second.spent == 3 * HOUR


def test_our_question_lets_it_wait_until_the_customer_writes_again() -> None:
    said = (
        (at(1, 9), "customer"),
        (at(1, 9, 30), "answer"),
        (at(1, 10), "customer"),
        (at(1, 11), "asked"),
    )
    waiting = run(*said, now=at(3, 17))[1]
    assert (waiting.waiting, waiting.due, waiting.spent) == (True, None, HOUR)
    again = run(*said, (at(3, 17), "customer"), now=at(4, 10))[1]
    assert (again.waiting, again.spent, again.due) == (False, 3 * HOUR, at(4, 11))
    done = run(*said, (at(3, 17), "customer"), (at(4, 10), "answer"), now=at(9, 9))[1]
    assert (done.spent, done.stopped_at, done.due) == (3 * HOUR, at(4, 10), None)


def test_a_question_before_any_new_message_starts_nothing() -> None:
    assert len(run((at(1, 9), "customer"), (at(1, 10), "asked"), now=at(3, 9))) == 1


def test_closing_ends_a_run_and_what_comes_later_does_not_count_yet() -> None:
    said = ((at(1, 9), "customer"), (at(1, 10), "answer"), (at(1, 11), "customer"), (at(1, 12), "closed"))
    assert run(*said, now=at(4, 9))[1].stopped_at == at(1, 12)
    assert run(*said, now=at(1, 11, 30))[1].stopped_at is None


def test_every_span_says_why() -> None:
    (clock,) = run((at(1, 17), "customer"), now=at(7, 9, 30), targets=Targets(first_response=HOUR))
    assert [(one.why, one.start, one.end) for one in clock.spans] == [
        ("open", at(1, 17), at(1, 18)),
        ("after_hours", at(1, 18), at(2, 0)),
        ("holiday", at(2, 0), at(3, 0)),
        ("after_hours", at(3, 0), at(3, 9)),
        ("open", at(3, 9), at(3, 10)),
        ("closure", at(3, 10), at(3, 11)),
        ("open", at(3, 11), at(3, 12)),
        ("after_hours", at(3, 12), at(3, 13)),
        ("open", at(3, 13), at(3, 18)),
        ("after_hours", at(3, 18), at(4, 9)),
        ("open", at(4, 9), at(4, 12)),
        ("after_hours", at(4, 12), at(4, 13)),
        ("open", at(4, 13), at(4, 18)),
        ("after_hours", at(4, 18), at(5, 0)),
        ("weekend", at(5, 0), at(7, 0)),
        ("after_hours", at(7, 0), at(7, 9)),
        ("open", at(7, 9), at(7, 9, 30)),
    ]
    assert clock.left < timedelta()


def test_the_slowest_run_is_not_hidden_by_a_quick_one() -> None:
    found = run(
        (at(1, 9), "customer"),
        (at(1, 9, 10), "answer"),
        (at(1, 10), "customer"),
        (at(1, 18), "answer"),
        (at(3, 9), "customer"),
        (at(3, 9, 5), "answer"),
        now=at(4, 9),
    )
    worst = slowest(found, "next_response")
    assert worst is not None
    assert worst.started_at == at(1, 10)
    assert slowest((), "next_response") is None


def test_a_team_that_wants_nothing_has_no_clock() -> None:
    assert run((at(1, 9), "customer"), now=at(1, 10), targets=Targets()) == ()


MOMENTS = st.lists(
    st.builds(
        Moment,
        at=st.integers(0, 20_000).map(lambda minutes: at(1, 0) + timedelta(minutes=minutes)),
        kind=st.sampled_from(("customer", "answer", "asked", "closed", "reopened")),
    ),
    max_size=12,
)


@given(MOMENTS, st.integers(0, 25_000))
def test_spans_follow_one_another_and_counted_ones_are_the_time_spent(moments: list[Moment], minutes: int) -> None:
    now = at(1, 0) + timedelta(minutes=minutes)
    for clock in clocks(moments, BOTH, WEEK, now):
        end = clock.stopped_at or now
        assert clock.started_at <= end
        assert all(before.end == after.start for before, after in pairwise(clock.spans))
        if clock.spans:
            assert (clock.spans[0].start, clock.spans[-1].end) == (clock.started_at, end)
        waits = sum(
            (business_time_between(WEEK, one.start, one.end) for one in clock.spans if one.why == "waiting"),
            timedelta(),
        )
        assert clock.spent == business_time_between(WEEK, clock.started_at, end) - waits
        if clock.due is not None and clock.due > now:
            (at_due,) = [
                one
                for one in clocks([m for m in moments if m.at <= now], BOTH, WEEK, clock.due)
                if (one.target, one.started_at) == (clock.target, clock.started_at)
            ]
            assert at_due.left == timedelta()
