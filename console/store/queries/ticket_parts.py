"""The statements that read the parts of one ticket, or of all tickets of a run of keys, each put together once.

ticket_records.py makes records of the rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, TypeAlias, TypeVar

from sqlalchemy import Connection, Integer, and_, bindparam, case, func, or_, select

from console.records.base import Direction
from console.store.instants import NEVER
from console.store.prepared import Prepared, Row
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

_Entry = TypeVar("_Entry")
_Within: TypeAlias = Callable[[Any], Any]
"""Gives the condition that a column with the key of a ticket is of one ticket, or of a run of keys."""
_TICKET: Any = bindparam("ticket", type_=tickets.c.id.type)
_RECALLED = "recalled"


@cache
def message_select() -> Any:
    """Return the select of messages in their newest version."""
    newest = and_(message_versions.c.message_id == messages.c.id, message_versions.c.n == messages.c.versions)
    return select(
        messages,
        message_versions.c.subject,
        message_versions.c.body,
        message_versions.c.reply_text,
        message_versions.c.html_sha256,
        message_versions.c.at.label("version_at"),
        case((and_(outbox.c.state == "held", outbox.c.release_at >= NEVER), "checked"), else_=outbox.c.state).label(
            "delivery"
        ),
    ).select_from(messages.join(message_versions, newest).outerjoin(outbox, outbox.c.message_id == messages.c.id))


def _one(column: Any) -> Any:
    return column == _TICKET


def _run(column: Any) -> Any:
    return column.between(bindparam("first", type_=tickets.c.id.type), bindparam("last", type_=tickets.c.id.type))


def _last_messages() -> Any:
    mine = select(ticket_spans.c.message_id).where(_one(ticket_spans.c.ticket_id))
    asked = message_select().where(messages.c.id.in_(mine), func.coalesce(outbox.c.state, "") != _RECALLED)
    most: Any = bindparam("most", type_=Integer())
    return asked.order_by(messages.c.sent_at.desc(), messages.c.id.desc()).limit(most)


def _earlier_messages() -> Any:
    at: Any = bindparam("at", type_=messages.c.sent_at.type)
    key: Any = bindparam("key", type_=messages.c.id.type)
    return _last_messages().where(or_(messages.c.sent_at < at, and_(messages.c.sent_at == at, messages.c.id < key)))


def _messages_of_run() -> Any:
    pair = (ticket_spans.c.ticket_id, ticket_spans.c.message_id)
    mine = select(*pair).where(_run(ticket_spans.c.ticket_id)).distinct().subquery()
    asked = message_select().add_columns(mine.c.ticket_id).join(mine, mine.c.message_id == messages.c.id)
    told = asked.where(func.coalesce(outbox.c.state, "") != _RECALLED)
    return told.order_by(mine.c.ticket_id, messages.c.sent_at, messages.c.id)


def _count(within: _Within) -> Any:
    counted = select(ticket_spans.c.ticket_id, func.count(ticket_spans.c.message_id.distinct()).label("messages"))
    return counted.where(within(ticket_spans.c.ticket_id)).group_by(ticket_spans.c.ticket_id)


def _spans(within: _Within) -> Any:
    asked = select(ticket_spans.c.message_id, ticket_spans.c.start, ticket_spans.c.end, ticket_spans.c.ticket_id)
    return asked.where(within(ticket_spans.c.ticket_id), ticket_spans.c.start.is_not(None)).order_by(
        ticket_spans.c.ticket_id, ticket_spans.c.position, ticket_spans.c.id
    )


def _more(within: _Within) -> Any:
    return (
        select(
            tickets.c.id,
            tickets.c.conversation_id,
            tickets.c.customer_id,
            tickets.c.contact_id,
            tickets.c.license_id,
            tickets.c.event_n,
            tickets.c.claimed_urgency,
            contacts.c.name.label("contact_name"),
            contacts.c.address.label("contact_address"),
            contacts.c.handle.label("contact_handle"),
            contacts.c.role.label("contact_role"),
            domains.c.name.label("domain"),
            queues.c.name.label("queue"),
            agreement_versions.c.label.label("agreement"),
            tickets.c.agreement_id,
        )
        .select_from(
            tickets.outerjoin(contacts, contacts.c.id == tickets.c.contact_id)
            .outerjoin(domains, domains.c.id == tickets.c.domain_id)
            .outerjoin(queues, queues.c.id == tickets.c.queue_id)
            .outerjoin(agreement_versions, agreement_versions.c.id == tickets.c.agreement_id)
        )
        .where(within(tickets.c.id))
    )


def _writers(within: _Within) -> Any:
    return (
        select(messages.c.author_name, messages.c.author_address, ticket_spans.c.ticket_id)
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .where(within(ticket_spans.c.ticket_id), messages.c.direction == Direction.INBOUND.value)
        .order_by(ticket_spans.c.ticket_id, messages.c.sent_at, messages.c.id)
    )


def _decisions(within: _Within) -> Any:
    return (
        select(decisions, staff.c.name.label("by"), agreement_versions.c.label.label("agreement"))
        .select_from(
            decisions.outerjoin(staff, staff.c.id == decisions.c.staff_id).join(
                agreement_versions, agreement_versions.c.id == decisions.c.agreement_id
            )
        )
        .where(within(decisions.c.ticket_id), decisions.c.revoked.is_(False))
        .order_by(decisions.c.ticket_id, decisions.c.n)
    )


MORE, MORE_OF_RUN = Prepared(partial(_more, _one)), Prepared(partial(_more, _run))
NEWEST, EARLIER, MESSAGES_OF_RUN = (Prepared(one) for one in (_last_messages, _earlier_messages, _messages_of_run))
COUNT, COUNT_OF_RUN = Prepared(partial(_count, _one)), Prepared(partial(_count, _run))
SPANS, SPANS_OF_RUN = Prepared(partial(_spans, _one)), Prepared(partial(_spans, _run))
WRITER, WRITERS_OF_RUN = Prepared(lambda: _writers(_one).limit(1)), Prepared(partial(_writers, _run))
EARLIER_CAME = Prepared(
    lambda: (
        select(events.c.kind, events.c.recorded_at)
        .where(_one(events.c.ticket_id), or_(*(events.c.kind == kind for kind in ("received_earlier", "received_set"))))
        .order_by(events.c.n.desc())
        .limit(1)
    )
)
"""When a message came in that was received before all others, unless a person has said since when that was."""
DECISIONS, DECISIONS_OF_RUN = Prepared(partial(_decisions, _one)), Prepared(partial(_decisions, _run))
SENT_FILES = Prepared(
    lambda: (
        select(
            attachments.c.name,
            attachments.c.media_type,
            attachments.c.inline,
            attachments.c.missing,
            attachments.c.content_id,
            message_versions.c.html_sha256,
        )
        .join(messages, messages.c.id == attachments.c.message_id)
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .join(
            message_versions,
            and_(message_versions.c.message_id == messages.c.id, message_versions.c.n == attachments.c.version_n),
        )
        .where(ticket_spans.c.ticket_id == _TICKET, messages.c.direction == Direction.INBOUND.value)
        .order_by(attachments.c.id)
    )
)
TAKEN_BACK = "undone"
"""The source of an entry that takes back the entry before it: an act that said it was undone."""


def standing(entries: Iterable[tuple[str, str, _Entry]]) -> dict[str, _Entry]:
    """Return what stands of each fact by its name, of entries (name, source, entry) from the oldest to the newest.

    An entry that was taken back counts as never written, and so does a fact of which nothing else was said.
    """
    found: dict[str, list[_Entry]] = {}
    for name, source, entry in entries:
        if source != TAKEN_BACK:
            found.setdefault(name, []).append(entry)
        elif found.get(name):
            found[name].pop()
    return {name: said[-1] for name, said in found.items() if said}


def _facts(within: _Within) -> Any:
    return (
        select(facts, staff.c.name.label("by"), messages.c.versions.label("message_versions"))
        .select_from(
            facts.outerjoin(staff, staff.c.id == facts.c.staff_id).outerjoin(
                messages, messages.c.id == facts.c.message_id
            )
        )
        .where(within(facts.c.ticket_id))
        .order_by(facts.c.id)
    )


def _questions(within: _Within) -> Any:
    asked = select(questions).where(within(questions.c.ticket_id))
    return asked.order_by(questions.c.ticket_id, questions.c.position, questions.c.id)


def _links(within: _Within) -> Any:
    return (
        select(
            ticket_links.c.kind,
            tickets.c.id,
            tickets.c.number,
            tickets.c.subject,
            tickets.c.status,
            ticket_links.c.ticket_id,
        )
        .join(tickets, tickets.c.id == ticket_links.c.other_id)
        .where(within(ticket_links.c.ticket_id), ticket_links.c.undone.is_(False))
        .order_by(ticket_links.c.id)
    )


def _tags(within: _Within) -> Any:
    return (
        select(tags.c.name, ticket_tags.c.ticket_id)
        .join(ticket_tags, ticket_tags.c.tag_id == tags.c.id)
        .where(within(ticket_tags.c.ticket_id))
        .order_by(tags.c.name)
    )


FACTS, FACTS_OF_RUN = Prepared(partial(_facts, _one)), Prepared(partial(_facts, _run))
QUESTIONS, QUESTIONS_OF_RUN = Prepared(partial(_questions, _one)), Prepared(partial(_questions, _run))
LINKS, LINKS_OF_RUN = Prepared(partial(_links, _one)), Prepared(partial(_links, _run))
TAGS, TAGS_OF_RUN = Prepared(partial(_tags, _one)), Prepared(partial(_tags, _run))


@dataclass(frozen=True, slots=True, kw_only=True)
class SentFile:
    """A file that the customer sent. `inside`: the text of its message shows it; `missing`: it is not here."""

    name: str
    media_type: str
    inside: bool
    missing: bool


def sent_files(connection: Connection, ticket_id: int) -> tuple[SentFile, ...]:
    """Return the files of the customer's messages of a ticket."""
    return tuple(
        SentFile(
            name=row.name,
            media_type=row.media_type,
            inside=bool(row.inline) or _is_shown_inside(connection, row),
            missing=bool(row.missing),
        )
        for row in SENT_FILES.all(connection, ticket=ticket_id)
    )


def _is_shown_inside(connection: Connection, row: Row) -> bool:
    """Return whether the text of the message shows the file: some programs name every file, shown or not."""
    if not row.content_id or row.html_sha256 is None:
        return False
    beside = connection.get_execution_options().get("clausedesk_files")
    if beside is not None:
        html = beside(row.html_sha256)
    else:
        html = connection.execute(select(blobs.c.content).where(blobs.c.sha256 == row.html_sha256)).scalar()
    name = row.content_id.strip("<>").encode()
    return html is not None and (b"cid:" + name) in bytes(html)
