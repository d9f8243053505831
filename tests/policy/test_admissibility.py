from __future__ import annotations

import json
import random
from dataclasses import replace

import pytest

import policy
from tests.policy import shipped
from tests.policy.cases.making import Case
from tests.policy.own_cases import REQUESTS as ALL


@pytest.mark.parametrize("case", ALL, ids=[one[0] for one in ALL])
def test_a_case_of_our_own_holds(case: Case) -> None:
    assert shipped.failing([case], shipped.agreement()) == {}


def test_every_row_of_the_table_decides_a_case() -> None:
    decided = {_decision(case).rule for case in ALL}
    assert set(shipped.agreement().rules) - decided == {"one_of_several"}  # it waits for another reading (A37)
    rows = {shipped.agreement().rules[one].row for one in decided}
    assert rows == {str(number) for number in range(1, 23)}


@pytest.mark.parametrize("case", ALL, ids=[one[0] for one in ALL])
def test_a_decision_can_be_kept_and_taken_again(case: Case) -> None:
    facts = _facts(case)
    kept = policy.decide(facts, shipped.agreement()).to_json()
    assert policy.replay(policy.canonical(facts), shipped.agreement(), kept).same
    assert policy.Decision.from_json(kept).to_json() == kept
    assert json.loads(kept)["version"] == "2026-06-13"


@pytest.mark.parametrize("case", ALL, ids=[one[0] for one in ALL])
def test_all_grounds_are_found_and_every_rule_is_tried(case: Case) -> None:
    found = _decision(case)
    assert [one.clause for one in found.findings] == [f"23.1.{number}" for number in range(1, 24)]
    assert {one.rule for one in found.trace} == set(shipped.agreement().rules)
    for one in found.findings:
        assert one.reasons, one
        assert bool(one.missing) == (one.status == "unknown"), one
    holding = {one.clause for one in found.findings if one.status == "holds"}
    assert holding <= {*found.also, found.primary}


def test_an_unknown_ground_says_what_is_missing_and_who_has_it() -> None:
    facts = policy.RequestFacts(
        state="free",
        questions=(policy.Question(topic=None),),
        channel_official=True,
        sender=policy.Sender(role="owner"),
        installations={"one.example": policy.Installation()},
    )
    found = {one.clause: one for one in policy.decide(facts, shipped.agreement()).findings}
    assert found["23.1.5"].missing == (policy.Need(fact="topic", supplier="specialist"),)
    assert found["23.1.13"].missing == (
        policy.Need(fact="changes_made", supplier="user"),
        policy.Need(fact="topic", supplier="specialist"),
    )
    assert found["23.1.14"].missing == (policy.Need(fact="requirements_met", supplier="specialist"),)
    assert found["23.1.1"].status == "cannot"
    assert found["23.1.1"].reasons == (policy.Reason(code="state", params=(("state", "free"),)),)


def test_nothing_known_asks_and_refuses_nothing() -> None:
    found = policy.decide(policy.RequestFacts(state=None), shipped.agreement())
    assert (found.outcome, found.primary, [one.fact for one in found.needs]) == ("ask_info", None, ["channel"])
    assert {one.status for one in found.findings if one.clause in ("23.1.1", "23.1.2", "23.1.3", "23.1.12")} == {
        "unknown"
    }


def test_the_trace_names_facts_basis_and_exceptions() -> None:
    given = {
        "license_state": "free",
        "questions": [{"topic": "orders"}],
        "conduct": {"confirmed": ["spam", "insults"]},
    }
    found = _decision(("", "admissibility", given, {}))
    steps = {one.rule: one for one in found.trace}
    assert steps["spam_confirmed"].defeated_by == "misconduct_confirmed"
    assert steps["spam_confirmed"].value is False
    assert ("conduct", "spam, insults") in steps["misconduct_confirmed"].facts
    assert steps["misconduct_confirmed"].basis == "A18"
    assert steps["archived"].basis == "text"
    assert steps["archived"].facts == (("license_state", "free"),)
    ladder = shipped.agreement().ladder
    places = [ladder.index(shipped.agreement().rules[one.rule].stratum) for one in found.trace]
    assert places == sorted(places)


def test_a_decision_says_what_it_rests_on() -> None:
    given = {"license_state": "free", "questions": [{"topic": "cron"}], "services_available": ["server_admin"]}
    found = _decision(("", "admissibility", given, {}))
    assert policy.Basis(kind="reading", reference="A55", needs_company=True) in found.basis
    assert policy.Basis(kind="text", reference="23.1.5") in found.basis
    assert policy.Basis(kind="company", reference="services_available") in found.basis


def test_a_decision_names_the_readings_it_used_and_those_the_company_has_to_confirm() -> None:
    given = {"license_state": "expired", "questions": [{"topic": "ssl"}], "services_available": ["server_admin"]}
    found = _decision(("", "admissibility", given, {}))
    assert found.readings == ("A55", "A17", "A18")  # the rule, the order of two grounds, the use of a right
    for one in found.readings:
        assert (one in found.to_confirm) == shipped.agreement().readings[one].needs_company
    assert found.to_confirm == ("A55", "A17", "A18")
    plain = _decision(("", "admissibility", {"license_state": "free", "questions": [{"topic": "orders"}]}, {}))
    assert (plain.readings, plain.to_confirm) == ((), ())
    asked = _decision(("", "admissibility", {"license_state": "free"}, {}))
    assert asked.readings == ("A43",)


def test_the_rules_that_fired_are_named_with_clause_basis_and_facts() -> None:
    given = {"license_state": "archived", "questions": [{"topic": "orders"}]}
    found = _decision(("", "admissibility", given, {}))
    assert [one.rule for one in found.fired] == ["archived", "admitted"]
    assert found.fired[0].rule == found.rule
    assert found.fired[0].clauses == ("23.1.2", "13.3")
    assert found.fired[0].facts == (("license_state", "archived"),)
    for step in (step for case in ALL for step in _decision(case).fired):
        rule = shipped.agreement().rules[step.rule]
        assert step.clauses, step
        assert step.basis in ("text", rule.reading)
        assert bool(step.facts) == bool(rule.when), step


@pytest.mark.parametrize("seed", range(5))
def test_nothing_depends_on_the_order_of_rows(seed: int) -> None:
    """Every list of rows is shuffled, of every document; the ladder alone is an order, and it stays."""
    dice = random.Random(seed)
    found = shipped.documents()
    for document in found.values():
        for rows in document.values():
            if isinstance(rows, list) and rows and isinstance(rows[0], dict):
                dice.shuffle(rows)
    turned = policy.build_agreement(found)
    assert list(turned.rules) != list(shipped.agreement().rules)
    for case in ALL:
        assert policy.decide(_facts(case), turned).to_json() == _decision(case).to_json(), case[0]


def test_without_a_trace_the_decision_is_the_same() -> None:
    for case in ALL:
        told = _decision(case)
        short = policy.decide(_facts(case), shipped.agreement(), trace=False)
        assert short == replace(told, trace=(), findings=(), because=()), case[0]
        holding = {one.clause for one in told.findings if one.status == "holds"}
        assert holding <= {*short.also, short.primary}, case[0]


def test_other_acts_that_the_clauses_allow_are_named() -> None:
    split = _decision(
        ("", "admissibility", {"license_state": "free", "questions": [{"topic": "a"}, {"topic": "orders"}]}, {})
    )
    assert split.outcome == "split"
    assert split.alternatives == ("take_one",)
    conduct = {"license_state": "free", "questions": [{"topic": "orders"}], "conduct": {"confirmed": ["insults"]}}
    assert _decision(("", "admissibility", conduct, {})).alternatives == ("refuse", "end_communication")


@pytest.mark.parametrize("state", ["free", "transition", "paid"])
def test_renewal_is_offered_to_nobody_whose_support_runs_in_full(state: str) -> None:
    for code in shipped.agreement().topics:
        given = {"license_state": state, "questions": [{"topic": code}]}
        assert "renewal" not in _decision(("", "admissibility", given, {})).offers


def test_a_setting_word_counts_as_its_subject() -> None:
    for code in ("server", "hosting", "domain", "ssl", "database", "cron", "queues", "web_server", "access_rights"):
        found = shipped.agreement().topic(f"{code}_config")
        assert found is not None
        assert found.code == code


def test_stored_inputs_with_an_unknown_word_are_not_decided() -> None:
    with pytest.raises(ValueError, match="has no"):
        policy.replay('{"state": "free", "moon": true}', shipped.agreement())
    with pytest.raises(ValueError, match="needs state"):
        policy.replay("{}", shipped.agreement())


def test_what_only_came_beside_the_grounds_that_were_told_is_no_other_decision() -> None:
    facts = _facts(("", "admissibility", {"license_state": "expired", "questions": [{"topic": "orders"}]}, {}))
    kept = json.loads(policy.decide(facts, shipped.agreement()).to_json())
    assert kept["also"][:2] == ["23.1.3", "10.5"]
    for also, essential in ((kept["also"][:1], False), ([*kept["also"], "18.3"], True), (["18.3"], True)):
        stored = json.dumps({**kept, "also": also})
        again = policy.replay(policy.canonical(facts), shipped.agreement(), stored)
        assert [(one.place, one.essential) for one in again.differences] == [("also", essential)]


def test_the_last_conduct_ground_is_named_by_number() -> None:
    given = {"license_state": "free", "conduct": {"confirmed": ["24.2.5", "23.1.23", "23.1.18"]}}
    assert _decision(("", "admissibility", given, {})).primary == "23.1.18"


def test_a_license_without_domains_leaves_open_which_installation_is_meant() -> None:
    clean = next(_facts(one) for one in ALL if _decision(one).outcome == "accept" and not _facts(one).domain)
    assert policy.decide(clean, shipped.agreement()).outcome == "accept"
    none = replace(clean, domains=(), installations={}, domain=None)
    found = policy.decide(none, shipped.agreement())
    assert (found.outcome, found.rule) == ("ask_info", "domain_missing")
    assert found.needs == (policy.Need(fact="domain", supplier="user"),)
    one = policy.decide(replace(none, domains=("one.example",)), shipped.agreement())
    assert policy.Need(fact="domain", supplier="user") not in one.needs


def test_facts_of_a_request_keep_what_they_are() -> None:
    facts = _facts(ALL[0])
    assert policy.from_plain(policy.RequestFacts, json.loads(policy.canonical(facts))) == facts
    assert replace(facts, domain="x") != facts


def _facts(case: Case) -> policy.RequestFacts:
    from policy.ruling.cases.given import request_facts  # noqa: PLC0415 - behind the front door, for this test only

    return request_facts(case[2], policy.terms_of(shipped.agreement()))


def _decision(case: Case) -> policy.Decision:
    return policy.decide(_facts(case), shipped.agreement())
