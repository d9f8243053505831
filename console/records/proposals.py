"""What the words of a message propose, and what is worked out of a mail's words before it is stored."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from console.records.base import Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedFact:
    """A fact that a text seems to hold, and where; `value` is JSON."""

    name: str
    value: Any
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedQuestion:
    """A question that a text seems to ask."""

    text: str
    topic: str | None
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """Everything proposed for a request."""

    topic: str | None
    tier: Tier
    facts: tuple[ProposedFact, ...]
    questions: tuple[ProposedQuestion, ...]
    claimed_urgency: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWords:
    """What follows from the words of a mail alone, as the services would work it out themselves.

    `title` is what a request made of it is named, `preview` its beginning on one line, `hosts` are the names of hosts
    in it. `text_stems` and `title_stems` are what is indexed. `proposal` holds under agreements whose topics have the
    digest `topics`.
    """

    language: str
    title: str
    preview: str
    hosts: tuple[str, ...]
    text_stems: str
    title_stems: str
    topics: str
    proposal: Proposal
