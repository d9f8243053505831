"""Every ticket of a run of keys with its messages, each part read once for all of them.

What comes of it is what tickets.py gives ticket by ticket.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from operator import attrgetter

from sqlalchemy import Connection

from console.records.tickets import MessageRecord, TicketDetail
from console.store.prepared import Prepared, Row
from console.store.queries import ticket_parts as parts
from console.store.queries import ticket_records as records
from console.store.queries.columns import row_select, to_row
from console.store.queries.tickets import files_of
from console.store.sql import Sql, ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """A ticket with all of its messages, oldest first."""

    detail: TicketDetail
    messages: tuple[MessageRecord, ...]


def whole(connection: Connection, first: int, last: int, me: int) -> list[Whole]:
    """Return the tickets whose keys are from `first` to `last`, in the order of the keys."""

    def read(of: Prepared) -> dict[int, list[Row]]:
        return _by_ticket(of.all(connection, first=first, last=last))

    asked = row_select(me, Sql("t.id >= ? AND t.id <= ?", (first, last)))
    rows = sorted((to_row(one) for one in ask(connection, asked)), key=attrgetter("id"))
    more = {one.id: one for one in parts.MORE_OF_RUN.all(connection, first=first, last=last)}
    facts, questions, decisions = (
        read(parts.FACTS_OF_RUN),
        read(parts.QUESTIONS_OF_RUN),
        read(parts.DECISIONS_OF_RUN),
    )
    links, tags, counts = read(parts.LINKS_OF_RUN), read(parts.TAGS_OF_RUN), read(parts.COUNT_OF_RUN)
    messages, spans = read(parts.MESSAGES_OF_RUN), read(parts.SPANS_OF_RUN)
    unknown = any(one.contact_id is None for one in more.values())
    writers = read(parts.WRITERS_OF_RUN) if unknown else {}
    files = files_of(connection, sorted({one.id for some in messages.values() for one in some}))
    found = []
    for row in rows:
        key = int(row.id)
        of_it = records.Parts(
            facts=facts.get(key, ()),
            questions=questions.get(key, ()),
            decisions=decisions.get(key, ()),
            links=links.get(key, ()),
            tags=tags.get(key, ()),
            writer=next(iter(writers.get(key, ())), None),
            message_count=sum(one.messages for one in counts.get(key, ())),
        )
        told = records.messages(messages.get(key, ()), files, records.spans(spans.get(key, ())))
        found.append(Whole(detail=records.detail(row, more[key], of_it), messages=told))
    return found


def _by_ticket(rows: Iterable[Row]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.ticket_id].append(row)
    return found
