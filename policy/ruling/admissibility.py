"""decide(): whether a request is admitted (DT-2). All grounds are collected, one is named first, none guessed.

A stratum of the ladder decides by the one rule of it that holds. Where none holds and one is unknown, the stratum
decides too: by asking for what is unknown. So a definite outcome never depends on something that nobody knows.
"""

from __future__ import annotations

from policy.agreement import Agreement
from policy.facts import RequestFacts, Truth
from policy.ruling.case import Case
from policy.ruling.conditions import CONDITIONS, EXCLUSIVE, Values
from policy.ruling.decision import OUTCOMES, Decision
from policy.ruling.grounds import findings, holding
from policy.ruling.making import Making
from policy.ruling.reasons import because
from policy.ruling.words import said
from policy.tables import Vocabulary, evaluate, rules_of

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


def decide(request: RequestFacts, agreement: Agreement, *, trace: bool = True) -> Decision:
    """Return the decision on a request by the state of its license at receipt (A15).

    Without `trace` the decision says the same, but has neither trace nor reasons nor the findings on the grounds.
    """
    case = Case(request, agreement)
    values = Values(case)
    rule, unknown = rules_of(agreement).deciding(values)
    making = Making(case, values, rule, unknown, holding(case, values))
    if not trace:
        return making.decision()
    values.complete()
    words = said(case)
    used = {name: tuple(words[read] for read in one.reads) for name, one in CONDITIONS.items()}
    steps = evaluate(agreement, values, used)
    return making.decision(
        trace=tuple(steps.values()),
        findings=findings(case, values, steps),
        because=tuple((name, because(name, case, value)) for name, value in sorted(values.items())),
    )


def error_reported(request: RequestFacts, agreement: Agreement) -> Truth:
    """Return whether a request opens a check of a product error, whatever its license stands at (DT-2, row 9)."""
    return Values(Case(request, agreement))["product_error_reported"]
