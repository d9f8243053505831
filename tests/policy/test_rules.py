from __future__ import annotations

import json
import os
import tomllib
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import policy
from policy import Installation, LicenseFacts, Purchase, Question, Report, RequestFacts, Sender, Suspension

FOLDER = Path(__file__).resolve().parents[2] / "resources/agreements/2026-06-13"
OWNER = Sender(role="owner")
MOSCOW = ZoneInfo("Europe/Moscow")


@cache
def documents() -> dict[str, Any]:
    return {file.stem: tomllib.loads(file.read_text(encoding="utf-8")) for file in FOLDER.glob("*.toml")}


@cache
def agreement() -> policy.Agreement:
    return policy.build_agreement(documents())


def facts(topic: str | None = "orders", **values: Any) -> RequestFacts:
    base = RequestFacts(state="free", questions=(Question(text="x", topic=topic),), sender=OWNER, message="a question")
    return replace(base, **values)


ERROR = Report(is_error=True)
CASES = [
    ("unofficial_channel", facts(channel_official=False), "not_registered", "25.2"),
    ("repeat_of_open_request", facts(open_request=True, message="???"), "merge", None),
    ("sender_unknown", facts(sender=Sender()), "ask_info", None),
    ("sender_not_entitled", facts(sender=Sender(role="user_employee", designated=False)), "refuse", "22.1"),
    (
        "programmer_on_closed_topic",
        facts("database", sender=Sender(role="contractor", designated=True), services=("server_admin",)),
        "refuse",
        "22.2.3",
    ),
    ("license_invalid", facts(state="invalid"), "refuse", "23.1.12"),
    ("suspension_in_force", facts(suspension=Suspension(kind="support", basis="19.3")), "suspend", "19.3"),
    ("misconduct_confirmed", facts(conduct=("insults", "spam")), "suspend", "23.1.21"),
    ("misconduct_confirmed", facts(conduct=("23.1.18",)), "suspend", "23.1.18"),
    ("spam_confirmed", facts(conduct=("spam",)), "suspend", "23.1.22"),
    ("product_error", facts("panel_error_check", report=ERROR), "product_error_check", None),
    ("product_error", facts("panel_error_check", report=ERROR, state="archived"), "product_error_check", None),
    ("first_installation", facts("initial_installation", initial_installation="not_done"), "route", None),
    ("outside_with_service", facts("server", services=("server_admin",)), "redirect_paid", "23.1.5"),
    ("outside_without_service", facts("programming"), "refuse", "23.1.7"),
    ("archived", facts(state="archived"), "refuse", "23.1.2"),
    ("expired", facts(state="expired"), "refuse", "23.1.1"),
    ("not_started", facts(state="not_started"), "refuse", "1.2"),
    ("several_questions", facts(questions=(Question(topic="orders"), Question(topic="users"))), "split", None),
    ("domain_missing", facts(domain="c.example", installations={"a.example": Installation()}), "ask_info", None),
    (
        "installation_modified",
        facts(installations={"a": Installation(code_modified=True, requirements_met=True, outdated=False)}),
        "refuse",
        "23.1.13",
    ),
    (
        "requirements_violated",
        facts(
            installations={
                "a": Installation(
                    code_modified=False,
                    files_modified=False,
                    database_modified=False,
                    server_config_modified=False,
                    requirements_met=False,
                    outdated=True,
                )
            }
        ),
        "refuse",
        "23.1.14",
    ),
    (
        "installation_outdated",
        facts(
            installations={
                "a": Installation(
                    code_modified=False,
                    files_modified=False,
                    database_modified=False,
                    server_config_modified=False,
                    requirements_met=True,
                    outdated=True,
                )
            }
        ),
        "refuse",
        "23.1.10",
    ),
    ("complex_in_transition", facts(state="transition", marks=("needs_complex_diagnostics",)), "refuse", "10.3.4"),
    ("bad_access", facts(marks=("bad_access",)), "ask_info", None),
    ("facts_missing", facts(report=Report(what_happened=False)), "ask_info", None),
    ("self_service", facts(marks=("wants_it_done",)), "accept", None),
    ("admitted", facts(), "accept", None),
]


@pytest.mark.parametrize(("rule", "request_", "outcome", "primary"), CASES)
def test_every_rule_decides_its_case(rule: str, request_: RequestFacts, outcome: str, primary: str | None) -> None:
    found = policy.decide(request_, agreement())
    assert (found.rule, found.outcome, found.primary) == (rule, outcome, primary)
    assert policy.Decision.from_json(found.to_json()) == found
    assert policy.replay(policy.canonical(request_), agreement()) == found
    assert len(found.findings) == 23


def test_nothing_depends_on_the_order_of_rows() -> None:
    turned = replace(agreement(), rules=dict(reversed(agreement().rules.items())))
    for _, request, _, _ in CASES:
        assert policy.decide(request, turned) == policy.decide(request, agreement())


@pytest.mark.parametrize(
    ("request_", "need"),
    [
        (facts(channel_official=None), "channel"),
        (facts(state=None), "license"),
        (facts(installations={"a": Installation()}), "changes_made"),
        (facts(marks=("bad_access",)), "access"),
        (facts("panel_error_check", report=Report(is_error=None)), "is_error"),
    ],
)
def test_what_is_unknown_is_asked_for(request_: RequestFacts, need: str) -> None:
    found = policy.decide(request_, agreement())
    assert found.outcome == "ask_info"
    assert need in [one.fact for one in found.needs]


def vectors() -> list[dict[str, Any]]:
    folder = os.environ.get("CLAUSEDESK_PEERS")
    file = Path(folder or "/nonexistent").parent / "policy" / "vectors.json"
    if not folder or not file.is_file():
        return []
    found = json.loads(file.read_text(encoding="utf-8"))["vectors"]
    return [one for one in found if one["kind"] in ("license_state", "admissibility", "severity", "closing")]


@pytest.mark.skipif(not vectors(), reason="CLAUSEDESK_PEERS names no folder with the vectors beside it")
def test_every_vector_of_the_decided_kinds_holds() -> None:
    wrong = {}
    for one in vectors():
        found = policy.compare(one["expect"], policy.assess_case(one, agreement()))
        if found:
            wrong[one["id"]] = found
    assert wrong == {}
    assert len(vectors()) >= 49


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=MOSCOW)


@pytest.mark.parametrize(
    ("change", "value"),
    [
        ("month_rounding", "up"),
        ("period_end", "day_before"),
        ("transition_anchor", "end_of_free"),
        ("expiration_base", "free"),
    ],
)
def test_each_reading_of_periods_changes_the_answer(change: str, value: str) -> None:
    bought = LicenseFacts(purchased_at=at("2024-12-31T12:00" if change == "month_rounding" else "2024-02-29T12:00"))
    terms = policy.terms_of(agreement())
    plain = policy.standing(bought, at("2025-03-10T12:00"), MOSCOW, terms)
    other = policy.standing(bought, at("2025-03-10T12:00"), MOSCOW, replace(terms, **{change: value}))
    assert (plain.transition.last_day, plain.archive_eligible_from) != (
        other.transition.last_day,
        other.archive_eligible_from,
    )


def test_an_early_renewal_stacks_and_a_late_one_starts_at_payment() -> None:
    terms = policy.terms_of(agreement())
    for paid, starts in (("2026-01-10T12:00", "2026-06-14T00:00"), ("2026-07-01T12:00", "2026-07-01T12:00")):
        bought = LicenseFacts(purchased_at=at("2025-06-13T12:00"), purchases=(Purchase(paid_at=at(paid), length=6),))
        (period,) = policy.standing(bought, at("2026-12-01T12:00"), MOSCOW, terms).paid
        assert period.start == at(starts)


@pytest.mark.parametrize(
    ("document", "key", "entry", "word"),
    [
        ("topics", "topic", {"code": "x", "scope": "out", "ground": "9.99", "en": "x", "ru": "x"}, "9.99"),
        ("topics", "topic", {"code": "orders", "scope": "in", "en": "x", "ru": "x"}, "twice"),
        ("topics", "topic", {"code": "y", "scope": "sideways", "en": "x", "ru": "x"}, "sideways"),
        (
            "rules",
            "rule",
            {"id": "z", "row": 1, "stratum": "scope", "when": ["all_outside"], "outcome": "refuse"},
            "together",
        ),
        ("rules", "rule", {"id": "z", "row": 1, "stratum": "scope", "when": ["wind"], "outcome": "refuse"}, "wind"),
        ("rules", "rule", {"id": "z", "row": 1, "stratum": "moon", "outcome": "refuse"}, "moon"),
        (
            "rules",
            "rule",
            {"id": "z", "row": 1, "stratum": "facts", "when": ["bad_access"], "outcome": "a", "defeats": ["z"]},
            "circle",
        ),
        ("agreement", "parameter", {"name": "p", "value": 1, "basis": "text"}, "no source"),
        (
            "units",
            "unit",
            {"id": "99.1", "clause": "99", "kind": "X", "treatment": ["magic"], "en": "x", "ru": "x"},
            "treatment",
        ),
    ],
)
def test_a_version_with_a_fault_is_not_built(document: str, key: str, entry: dict[str, Any], word: str) -> None:
    broken = {**documents(), document: {**documents()[document], key: [*documents()[document][key], entry]}}
    with pytest.raises(policy.AgreementFault) as fault:
        policy.build_agreement(broken)
    assert any(word in one for one in fault.value.faults)
