"""Versions of the working hours: entered by a lead, hashed, kept; a request keeps the one of its receipt."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import policy
from console.faults import BadInput, NotAllowed, NotFound, Stale
from console.query import parse
from console.records.base import Role
from console.records.schedules import HOLIDAY, ClosedDay, ClosedSpan, ScheduleRecord, SpecialDay
from console.services import beginning, company, schedule_documents, schedules, showing
from console.services.desk import Desk
from console.services.intake.run import import_paths
from tests.services.conftest import NOW, Clock
from tests.services.letters_of_mail import raw_mail, write

DAY = date(2026, 12, 2)
WHOLE: dict[str, Any] = {
    "zone": "Europe/Moscow",
    "hours": {"mon": [["10:00", "13:00"], ["14:00", "24:00"]], "sat": [["22:00", "02:00"]]},
    "special": {"2026-12-31": {"hours": [["10:00", "14:00"]], "reason": "New Year's Eve"}},
    "closed": {"2026-12-02": {"kind": "holiday", "reason": "National Day", "source": "AE"}},
    "closures": [{"from": "2026-12-07T12:00", "to": "2026-12-07T15:00", "reason": "Move of the office"}],
}


def held(desk: Desk) -> ScheduleRecord:
    found = desk.company.schedule_at(desk.clock())
    assert found is not None
    return found


def closing(desk: Desk, reason: str = "Inventory", day: date = DAY) -> ScheduleRecord:
    return replace(held(desk), closed=(ClosedDay(day=day, reason=reason),))


def test_a_version_is_kept_whole_and_the_old_one_stays(desk: Desk) -> None:
    before = held(desk)
    wanted = schedule_documents.read_document(WHOLE)
    fresh = schedules.keep(desk, replace(wanted, reason="The winter"), base=before)
    made = held(fresh)
    assert made.document() == WHOLE
    assert (made.version_label, made.reason, made.by, made.entered_at) == ("2", "The winter", "Dana Kim", NOW)
    assert len(made.sha256) == 64
    assert made.sha256 != before.sha256
    assert fresh.company.schedules[0] == before


def test_the_policy_reads_every_part_of_a_version(desk: Desk) -> None:
    fresh = schedules.keep(desk, schedule_documents.read_document(WHOLE), base=held(desk))
    schedule = schedules.policy_schedule(held(fresh))

    def open_at(text: str) -> bool:
        return policy.is_open(schedule, datetime.fromisoformat(f"{text}+03:00"))

    assert open_at("2026-11-30T23:59")  # 24:00 ends Monday
    assert not open_at("2026-12-01T00:00")
    assert open_at("2026-11-29T01:59")  # Saturday night runs into Sunday
    assert not open_at("2026-12-02T11:00")
    assert open_at("2026-12-31T11:00")  # a Thursday, which has no hours in the week
    assert not open_at("2026-12-07T13:30")  # closed for three hours


def test_a_version_can_be_planned_and_holds_from_its_day(desk: Desk, clock: Clock) -> None:
    later = NOW + timedelta(days=7)
    fresh = schedules.keep(desk, closing(desk), base=held(desk), valid_from=later)
    assert held(fresh).version_label == "1"
    assert [one.version_label for one in schedules.planned(fresh)] == ["2"]
    clock.forward(days=7)
    assert held(fresh).version_label == "2"


def test_a_request_keeps_the_version_of_its_receipt(desk: Desk, clock: Clock, tmp_path: Path) -> None:
    friday = datetime(2026, 11, 27, 16, 0, tzinfo=UTC)  # after hours
    monday = date(2026, 11, 30)
    mail = raw_mail("a", sender="Ann <ann@one.example>", subject="Rates", body="How are rates set?", at=friday)
    clock.now = friday
    list(import_paths(desk, [write(tmp_path / "in", mail)]))
    clock.forward(minutes=5)
    fresh = schedules.keep(desk, closing(desk, day=monday), base=held(desk))
    clock.forward(minutes=5)
    second = raw_mail("b", sender="Ann <ann@one.example>", subject="Other", body="Where are orders?", at=clock.now)
    list(import_paths(fresh, [write(tmp_path / "in2", second)]))
    rows = {one.subject: one for one in showing.queue_page(fresh, parse("is:open").query).rows}
    first, other = rows["Rates"], rows["Other"]
    assert (first.schedule_id, other.schedule_id) == (fresh.company.schedules[0].id, fresh.company.schedules[1].id)
    assert first.review_from == datetime(2026, 11, 30, 7, 0, tzinfo=UTC)
    assert other.review_from == datetime(2026, 12, 1, 7, 0, tzinfo=UTC)
    for days, row in (((2, 10), first), ((3, 11), other)):
        window = showing.with_responses(fresh, [replace(row, topic="orders", license_state="transition")])[0].response
        assert window is not None
        schedule = schedules.policy_schedule(fresh.company.schedules[0])
        expected = [policy.business_day(schedule, monday, n) for n in days]
        assert [window.earliest_day, window.latest_day] == expected


def test_two_people_from_the_same_version_lose_nothing(desk: Desk) -> None:
    schedules.keep(desk, closing(desk, "Mine"), base=held(desk))
    with pytest.raises(Stale) as fault:
        schedules.keep(desk, closing(desk, "Theirs"), base=held(desk))
    assert fault.value.params == {"label": "2", "who": "Dana Kim"}
    assert [one.version_label for one in desk.refreshed().company.schedules] == ["1", "2"]


def test_the_same_act_twice_is_one_version(desk: Desk) -> None:
    for _ in range(2):
        schedules.keep(desk, closing(desk), base=held(desk), command_id="0" * 32)
    assert len(desk.refreshed().company.schedules) == 2


def test_only_a_lead_enters_one(desk: Desk) -> None:
    other = replace(desk, actor=replace(desk.actor, role=Role.SPECIALIST))
    with pytest.raises(NotAllowed, match="lead"):
        schedules.keep(other, closing(desk), base=held(desk))


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"zone": "Nowhere/City"}, "unknown_time_zone"),
        ({"hours": {"lundi": [["10:00", "18:00"]]}}, "schedule_bad_day"),
        ({"hours": {"mon": [["10:00", "25:00"]]}}, "schedule_bad_time"),
        ({"hours": {"mon": [["24:00", "10:00"]]}}, "schedule_bad_time"),
        ({"hours": {"mon": [["10:00", "14:00"], ["13:00", "18:00"]]}}, "schedule_overlap"),
        ({"hours": {"mon": [["22:00", "02:00"], ["23:00", "23:30"]]}}, "schedule_overlap"),
        ({"hours": {}, "special": {}}, "schedule_without_hours"),
        ({"special": {"2026-12-31": {"hours": []}}}, "schedule_special_empty"),
        ({"special": {"2026-12-31": {"hours": [["9", "10"]]}}}, "schedule_bad_time"),
        ({"closed": {"2026-12-02": {"reason": " "}}}, "schedule_without_reason"),
        ({"closed": {"2026-12-02": {"kind": "feast", "reason": "x"}}}, "schedule_without_reason"),
        ({"closures": [{"from": "2026-12-07T12:00", "to": "2026-12-07T12:00", "reason": "x"}]}, "schedule_turned"),
        ({"closures": [{"from": "2026-12-07T12:00", "to": "2026-12-07T13:00"}]}, "schedule_without_reason"),
        ({"closures": [{"from": "2026-12-07T12:00Z", "to": "2026-12-07T13:00Z"}]}, "bad_schedule"),
        ({"zone": None, "brakes": {}}, "bad_schedule"),
        ({"closed": {"soon": {"reason": "x"}}}, "bad_schedule"),
    ],
)
def test_what_is_wrong_is_said(desk: Desk, changed: dict[str, Any], code: str) -> None:
    with pytest.raises(BadInput) as fault:
        schedules.keep(desk, schedule_documents.read_document({**WHOLE, **changed}), base=held(desk))
    assert fault.value.code == code
    assert len(desk.refreshed().company.schedules) == 1


def test_a_day_twice_the_past_and_nothing_new_are_refused(desk: Desk) -> None:
    twice = replace(held(desk), special=(SpecialDay(day=DAY, hours=(("10:00", "12:00"),)),) * 2)
    for wanted, starts, code in (
        (twice, None, "schedule_day_twice"),
        (closing(desk), NOW - timedelta(minutes=1), "schedule_in_past"),
        (held(desk), None, "schedule_unchanged"),
    ):
        with pytest.raises(BadInput) as fault:
            schedules.keep(desk, wanted, base=held(desk), valid_from=starts)
        assert fault.value.code == code


def test_the_difference_of_two_versions(desk: Desk) -> None:
    after = schedule_documents.read_document({**WHOLE, "zone": "Asia/Dubai"})
    found = schedule_documents.compare(held(desk), after)
    told = [(one.part, one.key, one.before, one.after) for one in found]
    assert told[0] == ("zone", "", "Europe/Moscow", "Asia/Dubai")
    assert told[1] == ("hours", "mon", "10:00–18:00", "10:00–13:00, 14:00–24:00")
    assert told[2] == ("hours", "tue", "10:00–18:00", "")
    assert [one[0] for one in told[6:]] == ["hours", "special", "closed", "closures"]
    assert told[-1][1:] == ("2026-12-07 12:00 – 2026-12-07 15:00", "", "Move of the office")
    assert schedule_documents.compare(after, after) == ()
    assert len(schedule_documents.compare(None, after)) == 6


def test_other_weekly_hours_keep_what_differs_from_the_week(desk: Desk, clock: Clock) -> None:
    fresh = schedules.keep(desk, closing(desk), base=held(desk))
    clock.forward(minutes=1)
    again = beginning.change_hours(fresh, {"mon": (("08:00", "12:00"),)})
    assert held(again).hours == {"mon": (("08:00", "12:00"),)}
    assert held(again).closed == held(fresh).closed


def test_the_first_hours_of_a_desk_hold_from_the_beginning(desk: Desk) -> None:
    bare = replace(desk, company=replace(desk.company, schedules=()))
    assert bare.company.schedule_at(NOW) is None
    with pytest.raises(NotFound):
        schedules.find(bare, "1")
    assert schedules.find(desk, "1") == held(desk)
    made = beginning.change_hours(bare, {"mon": (("08:00", "12:00"),)})
    assert made.company.schedules[0].valid_from == datetime(1970, 1, 1, tzinfo=UTC)


def test_before_the_first_version_the_first_counts(desk: Desk) -> None:
    assert desk.company.schedule_at(NOW - timedelta(days=900)) == held(desk)
    assert desk.company.schedule_of(999, NOW) == held(desk)


def test_what_was_entered_as_it_is_needs_a_zone(desk: Desk) -> None:
    with pytest.raises(BadInput):
        company.add_schedule(desk.store, desk.actor, replace(held(desk), time_zone="Mars/Base"), at=NOW)
    assert ClosedSpan(start=datetime(2026, 1, 1), end=datetime(2026, 1, 2)).reason == ""  # noqa: DTZ001 - local times
    assert ClosedDay(day=DAY, kind=HOLIDAY) > ClosedDay(day=date(2026, 1, 1))
