"""Ids, the words that are stored, and the small values every other record uses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Generic, NewType, TypeAlias, TypeVar

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"

TicketId = NewType("TicketId", int)
MessageId = NewType("MessageId", int)
ConversationId = NewType("ConversationId", int)
CustomerId = NewType("CustomerId", int)
ContactId = NewType("ContactId", int)
LicenseId = NewType("LicenseId", int)
DomainId = NewType("DomainId", int)
StaffId = NewType("StaffId", int)
QueueId = NewType("QueueId", int)

T = TypeVar("T")


class Tier(StrEnum):
    """The three tiers of the agreement (B.12 to B.14), and the two states of not having one."""

    CRITICAL = "critical"
    FUNCTIONAL = "functional"
    QUESTION = "question"
    UNDETERMINED = "undetermined"
    NONE = "none"

    @property
    def rank(self) -> int:
        """Return the place in the queue: 1 first."""
        return _TIER_RANK[self]


_TIER_RANK = {Tier.CRITICAL: 1, Tier.FUNCTIONAL: 2, Tier.QUESTION: 3, Tier.UNDETERMINED: 4, Tier.NONE: 5}


class Status(StrEnum):
    """Where a ticket stands.

    `WAITING` means that a question of ours is unanswered; `PROPOSED` and `HELD` wait for a person to make them work
    or not; `HISTORY` came with an import and was never work here.
    """

    OPEN = "open"
    WAITING = "waiting"
    SNOOZED = "snoozed"
    CLOSED = "closed"
    MERGED = "merged"
    HISTORY = "history"
    PROPOSED = "proposed"
    HELD = "held"


class Role(StrEnum):
    """What a person may do."""

    SPECIALIST = "specialist"
    LEAD = "lead"
    REVIEWER = "reviewer"
    COURIER = "courier"
    OPERATOR = "operator"


WORKING = (Role.SPECIALIST.value, Role.LEAD.value)
"""Who works on tickets."""


class Direction(StrEnum):
    """Who wrote a message, as seen from the desk."""

    INBOUND = "in"
    OUTBOUND = "out"
    NOTE = "note"
    SERVICE = "service"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a member of the staff in a role."""

    staff_id: StaffId
    name: str
    role: Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Cursor:
    """A place in a sorted list: the sort value and the id of the last row seen."""

    key: tuple[int | str, ...]
    id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page(Generic[T]):
    """One page of a list. `after` is None on the last page."""

    rows: tuple[T, ...]
    after: Cursor | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """A count that stops at a cap: `capped` says that there are more."""

    number: int
    capped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Part of a text: characters `start` (inclusive) to `end` (exclusive)."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One committed write, as other windows hear of it: kinds of things and their ids."""

    seq: int
    kinds: frozenset[str]
    ticket_ids: tuple[int, ...]
    actor_id: int | None
    origin: str
    at: datetime
