"""Laws of the periods of a license, for any purchase, any payments, any transfers, any zone and either reading.

Worked cases stand elsewhere; here is what must hold whatever the numbers are.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from policy import LicenseFacts, Purchase
from policy.counting import Terms, add_months
from policy.periods import RUNNING, Standing, countdown, standing

BEGIN = datetime(2020, 1, 1, tzinfo=UTC)
MINUTES = 60 * 24 * 365 * 6
TICK = timedelta(microseconds=1)

instants = st.integers(0, MINUTES).map(lambda n: BEGIN + timedelta(minutes=n))
zones = st.sampled_from(["UTC", "Europe/Moscow", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]).map(ZoneInfo)
terms = st.builds(
    Terms,
    month_rounding=st.sampled_from(["down", "up"]),
    transition_anchor=st.sampled_from(["purchase", "free_end"]),
    auto_archive=st.booleans(),
)


@st.composite
def licenses(draw: st.DrawFn) -> LicenseFacts:
    bought = draw(instants)
    later = st.integers(0, MINUTES).map(lambda n: bought + timedelta(minutes=n))
    payments = st.builds(
        Purchase,
        paid_at=later,
        length=st.integers(1, 24),
        unit=st.sampled_from(["day", "week", "month", "year"]),
    )
    return LicenseFacts(
        purchased_at=bought,
        purchases=tuple(draw(st.lists(payments, max_size=4))),
        transfers=tuple(draw(st.lists(later, max_size=2))),
    )


def known_until(facts: LicenseFacts, at: datetime) -> LicenseFacts:
    """Return the license as it is if nothing happens after an instant."""
    return LicenseFacts(
        purchased_at=facts.purchased_at,
        purchases=tuple(one for one in facts.purchases if one.paid_at <= at),
        transfers=tuple(one for one in facts.transfers if one <= at),
    )


def holding(found: Standing, at: datetime) -> set[str]:
    return {one.kind for one in found.intervals if one.holds(at)}


@given(licenses(), instants, zones, terms)
def test_what_comes_later_takes_no_part(facts: LicenseFacts, at: datetime, zone: ZoneInfo, words: Terms) -> None:
    assert standing(facts, at, zone, words) == standing(known_until(facts, at), at, zone, words)


@given(licenses(), instants, zones, terms)
def test_a_running_state_is_a_period_that_holds(
    facts: LicenseFacts, at: datetime, zone: ZoneInfo, words: Terms
) -> None:
    found = standing(facts, at, zone, words)
    if found.state in RUNNING:
        assert found.state in holding(found, at)
    elif found.state == "expired":
        assert holding(found, at) == set()
    assert found.free.start == facts.purchased_at
    assert found.free.end == found.transition.start
    assert all(one.start < one.end for one in (found.free, *found.paid))


@given(licenses(), instants, zones, terms)
def test_a_state_lasts_until_its_boundary_and_ends_there(
    facts: LicenseFacts, at: datetime, zone: ZoneInfo, words: Terms
) -> None:
    found = standing(facts, at, zone, words)
    if found.boundary is None:
        return
    rest = known_until(facts, at)
    assert found.boundary > at
    assert standing(rest, found.boundary - TICK, zone, words).state == found.state
    after = standing(rest, found.boundary, zone, words)
    if found.boundary_kind == "archive_eligible":
        assert after.archive_eligible or after.state == "archived"
    else:
        assert after.state == found.boundary_kind != found.state


@given(licenses(), instants, zones, terms)
def test_the_countdown_is_the_exact_time_and_the_days_of_the_zone(
    facts: LicenseFacts, at: datetime, zone: ZoneInfo, words: Terms
) -> None:
    found = standing(facts, at, zone, words)
    left = countdown(found, at, zone)
    assert (left is None) == (found.boundary is None)
    if left is not None and found.boundary is not None:
        assert left.left == found.boundary - at > timedelta(0)
        assert left.kind == found.boundary_kind
        assert timedelta(days=left.days - 1) - timedelta(hours=2) <= left.left
        assert left.left <= timedelta(days=left.days + 1, hours=2)  # a change of the clock moves an hour


@given(licenses(), zones, terms)
def test_paid_periods_do_not_overlap(facts: LicenseFacts, zone: ZoneInfo, words: Terms) -> None:
    paid = standing(facts, BEGIN + timedelta(days=365 * 20), zone, words).paid
    assert all(one.end <= other.start for one, other in pairwise(paid))


@given(st.dates(date(2000, 1, 1), date(2099, 1, 1)), st.integers(0, 240), st.integers(0, 240))
def test_months_are_counted_from_the_anchor_and_in_order(day: date, few: int, more: int) -> None:
    for rounding in ("down", "up"):
        moved = add_months(day, few, rounding=rounding)
        assert (moved.day == day.day) or moved.day in (1, 28, 29, 30)
        whole = (moved.year - day.year) * 12 + moved.month - day.month
        assert whole - few in ((0,) if moved.day != 1 or day.day == 1 else (1,))
        if few <= more:
            assert moved <= add_months(day, more, rounding=rounding)
    assert add_months(day, few) <= add_months(day, few, rounding="up")
