"""One ticket: its detail, the messages of its conversation, its history, and the files behind them."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, exists, select

from console.faults import NotFound
from console.records.base import (
    ContactId,
    ConversationId,
    CustomerId,
    Direction,
    LicenseId,
    MessageId,
    StaffId,
    Status,
    TicketId,
)
from console.records.tickets import (
    AttachmentRecord,
    DecisionRecord,
    EventRecord,
    FactRecord,
    LinkRecord,
    MessageRecord,
    QuestionRecord,
    TicketDetail,
)
from console.store import chain
from console.store.prepared import Row
from console.store.queries import ticket_parts as parts
from console.store.queries.columns import row_select, to_row
from console.store.sql import Sql, ask, marks
from console.store.tables.ledger import events
from console.store.tables.messages import blobs, messages
from console.store.tables.people import staff
from console.store.tables.tickets import (
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
    name, address = _sender(connection, ticket_id, more)
    return TicketDetail(
        row=to_row(rows[0]),
        conversation_id=ConversationId(more.conversation_id),
        customer_id=None if more.customer_id is None else CustomerId(more.customer_id),
        contact_id=None if more.contact_id is None else ContactId(more.contact_id),
        contact_name=name,
        contact_address=address,
        contact_role=more.contact_role,
        license_id=None if more.license_id is None else LicenseId(more.license_id),
        domain=more.domain,
        queue=more.queue,
        agreement=more.agreement or "",
        agreement_id=more.agreement_id or 0,
        event_n=more.event_n,
        claimed_urgency=more.claimed_urgency,
        facts=_facts(connection, ticket_id),
        questions=questions_of(connection, ticket_id),
        decisions=decisions_of(connection, ticket_id),
        links=_links(connection, ticket_id),
        tags=_tags(connection, ticket_id),
        message_count=message_count(connection, ticket_id),
    )


def number_to_id(connection: Connection, number: int) -> TicketId:
    """Return the key of the ticket with this number. Raises NotFound."""
    found = connection.execute(select(tickets.c.id).where(tickets.c.number == number)).scalar()
    if found is None:
        raise NotFound("no_ticket", ticket=number)
    return TicketId(found)


def message_count(connection: Connection, ticket_id: int) -> int:
    """Return how many messages the ticket's spans touch."""
    return int(parts.COUNT.scalar(connection, ticket=ticket_id))


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
    return tuple(
        EventRecord(
            n=row.n,
            kind=row.kind,
            actor=row.actor,
            recorded_at=row.recorded_at,
            effective_at=row.effective_at,
            old=whole[row.id][0],
            new=whole[row.id][1],
            hash=row.hash,
        )
        for row in found
    )


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
    return tuple(
        DecisionRecord(
            id=row.id,
            n=row.n,
            kind=row.kind,
            made_at=row.made_at,
            by=row.by,
            agreement=row.agreement,
            engine=row.engine_version,
            outcome=row.outcome,
            primary=row.primary_clause,
            inputs=row.inputs,
            result=row.result,
            override_reason=row.override_reason,
            letter_code=row.letter_code,
            message_id=None if row.message_id is None else MessageId(row.message_id),
            agreement_id=row.agreement_id,
            schedule_id=row.schedule_id,
            letters_version=row.letters_version,
            inputs_sha256=row.inputs_sha256,
            result_sha256=row.result_sha256,
        )
        for row in parts.DECISIONS.all(connection, ticket=ticket_id)
    )


def _sender(connection: Connection, ticket_id: int, more: Row) -> tuple[str, str]:
    if more.contact_id is not None:
        return more.contact_name, more.contact_address or more.contact_handle
    row = parts.WRITER.first(connection, ticket=ticket_id)
    return ("", "") if row is None else (row.author_name, row.author_address)


def _records(
    connection: Connection, found: Any, spans: dict[int, tuple[tuple[int, int], ...]]
) -> tuple[MessageRecord, ...]:
    files = _files(connection, [row.id for row in found])
    return tuple(
        MessageRecord(
            id=MessageId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            direction=Direction(row.direction),
            author=row.author_name,
            address=row.author_address,
            staff_id=None if row.staff_id is None else StaffId(row.staff_id),
            sent_at=row.sent_at,
            received_at=row.received_at,
            subject=row.subject,
            text=row.body,
            reply_text=row.reply_text,
            html_sha256=row.html_sha256,
            raw_sha256=row.raw_sha256,
            versions=row.versions,
            edited_at=row.version_at if row.versions > 1 else None,
            is_automatic=row.is_automatic,
            is_bounce=row.is_bounce,
            service_action=row.service_action,
            forwarded_from=row.forwarded_from,
            reply_to=None if row.reply_to_id is None else MessageId(row.reply_to_id),
            problems=tuple(json.loads(row.problems or "[]")),
            attachments=files.get(row.id, ()),
            spans=spans.get(row.id, ()),
            delivery=row.delivery,
            erased_at=row.erased_at,
        )
        for row in found
    )


def _files(connection: Connection, wanted: list[int]) -> dict[int, tuple[AttachmentRecord, ...]]:
    if not wanted:
        return {}
    files: dict[int, tuple[AttachmentRecord, ...]] = {}
    for start in range(0, len(wanted), _CHUNK):
        _add_files(connection, wanted[start : start + _CHUNK], files)
    return files


def _add_files(connection: Connection, wanted: list[int], files: dict[int, tuple[AttachmentRecord, ...]]) -> None:
    listed = marks(wanted)
    asked = (
        "SELECT message_id, id, name, media_type, size, sha256, inline, missing FROM attachments"
        f" WHERE message_id IN ({listed.text}) ORDER BY position"
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


def _spans(connection: Connection, ticket_id: int) -> dict[int, tuple[tuple[int, int], ...]]:
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for row in parts.SPANS.all(connection, ticket=ticket_id):
        spans[row.message_id] = (*spans.get(row.message_id, ()), (row.start, row.end))
    return spans


def _facts(connection: Connection, ticket_id: int) -> tuple[FactRecord, ...]:
    rows = parts.FACTS.all(connection, ticket=ticket_id)
    return tuple(
        FactRecord(
            id=row.id,
            name=row.name,
            value=json.loads(row.value),
            status=row.status,
            source=row.source,
            message_id=None if row.message_id is None else MessageId(row.message_id),
            start=row.start,
            end=row.end,
            by=row.by,
            at=row.at,
            message_version=row.message_version,
            newest=row.message_version in (None, row.message_versions),
        )
        for row in parts.standing((one.name, one.source, one) for one in rows).values()
    )


def questions_of(connection: Connection, ticket_id: int) -> tuple[QuestionRecord, ...]:
    """Return the questions of a ticket in order."""
    return tuple(
        QuestionRecord(
            id=row.id,
            position=row.position,
            text=row.body,
            topic=row.topic,
            topic_confirmed=row.topic_confirmed,
            message_id=None if row.message_id is None else MessageId(row.message_id),
            start=row.start,
            end=row.end,
            answered=row.answered,
        )
        for row in parts.QUESTIONS.all(connection, ticket=ticket_id)
    )


def _links(connection: Connection, ticket_id: int) -> tuple[LinkRecord, ...]:
    return tuple(
        LinkRecord(
            kind=row.kind, ticket_id=TicketId(row.id), number=row.number, subject=row.subject, status=Status(row.status)
        )
        for row in parts.LINKS.all(connection, ticket=ticket_id)
    )


def _tags(connection: Connection, ticket_id: int) -> tuple[str, ...]:
    return tuple(row.name for row in parts.TAGS.all(connection, ticket=ticket_id))
