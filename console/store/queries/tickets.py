"""One ticket: its detail, the messages of its conversation, its history, and the files behind them."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from sqlalchemy import Connection, Row, and_, exists, func, or_, select

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
from console.store.queries.columns import row_select, to_row
from console.store.tables.desk import agreement_versions, outbox
from console.store.tables.ledger import events
from console.store.tables.licensing import domains
from console.store.tables.messages import attachments, blobs, message_versions, messages
from console.store.tables.people import contacts, queues, staff
from console.store.tables.tickets import (
    decisions,
    facts,
    questions,
    tags,
    ticket_links,
    ticket_spans,
    ticket_tags,
    tickets,
)

_SHOWN_NOT = ("recalled",)
_CHUNK = 500


def detail(connection: Connection, ticket_id: int, me: int) -> TicketDetail:
    """Return the ticket with its panels' data. Raises NotFound."""
    row = connection.execute(row_select(me).where(tickets.c.id == ticket_id)).first()
    if row is None:
        raise NotFound("no_ticket", ticket=ticket_id)
    more = connection.execute(_more_select().where(tickets.c.id == ticket_id)).one()
    name, address = _sender(connection, ticket_id, more)
    return TicketDetail(
        row=to_row(row),
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
        event_n=more.event_n,
        claimed_urgency=more.claimed_urgency,
        facts=_facts(connection, ticket_id),
        questions=_questions(connection, ticket_id),
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
    asked = select(func.count(ticket_spans.c.message_id.distinct())).where(ticket_spans.c.ticket_id == ticket_id)
    return int(connection.execute(asked).scalar_one())


def messages_of(
    connection: Connection, ticket_id: int, *, before: MessageRecord | None = None, limit: int = 50
) -> tuple[MessageRecord, ...]:
    """Return the newest `limit` messages of a ticket (older than `before`), oldest first."""
    mine = select(ticket_spans.c.message_id).where(ticket_spans.c.ticket_id == ticket_id)
    asked = _message_select().where(messages.c.id.in_(mine), func.coalesce(outbox.c.state, "").not_in(_SHOWN_NOT))
    if before is not None:
        earlier = and_(messages.c.sent_at == before.sent_at, messages.c.id < before.id)
        asked = asked.where(or_(messages.c.sent_at < before.sent_at, earlier))
    asked = asked.order_by(messages.c.sent_at.desc(), messages.c.id.desc()).limit(limit)
    found = list(reversed(connection.execute(asked).all()))
    wanted = [row.id for row in found]
    return _records(connection, found, _spans(connection, ticket_id, wanted))


def messages_by_id(connection: Connection, ticket_id: int, wanted: list[int]) -> tuple[MessageRecord, ...]:
    """Return the messages with these keys, in no order; `ticket_id` says whose spans are wanted."""
    found = connection.execute(_message_select().where(messages.c.id.in_(wanted))).all()
    return _records(connection, found, _spans(connection, ticket_id, wanted))


def conversation(
    connection: Connection, conversation_id: int, *, after: int = 0, limit: int = 500
) -> tuple[MessageRecord, ...]:
    """Return messages of a whole conversation in order of their keys, behind the key `after`."""
    asked = (
        _message_select()
        .where(messages.c.conversation_id == conversation_id, messages.c.id > after)
        .order_by(messages.c.id)
        .limit(limit)
    )
    return _records(connection, connection.execute(asked).all(), {})


def loose(connection: Connection, conversation_id: int, *, limit: int) -> tuple[MessageRecord, ...]:
    """Return the messages of a conversation that belong to no ticket, service entries apart, in order."""
    taken = select(ticket_spans.c.id).where(ticket_spans.c.message_id == messages.c.id)
    asked = (
        _message_select()
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
    return tuple(
        EventRecord(
            n=row.n,
            kind=row.kind,
            actor=row.actor,
            recorded_at=row.recorded_at,
            effective_at=row.effective_at,
            old=json.loads(row.old),
            new=json.loads(row.new),
            hash=row.hash,
        )
        for row in connection.execute(asked)
    )


def blob(connection: Connection, sha256: str) -> bytes:
    """Return the bytes with this hash. Raises NotFound."""
    found = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == sha256)).scalar()
    if found is None:
        raise NotFound("no_content", sha256=sha256)
    return bytes(found)


def decisions_of(connection: Connection, ticket_id: int) -> tuple[DecisionRecord, ...]:
    """Return the decisions of a ticket that were not called back, in order."""
    asked = (
        select(decisions, staff.c.name.label("by"), agreement_versions.c.label.label("agreement"))
        .select_from(
            decisions.outerjoin(staff, staff.c.id == decisions.c.staff_id).join(
                agreement_versions, agreement_versions.c.id == decisions.c.agreement_id
            )
        )
        .where(decisions.c.ticket_id == ticket_id, decisions.c.revoked.is_(False))
        .order_by(decisions.c.n)
    )
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
        )
        for row in connection.execute(asked)
    )


def _sender(connection: Connection, ticket_id: int, more: Row[Any]) -> tuple[str, str]:
    if more.contact_id is not None:
        return more.contact_name, more.contact_address or more.contact_handle
    asked = (
        select(messages.c.author_name, messages.c.author_address)
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .where(ticket_spans.c.ticket_id == ticket_id, messages.c.direction == Direction.INBOUND.value)
        .order_by(messages.c.sent_at, messages.c.id)
        .limit(1)
    )
    row = connection.execute(asked).first()
    return ("", "") if row is None else (row.author_name, row.author_address)


@cache
def _more_select() -> Any:
    return select(
        tickets,
        contacts.c.name.label("contact_name"),
        contacts.c.address.label("contact_address"),
        contacts.c.handle.label("contact_handle"),
        contacts.c.role.label("contact_role"),
        domains.c.name.label("domain"),
        queues.c.name.label("queue"),
        agreement_versions.c.label.label("agreement"),
    ).select_from(
        tickets.outerjoin(contacts, contacts.c.id == tickets.c.contact_id)
        .outerjoin(domains, domains.c.id == tickets.c.domain_id)
        .outerjoin(queues, queues.c.id == tickets.c.queue_id)
        .outerjoin(agreement_versions, agreement_versions.c.id == tickets.c.agreement_id)
    )


@cache
def _message_select() -> Any:
    newest = and_(message_versions.c.message_id == messages.c.id, message_versions.c.n == messages.c.versions)
    return select(
        messages,
        message_versions.c.subject,
        message_versions.c.body,
        message_versions.c.reply_text,
        message_versions.c.html_sha256,
        message_versions.c.at.label("version_at"),
        outbox.c.state.label("delivery"),
    ).select_from(messages.join(message_versions, newest).outerjoin(outbox, outbox.c.message_id == messages.c.id))


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
    asked = select(attachments).where(attachments.c.message_id.in_(wanted)).order_by(attachments.c.position)
    for row in connection.execute(asked):
        record = AttachmentRecord(
            id=row.id,
            name=row.name,
            media_type=row.media_type,
            size=row.size,
            sha256=row.sha256,
            inline=row.inline,
            missing=row.missing,
        )
        files[row.message_id] = (*files.get(row.message_id, ()), record)


def _spans(connection: Connection, ticket_id: int, wanted: list[int]) -> dict[int, tuple[tuple[int, int], ...]]:
    asked = select(ticket_spans).where(
        ticket_spans.c.ticket_id == ticket_id, ticket_spans.c.message_id.in_(wanted), ticket_spans.c.start.is_not(None)
    )
    spans: dict[int, tuple[tuple[int, int], ...]] = {}
    for row in connection.execute(asked.order_by(ticket_spans.c.position)):
        spans[row.message_id] = (*spans.get(row.message_id, ()), (row.start, row.end))
    return spans


def _facts(connection: Connection, ticket_id: int) -> tuple[FactRecord, ...]:
    asked = (
        select(facts, staff.c.name.label("by"))
        .select_from(facts.outerjoin(staff, staff.c.id == facts.c.staff_id))
        .where(facts.c.ticket_id == ticket_id)
        .order_by(facts.c.id)
    )
    newest: dict[str, FactRecord] = {}
    for row in connection.execute(asked):
        newest[row.name] = FactRecord(
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
        )
    return tuple(newest.values())


def _questions(connection: Connection, ticket_id: int) -> tuple[QuestionRecord, ...]:
    asked = select(questions).where(questions.c.ticket_id == ticket_id).order_by(questions.c.position, questions.c.id)
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
        for row in connection.execute(asked)
    )


def _links(connection: Connection, ticket_id: int) -> tuple[LinkRecord, ...]:
    asked = (
        select(ticket_links.c.kind, tickets.c.id, tickets.c.number, tickets.c.subject, tickets.c.status)
        .join(tickets, tickets.c.id == ticket_links.c.other_id)
        .where(ticket_links.c.ticket_id == ticket_id, ticket_links.c.undone.is_(False))
        .order_by(ticket_links.c.id)
    )
    return tuple(
        LinkRecord(
            kind=row.kind, ticket_id=TicketId(row.id), number=row.number, subject=row.subject, status=Status(row.status)
        )
        for row in connection.execute(asked)
    )


def _tags(connection: Connection, ticket_id: int) -> tuple[str, ...]:
    asked = (
        select(tags.c.name)
        .join(ticket_tags, ticket_tags.c.tag_id == tags.c.id)
        .where(ticket_tags.c.ticket_id == ticket_id)
        .order_by(tags.c.name)
    )
    return tuple(connection.execute(asked).scalars())
