"""The 23 grounds of clause 23.1: which hold, which are unknown and what would settle them, which cannot hold."""

from __future__ import annotations

from collections.abc import Mapping

from policy.facts import Truth
from policy.logic import conjunction, disjunction
from policy.ruling.case import Case, word
from policy.ruling.conditions import CONDITIONS, SPECIALIST, confirmed
from policy.ruling.decision import Finding, Need, Reason

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
_UNOFFICIAL = ("pirated", "unofficial")
_CLASSIFY = (Need(fact="topic", supplier=SPECIALIST),)
_STATUS = {True: "holds", False: "cannot", None: "unknown"}


def findings(case: Case, values: Mapping[str, Truth], words: Mapping[str, tuple[str, str]]) -> tuple[Finding, ...]:
    """Return every ground with how it stands."""
    by_topic = {one.ground for one in case.agreement.topics.values() if one.scope == "out"}
    return tuple(_finding(clause, case, values, words, by_topic) for clause in case.agreement.grounds)


def _finding(
    clause: str,
    case: Case,
    values: Mapping[str, Truth],
    words: Mapping[str, tuple[str, str]],
    by_topic: set[str],
) -> Finding:
    found: list[tuple[Truth, list[Reason], tuple[Need, ...]]] = []
    if clause == "23.1.12":
        found.append(_unofficial(case, values))
    if clause in _BY_CONDITION:
        name = _BY_CONDITION[clause]
        reads = [Reason(fact=fact, value=value) for fact, value in (words[read] for read in CONDITIONS[name].reads)]
        found.append((values[name], reads, CONDITIONS[name].wanted(case)))
    if clause in by_topic:
        found.append(_by_topic(clause, case, words))
    if not found or clause in case.request.conduct:
        stands = clause in confirmed(case, "other") or clause in case.request.conduct
        found.append((stands, [Reason(fact="confirmed_by_a_person", value=word(stands))], ()))
    value = disjunction(one for one, _, _ in found)
    matter = [
        one for one in found if one[0] is value
    ]  # what is true speaks for a ground, what is unknown keeps it open
    return Finding(
        clause=clause,
        status=_STATUS[value],
        reasons=tuple(dict.fromkeys(reason for _, reasons, _ in matter for reason in reasons)),
        missing=tuple(dict.fromkeys(need for _, _, needs in matter for need in needs)) if value is None else (),
    )


def _unofficial(case: Case, values: Mapping[str, Truth]) -> tuple[Truth, list[Reason], tuple[Need, ...]]:
    problem = case.request.license_problem
    copy = None if problem is None else problem in _UNOFFICIAL
    state = Reason(fact="license_state", value=case.state or "unknown")
    reasons = [state, *([Reason(fact="license_problem", value=problem)] if problem else [])]
    return conjunction([values["license_invalid"], copy]), reasons, (Need(fact="license", supplier="records"),)


def _by_topic(
    clause: str, case: Case, words: Mapping[str, tuple[str, str]]
) -> tuple[Truth, list[Reason], tuple[Need, ...]]:
    fact, said = words["topics"]
    holds = any(one.ground == clause for one in case.outside)
    unclassified = not case.topics or any(one is None for one in case.topics)
    value = True if holds else None if unclassified else False
    return value, [Reason(fact=fact, value=said if case.topics else "unknown")], _CLASSIFY
