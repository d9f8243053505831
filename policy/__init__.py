"""The agreement as data and the engine that applies it: facts in, a decision with reasons out. The one way in.

No clock, no file, no log, no network, no database stands behind this door.
"""

from collections.abc import Mapping
from typing import Any

from policy.agreement import (
    Agreement,
    AgreementFault,
    Changed,
    Comparison,
    Defeat,
    Named,
    Parameter,
    Reading,
    Rule,
    Section,
    Topic,
    Unit,
    compare_versions,
    with_choices,
)
from policy.agreement import build_agreement as _build
from policy.completeness import Lack, Line, lacks, meter
from policy.counting import Interval, Succession, Terms, add_months, add_period, period_between
from policy.facts import (
    Days,
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
from policy.periods import (
    Countdown,
    Renewal,
    Standing,
    countdown,
    days_of,
    paid_if,
    renewal,
    standing,
)
from policy.ruling.admissibility import VOCABULARY, decide
from policy.ruling.archive import Act, restoration_act, transfer_act
from policy.ruling.cases import CaseFault, assess_case, compare, terms_of
from policy.ruling.changes import Change, changes
from policy.ruling.choosing import CHOICES, Choice, choice, choices
from policy.ruling.clock import Clock, ClockSpan, Moment, Targets, clocks, slowest
from policy.ruling.closing import Closing, ClosingFacts, closing
from policy.ruling.decision import Aside, Basis, Decision, Finding, Need, Reason, canonical
from policy.ruling.errors import ErrorFinding, product_error
from policy.ruling.materials import MATERIALS, Material, link, material
from policy.ruling.replaying import Difference, Replay, replay
from policy.ruling.response import RESPONSE, Response, Window, response, response_window
from policy.ruling.returning import RETURNING, Return, ReturnFacts, returning
from policy.ruling.senders import PASSAGE, Passage, passage
from policy.ruling.severity import SEVERITY, Severity, severest, severity
from policy.signals import (
    Asked,
    Lexicon,
    LexiconFault,
    Repeat,
    Said,
    Signal,
    TopicProposal,
    TopicTable,
    TopicWords,
    access_data,
    asked_in,
    conduct_signals,
    copied,
    external_links,
    in_pieces,
    is_poke,
    link_kind,
    link_signals,
    many_in_a_row,
    poke_clauses,
    propose_topics,
    repeat_of,
    report_signals,
    strongest_topic,
    topic_table,
)
from policy.tables import Row, Step, UniqueTable, faults_of, uncountable
from policy.working_time import (
    WEEKDAYS,
    Hours,
    Schedule,
    add_business_days,
    add_business_time,
    at_local,
    business_day,
    business_time_between,
    is_holiday,
    is_open,
    last_open,
    next_open,
    open_spans,
    why_closed,
)

ENGINE = "4"  # raised whenever the same facts under the same agreement could be decided otherwise
TABLES = (SEVERITY, PASSAGE, MATERIALS, RESPONSE, RETURNING)


def build_agreement(documents: Mapping[str, Mapping[str, Any]], *, kept: bool = False) -> Agreement:
    """Build and check a version of the agreement; of one that a desk `kept` the numbers are taken as they are.

    Raises AgreementFault with every fault found.
    """
    return _build(documents, lambda one: [*faults_of(one, VOCABULARY), *(() if kept else uncountable(one))])


def predicate_names() -> frozenset[str]:
    """Return the names that the conditions of rules may use."""
    return VOCABULARY.conditions


__all__ = [
    "CHOICES",
    "ENGINE",
    "MATERIALS",
    "PASSAGE",
    "RESPONSE",
    "RETURNING",
    "SEVERITY",
    "TABLES",
    "UNKNOWN",
    "VOCABULARY",
    "WEEKDAYS",
    "Act",
    "Agreement",
    "AgreementFault",
    "Aside",
    "Asked",
    "Basis",
    "CaseFault",
    "Change",
    "Changed",
    "Choice",
    "Clock",
    "ClockSpan",
    "Closing",
    "ClosingFacts",
    "Comparison",
    "Countdown",
    "Days",
    "Decision",
    "Defeat",
    "Difference",
    "ErrorFinding",
    "Finding",
    "Hours",
    "Installation",
    "Interval",
    "Lack",
    "Lexicon",
    "LexiconFault",
    "LicenseFacts",
    "Line",
    "Material",
    "Materials",
    "Moment",
    "Named",
    "Need",
    "Parameter",
    "Passage",
    "Purchase",
    "Question",
    "Reading",
    "Reason",
    "Renewal",
    "Repeat",
    "Replay",
    "Report",
    "RequestFacts",
    "Response",
    "Restoration",
    "Return",
    "ReturnFacts",
    "Row",
    "Rule",
    "Said",
    "Schedule",
    "Section",
    "Sender",
    "Severity",
    "Signal",
    "Standing",
    "Step",
    "Succession",
    "Suspension",
    "Targets",
    "Terms",
    "Topic",
    "TopicProposal",
    "TopicTable",
    "TopicWords",
    "Truth",
    "UniqueTable",
    "Unit",
    "Window",
    "access_data",
    "add_business_days",
    "add_business_time",
    "add_months",
    "add_period",
    "asked_in",
    "assess_case",
    "at_local",
    "build_agreement",
    "business_day",
    "business_time_between",
    "canonical",
    "changes",
    "choice",
    "choices",
    "clocks",
    "closing",
    "compare",
    "compare_versions",
    "conduct_signals",
    "conjunction",
    "copied",
    "countdown",
    "days_of",
    "decide",
    "disjunction",
    "external_links",
    "faults_of",
    "from_plain",
    "in_pieces",
    "is_holiday",
    "is_open",
    "is_poke",
    "lacks",
    "last_open",
    "link",
    "link_kind",
    "link_signals",
    "many_in_a_row",
    "material",
    "meter",
    "negation",
    "next_open",
    "open_spans",
    "paid_if",
    "passage",
    "period_between",
    "poke_clauses",
    "predicate_names",
    "product_error",
    "propose_topics",
    "renewal",
    "repeat_of",
    "replay",
    "report_signals",
    "response",
    "response_window",
    "restoration_act",
    "returning",
    "severest",
    "severity",
    "slowest",
    "standing",
    "strongest_topic",
    "terms_of",
    "to_plain",
    "topic_table",
    "transfer_act",
    "why_closed",
    "with_choices",
]
