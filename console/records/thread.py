"""The order of a conversation: what stands where, without the words; the words are read when they come into sight."""

from __future__ import annotations

from dataclasses import dataclass

from console.records.base import Status, TicketId
from console.records.tickets import EventRecord, MessageRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """A request of a chat and where its messages stand: its ticket's number, subject and status."""

    ticket_id: TicketId
    number: int
    subject: str
    status: Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Thread:
    """A conversation in its order.

    `keys` holds a message's key, or for an act on the ticket its event's number below zero; `instants` the
    microseconds since 1970 of each. `newest` are the messages at the end, read already. `brackets` says which request
    a message of a chat belongs to. `zone` is the customer's time zone, empty where it is not known.
    """

    ticket_id: TicketId
    whole: bool
    keys: tuple[int, ...]
    instants: tuple[int, ...]
    events: tuple[EventRecord, ...]
    newest: tuple[MessageRecord, ...]
    brackets: tuple[tuple[int, Bracket], ...] = ()
    zone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageVersion:
    """A message as it stood before it was edited; `at` are microseconds since 1970."""

    n: int
    at: int
    text: str
