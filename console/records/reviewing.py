"""A second look at decisions: refusals that wait for another pair of eyes, and appeals that somebody else decides."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondEyes:
    """Which refusals wait for another person before they leave. A refusal waits where any of it fits."""

    everything: bool = False
    tiers: tuple[str, ...] = ()
    queues: tuple[int, ...] = ()
    people: tuple[int, ...] = ()
    grounds: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """Return whether any refusal waits."""
        return self.everything or bool(self.tiers or self.queues or self.people or self.grounds)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewRecord:
    """A review of a decision that was asked for. `kind` is second_eyes or appeal; `writer` made the decision."""

    id: int
    version: int
    kind: str
    state: str
    decision_id: int
    clause: str
    outcome: str
    writer_id: int
    writer: str
    asked_by: str
    asked_at: datetime
    note: str
    ticket_id: int
    number: int
    subject: str
    customer: str
    text: str = ""
    letter: str = field(default="")
