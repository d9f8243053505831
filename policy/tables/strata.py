"""Rules in strata: each rule's three-valued worth, and which exception sets which rule aside.

It knows no fact: the worth of conditions comes in by name. A version's rules are worked out once, so that asking for an
outcome tries no more of them than it has to; the steps of a trace are made of the same worths.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from policy.agreement import Agreement, Rule
from policy.facts import Truth
from policy.logic import disjunction, negation

Used = Mapping[str, tuple[tuple[str, str], ...]]
Values = Mapping[str, Truth]
_KEPT = "rules"


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule that was tried: its worth, the conditions that made it, the facts behind them, and what it rests on.

    `clauses` are those that the rule cites; where its ground comes from a topic or a person, the decision names it.
    `basis` is "text", "company" or the id of a reading. `defeated_by` names the exception that set the rule aside.
    """

    rule: str
    row: str
    value: Truth
    conditions: tuple[tuple[str, Truth], ...]
    facts: tuple[tuple[str, str], ...] = ()
    basis: str = "text"
    defeated_by: str | None = None
    clauses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Test:
    """A rule as it is tried: its conditions taken apart, and the exceptions that can set it aside.

    `exceptions` has each exception and whether it would bring another outcome.
    """

    rule: Rule
    when: tuple[tuple[tuple[str, bool], ...], ...]
    exceptions: tuple[tuple[str, bool], ...]

    def bare(self, values: Values) -> Truth:
        """Return the worth of the conditions alone: false if one is, else unknown if one is."""
        whole: Truth = True
        for parts_of in self.when:
            if len(parts_of) == 1:
                name, denied = parts_of[0]
                worth = values[name]
                if worth is denied:
                    return False
            else:
                worth = _worth(parts_of, values)
                if worth is False:
                    return False
            if worth is None:
                whole = None
        return whole


class Rules:
    """The rules of a version, worked out: by id, and by stratum from the top of the ladder."""

    __slots__ = ("by_id", "strata", "weaker")

    def __init__(self, agreement: Agreement) -> None:
        against: dict[str, list[tuple[str, bool]]] = {}
        weaker: dict[str, list[str]] = {}
        rules = agreement.rules
        for one in agreement.defeats:
            other = rules[one.rule].outcome != rules[one.defeats].outcome
            against.setdefault(one.defeats, []).append((one.rule, other))
            weaker.setdefault(one.rule, []).append(one.defeats)
        self.weaker = {rule: tuple(others) for rule, others in weaker.items()}
        self.by_id = {
            one.id: Test(one, tuple(parts(text) for text in one.when), tuple(against.get(one.id, ())))
            for one in rules.values()
        }
        self.strata = tuple(tuple(self.by_id[one.id] for one in tests) for _, tests in strata(agreement))

    def worth(self, test: Test, values: Values) -> Truth:
        """Return the worth of a rule.

        An exception sets it aside where it holds. Where it is unknown it makes the rule unknown only if it would bring
        another outcome: two grounds of one refusal do not keep each other from refusing.
        """
        bare = test.bare(values)
        if bare is False:
            return False
        for name, other_outcome in test.exceptions:
            exception = self.by_id[name].bare(values)
            if exception is True:
                return False
            if exception is None and other_outcome:
                bare = None
        return bare

    def defeated_by(self, test: Test, values: Values) -> str | None:
        """Return the exception that sets a rule aside whose own conditions do not fail."""
        if test.bare(values) is False:
            return None
        return next((name for name, _ in test.exceptions if self.by_id[name].bare(values) is True), None)

    def set_aside(self, rule: str, values: Values) -> tuple[str, ...]:
        """Return the rules that a rule has set aside."""
        weaker = self.weaker.get(rule, ())
        return tuple(one for one in weaker if self.defeated_by(self.by_id[one], values) == rule)

    def deciding(self, values: Values) -> tuple[Rule, tuple[Rule, ...]]:
        """Return the rule that decides, and the rules of its stratum that are unknown where none of it holds."""
        for tests in self.strata:
            unknown = []
            for test in tests:
                worth = self.worth(test, values)
                if worth is True:
                    return test.rule, ()
                if worth is None:
                    unknown.append(test.rule)
            if unknown:
                return unknown[0], tuple(unknown)
        raise AssertionError("a sound agreement always has a rule that holds")


def rules_of(agreement: Agreement) -> Rules:
    """Return the rules of a version, worked out once."""
    kept: Rules | None = agreement.worked_out.get(_KEPT)
    if kept is None:
        kept = agreement.worked_out[_KEPT] = Rules(agreement)
    return kept


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the alternatives of a condition: each name, and whether it is denied."""
    return tuple((part.removeprefix("!"), part.startswith("!")) for part in text.split("|"))


def _worth(parts_of: tuple[tuple[str, bool], ...], values: Values) -> Truth:
    if len(parts_of) == 1:
        name, denied = parts_of[0]
        worth = values[name]
        return worth if worth is None else worth is not denied
    return disjunction(negation(values[name]) if denied else values[name] for name, denied in parts_of)


def condition(text: str, values: Values) -> Truth:
    """Return the worth of one condition: name, !name, or alternatives joined by |."""
    return _worth(parts(text), values)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a condition uses."""
    return tuple(name for name, _ in parts(text))


@lru_cache(maxsize=1024)
def rule_names(when: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that the conditions of a rule use, each once."""
    return tuple(dict.fromkeys(name for text in when for name in names_in(text)))


def evaluate(agreement: Agreement, values: Values, used: Used) -> dict[str, Step]:
    """Try every rule. `values` has the worth of each condition's name, `used` the facts behind the name."""
    rules = rules_of(agreement)
    return {
        test.rule.id: Step(
            rule=test.rule.id,
            row=test.rule.row,
            value=rules.worth(test, values),
            conditions=tuple((text, condition(text, values)) for text in test.rule.when),
            facts=tuple(dict.fromkeys(fact for name in rule_names(test.rule.when) for fact in used.get(name, ()))),
            basis=test.rule.reading if test.rule.basis == "reading" else test.rule.basis,
            defeated_by=rules.defeated_by(test, values),
            clauses=tuple(dict.fromkeys(one for one in (test.rule.primary, *test.rule.clauses) if "." in one)),
        )
        for tests in rules.strata
        for test in tests
    }


def strata(agreement: Agreement) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Yield the strata from the top of the ladder with their rules, in the order of the rules' ids."""
    by_stratum: dict[str, list[Rule]] = {name: [] for name in agreement.ladder}
    for rule in agreement.rules.values():
        by_stratum.setdefault(rule.stratum, []).append(rule)
    for name in agreement.ladder:
        yield name, tuple(sorted(by_stratum[name], key=lambda one: one.id))
