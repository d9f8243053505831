"""What the words of a request propose: topic, tier, facts and questions, each with its place. A person confirms."""

from __future__ import annotations

import re
from functools import cache

import policy
from console.records.base import Tier
from console.records.proposals import Proposal, ProposedFact, ProposedQuestion
from console.store import search

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"']+", re.IGNORECASE)
_MOST_TEXT = 20_000
_MOST_QUESTION = 2_000
_MOST_QUESTIONS = 12


def propose(topics: policy.TopicTable, subject: str, text: str) -> Proposal:
    """Read the words of a request. Every fact gets a proposal, so that a person only has to agree or to correct.

    The keywords of both languages are tried: people mix them.
    """
    body = text[:_MOST_TEXT]
    topic = policy.strongest_topic(f"{subject}\n{body}", topics, search.stem_word)
    signals = {one.kind: one for one in policy.report_signals(body)}
    in_scope = None if topic is None else topics.topics[topic].in_scope
    facts = [_fact(name, signals) for name in ("is_error", "repro_steps", "software_version")]
    if "is_error" in signals:
        facts.append(_fact("blocks_normal_operation", signals))
    section = "panel_section" in signals or bool(in_scope)
    facts.append(_fact("panel_section", signals, value=section))
    facts.append(ProposedFact(name="what_happened", value=bool(body.strip()) and not policy.is_poke(body)))
    asked = policy.asked_in(body, search.stem_word)
    if len(asked) > 1:
        facts.append(ProposedFact(name="several_questions", value=True))
    questions = _questions(body, asked, topic, topics)
    if len(questions) > 1 and len({one.topic for one in questions}) == 1:
        facts.append(ProposedFact(name="same_section", value=True))
    folded = body.lower()
    links = sorted({host(match[0]) for match in _LINK.finditer(body)}) if "http" in folded or "www." in folded else []
    if links:
        facts.append(ProposedFact(name="external_links", value=links))
    return Proposal(
        topic=topic,
        tier=_tier(in_scope, signals),
        facts=tuple(facts),
        questions=questions,
        claimed_urgency="critical" if "claimed_urgency" in signals else None,
    )


def host(link: str) -> str:
    """Return the host of a link, folded."""
    return link.rsplit("//", maxsplit=1)[-1].split("/", maxsplit=1)[0].split("?", maxsplit=1)[0].casefold()


def _fact(name: str, signals: dict[str, policy.Signal], *, value: bool | None = None) -> ProposedFact:
    found = signals.get(name)
    return ProposedFact(
        name=name,
        value=found is not None if value is None else value,
        start=None if found is None else found.start,
        end=None if found is None else found.end,
    )


def _questions(
    body: str,
    asked: tuple[policy.Asked, ...],
    topic: str | None,
    topics: policy.TopicTable,
) -> tuple[ProposedQuestion, ...]:
    """Return what a text asks: its several questions each with its place and topic, otherwise the text as one (16.1).

    A question whose own words propose no topic has that of the whole text.
    """
    if len(asked) < 2:  # noqa: PLR2004 - one question is the whole text
        return (ProposedQuestion(text=body.strip()[:_MOST_QUESTION], topic=topic, start=0, end=len(body)),)
    found = []
    for one in asked[:_MOST_QUESTIONS]:
        said = body[one.start : one.end]
        own = policy.strongest_topic(said, topics, search.stem_word)
        found.append(ProposedQuestion(text=said[:_MOST_QUESTION], topic=own or topic, start=one.start, end=one.end))
    return tuple(found)


def _tier(in_scope: bool | None, signals: dict[str, policy.Signal]) -> Tier:  # noqa: FBT001 - what a topic says
    if in_scope is None:
        return Tier.UNDETERMINED
    return _severity(in_scope, "is_error" in signals, "blocks_normal_operation" in signals)


@cache
def _severity(in_scope: bool, is_error: bool, blocks: bool) -> Tier:  # noqa: FBT001 - the key of a table of eight
    found = policy.severity(in_scope=in_scope, is_error=is_error, blocks=blocks)
    return Tier.NONE if found.tier is None else Tier(found.tier)
