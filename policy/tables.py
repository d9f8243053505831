"""Decision tables: rules in strata, named exceptions, and the checks that make a table sound.

Nothing depends on the order of rows: a stratum has its place in the ladder, and inside one stratum two rules may hold
together only where one is named as an exception of the other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from policy.agreement import BASES, SCOPES, TREATMENTS, Agreement, Rule
from policy.facts import Truth
from policy.logic import conjunction, disjunction, negation


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One rule that was tried: its value and the conditions that made it."""

    rule: str
    row: str
    value: Truth
    conditions: tuple[tuple[str, Truth], ...]


def condition(text: str, values: Mapping[str, Truth]) -> Truth:
    """Return the value of one condition: name, !name, or alternatives joined by |."""
    return disjunction(negation(values[part[1:]]) if part.startswith("!") else values[part] for part in text.split("|"))


def evaluate(agreement: Agreement, values: Mapping[str, Truth]) -> dict[str, Step]:
    """Try every rule; a rule that an exception sets aside does not hold."""
    bare = {rule.id: conjunction(condition(text, values) for text in rule.when) for rule in agreement.rules.values()}
    defeaters: dict[str, list[str]] = {}
    for rule in agreement.rules.values():
        for other in rule.defeats:
            defeaters.setdefault(other, []).append(rule.id)
    return {
        rule.id: Step(
            rule=rule.id,
            row=rule.row,
            value=conjunction([bare[rule.id], *(negation(bare[one]) for one in defeaters.get(rule.id, ()))]),
            conditions=tuple((text, condition(text, values)) for text in rule.when),
        )
        for rule in agreement.rules.values()
    }


def strata(agreement: Agreement) -> Iterator[tuple[str, tuple[Rule, ...]]]:
    """Return the strata from the top of the ladder with their rules."""
    for name in agreement.ladder:
        yield name, tuple(rule for rule in agreement.rules.values() if rule.stratum == name)


def names_in(text: str) -> tuple[str, ...]:
    """Return the names that a condition uses."""
    return tuple(part.removeprefix("!") for part in text.split("|"))


def faults_of(agreement: Agreement, predicates: frozenset[str]) -> list[str]:
    """Return everything that is wrong with a version: unknown words, overlaps, gaps, cycles, missing sources."""
    return [
        *_unknown_clauses(agreement),
        *_unknown_words(agreement, predicates),
        *_overlaps(agreement),
        *_gaps(agreement),
        *_cycles(agreement),
        *_sources(agreement),
    ]


def _unknown_clauses(agreement: Agreement) -> Iterator[str]:
    known = agreement.units
    cited: list[tuple[str, str]] = []
    for topic in agreement.topics.values():
        cited += [
            (f"topic {topic.code}", clause) for clause in (*topic.further, topic.ground, topic.archived) if clause
        ]
    for rule in agreement.rules.values():
        cited += [
            (f"rule {rule.id}", clause) for clause in (*rule.clauses, rule.primary) if clause and clause[0].isdigit()
        ]
    cited += [(f"ground {clause}", clause) for clause in agreement.grounds]
    cited += [(f"closing {clause}", clause) for clause in agreement.closings]
    cited += [(f"conduct {code}", clause) for code, clause in agreement.conduct.items()]
    for parameter in agreement.parameters.values():
        cited += [(f"parameter {parameter.name}", clause) for clause in parameter.clauses]
    for reading in agreement.readings.values():
        cited += [(f"reading {reading.id}", clause) for clause in reading.clauses]
    for who, clause in cited:
        if clause not in known:
            yield f"{who} cites {clause}, which is no unit"


def _unknown_words(agreement: Agreement, predicates: frozenset[str]) -> Iterator[str]:
    for rule in agreement.rules.values():
        yield from _words_of_rule(rule, agreement, predicates)
    for topic in agreement.topics.values():
        if topic.scope not in SCOPES:
            yield f"topic {topic.code} has the scope {topic.scope}"
        if topic.scope == "out" and topic.ground not in agreement.grounds:
            yield f"topic {topic.code} has no ground"
        if topic.service and topic.service not in agreement.services:
            yield f"topic {topic.code} offers {topic.service}, which is no service"
    if "unlisted" not in agreement.topics:
        yield "there is no topic unlisted"
    for unit in agreement.units.values():
        if not unit.treatment or not TREATMENTS.issuperset(unit.treatment):
            yield f"unit {unit.id} has no known treatment"
        if unit.clause not in agreement.sections:
            yield f"unit {unit.id} stands in {unit.clause}, which is no section"
        unknown = [reading for reading in unit.readings if reading not in agreement.readings]
        yield from (f"unit {unit.id} names {reading}, which is no reading" for reading in unknown)


def _words_of_rule(rule: Rule, agreement: Agreement, predicates: frozenset[str]) -> Iterator[str]:
    for name in (name for text in rule.when for name in names_in(text)):
        if name not in predicates:
            yield f"rule {rule.id} asks for {name}, which is no fact"
    for other in rule.defeats:
        if other not in agreement.rules:
            yield f"rule {rule.id} defeats {other}, which is no rule"
    if rule.stratum not in agreement.ladder:
        yield f"rule {rule.id} stands in {rule.stratum}, which is not on the ladder"


def _overlaps(agreement: Agreement) -> Iterator[str]:
    for name, rules in strata(agreement):
        for one, other in combinations(rules, 2):
            exception = other.id in one.defeats or one.id in other.defeats
            if not exception and not _exclude(one, other):
                yield f"rules {one.id} and {other.id} of {name} can hold together"


def _exclude(one: Rule, other: Rule) -> bool:
    """Two rules exclude each other when one asks for what the other forbids."""
    mine, theirs = set(one.when), set(other.when)
    return any(f"!{text}" in theirs for text in mine) or any(f"!{text}" in mine for text in theirs)


def _gaps(agreement: Agreement) -> Iterator[str]:
    if not agreement.ladder or not any(
        not rule.when for rule in agreement.rules.values() if rule.stratum == agreement.ladder[-1]
    ):
        yield "no rule holds where nothing else does"
    if len(set(agreement.ladder)) != len(agreement.ladder):
        yield "a stratum stands twice on the ladder"
    used = {rule.stratum for rule in agreement.rules.values()}
    for name in agreement.ladder:
        if name not in used:
            yield f"stratum {name} has no rule"


def _cycles(agreement: Agreement) -> Iterator[str]:
    done: set[str] = set()

    def walk(rule: str, path: tuple[str, ...]) -> Iterator[str]:
        if rule in path:
            yield "exceptions in a circle: " + " > ".join((*path[path.index(rule) :], rule))
        elif rule not in done and rule in agreement.rules:
            for other in agreement.rules[rule].defeats:
                yield from walk(other, (*path, rule))
            done.add(rule)

    for rule in sorted(agreement.rules):
        yield from walk(rule, ())


def _sources(agreement: Agreement) -> Iterator[str]:
    for parameter in agreement.parameters.values():
        if parameter.basis not in BASES:
            yield f"parameter {parameter.name} has the basis {parameter.basis}"
        elif parameter.basis == "reading" and parameter.reading not in agreement.readings:
            yield f"parameter {parameter.name} follows {parameter.reading}, which is no reading"
        elif parameter.basis == "text" and not parameter.clauses:
            yield f"parameter {parameter.name} has no source"
    for rule in agreement.rules.values():
        if rule.basis not in BASES or (rule.basis == "reading" and rule.reading not in agreement.readings):
            yield f"rule {rule.id} has no basis"
