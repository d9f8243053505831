"""One ticket: its detail, the messages of its conversation, its history, and the files behind them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, exists, func, select

from console.faults import NotFound
from console.records.base import (
    Direction,
    TicketId,
)
from console.records.tickets import (
    AttachmentRecord,
    DecisionRecord,
    EventRecord,
    MessageRecord,
    QuestionRecord,
    TicketDetail,
)
from console.store import chain
from console.store.prepared import Row
from console.store.queries import ticket_parts as parts
from console.store.queries import ticket_records as records
from console.store.queries.columns import row_select, to_row
from console.store.sql import Sql, ask, marks
from console.store.tables.ledger import commands, events
from console.store.tables.messages import blobs, messages
from console.store.tables.people import staff
from console.store.tables.tickets import (
    decisions,
    ticket_spans,
    tickets,
)

_CHUNK = 500


def detail(connection: Connection, ticket_id: int, me: int) -> TicketDetail:
    """Return the ticket with its panels' data. Raises NotFound."""
    rows = ask(connection, row_select(me, Sql("t.id = ?", (ticket_id,))))
    if not rows:
        raise NotFound("no_ticket", ticket=ticket_id)
    more = parts.MORE.first(connection, ticket=ticket_id)
    decided = parts.DECISIONS.all(connection, ticket=ticket_id)
    found = records.Parts(
        facts=parts.FACTS.all(connection, ticket=ticket_id),
        questions=parts.QUESTIONS.all(connection, ticket=ticket_id),
        decisions=decided,
        overtaken=_overtaken(connection, ticket_id) if decided else None,
        links=parts.LINKS.all(connection, ticket=ticket_id),
        tags=parts.TAGS.all(connection, ticket=ticket_id),
        writer=None if more.contact_id is not None else parts.WRITER.first(connection, ticket=ticket_id),
        message_count=message_count(connection, ticket_id),
    )
    return records.detail(to_row(rows[0]), more, found)


def number_to_id(connection: Connection, number: int) -> TicketId:
    """Return the key of the ticket with this number. Raises NotFound."""
    found = connection.execute(select(tickets.c.id).where(tickets.c.number == number)).scalar()
    if found is None:
        raise NotFound("no_ticket", ticket=number)
    return TicketId(found)


def message_count(connection: Connection, ticket_id: int) -> int:
    """Return how many messages the ticket's spans touch."""
    return _counted(parts.COUNT.first(connection, ticket=ticket_id))


def messages_of(
    connection: Connection, ticket_id: int, *, before: MessageRecord | None = None, limit: int = 50
) -> tuple[MessageRecord, ...]:
    """Return the newest `limit` messages of a ticket (older than `before`), oldest first."""
    if before is None:
        found = parts.NEWEST.all(connection, ticket=ticket_id, most=limit)
    else:
        found = parts.EARLIER.all(connection, ticket=ticket_id, most=limit, at=before.sent_at, key=before.id)
    found.reverse()
    return _records(connection, found, _spans(connection, ticket_id))


def messages_by_id(connection: Connection, ticket_id: int, wanted: list[int]) -> tuple[MessageRecord, ...]:
    """Return the messages with these keys, in no order; `ticket_id` says whose spans are wanted."""
    found = connection.execute(parts.message_select().where(messages.c.id.in_(wanted))).all()
    return _records(connection, found, _spans(connection, ticket_id))


def conversation(
    connection: Connection, conversation_id: int, *, after: int = 0, limit: int = 500
) -> tuple[MessageRecord, ...]:
    """Return messages of a whole conversation in order of their keys, behind the key `after`."""
    asked = (
        parts.message_select()
        .where(messages.c.conversation_id == conversation_id, messages.c.id > after)
        .order_by(messages.c.id)
        .limit(limit)
    )
    return _records(connection, connection.execute(asked).all(), {})


def loose(connection: Connection, conversation_id: int, *, limit: int) -> tuple[MessageRecord, ...]:
    """Return the messages of a conversation that belong to no ticket, service entries apart, in order."""
    taken = select(ticket_spans.c.id).where(ticket_spans.c.message_id == messages.c.id)
    asked = (
        parts.message_select()
        .where(
            messages.c.conversation_id == conversation_id,
            messages.c.direction != Direction.SERVICE.value,
            ~exists(taken),
        )
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(limit)
    )
    return _records(connection, connection.execute(asked).all(), {})


def history(connection: Connection, ticket_id: int) -> tuple[EventRecord, ...]:
    """Return the events of a ticket in order."""
    asked = (
        select(events, staff.c.name.label("actor"))
        .select_from(events.outerjoin(staff, staff.c.id == events.c.staff_id))
        .where(events.c.ticket_id == ticket_id)
        .order_by(events.c.n)
    )
    found = connection.execute(asked).all()
    whole = chain.whole(connection, [dict(row._mapping) for row in found])  # noqa: SLF001 - a row as a mapping
    return tuple(records.event(row, whole) for row in found)


def blob(connection: Connection, sha256: str) -> bytes:
    """Return the bytes with this hash; those of an archive stand beside its database. Raises NotFound."""
    beside = connection.get_execution_options().get("clausedesk_files")
    if beside is not None:
        return bytes(beside(sha256))
    found = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar()
    if found is None:
        raise NotFound("no_content", sha256=sha256)
    return bytes(found)


def decisions_of(connection: Connection, ticket_id: int) -> tuple[DecisionRecord, ...]:
    """Return the decisions of a ticket that were not called back, in order."""
    return records.decisions(parts.DECISIONS.all(connection, ticket=ticket_id))


def decided_after(connection: Connection, after: int, *, limit: int) -> dict[int, int]:
    """Return the numbers of tickets with decisions by their keys, those behind a key, in order."""
    asked = (
        select(tickets.c.id, tickets.c.number)
        .where(tickets.c.id > after, exists(select(decisions.c.id).where(decisions.c.ticket_id == tickets.c.id)))
        .order_by(tickets.c.id)
        .limit(limit)
    )
    return {row.id: row.number for row in connection.execute(asked)}


def programs_of(connection: Connection, wanted: Sequence[int], *, other_than: str) -> dict[int, str]:
    """Return the schema of the program that wrote each decision on some tickets by another engine, where it is kept."""
    asked = (
        select(decisions.c.id, commands.c.program)
        .join(commands, commands.c.id == decisions.c.command_id)
        .where(decisions.c.ticket_id.in_(wanted), decisions.c.engine_version != other_than)
    )
    return {row.id: row.program for row in connection.execute(asked)}


def first_made(connection: Connection, engine: str) -> datetime | None:
    """Return when an engine took its first decision in this database; None where it took none."""
    return connection.execute(
        select(func.min(decisions.c.made_at)).where(decisions.c.engine_version == engine)
    ).scalar()


def questions_of(connection: Connection, ticket_id: int) -> tuple[QuestionRecord, ...]:
    """Return the questions of a ticket in order."""
    return records.questions(parts.QUESTIONS.all(connection, ticket=ticket_id))


def files_of(connection: Connection, wanted: list[int]) -> dict[int, tuple[AttachmentRecord, ...]]:
    """Return the files of messages, each in their order."""
    files: dict[int, tuple[AttachmentRecord, ...]] = {}
    for start in range(0, len(wanted), _CHUNK):
        _add_files(connection, wanted[start : start + _CHUNK], files)
    return files


def _add_files(connection: Connection, wanted: list[int], files: dict[int, tuple[AttachmentRecord, ...]]) -> None:
    listed = marks(wanted)
    asked = (
        "SELECT message_id, id, name, media_type, size, sha256, inline, missing FROM attachments"
        f" WHERE message_id IN ({listed.text}) ORDER BY position, id"
    )
    for message, key, name, media_type, size, sha256, inline, missing in ask(connection, Sql(asked, listed.values)):
        record = AttachmentRecord(
            id=key,
            name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            inline=bool(inline),
            missing=bool(missing),
        )
        files[message] = (*files.get(message, ()), record)


def _counted(row: Row) -> int:
    return 0 if row is None else int(row.messages)


def _records(connection: Connection, found: Any, spans: records.Spans) -> tuple[MessageRecord, ...]:
    return records.messages(found, files_of(connection, [row.id for row in found]), spans)


def _overtaken(connection: Connection, ticket_id: int) -> datetime | None:
    row = parts.EARLIER_CAME.first(connection, ticket=ticket_id)
    return None if row is None or row.kind != "received_earlier" else row.recorded_at


def _spans(connection: Connection, ticket_id: int) -> records.Spans:
    return records.spans(parts.SPANS.all(connection, ticket=ticket_id))
