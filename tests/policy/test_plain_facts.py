"""Facts as JSON holds them, and back: what is stored with a decision is enough to take it again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import policy
from policy.facts import to_plain
from tests.policy import shipped


def test_days_instants_mappings_and_sets_become_what_json_holds() -> None:
    plain = {
        "day": date(2026, 11, 24),
        "at": datetime(2026, 11, 24, 9, tzinfo=UTC),
        "set": frozenset({"a"}),
        "list": [date(2026, 1, 1)],
        "pair": (1, None),
    }
    assert to_plain(plain) == {
        "day": "2026-11-24",
        "at": "2026-11-24T09:00:00+00:00",
        "set": ["a"],
        "list": ["2026-01-01"],
        "pair": [1, None],
    }


def test_nothing_is_said_of_plan_and_domain_while_the_license_is_not_known() -> None:
    def told(**given: Any) -> tuple[str, str]:
        found = {one.fact: one.status for one in policy.meter(policy.RequestFacts(**given), shipped.agreement())}
        return found["plan"], found["domain"]

    assert told(state=None) == ("unknown", "unknown")
    assert told(state=None, domain="a.example") == ("unknown", "present")
    assert told(state="free", domains=("a.example",)) == ("present", "present")
    assert told(state="free", domains=("a.example", "b.example")) == ("present", "missing")
    assert told(state="free") == ("present", "missing")  # a license without domains says nothing of which is meant


def test_a_license_that_is_not_known_may_tell_the_domain() -> None:
    given = policy.RequestFacts(state=None, questions=(policy.Question(topic="how_to_use_feature"),))
    lacking = {one.fact: one.known for one in policy.lacks(given, shipped.agreement())}
    assert lacking["domain"] is False
    known = replace(given, state="free")
    assert {one.fact: one.known for one in policy.lacks(known, shipped.agreement())}["domain"] is True
