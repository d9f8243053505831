"""Reasons as sentences, in both languages: whatever a case of ours leads to can be said, with nothing left open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import policy
from console.records.assessment import ReasonView
from console.services import agreements, explaining
from console.services.explaining import Explanation, Wording
from console.views import reasoning, words
from policy.ruling.cases.given import request_facts
from tests.policy import own_cases

POLICY = Path(__file__).resolve().parents[2] / "policy" / "ruling"
EXPLAINING = Path(explaining.__file__)
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b")
SHAPES = re.compile(r"\{(\w+)\}")


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    words.set_language("en")
    yield
    words.set_language("en")


@cache
def told() -> tuple[Explanation, ...]:
    agreement = agreements.built()
    terms = policy.terms_of(agreement)
    found = []
    for case in own_cases.REQUESTS:
        facts = request_facts(case[2], terms)
        found.append(Explanation(agreement, policy.decide(facts, agreement), policy.changes(facts, agreement)))
    return tuple(found)


def every_sentence(one: Explanation) -> Iterator[str]:
    for ground in one.grounds():
        yield reasoning.reasons(ground)
        yield from (reasoning.change(change) for change in ground.would_change)
        yield from (reasoning.need(need) for need in ground.missing)
        yield from (reasoning.basis(basis) for basis in ground.basis)
        yield from (reasoning.exception(aside) for aside in ground.exceptions)
    for step in one.steps():
        yield f"{reasoning.stratum(step)}: {reasoning.step(step)}."
        yield from (reasoning.reason(why) for why in step.reasons)
        if step.defeated is not None:
            yield reasoning.exception(step.defeated)
    yield from (reasoning.reason(why) for why in one.because())
    yield from (reasoning.change(change) for change in one.likely_changes())
    yield from (reasoning.need(need) for need in one.needs())
    yield from (reasoning.basis(basis) for basis in one.basis())


@pytest.mark.parametrize("language", ["en", "ru"])
def test_whatever_a_case_leads_to_is_a_whole_sentence(language: str) -> None:
    words.set_language(language)
    for one in told():
        for sentence in every_sentence(one):
            assert sentence.endswith((".", "?", "…")), sentence
            assert "{" not in sentence, sentence
            assert not CODE.search(sentence), sentence
            assert bool(re.search("[а-яё]", sentence)) == (language == "ru"), sentence


def test_both_languages_hold_the_same_keys_with_the_same_values() -> None:
    english, russian = reasoning.table("en"), reasoning.table("ru")
    assert english.keys() == russian.keys()
    for section, found in english.items():
        assert found.keys() == russian[section].keys(), section
        for key, text in found.items():
            assert set(SHAPES.findall(text)) == set(SHAPES.findall(russian[section][key])), (section, key)


def test_no_sentence_is_kept_that_the_policy_never_says() -> None:
    source = "".join(one.read_text(encoding="utf-8") for one in (*POLICY.rglob("*.py"), EXPLAINING))
    made = {"state_", "modified_", "requirements_met_", "outdated_", "closing_"}
    for section in ("reason", "change"):
        for key in reasoning.table("en")[section]:
            plain = key.removesuffix("_anywhere").removesuffix("_undated").removesuffix("_not")
            known = f'"{plain}"' in source or any(plain.startswith(one) for one in made)
            assert known, key
    for key in reasoning.table("en")["reason"]:
        code = key.removeprefix("closing_")
        if code != key:
            assert f'"{code}"' in source or f'"{key}"' in source or key == "closing_waited", key


def test_every_condition_and_every_stratum_has_its_words() -> None:
    agreement = agreements.built()
    assert set(reasoning.table("en")["stratum"]) == set(agreement.ladder)
    for rule in agreement.rules.values():
        assert rule.en
        assert re.search("[а-яё]", rule.ru)


def test_days_and_subjects_are_said_in_words() -> None:
    wording = Wording(agreements.built())
    ended = policy.Reason(code="state_expired", params=(("ended", "2026-10-12"), ("received", "2026-10-29")))
    about = policy.Reason(code="topics_covered", params=(("topics", "panel_error_check,orders"),))
    assert (
        reasoning.reason(wording.reason(ended))
        == "Support ended on 12 October 2026; the request came on 29 October 2026."
    )
    assert reasoning.reason(wording.reason(about)) == (
        "The request is about “Possible error in the panel”, “Orders”, which Support covers."
    )
    words.set_language("ru")
    assert reasoning.reason(wording.reason(ended)) == (
        "Поддержка закончилась 12 октября 2026; обращение поступило 29 октября 2026."
    )
    assert "«Возможная ошибка панели»" in reasoning.reason(wording.reason(about))


def test_a_value_that_is_not_known_gives_the_sentence_that_does_without_it() -> None:
    known = policy.Reason(code="integrity_unknown", params=(("domain", "office.example"),))
    wording = Wording(agreements.built())
    assert "office.example" in reasoning.reason(wording.reason(known))
    assert (
        reasoning.reason(ReasonView(code="integrity_unknown"))
        == "It is not known whether the installation was changed."
    )


def test_the_renewal_that_would_make_a_ground_fall_is_named_with_its_day() -> None:
    given = {
        "license": {"purchased_at": "2024-11-30T18:00:00+01:00"},
        "received_at": "2026-02-03T10:00:00+01:00",
        "policy_tz": "Europe/Madrid",
        "questions": [{"topic": "orders"}],
    }
    agreement = agreements.built()
    facts = request_facts(given, policy.terms_of(agreement))
    found = Explanation(agreement, policy.decide(facts, agreement), policy.changes(facts, agreement))
    ground = found.grounds()[0]
    assert (ground.clause, ground.status) == ("23.1.1", "holds")
    assert reasoning.reasons(ground) == "Support ended on 30 January 2026; the request came on 3 February 2026."
    first = ground.would_change[0]
    assert reasoning.change(first) == (
        "If a renewal paid before 3 February 2026 is entered in the register, this ground falls."
    )
    assert reasoning.brings(first) == "the register"
    assert reasoning.change(found.likely_changes()[0]) == (
        "If a renewal paid before 3 February 2026 is entered in the register, the outcome is: admitted."
    )


def test_a_ground_that_decides_is_named_by_its_short_words() -> None:
    grounds = agreements.built().grounds
    cited = [one for explained in told() for one in explained.clauses() if one.reference in grounds]
    assert any(one.reference == "23.1.13" for one in cited)
    for one in cited:
        assert (one.en, one.ru) == (grounds[one.reference].en, grounds[one.reference].ru)


@pytest.mark.parametrize(("license_known", "code"), [(False, "domain_no_license"), (True, "domain_not_named")])
def test_without_a_license_no_installations_are_said_to_differ(*, license_known: bool, code: str) -> None:
    agreement = agreements.built()
    facts = next(
        request_facts(case[2], policy.terms_of(agreement))
        for case, one in zip(own_cases.REQUESTS, told(), strict=True)
        if any(why.code == "domain_not_named" for why in dict(one.decision.because).values())
    )
    facts = facts if license_known else replace(facts, state=None, state_at_review=None)
    shown = Explanation(agreement, policy.decide(facts, agreement))
    codes = {why.code for step in shown.steps() for why in step.reasons}
    assert codes & {"domain_no_license", "domain_not_named"} == {code}
