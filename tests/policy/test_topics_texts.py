"""Topics, grounds, reasons of closing and services of 13 June 2026: complete, cited right, in words of our own."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis.strategies import lists, sampled_from

import policy
from console.services import agreements
from console.store.search import stem_word
from tests.policy.topic_samples import SAMPLES
from tests.replies.own_words import copied_runs

LANGUAGES = ("en", "ru")
DOCUMENTS = agreements.shipped()
TOPICS: list[dict[str, Any]] = DOCUMENTS["topics"]["topic"]
GROUNDS: list[dict[str, Any]] = DOCUMENTS["grounds"]["ground"]
CLOSINGS: list[dict[str, Any]] = DOCUMENTS["closings"]["closing"]
SERVICES: list[dict[str, Any]] = DOCUMENTS["services"]["service"]
UNITS = {one["id"] for one in DOCUMENTS["units"]["unit"]}
BY_CODE = {one["code"]: one for one in TOPICS}

# The clauses that name each subject, read off the text; the scope and the ground stand at the head of each group.
INSIDE = {
    "panel_section": "6.2.1",
    "setting_meaning": "6.2.2",
    "orders": "6.2.3",
    "users": "6.2.4",
    "currencies_directions": "6.2.5",
    "commission_settings": "6.2.6",
    "panel_notifications": "6.2.7",
    "standard_usage": "6.2.8",
    "panel_error_check": "6.2.9",
    "update_info": "6.2.10",
}
OUTSIDE = {
    "23.1.4": {
        "nonstandard_logic": "3.3.23",
        "technology_training": "7.1.16",
        "business_consulting": "7.1.17",
        "individual_setup": "7.1.18",
        "business_recommendation": "7.1.19",
        "unlisted": "30.3",
    },
    "23.1.5": {
        "server": "3.3.1 7.1.1 3.4",
        "hosting": "3.3.2 7.1.1 3.4",
        "domain": "3.3.3 7.1.1 3.4",
        "ssl": "3.3.4 7.1.1 3.4",
        "database": "3.3.5 7.1.1 3.4",
        "cron": "3.3.6 7.1.1 3.4",
        "queues": "3.3.7 7.1.1 3.4",
        "web_server": "3.3.8 7.1.1 3.4",
        "access_rights": "3.3.9 7.1.1 3.4",
        "infrastructure": "3.3.10 3.4",
        "php": "B.9 3.4",
        "websocket": "B.9 3.4",
        "firewall": "B.9 3.4",
        "infrastructure_diagnostics": "B.9 3.4",
    },
    "23.1.6": {
        "repeat_installation": "7.1.2 8.2 8.3.2",
        "transfer": "7.1.3 8.3.1",
        "recovery": "7.1.4 27.2 8.3.3",
        "update_install": "7.1.5 9.2 9.3",
    },
    "23.1.7": {
        "programming": "7.1.8",
        "code_modification": "7.1.9",
        "design_modification": "7.1.10",
        "feature_development": "7.1.11",
        "business_logic_modification": "7.1.12",
    },
    "23.1.8": {
        "customization": "3.3.19",
        "customization_analysis": "7.1.13",
        "third_party_interference_fix": "7.1.14",
    },
    "23.1.9": {
        "external_api": "3.3.11 7.1.6",
        "payment_gateway": "3.3.12 7.1.6",
        "aggregator": "3.3.13 7.1.6",
        "exchange": "3.3.14 7.1.6",
        "crm": "3.3.15 7.1.6",
        "telegram_bot": "3.3.16 7.1.7",
        "cloudflare": "3.3.17",
        "third_party_service": "3.3.18 7.1.6",
        "third_party_integration": "7.1.7",
        "integration_config": "7.1.6",
    },
    "23.1.13": {"modified_code": "3.3.20", "modified_files": "3.3.21", "modified_database": "3.3.22"},
    "23.1.20": {"programmer_consultation": "7.1.15 22.2 22.4"},
}
SERVICE_OF_GROUND = {
    "23.1.4": {"consulting"},
    "23.1.5": {"server_admin"},
    "23.1.6": {"installation", "migration", "restoration", "update_install"},
    "23.1.7": {"development"},
    "23.1.8": {"development"},
    "23.1.9": {"integration_setup"},
    "23.1.13": {"development"},
    "23.1.20": {""},
}
CONFIGURED = ("server", "hosting", "domain", "ssl", "database", "cron", "queues", "web_server", "access_rights")


@pytest.fixture(scope="module")
def agreement() -> policy.Agreement:
    return agreements.build(DOCUMENTS)


def test_every_topic_is_there_and_no_other() -> None:
    expected = {*INSIDE, "initial_installation"}.union(*OUTSIDE.values())
    assert set(BY_CODE) == expected
    assert len(TOPICS) == len(BY_CODE) == 57


@pytest.mark.parametrize(("code", "clause"), INSIDE.items())
def test_a_topic_inside_cites_the_clause_that_includes_it(code: str, clause: str) -> None:
    topic = BY_CODE[code]
    assert (topic["scope"], topic["ground"], topic["further"], topic["service"]) == ("in", "", [clause], "")


@pytest.mark.parametrize(
    ("ground", "code", "further"),
    [(ground, code, further) for ground, topics in OUTSIDE.items() for code, further in topics.items()],
)
def test_a_topic_outside_has_its_ground_its_clauses_and_its_service(ground: str, code: str, further: str) -> None:
    topic = BY_CODE[code]
    assert (topic["scope"], topic["ground"]) == ("out", ground)
    assert topic["further"] == further.split()
    assert topic["service"] in SERVICE_OF_GROUND[ground]


def test_the_first_installation_is_routed() -> None:
    topic = BY_CODE["initial_installation"]
    assert (topic["scope"], topic["ground"], topic["further"]) == ("route", "", ["8.1", "8.2"])


@pytest.mark.parametrize("code", CONFIGURED)
def test_the_configuration_of_a_subject_counts_as_the_subject(agreement: policy.Agreement, code: str) -> None:
    assert agreement.topic(f"{code}_config") is agreement.topics[code]


def test_no_alias_is_a_topic_and_none_stands_twice() -> None:
    aliases = [alias for one in TOPICS for alias in one["aliases"]]
    assert len(aliases) == len(set(aliases))
    assert not set(aliases) & set(BY_CODE)


def test_every_clause_cited_is_a_unit() -> None:
    cited = {clause for one in TOPICS for clause in (*one["further"], one["ground"]) if clause}
    cited |= {one["clause"] for one in (*GROUNDS, *CLOSINGS)}
    assert cited <= UNITS


def stems(keyword: str) -> tuple[str, ...]:
    return tuple(stem_word(word) for word in re.findall(r"[^\W_]+", keyword.casefold()))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_topic_has_enough_keywords_and_not_too_many(language: str) -> None:
    counts = {one["code"]: len(one[f"keywords_{language}"]) for one in TOPICS}
    assert counts.pop("unlisted") == 0
    assert {code: count for code, count in counts.items() if not 8 <= count <= 25} == {}


def test_no_keyword_stands_twice() -> None:
    """A keyword that stands twice in a list would weigh twice; one of two topics would propose both.

    A name in Latin letters may stand in both lists of its topic: each language has to do alone.
    """
    owners: dict[tuple[str, ...], list[tuple[str, str]]] = defaultdict(list)
    for one in TOPICS:
        for language in LANGUAGES:
            for keyword in one[f"keywords_{language}"]:
                assert stems(keyword), keyword
                owners[stems(keyword)].append((one["code"], language))
    twice = {words: places for words, places in owners.items() if len(places) > len(set(places))}
    shared = {words: places for words, places in owners.items() if len({code for code, _ in places}) > 1}
    assert (twice, shared) == ({}, {})


@pytest.mark.parametrize(
    ("code", "text"),
    [pytest.param(code, text, id=f"{code}-{number}") for code, *texts in SAMPLES for number, text in enumerate(texts)],
)
def test_the_words_of_a_customer_propose_the_topic(agreement: policy.Agreement, code: str, text: str) -> None:
    proposals = policy.propose_topics(text, agreement, stem_word)
    assert [one.topic for one in proposals][:1] == [code]
    first, last = proposals[0].evidence[0]
    assert text[first:last].strip()
    assert policy.strongest_topic(text, agreement, stem_word) == code


_KEYWORDS = [word for one in TOPICS for language in LANGUAGES for word in one[f"keywords_{language}"]]


@given(said=lists(sampled_from([*_KEYWORDS, "nothing", "\n", "Ёж", "I'm"]), max_size=12))
def test_the_strongest_topic_is_the_one_that_is_proposed_first(agreement: policy.Agreement, said: list[str]) -> None:
    text = " ".join(said).title()
    proposals = policy.propose_topics(text, agreement, stem_word)
    assert policy.strongest_topic(text, agreement, stem_word) == (proposals[0].topic if proposals else None)


def test_there_is_a_sample_for_each_topic() -> None:
    assert {code for code, *_ in SAMPLES} == set(BY_CODE) - {"unlisted"}


@pytest.mark.parametrize(
    "text", ["Спасибо, всё понятно!", "Thank you, that is all.", "Добрый вечер", "My domain is kassa.example", ""]
)
def test_plain_words_propose_nothing(agreement: policy.Agreement, text: str) -> None:
    assert policy.propose_topics(text, agreement, stem_word) == ()


@pytest.mark.peers
def test_questions_of_the_vectors_are_recognized(agreement: policy.Agreement, peers: Path) -> None:
    vectors = json.loads((peers / ".." / "policy" / "vectors.json").read_text(encoding="utf-8"))
    questions = [
        question
        for cases in vectors.values()
        if isinstance(cases, list)
        for case in cases
        if isinstance(case, dict)
        for question in case.get("given", {}).get("questions") or ()
        if question["topic"] not in (None, "unknown")
    ]
    assert len(questions) >= 20
    missed = []
    for question in questions:
        proposed = [one.topic for one in policy.propose_topics(question["text"], agreement, stem_word)]
        if question["topic"] not in proposed[:2]:
            missed.append((question["text"], question["topic"], proposed[:3]))
    assert missed == []


def test_the_grounds_are_the_twenty_three() -> None:
    assert [one["clause"] for one in GROUNDS] == [f"23.1.{number}" for number in range(1, 24)]
    assert len({one["code"] for one in GROUNDS}) == 23
    families = {one["clause"]: one["family"] for one in GROUNDS}
    assert set(families.values()) == {"period", "license", "scope", "installation", "form", "conduct", "sender"}
    assert [clause for clause, family in families.items() if family == "period"] == ["23.1.1", "23.1.2", "23.1.3"]
    scope = {f"23.1.{number}" for number in range(4, 10)}
    assert {clause for clause, family in families.items() if family == "scope"} == scope


def test_what_the_customer_can_cure_in_the_same_request() -> None:
    curable = {one["clause"] for one in GROUNDS if one["curable"]}
    assert curable == {"23.1.10", "23.1.14", "23.1.15", "23.1.16", "23.1.18"}


def test_the_reasons_of_closing_are_the_twelve() -> None:
    assert [(one["clause"], one["code"]) for one in CLOSINGS] == [
        ("28.1.1", "answered"),
        ("28.1.2", "instructed"),
        ("28.1.3", "out_of_scope"),
        ("28.1.4", "server_related"),
        ("28.1.5", "customization_related"),
        ("28.1.6", "third_party_related"),
        ("28.1.7", "independent_update"),
        ("28.1.8", "archived"),
        ("28.1.9", "info_not_provided"),
        ("28.1.10", "no_response"),
        ("28.1.11", "support_expired"),
        ("28.1.12", "rules_violated"),
    ]


def test_the_services_are_the_eight() -> None:
    codes = {one["code"] for one in SERVICES}
    assert codes == set().union(*SERVICE_OF_GROUND.values()) - {""}
    assert len(SERVICES) == 8


@pytest.mark.parametrize(
    "one", [*TOPICS, *GROUNDS, *CLOSINGS, *SERVICES], ids=lambda one: one.get("clause") or one["code"]
)
def test_titles_and_hints_are_whole_in_both_languages(one: dict[str, Any]) -> None:
    assert re.search("[A-Za-z]", one["en"])
    assert not one["en"].endswith(".")
    assert not re.search("[а-яё]", one["en"], re.IGNORECASE)
    assert not one["ru"].endswith(".")
    assert one["ru"] in {"Cron", "SSL", "PHP", "CRM", "WebSocket", "Cloudflare"} or re.search("[а-я]", one["ru"])
    if "hint_en" in one or "clause" in one:
        assert one["hint_en"].endswith(".")
        assert one["hint_ru"].endswith(".")
        assert re.search("[а-я]", one["hint_ru"])
        assert not re.search("[а-яё]", one["hint_en"], re.IGNORECASE)


@pytest.mark.peers
def test_no_run_of_six_words_is_that_of_the_published_text(peers: Path) -> None:
    texts = [one[key] for one in (*TOPICS, *GROUNDS, *CLOSINGS, *SERVICES) for key in ("en", "ru")]
    texts += [one[key] for one in (*GROUNDS, *CLOSINGS) for key in ("hint_en", "hint_ru")]
    assert [run for text in texts for run in copied_runs(text, peers)] == []
