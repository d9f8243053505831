"""What a request made of some messages of a chat would be. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence

from console.records.base import Direction, Status
from console.records.tickets import MessageRecord
from console.services.intake import opening
from console.services.intake.words import language_of, preview
from console.services.matching import Sender, match
from console.store import Unit, tables


def asked_first(span: Sequence[MessageRecord]) -> MessageRecord:
    """Return the message that a request is named after: the first with words that is not ours."""
    return next((one for one in span if one.direction is Direction.INBOUND and one.text.strip()), span[0])


def name_of(span: Sequence[MessageRecord]) -> str:
    """Return what a request made of these messages is named."""
    return preview(asked_first(span).text)[:90]


def request_of(unit: Unit, conversation: int, span: tuple[MessageRecord, ...], status: Status) -> opening.Request:
    """Return what a request made of these messages would be."""
    first = asked_first(span)
    pieces = tuple((int(one.id), one.text) for one in span if one.direction is Direction.INBOUND)
    text = "\n".join(piece for _, piece in pieces)
    row = unit.row(tables.messages.conversations, conversation)
    sender = Sender(
        address=first.address.casefold(),
        channel_kind=str(row["channel_kind"]),
        channel_addresses=(str(row["external_key"]), str(row["title"]).casefold()),
        text=text,
    )
    return opening.Request(
        conversation_id=conversation,
        channel_kind=str(row["channel_kind"]),
        subject=name_of(span),
        text=text,
        messages=tuple(int(one.id) for one in span),
        received_at=span[0].sent_at,
        last_at=span[-1].sent_at,
        language=language_of(text),
        match=match(unit.connection, sender),
        status=status,
        has_files=any(one.attachments for one in span),
        pieces=pieces,
        versions={int(one.id): one.versions for one in span if one.versions > 1},
    )
