"""Erasing as values: what a person chose, what would go, what is left, and what was erased."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

LEFT = ("backups", "archives", "letters_on_disk", "dead_rows", "other_words", "message_ids", "reasons")
"""What an erasing does not reach, by code; the operator's guide says what to do of each."""
SUBJECTS = ("closed_tickets", "raw_originals", "attachments", "secrets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is to be erased of a person. Names and addresses always are.

    `texts` are the person's messages with what was made of them, `answers` ours to them, `files` what came with them,
    `customer` the customer's own name and note.
    """

    texts: bool = True
    answers: bool = True
    files: bool = True
    customer: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasurePreview:
    """What would be erased, by number. `token` stands for exactly this: erasing asks for it and nothing else.

    While a request is open, or a letter has not left (`letters_waiting` counts the requests that have one), it waits.
    """

    contact_id: int
    name: str
    address: str
    customer: str
    wanted: Wanted
    counts: Mapping[str, int]
    open_requests: int
    letters_waiting: int
    token: str
    left: tuple[str, ...] = LEFT


@dataclass(frozen=True, slots=True, kw_only=True)
class ErasureRecord:
    """What was erased: never what it said."""

    id: int
    at: datetime
    staff_id: int | None
    reason: str
    counts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule:
    """For how many days after the closing something is kept; it is carried out by a lead, never by itself."""

    id: int
    version: int
    subject: str
    days: int
    set_at: datetime
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What a rule would take now: from how many requests, and how many messages that were not taken in."""

    rule: RetentionRule
    before: datetime
    requests: int
    token: str
    kept_back: int = 0

    @property
    def number(self) -> int:
        """Return how much is due in all."""
        return self.requests + self.kept_back
