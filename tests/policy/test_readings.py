from __future__ import annotations

from typing import Any

import pytest

import policy
from tests.policy import own_cases, shipped
from tests.policy.cases import readings

BY_NAME = {one[0]: one for one in own_cases.EVERY}


def test_every_reading_is_named_by_a_case_or_decides_nothing() -> None:
    known = set(shipped.agreement().readings)
    assert len(known) == 67
    named = (set(readings.DECIDED), set(readings.SWITCHED), readings.TOLD)
    assert set().union(*named) == known
    assert sum(len(one) for one in named) == len(known)  # each stands in one place
    assert len(BY_NAME) == len(own_cases.EVERY)


@pytest.mark.parametrize("reading", readings.DECIDED)
def test_a_case_would_come_out_otherwise_by_another_reading(reading: str) -> None:
    for name, key, otherwise in readings.DECIDED[reading]:
        case = BY_NAME[name]
        assert shipped.failing([case], shipped.agreement()) == {}
        got = policy.assess_case({"kind": case[1], "given": case[2]}, shipped.agreement(), shipped.CALENDARS)
        assert key in got
        assert got[key] != otherwise, (name, key)


SWITCHES = [
    (reading, parameter, value)
    for reading, parameters in readings.SWITCHED.items()
    for parameter, values in parameters.items()
    for value in values
]


@pytest.mark.sampled(5)
@pytest.mark.parametrize(("reading", "parameter", "value"), SWITCHES)
def test_a_switch_of_a_reading_changes_its_cases(reading: str, parameter: str, value: Any) -> None:
    assert shipped.agreement().parameters[parameter].reading == reading
    failing = shipped.failing(own_cases.EVERY, shipped.with_parameter(parameter, value))
    assert set(readings.SWITCHED[reading][parameter][value]) <= set(failing), sorted(failing)


def test_every_parameter_that_has_alternatives_is_switched_to_each() -> None:
    known = {
        (one.reading, one.name, word)
        for one in shipped.agreement().parameters.values()
        for word in one.alternatives
        if word != str(one.value).lower()
    }
    assert known == {(reading, name, str(value).lower()) for reading, name, value in SWITCHES}


def test_a_reading_that_sets_a_parameter_offers_only_what_the_engine_knows() -> None:
    parameters = shipped.agreement().parameters
    for one in shipped.agreement().readings.values():
        names = [name.strip() for name in one.parameter.split(",") if name]
        if any(parameters[name].basis == "company" for name in names):
            continue
        for word in one.alternatives:
            name, _, value = word.rpartition("=")
            assert value in parameters[name or names[0]].alternatives, (one.id, word)
        assert bool(one.alternatives) == bool(names)


@pytest.mark.parametrize("reading", sorted(readings.TOLD))
def test_a_reading_that_decides_nothing_is_told_with_what_it_needs_of_the_company(reading: str) -> None:
    found = shipped.agreement().readings[reading]
    source = next(one for one in shipped.documents()["readings"]["reading"] if one["id"] == reading)
    assert (found.needs_company, found.alternatives) == (source["needs_company"], tuple(source["alternatives"]))
    assert found.matter_en
    assert found.matter_ru
    assert found.reading_en
    assert found.reading_ru
    assert found.clauses


def test_what_the_company_has_to_set_has_no_default_in_the_engine() -> None:
    found = {one.name: one for one in shipped.agreement().parameters.values() if one.basis == "company"}
    assert set(found) == {
        "policy_tz",
        "merge_window_minutes",
        "repeat_similarity",
        "ask_info_close_after",
        "no_response_close_after",
        "reopen_window",
        "min_version",
        "suspension_review_days",
    }
    assert {one.value for one in found.values()} == {None}


def test_the_reading_of_several_questions_can_be_to_take_one() -> None:
    given = {"license_state": "free", "questions": [{"topic": "orders"}, {"topic": "users"}]}
    got = policy.assess_case(
        {"kind": "admissibility", "given": given}, shipped.with_parameter("multi_default", "take_one")
    )
    assert (got["outcome"], got["mode"], got["flags"]) == ("accept", "full", ["others_not_reviewed"])
    assert "16.3" in got["also"]


def test_the_reading_of_what_is_required_can_be_all_ten() -> None:
    given = {"license_state": "free", "questions": [{"topic": "orders"}], "report": {"actions_before": False}}
    case = {"kind": "admissibility", "given": given}
    assert policy.assess_case(case, shipped.agreement())["outcome"] == "accept"
    got = policy.assess_case(case, shipped.with_parameter("required_fields", "all_ten"))
    assert (got["outcome"], got["needs"]) == ("ask_info", ["actions_before"])


def test_all_ten_facts_are_asked_for_in_the_order_of_the_text() -> None:
    found = shipped.with_parameter("required_fields", "all_ten")
    asked = [name for name in found.items if name not in ("domain", "plan")]  # the license says these
    given = {
        "license_state": "free",
        "questions": [{"topic": "orders"}],
        "report": dict.fromkeys(asked, False),
        "domain": "elsewhere.example",
        "installations": {"one.example": {}},
    }
    got = policy.assess_case({"kind": "admissibility", "given": given}, found)
    assert (got["outcome"], sorted(got["needs"])) == ("ask_info", sorted(["domain", *asked]))
    assert list(found.items.values()) == [f"15.2.{number}" for number in range(1, 11)]


def test_by_another_reading_the_archive_comes_by_itself_and_money_does_not_undo_it() -> None:
    given = {
        "license": {
            "purchased_at": "2024-11-30T18:00:00+01:00",
            "renewals": [{"paid_at": "2026-08-02T12:00:00+02:00", "length": 12, "unit": "month"}],
        },
        "policy_tz": "Europe/Madrid",
        "at": "2026-08-03T12:00:00+02:00",
    }
    case = {"kind": "license_state", "given": given}
    assert policy.assess_case(case, shipped.agreement())["state"] == "paid"
    got = policy.assess_case(case, shipped.with_parameter("auto_archive", True))
    assert (got["state"], got["flags"]) == ("archived", ["payment_without_restoration_decision"])
