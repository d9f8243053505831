"""Rules by their conditions alone: alternatives, what is unknown, and exceptions that set a rule aside."""

from __future__ import annotations

from typing import Any, cast

import pytest

from policy.agreement import Rule
from policy.facts import Truth
from policy.tables.strata import Rules, parts, rules_of
from policy.tables.strata import Test as Tried
from tests.policy import shipped


def bare(condition: str, **values: Truth) -> Truth:
    return Tried(cast("Rule", None), (parts(condition),), ()).bare(values)


def test_one_alternative_is_enough_and_a_denied_one_counts_where_it_is_false() -> None:
    assert bare("a|!b", a=False, b=False) is True
    assert bare("a|!b", a=False, b=True) is False
    assert bare("a|!b", a=None, b=True) is None
    assert bare("!a", a=None) is None


def satisfied(*tests: Tried) -> dict[str, Truth] | None:
    """Values under which all conditions hold, or None where two contradict each other."""
    values: dict[str, Truth] = {}
    for test in tests:
        for one in test.when:
            name, denied = one[0]
            if values.setdefault(name, not denied) is denied:
                return None
    return values


def all_names(rules: Rules) -> dict[str, Truth]:
    return {name: None for test in rules.by_id.values() for one in test.when for name, _ in one}


def test_an_exception_that_holds_sets_its_rule_aside() -> None:
    rules, seen = rules_of(shipped.agreement()), 0
    for test in rules.by_id.values():
        for name, _ in test.exceptions:
            values = satisfied(test, rules.by_id[name])
            if values is None:
                continue
            told: dict[str, Any] = {**all_names(rules), **values}
            assert rules.worth(test, told) is False
            assert rules.defeated_by(test, told) is not None
            seen += 1
    assert seen > 0


def test_an_agreement_without_a_rule_that_holds_is_no_sound_one() -> None:
    emptied = Rules.__new__(Rules)
    emptied.by_id, emptied.strata, emptied.weaker = {}, (), {}
    with pytest.raises(AssertionError, match="always has a rule"):
        emptied.deciding({})
