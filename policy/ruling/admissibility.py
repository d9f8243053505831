"""decide(): whether a request is admitted (DT-2). All grounds are collected, one is named first, none guessed.

A stratum of the ladder decides by the one rule of it that holds. Where none holds and one is unknown, the stratum
decides too: by asking for what is unknown. So a definite outcome never depends on something that nobody knows.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from policy.agreement import Agreement, Rule
from policy.facts import RequestFacts, from_plain
from policy.ruling.case import Case
from policy.ruling.conditions import CONDITIONS, EXCLUSIVE, values_of
from policy.ruling.decision import OUTCOMES, Decision
from policy.ruling.grounds import findings
from policy.ruling.making import Making
from policy.ruling.words import said
from policy.tables import Step, Vocabulary, evaluate, strata

_FACTS = frozenset(
    {"domain", "plan", "software_version", "what_happened", "panel_section", "actions_before", "repro_steps"}
    | {"evidence_media", "error_text", "changes_made", "evidence"}
)
_PARAMETERS = frozenset(
    {"free_months", "transition_months", "archive_months", "period_end", "month_rounding", "transition_anchor"}
    | {"early_renewal", "expiration_base", "auto_archive", "grandfather_open_requests", "profile", "multi_default"}
    | {"ground_order", "required_fields"}
    | {"window_earliest", "window_latest"}
)
VOCABULARY = Vocabulary(
    conditions=frozenset(CONDITIONS),
    exclusive=EXCLUSIVE,
    outcomes=OUTCOMES,
    facts=_FACTS,
    parameters=_PARAMETERS,
    sources={
        "topic": "all_outside",
        "programmer": "programmer_topic",
        "license": "license_invalid",
        "suspension": "suspended",
        "conduct": "ground_confirmed",
        "redirect_paid": "service_on_offer",
        "route": "installation_wanted",
    },
)


def decide(request: RequestFacts, agreement: Agreement) -> Decision:
    """Return the decision on a request by the state of its license at receipt (A15)."""
    case = Case(request, agreement)
    values = values_of(case)
    words = said(case)
    used = {name: tuple(words[read] for read in one.reads) for name, one in CONDITIONS.items()}
    steps = evaluate(agreement, values, used)
    rule, unknown = _deciding(agreement, steps)
    making = Making(case, values, rule, unknown, findings(case, values, words))
    return making.decision(tuple(steps[one.id] for _, rules in strata(agreement) for one in rules))


def replay(inputs: str, agreement: Agreement) -> Decision:
    """Decide again from stored inputs (the canonical JSON of RequestFacts). Raises ValueError."""
    return decide(from_plain(RequestFacts, json.loads(inputs)), agreement)


def _deciding(agreement: Agreement, steps: Mapping[str, Step]) -> tuple[Rule, tuple[Rule, ...]]:
    """Return the rule that decides, and the rules of its stratum that are unknown where none of it holds."""
    for _, rules in strata(agreement):
        holding = [rule for rule in rules if steps[rule.id].value is True]
        if holding:
            return holding[0], ()
        unknown = tuple(rule for rule in rules if steps[rule.id].value is None)
        if unknown:
            return unknown[0], unknown
    raise AssertionError("a sound agreement always has a rule that holds")
