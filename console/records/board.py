"""The lead's board: people with their shifts and absences, queues, open tickets, and moves that are staged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.records.tickets import TicketRow

ABSENT_KINDS = ("vacation", "sick", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """Working time of a person on a weekday (0 is Monday), "HH:MM" in the person's zone; it may end on the next day."""

    id: int
    version: int
    staff_id: int
    weekday: int
    starts: str
    ends: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Absence:
    """A time in which a person is away, and who stands in."""

    id: int
    version: int
    staff_id: int
    starts_at: datetime
    ends_at: datetime
    kind: str
    substitute_id: int | None
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person who works on tickets, with everything by which work is shared out.

    `expertise` is a level by topic; `queues` are the ids of the queues that the person belongs to.
    """

    id: int
    version: int
    login: str
    name: str
    role: str
    languages: tuple[str, ...]
    capacity: int
    time_zone: str
    shifts: tuple[Shift, ...] = ()
    absences: tuple[Absence, ...] = ()
    expertise: Mapping[str, int] = field(default_factory=dict)
    queues: frozenset[int] = frozenset()
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRecord:
    """A queue of the team."""

    id: int
    version: int
    name: str
    note: str
    position: int
    lead_id: int | None
    active: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """Whether a person is at work at an instant: until when, or what absence. `known` says that shifts are set."""

    known: bool
    on: bool
    until: datetime | None = None
    absence: Absence | None = None

    @property
    def here(self) -> bool:
        """Return whether work may be given to the person now; one without shifts is asked like anybody."""
        return self.absence is None and (self.on or not self.known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What the board shows at an instant. `loads` counts every open ticket of a person, whatever is filtered.

    `left` are people who work on tickets no longer and still have open ones; `unused` are queues out of use that open
    tickets are still in.
    """

    at: datetime
    members: tuple[Member, ...]
    duties: Mapping[int, Duty]
    queues: tuple[QueueRecord, ...]
    cards: tuple[TicketRow, ...]
    queue_of: Mapping[int, int]
    loads: Mapping[int, int]
    checks: frozenset[int] = frozenset()
    capped: bool = False
    left: tuple[Member, ...] = ()
    unused: tuple[QueueRecord, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """A ticket that is to go elsewhere: to a person (0 is nobody) or into a queue (0 is none).

    `version` is the one that was seen when the move was staged, `owner_id` and `status` what stood then. `why` are the
    codes by which a proposal explains itself. `away_seen` says that the person was seen to be away, and is meant.
    """

    ticket_id: int
    version: int
    owner_id: int | None
    status: str
    to_owner: int | None = None
    to_queue: int | None = None
    why: tuple[str, ...] = ()
    away_seen: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class NotMoved:
    """A move that was not made: by a code, with the words that its fault needs."""

    ticket_id: int
    number: int
    code: str
    name: str = ""
