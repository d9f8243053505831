"""A Telegram chat taken in: one conversation, never one ticket. Requests are proposed from spans; a person confirms.

An edit that comes with a later export adds a version to its message. History arrives as history, by month.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime

from console.channels.telegram.incoming import MADE, IncomingChatMessage
from console.channels.telegram.spans import propose_spans
from console.records.base import Direction, Json, Status
from console.records.intake import Fate, IntakeLine
from console.records.tickets import MessageRecord
from console.services import writers
from console.services.desk import Desk
from console.services.intake import edited, opening
from console.services.intake.chat_known import CHANNEL, GROUP, Chats, Known, is_ours, kind_of, look_up
from console.services.intake.keeping import (
    ALONE,
    Item,
    Kept,
    KeptFile,
    add_version,
    keep_message,
    note,
    open_conversation,
)
from console.services.intake.spans import asked_first, request_of
from console.services.intake.wish import ImportWish
from console.services.intake.words import language_of, preview
from console.store import Unit, tables
from console.store.queries import intake

_PAGE = 2_000
_MOST_IN_A_TICKET = 1_000


def take_chat_message(
    unit: Unit, desk: Desk, message: IncomingChatMessage, wish: ImportWish, chats: Chats
) -> IntakeLine:
    """Store one message of a chat; what is new there is proposed as requests afterwards."""
    if message.account is not None:
        chats.accounts.setdefault(message.account.address, message.account)
    known = look_up(unit, message, chats)
    if known.note is not None:
        return _again(unit, desk, message, known, chats)
    if known.taken:
        message = replace(message, problems=(*message.problems, "number_taken"))
    sent_at = message.date or unit.at
    conversation = _conversation(unit, message, sent_at, chats)
    key = keep_message(unit, _kept(unit, message, wish, conversation, sent_at))
    fate = Fate.HISTORY if sent_at < wish.history_before or message.service else Fate.ADDED
    note(
        unit,
        Item(
            channel_kind=CHANNEL,
            natural_key=known.natural,
            content_sha256=known.digest,
            file=message.file,
            index=message.index,
            fate=fate,
            reason="conversation",
            message_id=key,
            raw_sha256=hashlib.sha256(message.raw).hexdigest() if message.raw else None,
        ),
    )
    chats.touched.add(conversation)
    return _line(message, fate, "conversation", None)


def _conversation(unit: Unit, message: IncomingChatMessage, sent_at: datetime, chats: Chats) -> int:
    """Return the conversation of a chat; one without an id lives where messages of it were found."""
    home = chats.homes.get(message.chat_id) if message.chat_id.startswith(MADE) else None
    if home is not None:
        return home
    return open_conversation(
        unit,
        channel_kind=kind_of(message),
        external_key=str(message.chat_id),
        title=message.chat_name or "",
        at=sent_at,
        channel_id=None,
    )


def propose_requests(desk: Desk, conversations: Iterable[int], wish: ImportWish) -> Iterator[IntakeLine]:
    """Propose requests from the messages that belong to no ticket yet; one transaction for each span."""
    for conversation in sorted(conversations):
        with desk.store.read() as connection:
            loose = intake.loose_messages(connection, conversation, limit=200_000)
        older = tuple(one for one in loose if one.sent_at < wish.history_before)
        newer = tuple(one for one in loose if one.sent_at >= wish.history_before)
        for month in _by_month(older):
            _open(desk, conversation, month, Status.HISTORY)
        for span in _spans(newer):
            opened = _open(desk, conversation, span, Status.PROPOSED)
            if opened is None:
                continue
            number, subject, sender = opened
            yield IntakeLine(
                file="",
                index=0,
                message_id="",
                subject=subject,
                sender=sender,
                fate=Fate.NEW_REQUEST,
                reason="proposed",
                ticket=number,
            )


def _spans(messages: tuple[MessageRecord, ...]) -> Iterator[tuple[MessageRecord, ...]]:
    by_id = {str(one.id): one for one in messages}
    ours = frozenset(one.address for one in messages if one.direction is Direction.OUTBOUND)
    for span in propose_spans([_as_chat(one) for one in messages], own_senders=ours):
        found = tuple(by_id[key] for key in span.message_ids if key in by_id)
        if found:
            yield found[:_MOST_IN_A_TICKET]


def _as_chat(one: MessageRecord) -> IncomingChatMessage:
    return IncomingChatMessage(
        file="",
        index=0,
        chat_id="",
        chat_name="",
        chat_type="",
        message_id=str(one.id),
        from_name=one.author,
        from_address=one.address,
        date=one.sent_at,
        edited=None,
        text=one.text,
        entities=(),
        reply_to=None if one.reply_to is None else str(one.reply_to),
        forwarded_from=one.forwarded_from,
        service=one.service_action,
        attachments=(),
        problems=(),
        raw=b"",
    )


def _open(
    desk: Desk, conversation: int, span: tuple[MessageRecord, ...], status: Status
) -> tuple[int, str, str] | None:
    """Open a request from messages; None where another import, which ran beside this one, has opened it."""
    first = asked_first(span)

    def act(unit: Unit) -> Json:
        unit.alone(ALONE)
        is_group = unit.row(tables.messages.conversations, conversation)["channel_kind"] == GROUP
        if intake.any_in_ticket(unit.connection, [int(one.id) for one in span]):
            return None
        ticket = opening.open_request(unit, desk, request_of(unit, conversation, span, status))
        for one in span:
            unit.index_text(ticket, one.text)
        if is_group and status is Status.PROPOSED:
            writers.contest_by(unit, ticket, span)
        return {"number": int(unit.row(tables.tickets.tickets, ticket)["number"])}

    applied = desk.apply(desk.command("propose_request"), act)
    if not isinstance(applied.result, dict):
        return None
    return int(str(applied.result["number"])), preview(first.text)[:90], first.address


def _by_month(messages: tuple[MessageRecord, ...]) -> Iterator[tuple[MessageRecord, ...]]:
    months: dict[tuple[int, int], list[MessageRecord]] = {}
    for one in messages:
        months.setdefault((one.sent_at.year, one.sent_at.month), []).append(one)
    for month in months.values():
        for start in range(0, len(month), _MOST_IN_A_TICKET):
            yield tuple(month[start : start + _MOST_IN_A_TICKET])


def _again(unit: Unit, desk: Desk, message: IncomingChatMessage, known: Known, chats: Chats) -> IntakeLine:
    before, row, digest = known.note, known.row, known.digest
    assert before is not None  # noqa: S101 - it was seen before
    key = before["message_id"]
    if row is not None:
        chats.touched.add(int(row["conversation_id"]))  # an import that was killed may have proposed nothing yet
    if row is None or before["content_sha256"] == digest or message.edited is None:
        return _line(message, Fate.DUPLICATE, str(before["fate"]), None)
    newest = unit.find(tables.messages.message_versions, message_id=key, n=row["versions"])
    if newest is not None and newest["at"] >= message.edited:
        return _line(message, Fate.DUPLICATE, "older_version", None)
    n = int(row["versions"]) + 1
    sent_at = message.date or unit.at
    kept = Kept(
        conversation_id=int(row["conversation_id"]),
        external_id=message.message_id,
        direction=Direction.INBOUND,
        author_name="",
        author_address="",
        sent_at=sent_at,
        subject="",
        text=message.text,
        reply_text=message.text,
        files=_new_files(unit, message, int(row["id"])),
    )
    add_version(unit, int(str(key)), n, kept, at=message.edited, raw=None)
    unit.amend(tables.messages.messages, int(str(key)), expected=None, versions=n)
    unit.amend(tables.messages.intake_items, int(str(before["id"])), expected=None, content_sha256=digest)
    for span in unit.find_all(tables.tickets.ticket_spans, message_id=key):
        edited.take_edit(unit, desk, int(span["ticket_id"]), row, at=message.edited, n=n)
        unit.index_text(int(span["ticket_id"]), message.text)
        unit.touch("messages", int(span["ticket_id"]))
    return _line(message, Fate.ADDED, "edited", None)


def _kept(unit: Unit, message: IncomingChatMessage, wish: ImportWish, conversation: int, sent_at: datetime) -> Kept:
    address = message.from_address or ""
    answered = None
    if message.reply_to and not message.reply_elsewhere:
        answered = unit.find(tables.messages.messages, conversation_id=conversation, external_id=str(message.reply_to))
        if "number_taken" in message.problems or (answered is not None and answered["sent_at"] > sent_at):
            answered = None  # the number is one of another account
    return Kept(
        conversation_id=conversation,
        external_id=message.message_id,
        direction=_direction(unit, message, wish),
        author_name=message.from_name or "",
        author_address=address,
        sent_at=sent_at if sent_at.tzinfo else sent_at.replace(tzinfo=UTC),
        subject="",
        text=message.text,
        reply_text=message.text,
        raw=message.raw,
        language=language_of(message.text),
        service_action=message.service,
        forwarded_from=message.forwarded_from,
        reply_to_id=None if answered is None else int(answered["id"]),
        problems=message.problems,
        files=_files(message),
    )


def _files(message: IncomingChatMessage) -> tuple[KeptFile, ...]:
    return tuple(
        KeptFile(
            name=file.name or "",
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
            content=file.content,
            missing=file.missing,
        )
        for file in message.attachments
    )


def _new_files(unit: Unit, message: IncomingChatMessage, key: int) -> tuple[KeptFile, ...]:
    """Return the files that an edit put in the place of others; those that stay belong to the version before."""
    known = {one["sha256"] for one in unit.find_all(tables.messages.attachments, message_id=key)}
    return tuple(one for one in _files(message) if one.sha256 is not None and one.sha256 not in known)


def _direction(unit: Unit, message: IncomingChatMessage, wish: ImportWish) -> Direction:
    if message.service:
        return Direction.SERVICE
    return Direction.OUTBOUND if is_ours(unit, message, wish) else Direction.INBOUND


def _line(message: IncomingChatMessage, fate: Fate, reason: str, ticket: int | None) -> IntakeLine:
    return IntakeLine(
        file=message.file,
        index=message.index,
        message_id=f"{message.chat_id}/{message.message_id}",
        subject=preview(message.text)[:120],
        sender=message.from_address or "",
        fate=fate,
        reason=reason,
        ticket=ticket,
        problems=message.problems,
        service=message.service,
    )
