"""The agreement as data and the engine that applies it: facts in, a decision with reasons out. The one way in.

No clock, no file, no log, no network, no database stands behind this door.
"""

from policy.agreement import (
    Agreement,
    AgreementFault,
    Named,
    Parameter,
    Reading,
    Rule,
    Topic,
    Unit,
)
from policy.agreement import build_agreement as _build
from policy.completeness import Lack, lacks
from policy.facts import (
    Installation,
    LicenseFacts,
    Materials,
    Purchase,
    Question,
    Report,
    RequestFacts,
    Restoration,
    Sender,
    Suspension,
    Truth,
    from_plain,
    to_plain,
)
from policy.logic import UNKNOWN, conjunction, disjunction, negation
from policy.periods import Interval, Standing, Terms, add_months, paid_if, standing
from policy.ruling.admissibility import decide, predicate_names, replay
from policy.ruling.cases import assess_case, compare, terms_of
from policy.ruling.closing import Closing, ClosingFacts, closing
from policy.ruling.decision import Basis, Decision, Finding, Need, Reason, canonical
from policy.ruling.severity import Severity, severity
from policy.signals import Signal, TopicProposal, is_poke, propose_topics, report_signals
from policy.tables import Step, faults_of
from policy.working_time import Schedule, business_day, is_open, next_open

ENGINE = "1"  # raised whenever the same facts under the same agreement could be decided otherwise


def build_agreement(documents: dict[str, dict[str, object]]) -> Agreement:
    """Build and check a version of the agreement. Raises AgreementFault with every fault found."""
    return _build(documents, lambda agreement: faults_of(agreement, predicate_names()))


__all__ = [
    "ENGINE",
    "UNKNOWN",
    "Agreement",
    "AgreementFault",
    "Basis",
    "Closing",
    "ClosingFacts",
    "Decision",
    "Finding",
    "Installation",
    "Interval",
    "Lack",
    "LicenseFacts",
    "Materials",
    "Named",
    "Need",
    "Parameter",
    "Purchase",
    "Question",
    "Reading",
    "Reason",
    "Report",
    "RequestFacts",
    "Restoration",
    "Rule",
    "Schedule",
    "Sender",
    "Severity",
    "Signal",
    "Standing",
    "Step",
    "Suspension",
    "Terms",
    "Topic",
    "TopicProposal",
    "Truth",
    "Unit",
    "add_months",
    "assess_case",
    "build_agreement",
    "business_day",
    "canonical",
    "closing",
    "compare",
    "conjunction",
    "decide",
    "disjunction",
    "from_plain",
    "is_open",
    "is_poke",
    "lacks",
    "negation",
    "next_open",
    "paid_if",
    "predicate_names",
    "propose_topics",
    "replay",
    "report_signals",
    "severity",
    "standing",
    "terms_of",
    "to_plain",
]
