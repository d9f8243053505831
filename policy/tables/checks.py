"""What makes a version of the agreement sound: known words, no overlap, no gap, no circle, a source for everything.

Every fault is named; nothing is repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, product
from typing import Any

from policy.agreement import BASES, SCOPES, TREATMENTS, Agreement, Rule
from policy.tables.strata import condition, rule_names, strata

_LISTS = (("grounds", "23.1."), ("closings", "28.1."))
_LONGEST = 1200  # months or days: a century of months still ends inside every calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What rules may say: the names of conditions, groups of conditions that exclude each other, the outcomes.

    `sources` are words that stand for a ground or an outcome that comes from the facts, each with the condition without
    which there is nothing to take it from.
    """

    conditions: frozenset[str]
    exclusive: tuple[frozenset[str], ...]
    outcomes: frozenset[str]
    facts: frozenset[str]
    parameters: frozenset[str]
    sources: Mapping[str, str]


def faults_of(agreement: Agreement, words: Vocabulary) -> list[str]:
    """Return everything that is wrong with a version."""
    return [
        *_clauses(agreement, words),
        *_lists(agreement),
        *_rules(agreement, words),
        *_topics(agreement),
        *_units(agreement),
        *_tables(agreement, words),
        *_overlaps(agreement, words),
        *_gaps(agreement, words),
        *_cycles(agreement),
        *_parameters(agreement, words),
    ]


def _clauses(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    for who, clause in _cited(agreement, words):
        if clause not in agreement.units:
            yield f"{who} cites {clause}, which is no unit"


def _cited(agreement: Agreement, words: Vocabulary) -> Iterator[tuple[str, str]]:
    for topic in agreement.topics.values():
        for clause in (*topic.further, topic.ground, topic.archived, topic.programmer):
            if clause:
                yield f"topic {topic.code}", clause
    for rule in agreement.rules.values():
        named = () if not rule.primary or rule.primary in words.sources else (rule.primary,)
        yield from ((f"rule {rule.id}", clause) for clause in (*rule.clauses, *named))
    for clause in (*agreement.grounds, *agreement.closings, *agreement.as_conduct):
        yield "the list of grounds and closings", clause
    for code, clause in (*agreement.conduct.items(), *agreement.items.items()):
        yield code, clause
    for parameter in agreement.parameters.values():
        yield from ((f"parameter {parameter.name}", clause) for clause in parameter.clauses)
    for reading in agreement.readings.values():
        yield from ((f"reading {reading.id}", clause) for clause in reading.clauses)


def _lists(agreement: Agreement) -> Iterator[str]:
    for name, head in _LISTS:
        kept = getattr(agreement, name)
        for unit in agreement.units:
            if unit.startswith(head) and unit not in kept:
                yield f"unit {unit} is not among the {name}"


def _rules(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    for rule in agreement.rules.values():
        for name in rule_names(rule.when):
            if name not in words.conditions:
                yield f"rule {rule.id} asks for {name}, which is no condition"
        if rule.stratum not in agreement.ladder:
            yield f"rule {rule.id} stands in {rule.stratum}, which is not on the ladder"
        for source in (rule.primary, rule.outcome):
            if source in words.sources and words.sources[source] not in rule.when:
                yield f"rule {rule.id} takes {source} from nowhere: it does not ask for {words.sources[source]}"
        if rule.outcome not in words.outcomes:
            yield f"rule {rule.id} has the outcome {rule.outcome}"
        if rule.basis not in BASES or (rule.basis == "reading" and rule.reading not in agreement.readings):
            yield f"rule {rule.id} has no basis"
    yield from _exceptions(agreement)


def _exceptions(agreement: Agreement) -> Iterator[str]:
    for one in agreement.defeats:
        for rule_id in (one.rule, one.defeats):
            if rule_id not in agreement.rules:
                yield f"the exception {one.rule} > {one.defeats} names {rule_id}, which is no rule"
        if one.because not in agreement.units and one.because not in agreement.readings:
            yield f"the exception {one.rule} > {one.defeats} rests on {one.because!r}"


def _topics(agreement: Agreement) -> Iterator[str]:
    for topic in agreement.topics.values():
        if topic.scope not in SCOPES:
            yield f"topic {topic.code} has the scope {topic.scope}"
        if topic.scope == "out" and topic.ground not in agreement.grounds:
            yield f"topic {topic.code} has the ground {topic.ground!r}, which is no ground"
        if topic.scope != "out" and (topic.ground or topic.service):
            yield f"topic {topic.code} is not out of scope and has a ground or a service"
        if topic.scope == "route" and topic.code not in agreement.used_up:
            yield f"topic {topic.code} is routed and says nothing of the time after"
        if topic.service and topic.service not in agreement.services:
            yield f"topic {topic.code} offers {topic.service}, which is no service"
    if "unlisted" not in agreement.topics:
        yield "there is no topic unlisted"


def _units(agreement: Agreement) -> Iterator[str]:
    for unit in agreement.units.values():
        if not unit.treatment or not TREATMENTS.issuperset(unit.treatment):
            yield f"unit {unit.id} has no known treatment"
        if unit.clause not in agreement.sections:
            yield f"unit {unit.id} stands in {unit.clause}, which is no section"
        for reading in unit.readings:
            if reading not in agreement.readings:
                yield f"unit {unit.id} names {reading}, which is no reading"


def _tables(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    for routed, later in agreement.used_up.items():
        for code in (routed, later):
            if code not in agreement.topics:
                yield f"used_up names {code}, which is no topic"
    for kind in ("question", "unclassified", "error"):
        if kind not in agreement.required:
            yield f"nothing is said of what a request of the kind {kind} needs"
    for kind, names in agreement.required.items():
        for name in names:
            if name not in words.facts:
                yield f"required.{kind} asks for {name}, which is no fact"


def _overlaps(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    ordered = {frozenset((one.rule, one.defeats)) for one in agreement.defeats}
    for name, rules in strata(agreement):
        for one, other in combinations(rules, 2):
            if frozenset((one.id, other.id)) not in ordered and _together((*one.when, *other.when), words):
                yield f"rules {one.id} and {other.id} of {name} can hold together"


def _together(when: tuple[str, ...], words: Vocabulary) -> bool:
    """Return whether all conditions can be true at once; groups that exclude each other are never true together."""
    names = rule_names(when)
    for combination in product((True, False), repeat=len(names)):
        values = dict(zip(names, combination, strict=True))
        clash = any(sum(values.get(name, False) for name in group) > 1 for group in words.exclusive)
        if not clash and all(condition(text, values) for text in when):
            return True
    return False


def _gaps(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    last = agreement.ladder[-1] if agreement.ladder else ""
    if not any(not rule.when for rule in agreement.rules.values() if rule.stratum == last):
        yield "no rule holds where nothing else does"
    if len(set(agreement.ladder)) != len(agreement.ladder):
        yield "a stratum stands twice on the ladder"
    used = {rule.stratum for rule in agreement.rules.values()}
    yield from (f"stratum {name} has no rule" for name in agreement.ladder if name not in used)
    yield from (f"rule {rule.id} can never hold" for rule in _impossible(agreement, words))


def _impossible(agreement: Agreement, words: Vocabulary) -> Iterator[Rule]:
    for rule in agreement.rules.values():
        if not _together(rule.when, words):
            yield rule


def _cycles(agreement: Agreement) -> Iterator[str]:
    weaker: dict[str, list[str]] = {}
    for one in agreement.defeats:
        weaker.setdefault(one.rule, []).append(one.defeats)
    done: set[str] = set()

    def walk(rule: str, path: tuple[str, ...]) -> Iterator[str]:
        if rule in path:
            yield "exceptions in a circle: " + " > ".join((*path[path.index(rule) :], rule))
        elif rule not in done:
            for other in weaker.get(rule, ()):
                yield from walk(other, (*path, rule))
            done.add(rule)

    for rule in sorted(weaker):
        yield from walk(rule, ())


def _parameters(agreement: Agreement, words: Vocabulary) -> Iterator[str]:
    for name in words.parameters - set(agreement.parameters):
        yield f"the parameter {name} is missing"
    for one in agreement.parameters.values():
        if one.basis not in BASES:
            yield f"parameter {one.name} has the basis {one.basis}"
        elif one.basis == "reading" and one.reading not in agreement.readings:
            yield f"parameter {one.name} follows {one.reading}, which is no reading"
        if one.basis == "company" and one.value is not None:
            yield f"parameter {one.name} is the company's to set and has a value"
        elif one.basis != "company" and one.value is None:
            yield f"parameter {one.name} has no value"
        if one.basis != "company" and not one.clauses:
            yield f"parameter {one.name} has no source"
        if one.alternatives and str(one.value).lower() not in one.alternatives:
            yield f"parameter {one.name} cannot be {one.value!r}"
    yield from _disagreements(agreement)


def uncountable(agreement: Agreement) -> Iterator[str]:
    """Yield what is wrong with the numbers of a version; one that counts already has to be opened all the same."""
    for one in agreement.parameters.values():
        if not one.alternatives and one.value is not None and one.basis != "company" and not _is_length(one.value):
            yield f"parameter {one.name} cannot be {one.value!r}"
    yield from _turned_window(agreement)


def _is_length(value: Any) -> bool:
    """A number of months or days that can be counted; a calendar ends somewhere."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LONGEST


def _turned_window(agreement: Agreement) -> Iterator[str]:
    known = (agreement.parameters.get("window_earliest"), agreement.parameters.get("window_latest"))
    first, last = (None if one is None or not _is_length(one.value) else one.value for one in known)
    if first is not None and last is not None and last < first:
        yield f"parameter window_latest cannot be {last!r}"


def _disagreements(agreement: Agreement) -> Iterator[str]:
    """A reading and the parameter that follows it must say the same; several parameters are divided by commas."""
    for reading in agreement.readings.values():
        if not reading.parameter:
            continue
        names = [one.strip() for one in reading.parameter.split(",")]
        values = [one.strip().lower() for one in reading.value.split(",")] if reading.value else [""] * len(names)
        for number, name in enumerate(names):
            known = agreement.parameters.get(name)
            if known is None:
                yield f"reading {reading.id} sets {name}, which is no parameter"
            elif number >= len(values) or values[number] != ("" if known.value is None else str(known.value).lower()):
                yield f"reading {reading.id} says {reading.value!r} of {name}, which is {known.value!r}"
