"""Signals in texts: pokes, links, topics, facts of a report, conduct, repeats and several questions.

Each carries the span it rests on. A signal never decides; it proposes, and a person confirms.
"""

from policy.signals.flow import Said, copied, in_pieces, many_in_a_row
from policy.signals.lexicon import Lexicon, LexiconFault, conduct_signals
from policy.signals.questions import Asked, asked_in
from policy.signals.repeats import Repeat, repeat_of
from policy.signals.secrets import access_data
from policy.signals.texts import (
    Signal,
    Stemmer,
    external_links,
    is_poke,
    link_kind,
    link_signals,
    poke_clauses,
    report_signals,
)
from policy.signals.topics import (
    TopicProposal,
    TopicTable,
    TopicWords,
    propose_topics,
    strongest_topic,
    topic_table,
)

__all__ = [
    "Asked",
    "Lexicon",
    "LexiconFault",
    "Repeat",
    "Said",
    "Signal",
    "Stemmer",
    "TopicProposal",
    "TopicTable",
    "TopicWords",
    "access_data",
    "asked_in",
    "conduct_signals",
    "copied",
    "external_links",
    "in_pieces",
    "is_poke",
    "link_kind",
    "link_signals",
    "many_in_a_row",
    "poke_clauses",
    "propose_topics",
    "repeat_of",
    "report_signals",
    "strongest_topic",
    "topic_table",
]
