"""What is to be known of who sent a message and when, in words: the card shows it and the screen reader says it."""

from __future__ import annotations

from console.records.base import Direction
from console.records.tickets import MessageRecord
from console.views.words import moment, say

_IN_HEAD = ("no_date", "same_id")


def signs_of(message: MessageRecord, asker: str) -> tuple[str, ...]:
    """Return the signs of a message; `asker` is the address of who asks, empty where that is not known."""
    return tuple(_signs(message, asker.casefold()))


def _signs(message: MessageRecord, asker: str) -> list[str]:
    if message.direction is not Direction.INBOUND:
        return []
    found = []
    if message.said_from:
        found.append(say("ticket.says_ours", address=message.said_from))
    elif "@" in message.address and asker and message.address.casefold() != asker and not message.is_bounce:
        found.append(say("ticket.another_sender", address=message.address))
    if message.answers_to and message.answers_to.casefold() != message.address.casefold():
        found.append(say("ticket.answers_to", address=message.answers_to))
    if message.said_at is not None:
        found.append(say("ticket.said_at", moment=moment(message.said_at)))
    return [*found, *(say(f"ticket.{code}") for code in _IN_HEAD if code in message.problems)]
