from __future__ import annotations

from typing import Any

import pytest

import policy
from tests.policy import shipped
from tests.policy.cases import subjects
from tests.policy.cases.making import ask


def answer(state: str, *topics: str, **given: Any) -> dict[str, Any]:
    case = {"kind": "admissibility", "given": {"license_state": state, "questions": ask(*topics), **given}}
    return policy.assess_case(case, shipped.agreement())


def test_every_subject_has_its_row() -> None:
    assert {*subjects.IN, *subjects.OUT, "initial_installation"} == set(shipped.agreement().topics)


@pytest.mark.parametrize("topic", subjects.OUT)
def test_a_subject_out_of_scope_is_refused_on_its_ground_or_redirected_to_its_service(topic: str) -> None:
    ground, further, service = subjects.OUT[topic]
    for state in ("free", "paid", "transition", "expired", "archived"):
        got = answer(state, topic)
        assert (got["outcome"], got["primary"], got["discretionary"]) == ("refuse", ground, True)
        assert set(further) <= set(got["also"])
        got = answer(state, topic, services_available=list(shipped.agreement().services))
        assert (got["primary"], got["service"]) == (ground, service)
        assert got["outcome"] == ("refuse" if service is None else "redirect_paid")
        assert got["offers"] == []  # a renewal would not help


@pytest.mark.parametrize("topic", subjects.IN)
def test_a_subject_in_scope_is_answered_by_the_state(topic: str) -> None:
    for state, outcome, mode, primary in (
        ("free", "accept", "full", None),
        ("paid", "accept", "full", None),
        ("transition", "accept", "limited", None),
        ("expired", "refuse", None, "23.1.1"),
        ("archived", "refuse", None, "23.1.2"),
    ):
        got = answer(state, topic)
        assert (got["outcome"], got["mode"], got["primary"]) == (outcome, mode, primary)
        assert (subjects.IN[topic] in got["also"]) == (outcome == "accept")


@pytest.mark.parametrize("topic", [*subjects.IN, *subjects.OUT])
def test_programmers_are_not_consulted_on_what_22_2_closes(topic: str) -> None:
    closed = subjects.CLOSED_TO_PROGRAMMERS.get(topic)
    for role in ("third_party_programmer", "contractor", "technical_specialist", "other_third_party"):
        sender = {"role": role, "designated_contact": True}
        got = answer("paid", topic, sender=sender, services_available=list(shipped.agreement().services))
        if closed is None:
            assert got["primary"] == (None if topic in subjects.IN else subjects.OUT[topic][0])
        else:
            assert (got["outcome"], got["primary"], got["service"]) == ("refuse", closed, None)


@pytest.mark.parametrize("topic", [*subjects.IN, *subjects.OUT])
def test_the_archive_takes_what_13_3_names(topic: str) -> None:
    got = answer("archived", "orders", topic)
    named = {"13.3.1"}
    if topic in ("update_info", "update_install"):
        named.add("13.3.4")
    ground = subjects.OUT.get(topic, ("",))[0]
    named |= {"23.1.5": {"13.3.5"}, "23.1.9": {"13.3.6"}}.get(ground, set())
    assert {one for one in got["also"] if one.startswith("13.3.")} == named


@pytest.mark.parametrize("topic", subjects.OUT)
def test_the_transition_leaves_server_integration_programming_and_nonstandard_unreviewed(topic: str) -> None:
    got = answer("transition", topic)
    grounds = ("23.1.5", "23.1.7", "23.1.8", "23.1.9", "23.1.13")
    named = subjects.OUT[topic][0] in grounds or topic in ("nonstandard_logic", "individual_setup")
    assert ("10.3.5" in got["also"]) == named
    assert "10.3.5" not in answer("free", topic)["also"]


@pytest.mark.parametrize("code", subjects.CONDUCT)
def test_confirmed_conduct_is_named_by_its_clause(code: str) -> None:
    got = answer("paid", "orders", conduct={"confirmed": [code]})
    assert (got["outcome"], got["primary"], got["discretionary"]) == ("suspend", "23.1.21", True)
    assert {subjects.CONDUCT[code], "19.3"} <= set(got["also"])


ERROR = {"is_error": True, "repro_steps": False}
# The facts that make a ground hold, and those that leave it open; None where a person's confirmation is the fact.
GROUNDS: dict[str, tuple[dict[str, Any], dict[str, Any] | None]] = {
    "23.1.1": ({"license_state": "expired"}, {"license_state": None}),
    "23.1.2": ({"license_state": "archived"}, {"license_state": None}),
    "23.1.3": ({"license_state": "expired"}, {"license_state": None}),
    **{
        ground: ({"questions": ask(topic)}, {"questions": ask(None)})
        for ground, topic in (
            ("23.1.4", "business_consulting"),
            ("23.1.5", "cron"),
            ("23.1.6", "transfer"),
            ("23.1.7", "programming"),
            ("23.1.8", "customization"),
            ("23.1.9", "crm"),
            ("23.1.20", "programmer_consultation"),
        )
    },
    "23.1.10": (
        {"installations": {"one.example": {"outdated": True}}},
        {"installations": {"one.example": {"outdated": None}}},
    ),
    "23.1.11": (
        {"installations": {"one.example": {"files_modified": True}}},
        {"installations": {"one.example": {"files_modified": None}}},
    ),
    "23.1.12": ({"license_state": "invalid", "license_problem": "pirated"}, {"license_state": None}),
    "23.1.13": (
        {"installations": {"one.example": {"server_config_modified": True}}},
        {"installations": {"one.example": {"server_config_modified": None}}},
    ),
    "23.1.14": (
        {"installations": {"one.example": {"requirements_met": False}}},
        {"installations": {"one.example": {"requirements_met": None}}},
    ),
    "23.1.15": ({"report": ERROR}, {"report": {"is_error": True, "repro_steps": None}}),
    "23.1.16": ({"specialist_marks": ["bad_access"]}, None),
    "23.1.21": ({"conduct": {"confirmed": ["rudeness"]}}, None),
    "23.1.22": ({"conduct": {"confirmed": ["spam"]}}, None),
    **{clause: ({"conduct": {"confirmed": [clause]}}, None) for clause in ("23.1.17", "23.1.18", "23.1.19", "23.1.23")},
}


def ground(clause: str, given: dict[str, Any]) -> policy.Finding:
    from policy.ruling.cases.given import request_facts  # noqa: PLC0415 - behind the front door, for this test only

    whole = {"license_state": "free", "questions": ask("orders"), **given}
    facts = request_facts(whole, policy.terms_of(shipped.agreement()))
    found = policy.decide(facts, shipped.agreement())
    return next(one for one in found.findings if one.clause == clause)


def test_all_23_grounds_have_a_case() -> None:
    assert set(GROUNDS) == set(shipped.agreement().grounds)


@pytest.mark.parametrize("clause", GROUNDS)
def test_a_ground_holds_cannot_hold_or_is_open(clause: str) -> None:
    holds, unknown = GROUNDS[clause]
    assert ground(clause, holds).status == "holds"
    assert ground(clause, {}).status == "cannot"
    if unknown is not None:
        found = ground(clause, unknown)
        assert found.status == "unknown"
        assert found.missing
