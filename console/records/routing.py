"""Rules of what comes where, and where tickets would go by rules that are not saved yet."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.board import QueueRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class RoutingRule:
    """Requests that fit the query come into the queue; the first rule that fits counts. `id` 0 is not saved yet.

    `person_id` is whom they are given as well; 0 is nobody.
    """

    queue_id: int
    query: str
    reason: str = ""
    id: int = 0
    version: int = 0
    queue: str = ""
    person_id: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """Whom a rule gives a request: `owner_id` with the name, or None with why as a code.

    `meant` is the name of the person of the rule, `name` who gets it, or who stands in and cannot; `load` is how many
    open tickets that one has of how many, where it is full.
    """

    owner_id: int | None = None
    code: str = ""
    meant: str = ""
    name: str = ""
    load: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WouldGo:
    """A ticket with the queue it is in, and with that where rules would put it (0 is none), by which rule (1 first).

    `seated` is whom that rule would give it now; None where it names nobody.
    """

    ticket_id: int
    number: int
    subject: str
    customer: str
    queue_id: int
    would_id: int
    rule: int
    seated: Seated | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RestingQueue:
    """A queue out of use: how many of its rules rest until it is in use again, how many open tickets it still has."""

    queue: QueueRecord
    rules: int
    tickets: int
