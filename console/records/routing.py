"""Rules of what comes where, and where tickets would go by rules that are not saved yet."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Requests that fit the query come into the queue; the first rule that fits counts. `id` 0 is not saved yet."""

    queue_id: int
    query: str
    reason: str = ""
    id: int = 0
    version: int = 0
    queue: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldGo:
    """A ticket with the queue it is in, and with that where rules would put it (0 is none), by which rule (1 first)."""

    ticket_id: int
    number: int
    subject: str
    customer: str
    queue_id: int
    would_id: int
    rule: int
