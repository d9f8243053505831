"""The 23 grounds of clause 23.1: which hold, which are unknown and what would settle them, which cannot hold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import attrgetter

from policy.agreement import Agreement, Rule
from policy.facts import Truth
from policy.logic import conjunction, disjunction
from policy.ruling.case import Case
from policy.ruling.conditions import CONDITIONS, SPECIALIST, confirmed
from policy.ruling.decision import Aside, Finding, Need, Reason
from policy.ruling.reasons import because, reason, topic_words
from policy.tables import Step

# Grounds that a condition carries. Subjects come from the topics of the questions, conduct from what a person
# confirmed.
_BY_CONDITION: Mapping[str, str] = {
    "23.1.1": "expired",
    "23.1.2": "archived",
    "23.1.3": "no_period_runs",
    "23.1.10": "outdated",
    "23.1.11": "modified",
    "23.1.13": "modified",
    "23.1.14": "requirements_violated",
    "23.1.15": "facts_missing",
    "23.1.16": "bad_access",
    "23.1.21": "misconduct",
    "23.1.22": "spam_confirmed",
}
_COPY = "23.1.12"
_UNOFFICIAL = ("pirated", "unofficial")
_CLASSIFY = (Need(fact="topic", supplier=SPECIALIST),)
_LICENSE = (Need(fact="license", supplier="records"),)
_STATUS = {True: "holds", False: "cannot", None: "unknown"}
_FROM_TOPIC = "topic"


def holding(case: Case, values: Mapping[str, Truth]) -> tuple[str, ...]:
    """Return the grounds that hold, in the order of the text; `findings` says the same of each, with why."""
    found = {clause for clause, name in _BY_CONDITION.items() if values[name] is True}
    found.update(case.request.conduct)
    found.update(one.ground for one in case.outside)
    if _unofficial(case, values) is True:
        found.add(_COPY)
    return tuple(clause for clause in case.agreement.grounds if clause in found)


def statuses(case: Case, values: Mapping[str, Truth]) -> dict[str, str]:
    """Return how every ground stands, by its clause."""
    return {
        clause: _STATUS[disjunction(worth for _, worth in _sources(clause, case, values))]
        for clause in case.agreement.grounds
    }


def findings(case: Case, values: Mapping[str, Truth], steps: Mapping[str, Step]) -> tuple[Finding, ...]:
    """Return every ground with how it stands, why, and what touches it."""
    return tuple(_finding(clause, case, values, steps) for clause in case.agreement.grounds)


def _finding(clause: str, case: Case, values: Mapping[str, Truth], steps: Mapping[str, Step]) -> Finding:
    found = list(_sources(clause, case, values))
    value = disjunction(worth for _, worth in found)
    # What is true speaks for a ground, what is unknown keeps it open; all that is false keeps it from holding.
    matter = [source for source, worth in found if worth is value]
    needs = [need for source in matter for need in _needs(source, case)] if value is None else []
    rules = tuple(one.id for one in rules_of(case.agreement, clause))
    return Finding(
        clause=clause,
        status=_STATUS[value],
        reasons=tuple(dict.fromkeys(_reason(source, clause, case, value) for source in matter)),
        missing=tuple(dict.fromkeys(needs)),
        rules=rules,
        readings=case.agreement.units[clause].readings,
        aside=tuple(
            Aside(rule=rule, by=steps[rule].defeated_by or "", because=_exception(case.agreement, steps[rule]))
            for rule in rules
            if steps[rule].defeated_by
        ),
    )


def rules_of(agreement: Agreement, clause: str) -> tuple[Rule, ...]:
    """Return the rules that name a ground first."""
    by_topic = clause in agreement.topic_grounds
    named = (
        one for one in agreement.rules.values() if one.primary == clause or (by_topic and one.primary == _FROM_TOPIC)
    )
    return tuple(sorted(named, key=attrgetter("id")))


def _exception(agreement: Agreement, step: Step) -> str:
    named = (one.because for one in agreement.defeats if (one.rule, one.defeats) == (step.defeated_by, step.rule))
    return next(named, "")


def _sources(clause: str, case: Case, values: Mapping[str, Truth]) -> Iterator[tuple[str, Truth]]:
    """Yield where a ground may come from, each with its worth: a condition, the topics, the copy, a person."""
    known = False
    if clause == _COPY:
        known = True
        yield "copy", _unofficial(case, values)
    if clause in _BY_CONDITION:
        known = True
        name = _BY_CONDITION[clause]
        yield name, values[name]
    if clause in case.agreement.topic_grounds:
        known = True
        yield _FROM_TOPIC, _topics(clause, case)
    if not known or clause in case.request.conduct:
        yield "person", clause in case.request.conduct or clause in confirmed(case, "other")


def _unofficial(case: Case, values: Mapping[str, Truth]) -> Truth:
    problem = case.request.license_problem
    return conjunction([values["license_invalid"], None if problem is None else problem in _UNOFFICIAL])


def _topics(clause: str, case: Case) -> Truth:
    if any(one.ground == clause for one in case.outside):
        return True
    return None if not case.topics or any(one is None for one in case.topics) else False


def _needs(source: str, case: Case) -> tuple[Need, ...]:
    if source == "copy":
        return _LICENSE
    return _CLASSIFY if source == _FROM_TOPIC else CONDITIONS[source].wanted(case) if source in CONDITIONS else ()


def _reason(source: str, clause: str, case: Case, value: Truth) -> Reason:
    if source == "copy":
        return because("license_invalid", case, value)
    if source == "person":
        return reason("ground_confirmed" if value else "ground_not_confirmed")
    if source != _FROM_TOPIC:
        return because(source, case, value)
    if value is None:
        return reason("topic_unclassified")
    if value is True:
        return reason("topics_on_ground", topics=[one.code for one in case.outside if one.ground == clause])
    return reason("topics_on_other_ground" if case.outside else "topics_covered", topics=topic_words(case))
