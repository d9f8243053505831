"""Decision tables: strata of rules with named exceptions, tables with exactly one row for every case, and their checks.

Nothing depends on the order of rows: a stratum has its place on the ladder, inside it rules exclude each other or one
is named as the exception of the other; in a unique table every combination of inputs meets one row.
"""

from policy.tables.checks import Vocabulary, faults_of, uncountable
from policy.tables.strata import Rules, Step, Test, condition, evaluate, names_in, rule_names, rules_of, strata
from policy.tables.unique import Row, UniqueTable

__all__ = [
    "Row",
    "Rules",
    "Step",
    "Test",
    "UniqueTable",
    "Vocabulary",
    "condition",
    "evaluate",
    "faults_of",
    "names_in",
    "rule_names",
    "rules_of",
    "strata",
    "uncountable",
]
