"""The records of a ticket's parts, made of the rows that ticket_parts.py asks for; no question is put here."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

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
    TicketRow,
)
from console.store.codes import Codes
from console.store.prepared import Row
from console.store.queries.ticket_parts import standing

Whole: TypeAlias = Mapping[int, tuple[dict[str, Any], dict[str, Any]]]
"""Old and new of events by their keys, with the words that are not erased."""
Spans: TypeAlias = Mapping[int, tuple[tuple[int, int], ...]]
"""What of each message belongs to the ticket, by the message's key."""

_DIRECTION, _STATUS = Codes(Direction), Codes(Status)
_SAID = ('"date":', '"from":', '"reply_to":')


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """The rows of what one ticket has; `writer` of whoever wrote first, where no contact is known.

    `overtaken` is when a message came in that was received before all others.
    """

    facts: Sequence[Row] = ()
    questions: Sequence[Row] = ()
    decisions: Sequence[Row] = ()
    links: Sequence[Row] = ()
    tags: Sequence[Row] = ()
    writer: Row = None
    overtaken: datetime | None = None
    message_count: int = 0


def detail(row: TicketRow, more: Row, found: Parts) -> TicketDetail:
    """Return the ticket with its panels' data."""
    name, address = _sender(more, found.writer)
    return TicketDetail(
        row=row,
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
        facts=_facts(found.facts),
        questions=questions(found.questions),
        decisions=decisions(found.decisions, found.overtaken),
        links=_links(found.links),
        tags=tuple(one.name for one in found.tags),
        message_count=found.message_count,
    )


def decisions(rows: Iterable[Row], overtaken: datetime | None = None) -> tuple[DecisionRecord, ...]:
    """Return decisions in the order of their rows; those up to an instant are overtaken by a message."""
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
            overtaken=overtaken is not None and row.made_at <= overtaken,
        )
        for row in rows
    )


def event(row: Row, whole: Whole) -> EventRecord:
    """Return the event of a row, with what was and what is as `chain.whole` put them together."""
    old, new = whole[row.id]
    return EventRecord(
        n=row.n,
        kind=row.kind,
        actor=row.actor,
        recorded_at=row.recorded_at,
        effective_at=row.effective_at,
        old=old,
        new=new,
        hash=row.hash,
    )


def questions(rows: Iterable[Row]) -> tuple[QuestionRecord, ...]:
    """Return questions in the order of their rows."""
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
        for row in rows
    )


def messages(
    rows: Iterable[Row], files: Mapping[int, tuple[AttachmentRecord, ...]], of_ticket: Spans
) -> tuple[MessageRecord, ...]:
    """Return messages in the order of their rows, with their files and what of them belongs to the ticket."""
    return tuple(
        MessageRecord(
            id=MessageId(row.id),
            conversation_id=ConversationId(row.conversation_id),
            direction=_DIRECTION[row.direction],
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
            spans=of_ticket.get(row.id, ()),
            delivery=row.delivery,
            erased_at=row.erased_at,
            **said_of(row.recipients),
        )
        for row in rows
    )


def said_of(recipients: str) -> dict[str, Any]:
    """Return what the head of a mail says besides its receivers; that is kept only where it does not fit."""
    if not any(name in recipients for name in _SAID):
        return {}
    kept = {name: values[0] for name, values in json.loads(recipients).items() if values}
    said_at = None
    with suppress(ValueError):  # an archive that leaves words out may leave these out
        said_at = datetime.fromisoformat(kept["date"]) if "date" in kept else None
    return {
        "said_at": said_at,
        "said_from": kept.get("from", ""),
        "answers_to": kept.get("reply_to", ""),
    }


def spans(rows: Iterable[Row]) -> Spans:
    """Return what of each message belongs to the ticket."""
    found: dict[int, tuple[tuple[int, int], ...]] = {}
    for row in rows:
        found[row.message_id] = (*found.get(row.message_id, ()), (row.start, row.end))
    return found


def _sender(more: Row, writer: Row) -> tuple[str, str]:
    if more.contact_id is not None:
        return more.contact_name, more.contact_address or more.contact_handle
    return ("", "") if writer is None else (writer.author_name, writer.author_address)


def _facts(rows: Iterable[Row]) -> tuple[FactRecord, ...]:
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
        for row in standing((one.name, one.source, one) for one in rows).values()
    )


def _links(rows: Iterable[Row]) -> tuple[LinkRecord, ...]:
    return tuple(
        LinkRecord(
            kind=row.kind,
            ticket_id=TicketId(row.id),
            number=row.number,
            subject=row.subject,
            status=_STATUS[row.status],
        )
        for row in rows
    )
