"""Imported holidays: proposed, never counted before a person confirms them, and never changed by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

import policy
from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.records.base import Role
from console.services import calendar, holidays, schedules
from console.services.desk import Desk
from tests.services.conftest import NOW, Clock

NATIONAL = [date(2026, 12, 2), date(2026, 12, 3)]


def closed_on(desk: Desk, at: datetime = NOW) -> list[date]:
    found = desk.company.schedule_at(at)
    assert found is not None
    return [one.day for one in found.closed]


def test_an_import_proposes_what_lies_ahead_and_counts_nothing(desk: Desk) -> None:
    found = holidays.bring_in(desk, "ae", 2026)
    assert [one.day for one in found.new] == NATIONAL  # the rest of the year has passed
    assert all(one.name == "National Day" and one.source.startswith("AE · python-holidays") for one in found.new)
    fresh = desk.refreshed()
    assert closed_on(fresh) == []
    assert len(fresh.company.schedules) == 1
    again = holidays.bring_in(fresh, "AE", 2026)
    assert (again.new, again.known) == ((), 2)
    assert [one.day for one in holidays.proposed(fresh)] == NATIONAL


def test_what_is_confirmed_is_a_closed_day_of_a_new_version(desk: Desk) -> None:
    found = holidays.bring_in(desk, "AE", 2026)
    fresh = holidays.confirm(desk, [found.new[0].id])
    assert closed_on(fresh) == NATIONAL[:1]
    held = fresh.company.schedule_at(NOW)
    assert held is not None
    assert (held.closed[0].kind, held.closed[0].reason, held.version_label) == ("holiday", "National Day", "2")
    assert not policy.is_open(schedules.policy_schedule(held), datetime(2026, 12, 2, 10, tzinfo=UTC))
    first, second = holidays.holidays(fresh)
    assert (first.confirmed_by, first.confirmed_at, second.confirmed_at) == ("Dana Kim", NOW, None)
    with pytest.raises(NotFound):
        holidays.confirm(fresh, [first.id])
    assert closed_on(holidays.confirm(fresh, [second.id])) == NATIONAL


def test_a_planned_version_gets_them_too(desk: Desk) -> None:
    held = desk.company.schedule_at(NOW)
    assert held is not None
    later = NOW + timedelta(days=3)
    wanted = replace(held, hours={"mon": (("09:00", "12:00"),)})
    planned = schedules.keep(desk, wanted, base=held, valid_from=later)
    found = holidays.bring_in(planned, "AE", 2026)
    fresh = holidays.confirm(planned, [one.id for one in found.new])
    assert closed_on(fresh) == NATIONAL
    assert closed_on(fresh, later) == NATIONAL
    then = fresh.company.schedule_at(later)
    assert then is not None
    assert then.hours == wanted.hours


def test_a_source_that_says_otherwise_later_changes_nothing(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = holidays.bring_in(desk, "AE", 2026)
    fresh = holidays.confirm(desk, [one.id for one in found.new])
    moved = ((date(2026, 12, 2), "National Day"), (date(2026, 12, 4), "National Day"))
    monkeypatch.setattr(holidays, "named", lambda *_: moved)
    again = holidays.bring_in(fresh, "AE", 2026)
    assert [one.day for one in again.new] == [date(2026, 12, 4)]
    assert [one.day for one in again.gone] == [date(2026, 12, 3)]
    assert closed_on(fresh.refreshed()) == NATIONAL


def test_a_dismissed_one_is_not_proposed_again_until_that_is_taken_back(desk: Desk) -> None:
    first, second = holidays.bring_in(desk, "AE", 2026).new
    holidays.dismiss(desk, [first.id])
    assert holidays.bring_in(desk, "AE", 2026).new == ()
    assert [one.id for one in holidays.proposed(desk)] == [second.id]
    holidays.propose_again(desk, [first.id])
    assert [one.id for one in holidays.proposed(desk)] == [first.id, second.id]
    with pytest.raises(NotFound):
        holidays.propose_again(desk, [999])
    with pytest.raises(NotFound):
        holidays.dismiss(desk, [999])


def test_somebody_entered_a_version_meanwhile(desk: Desk, clock: Clock) -> None:
    first, second = holidays.bring_in(desk, "AE", 2026).new
    holidays.confirm(desk, [first.id])
    with pytest.raises(Stale):
        holidays.confirm(desk, [second.id])
    assert [one.id for one in holidays.proposed(desk)] == [second.id]


def test_what_stands_there_already_keeps_its_reason(desk: Desk) -> None:
    found = holidays.bring_in(desk, "AE", 2026).new
    fresh = holidays.confirm(desk, [found[0].id])
    holidays.bring_in(fresh, "RU", 2026)
    twins = [one for one in holidays.proposed(fresh) if one.day == date(2026, 12, 31)]
    assert len(twins) == 1
    assert len(holidays.confirm(fresh, [one.id for one in twins]).company.schedules) == 3


def test_names_are_in_the_language_that_is_asked_for(desk: Desk) -> None:
    assert dict(holidays.named("RU", 2027, "ru"))[date(2027, 6, 12)] == "День России"
    assert dict(holidays.named("RU", 2027, "en"))[date(2027, 6, 12)] == "Russia Day"
    assert dict(holidays.named("DE", 2027, "ru"))[date(2027, 10, 3)]  # in a language of the source
    assert {"AE", "RU", "DE", "KZ"} <= set(holidays.countries())


@pytest.mark.parametrize(("country", "year", "code"), [("XX", 2027, "unknown_country"), ("AE", 2025, "no_holidays")])
def test_what_cannot_be_brought_in_is_said(desk: Desk, country: str, year: int, code: str) -> None:
    with pytest.raises(BadInput) as fault:
        holidays.bring_in(desk, country, year)
    assert fault.value.code == code


def test_only_a_lead_does_it_and_hours_must_be_there(desk: Desk) -> None:
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    bare = replace(desk, company=replace(desk.company, schedules=()))
    (first, _) = holidays.bring_in(desk, "AE", 2026).new
    with pytest.raises(NotAllowed):
        holidays.bring_in(other, "AE", 2026)
    with pytest.raises(NotAllowed):
        holidays.confirm(other, [first.id])
    with pytest.raises(BadInput, match="hours"):
        holidays.confirm(bare, [first.id])


def test_holidays_are_named_in_the_language_asked_for_and_kept_as_they_came(desk: Desk) -> None:
    made = holidays.bring_in(desk, "RU", 2027)
    english = {one.day: one.name for one in holidays.holidays(desk)}
    russian = {one.day: one.name for one in holidays.holidays(desk, "ru")}
    assert (english[date(2027, 5, 9)], russian[date(2027, 5, 9)]) == ("Victory Day", "День Победы")
    again = holidays.bring_in(desk, "RU", 2027, language="ru")
    assert (again.new, again.known) == ((), len(made.new))
    fresh = holidays.confirm(desk, [one.id for one in made.new if one.day == date(2027, 5, 9)])
    page = calendar.page(fresh, "ru")
    assert page.names[date(2027, 5, 9), "Victory Day"] == "День Победы"
    assert page.versions[-1].closed[-1].reason == "Victory Day"
    assert calendar.page(fresh, "en").names[date(2027, 5, 9), "Victory Day"] == "Victory Day"
