"""Where the words of a query stand in a ticket's messages, so that a reader can walk from one to the next."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from console.query import Query, Term, Words
from console.records.base import TicketId
from console.records.tickets import MessageRecord
from console.services.desk import Desk
from console.store import search
from console.store.queries import tickets

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?", re.UNICODE)
MOST = 500
"""Matches that a reader walks through at most."""
_PAGE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A passage of a message: in its new text, where it has one, else in its whole text."""

    message_id: int
    start: int
    end: int


def matches(desk: Desk, ticket_id: TicketId, query: Query) -> tuple[Match, ...]:
    """Return where the words of a query stand in a ticket, in the order of the conversation.

    One more than `MOST` are returned where there are more.
    """
    wanted = [split for words in _words(query.terms) if any(split := search.split(words))]
    if not wanted:
        return ()
    with desk.store.read() as connection:
        pages = [tuple(_found(page, wanted)) for page in _pages(connection, ticket_id)]
    return tuple(islice(chain.from_iterable(reversed(pages)), MOST + 1))


def _pages(connection: Any, ticket_id: TicketId) -> Iterator[tuple[MessageRecord, ...]]:
    """Give all messages of a ticket, the newest page first, each in order."""
    before: MessageRecord | None = None
    while page := tickets.messages_of(connection, ticket_id, before=before, limit=_PAGE):
        yield page
        before = page[0]


def _words(terms: Sequence[Term]) -> Iterator[Words]:
    return (term for term in terms if isinstance(term, Words))


def _found(messages: Sequence[MessageRecord], wanted: Sequence[tuple[tuple[str, ...], str]]) -> Iterator[Match]:
    for message in messages:
        text = message.reply_text if message.reply_text.strip() else message.text
        tokens = [(one.start(), one.end(), one[0]) for one in _WORD.finditer(text)]
        stems = [search.stem_word(word.casefold().replace("’", "'").split("'")[0]) for _, _, word in tokens]
        for place in range(len(tokens)):
            for whole, begun in wanted:
                length = _length(stems, tokens, place, whole, begun)
                if length:
                    last = tokens[place + length - 1]
                    yield Match(message_id=int(message.id), start=tokens[place][0], end=last[1])
                    break


def _length(
    stems: Sequence[str], tokens: Sequence[tuple[int, int, str]], place: int, whole: tuple[str, ...], begun: str
) -> int:
    """Return how many words from a place on are the wanted ones; 0 where they are not."""
    if tuple(stems[place : place + len(whole)]) != whole:
        return 0
    if not begun:
        return len(whole)
    behind = place + len(whole)
    starts = behind < len(tokens) and tokens[behind][2].casefold().startswith(begun)
    return len(whole) + 1 if starts else 0
