"""Two versions of the agreement side by side: each part that was added, removed or changed, and what to read again."""

from __future__ import annotations

from dataclasses import replace

import policy
from policy.agreement.comparing import Changed
from tests.policy.shipped import agreement


def differing(now: policy.Agreement) -> tuple[Changed, ...]:
    return policy.compare_versions(agreement(), now).changed


def test_a_version_does_not_differ_from_itself() -> None:
    found = policy.compare_versions(agreement(), agreement())
    assert (found.changed, found.read_again) == ((), ())


def test_a_part_that_went_and_one_that_came_are_named() -> None:
    one = next(iter(agreement().topics))
    rest = {key: value for key, value in agreement().topics.items() if key != one}
    assert differing(replace(agreement(), topics=rest)) == (Changed(part="topic", id=one, what="removed"),)
    more = {**agreement().topics, "another": agreement().topics[one]}
    assert differing(replace(agreement(), topics=more)) == (Changed(part="topic", id="another", what="added"),)


def test_what_differs_in_a_part_is_named_by_its_slots() -> None:
    key, topic = next(iter(agreement().topics.items()))
    found = differing(replace(agreement(), topics={**agreement().topics, key: replace(topic, en="other", ru="другое")}))
    assert found == (Changed(part="topic", id=key, what="changed", slots=("en", "ru")),)


def test_the_whole_differs_where_it_is_no_part() -> None:
    later = agreement().effective_from.replace(year=2030)
    assert differing(replace(agreement(), effective_from=later)) == (
        Changed(part="whole", id="effective_from", what="changed"),
    )


def test_rules_that_cite_a_changed_unit_are_read_again_and_a_removed_rule_is_not() -> None:
    key = next(name for rule in agreement().rules.values() for name in rule.clauses if name in agreement().units)
    units = {**agreement().units, key: replace(agreement().units[key], en="said otherwise")}
    citing = {rule.id for rule in agreement().rules.values() if key in (rule.primary, *rule.clauses)}
    found = policy.compare_versions(agreement(), replace(agreement(), units=units))
    assert set(found.read_again) == citing != set()
    gone = next(iter(citing))
    rules = {name: rule for name, rule in agreement().rules.items() if rule.id != gone}
    fewer = policy.compare_versions(agreement(), replace(agreement(), units=units, rules=rules))
    assert set(fewer.read_again) == citing - {gone}
