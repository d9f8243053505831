"""Rules in strata: each rule's three-valued worth, and which exception sets which rule aside.

It does not choose an outcome and knows no fact: values come in by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from policy.agreement import Agreement, Rule
from policy.facts import Truth
from policy.logic import conjunction, disjunction, negation

Used = Mapping[str, tuple[tuple[str, str], ...]]


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


@lru_cache(maxsize=1024)
def parts(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the alternatives of a condition: each name, and whether it is denied."""
    return tuple((part.removeprefix("!"), part.startswith("!")) for part in text.split("|"))


def condition(text: str, values: Mapping[str, Truth]) -> Truth:
    """Return the worth of one condition: name, !name, or alternatives joined by |."""
    return disjunction(negation(values[name]) if denied else values[name] for name, denied in parts(text))


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a condition uses."""
    return tuple(name for name, _ in parts(text))


@lru_cache(maxsize=1024)
def rule_names(when: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names that the conditions of a rule use, each once."""
    return tuple(dict.fromkeys(name for text in when for name in names_in(text)))


def evaluate(agreement: Agreement, values: Mapping[str, Truth], used: Used) -> dict[str, Step]:
    """Try every rule. `values` has the worth of each condition's name, `used` the facts behind the name.

    An exception sets a rule aside where it holds. Where it is unknown it makes the rule unknown only if it would bring
    another outcome: two grounds of one refusal do not keep each other from refusing.
    """
    tried = {rule.id: tuple((text, condition(text, values)) for text in rule.when) for rule in agreement.rules.values()}
    bare = {rule: conjunction(value for _, value in conditions) for rule, conditions in tried.items()}
    aside: dict[str, str] = {}
    doubtful: set[str] = set()
    for one in agreement.defeats:
        if bare[one.rule] is True:
            aside.setdefault(one.defeats, one.rule)
        elif bare[one.rule] is None and agreement.rules[one.rule].outcome != agreement.rules[one.defeats].outcome:
            doubtful.add(one.defeats)
    return {
        rule.id: Step(
            rule=rule.id,
            row=rule.row,
            value=_worth(rule.id, bare, aside, doubtful),
            conditions=tried[rule.id],
            facts=tuple(dict.fromkeys(fact for name in rule_names(rule.when) for fact in used.get(name, ()))),
            basis=rule.reading if rule.basis == "reading" else rule.basis,
            defeated_by=aside.get(rule.id) if bare[rule.id] is not False else None,
            clauses=tuple(dict.fromkeys(one for one in (rule.primary, *rule.clauses) if "." in one)),
        )
        for rule in agreement.rules.values()
    }


def _worth(rule: str, bare: Mapping[str, Truth], aside: Mapping[str, str], doubtful: set[str]) -> Truth:
    if bare[rule] is False or rule in aside:
        return False
    return None if rule in doubtful else bare[rule]


def strata(agreement: Agreement) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Yield the strata from the top of the ladder with their rules, in the order of the rules' ids."""
    by_stratum: dict[str, list[Rule]] = {name: [] for name in agreement.ladder}
    for rule in agreement.rules.values():
        by_stratum.setdefault(rule.stratum, []).append(rule)
    for name in agreement.ladder:
        yield name, tuple(sorted(by_stratum[name], key=lambda one: one.id))
