"""A period keeps the version of its purchase or payment (29.3, A64), whatever came into force after that."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import policy
from policy import LicenseFacts, Purchase, Succession, Terms

ZONE = ZoneInfo("Europe/Lisbon")
OLD = Terms()
NEW = Terms(free_months=6, transition_months=1, archive_months=3, month_rounding="up", period_end="day_before")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZONE)


TURN = at("2025-01-01T00:00")
BOTH = Succession(versions=((at("2024-01-01T00:00"), "old", OLD), (TURN, "new", NEW)))


def days(facts: LicenseFacts, when: datetime, terms: Terms | Succession) -> list[tuple[str, date, str]]:
    found = policy.standing(facts, when, ZONE, terms)
    return [(one.kind, one.last_day, one.version) for one in found.intervals]


def test_what_was_bought_before_keeps_its_months_and_what_is_bought_after_has_the_new_ones() -> None:
    before = LicenseFacts(purchased_at=at("2024-12-31T23:59"))
    after = LicenseFacts(purchased_at=TURN)
    when = at("2025-06-01T00:00")
    assert days(before, when, BOTH) == [
        ("free", date(2025, 12, 31), "old"),
        ("transition", date(2026, 2, 28), "old"),
    ]
    assert days(after, when, BOTH) == [("free", date(2025, 6, 30), "new"), ("transition", date(2025, 7, 31), "new")]


def test_a_renewal_is_counted_under_the_version_of_its_payment_behind_a_period_of_the_older_one() -> None:
    bought = at("2024-03-31T10:00")
    facts = LicenseFacts(purchased_at=bought, purchases=(Purchase(paid_at=at("2025-02-10T10:00"), length=3),))
    (free, transition, paid) = policy.standing(facts, at("2025-02-11T00:00"), ZONE, BOTH).intervals
    assert (free.version, paid.version, transition.version) == ("old", "new", "old")
    assert paid.start == free.end  # it stacks behind what runs, whichever version that is of
    assert paid.last_day == date(2025, 6, 30)  # from 1 April three months, the day before the corresponding one
    earlier = replace(facts, purchases=(Purchase(paid_at=at("2024-12-30T10:00"), length=3),))
    assert policy.standing(earlier, at("2025-02-11T00:00"), ZONE, BOTH).paid[0].last_day == date(2025, 6, 30)
    at_payment = Succession(versions=(BOTH.versions[0], (TURN, "new", replace(NEW, early_renewal="at_payment"))))
    (started,) = policy.standing(facts, at("2025-02-11T00:00"), ZONE, at_payment).paid
    assert started.start == at("2025-02-10T10:00")


def test_the_months_until_the_archive_are_those_of_the_period_that_ended_last() -> None:
    bought = at("2024-03-31T10:00")
    lone = LicenseFacts(purchased_at=bought)  # all over on 31 May 2025, six months under the old version
    assert policy.standing(lone, at("2025-09-01T00:00"), ZONE, BOTH).archive_eligible_from == date(2025, 12, 1)
    renewed = replace(lone, purchases=(Purchase(paid_at=at("2025-07-01T12:00"), length=1),))
    found = policy.standing(renewed, at("2025-09-01T00:00"), ZONE, BOTH)
    assert found.paid[0].last_day == date(2025, 7, 31)
    assert found.archive_eligible_from == date(2025, 10, 31)  # three months under the new one
    assert policy.transfer_act(renewed, at("2025-10-31T00:00"), ZONE, BOTH).allowed
    assert not policy.transfer_act(lone, at("2025-10-31T00:00"), ZONE, BOTH).allowed


def test_a_restored_license_has_the_version_of_its_payment() -> None:
    facts = LicenseFacts(
        purchased_at=at("2022-03-31T10:00"),
        transfers=(at("2024-12-01T10:00"),),
        restorations=(
            policy.Restoration(
                decided_at=at("2025-02-01T00:00"),
                approved=True,
                feasible=True,
                paid_at=at("2024-12-20T00:00"),
                length=2,
            ),
        ),
    )
    (paid,) = policy.standing(facts, at("2025-03-01T00:00"), ZONE, BOTH).paid
    assert (paid.version, paid.last_day) == ("old", date(2025, 4, 1))


def test_a_preview_of_a_payment_takes_the_version_of_its_day() -> None:
    facts = LicenseFacts(purchased_at=at("2023-01-10T10:00"))
    before, after = (Purchase(paid_at=at(day), length=2) for day in ("2024-12-31T12:00", "2025-01-01T12:00"))
    assert policy.paid_if(facts, before, ZONE, BOTH).version == "old"
    found = policy.renewal(facts, after, ZONE, BOTH)
    assert found.interval is not None
    assert (found.interval.version, found.interval.last_day) == ("new", date(2025, 2, 28))


def test_before_the_first_version_it_is_the_first() -> None:
    assert BOTH.at(at("2001-01-01T00:00")) == ("old", OLD)
    assert BOTH.at(TURN) == ("new", NEW)


@pytest.mark.parametrize("versions", [(), (BOTH.versions[1], BOTH.versions[0])])
def test_versions_are_there_and_in_order(versions: tuple[tuple[datetime, str, Terms], ...]) -> None:
    with pytest.raises(ValueError, match="in the order"):
        Succession(versions=versions)


@given(
    bought=st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2027, 12, 31)),  # noqa: DTZ001 - the zone follows
    paid=st.lists(st.integers(min_value=0, max_value=1_500), max_size=3),
    ahead=st.integers(min_value=0, max_value=2_000),
    terms=st.sampled_from([OLD, NEW, replace(OLD, period_end="same_instant")]),
)
def test_versions_with_the_same_terms_count_as_one(bought: datetime, paid: list[int], ahead: int, terms: Terms) -> None:
    start = bought.replace(tzinfo=ZONE)
    facts = LicenseFacts(
        purchased_at=start,
        purchases=tuple(Purchase(paid_at=start + timedelta(days=one), length=2) for one in sorted(paid)),
    )
    same = Succession(versions=((at("2021-01-01T00:00"), "a", terms), (TURN, "b", terms)))
    when = start + timedelta(days=ahead)
    assert policy.standing(facts, when, ZONE, same) == policy.standing(facts, when, ZONE, terms)
