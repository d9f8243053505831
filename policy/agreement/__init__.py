"""The agreement as a value: units, parameters, topics, grounds, rules, readings, ladder. Built and checked whole.

A version that is not sound is not built: every fault is named at once. Nothing here reads a file.
"""

from policy.agreement.build import build_agreement, with_choices
from policy.agreement.comparing import Changed, Comparison, compare_versions
from policy.agreement.values import (
    BASES,
    SCOPES,
    TREATMENTS,
    Agreement,
    AgreementFault,
    Defeat,
    Named,
    Parameter,
    Reading,
    Rule,
    Section,
    Topic,
    Unit,
)

__all__ = [
    "BASES",
    "SCOPES",
    "TREATMENTS",
    "Agreement",
    "AgreementFault",
    "Changed",
    "Comparison",
    "Defeat",
    "Named",
    "Parameter",
    "Reading",
    "Rule",
    "Section",
    "Topic",
    "Unit",
    "build_agreement",
    "compare_versions",
    "with_choices",
]
