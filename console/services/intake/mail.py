"""One mail taken in: its conversation by Message-Id, its ticket or none, and its fate.

A bounce or an automatic answer never becomes a request. A mail that was seen before changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from console.channels.incoming import IncomingMail
from console.records.base import Direction, Status
from console.records.intake import Fate, IntakeLine
from console.services import matching
from console.services.desk import Desk
from console.services.intake import opening
from console.services.intake.keeping import (
    Item,
    Kept,
    KeptFile,
    keep_message,
    note,
    open_conversation,
    seen,
)
from console.services.intake.wish import ImportWish
from console.services.intake.words import asked_of, heard_of, language_of, preview
from console.services.matching import Match, Sender, match
from console.store import BulkUnit, Unit, tables
from console.store.queries import intake

CHANNEL = "email"
_THREAD = "conversation with"
_MOST_THREAD_IDS = 100


def look_ahead(unit: Unit, mails: Sequence[IncomingMail]) -> None:
    """Ask in a few questions for what the records hold of many mails."""
    if not isinstance(unit, BulkUnit) or not mails:
        return
    unit.ask_ahead(
        tables.messages.intake_items, "natural_key", [_natural(mail)[:700] for mail in mails], channel_kind=CHANNEL
    )
    answered = [key for mail in mails for key in _answers(mail)]
    known = intake.mail_conversations(unit.connection, answered)
    unit.memory.update({(_THREAD, key): known.get(key) for key in answered})
    own = [mail.message_id[:512] if mail.message_id else f"sha:{mail.raw_sha256}" for mail in mails]
    unit.ask_ahead(tables.messages.conversations, "external_key", [*answered, *own], channel_kind=CHANNEL)
    senders = [mail.from_address.casefold() for mail in mails if mail.from_address]
    unit.ask_ahead(tables.people.channels, "address", senders, kind=CHANNEL, official=True)
    unit.ask_ahead(tables.people.staff, "login", senders)
    matching.look_ahead(unit.register, senders, unit.memory)


def take_mail(unit: Unit, desk: Desk, mail: IncomingMail, wish: ImportWish) -> IntakeLine:
    """Store one mail and say what became of it."""
    natural = _natural(mail)
    before = seen(unit, CHANNEL, natural)
    if before is not None:
        return _line(mail, Fate.DUPLICATE, str(before["fate"]), _number(unit, before["ticket_id"]))
    taken = _Taking(unit, desk, mail, wish).take()
    fate, reason, message, ticket = taken
    note(
        unit,
        Item(
            channel_kind=CHANNEL,
            natural_key=natural,
            content_sha256=mail.raw_sha256,
            file=mail.file,
            index=mail.index,
            fate=fate,
            reason=reason,
            message_id=message,
            ticket_id=ticket,
            raw_sha256=mail.raw_sha256,
        ),
    )
    return _line(mail, fate, reason, _number(unit, ticket))


class _Taking:
    """The steps of taking one mail in."""

    def __init__(self, unit: Unit, desk: Desk, mail: IncomingMail, wish: ImportWish) -> None:
        self.unit = unit
        self.desk = desk
        self.mail = mail
        self.wish = wish
        self.sent_at = mail.date or unit.at
        self.language = language_of(heard_of(mail)) if mail.words is None else mail.words.language
        self.stems = None if mail.words is None else mail.words.text_stems
        self.has_files = bool(mail.attachments)

    def take(self) -> tuple[Fate, str, int | None, int | None]:
        found = self._match()
        conversation, known = self._conversation(found)
        ours = self._is_ours()
        message = self._keep(conversation, found, outbound=ours)
        if self.mail.message_id and self.unit.memory.get((_THREAD, self.mail.message_id[:512])) is None:
            self.unit.memory[_THREAD, self.mail.message_id[:512]] = conversation
        if self.mail.is_bounce:
            return self._attach(conversation, message, Fate.IGNORED, "bounce")
        if ours:
            return self._attach(conversation, message, Fate.ADDED if known else Fate.HISTORY, "ours")
        if self.mail.is_automatic:
            return self._automatic(conversation, message, found)
        if self.sent_at < self.wish.history_before:
            return self._history(conversation, message, found, known=known)
        return self._work(conversation, message, found, known=known)

    def _match(self) -> Match:
        mail = self.mail
        addresses = tuple(address.casefold() for address in (*mail.to, *mail.cc))
        sender = Sender(
            address=(mail.from_address or "").casefold(),
            channel_kind=CHANNEL,
            channel_addresses=addresses,
            text=heard_of(mail),
            hosts=None if mail.words is None else mail.words.hosts,
        )
        found = match(self.unit.register, sender, memory=self.unit.memory)
        if found.license_id is None and self.wish.license_id is not None:
            return replace(found, license_id=self.wish.license_id, customer_id=self.wish.customer_id, question="")
        return found

    def _is_ours(self) -> bool:
        address = (self.mail.from_address or "").casefold()
        if not address:
            return False
        channel = self.unit.find(tables.people.channels, kind=CHANNEL, address=address, official=True)
        return channel is not None or self.unit.find(tables.people.staff, login=address) is not None

    def _conversation(self, found: Match) -> tuple[int, bool]:
        """Return the conversation, and whether it was known: by what this mail answers, then by its root."""
        mail = self.mail
        for message_id in _answers(mail):
            conversation = self._conversation_with(message_id)
            if conversation is not None:
                return conversation, True
        for key in dict.fromkeys([*mail.references[:1], mail.in_reply_to or "", mail.message_id or ""]):
            row = key and self.unit.find(tables.messages.conversations, channel_kind=CHANNEL, external_key=key[:512])
            if row:
                return int(row["id"]), True
        roots = [*mail.references[:1], mail.in_reply_to, mail.message_id, f"sha:{mail.raw_sha256}"]
        root = next(key for key in roots if key)
        return (
            open_conversation(
                self.unit,
                channel_kind=CHANNEL,
                external_key=root,
                title=mail.subject,
                at=self.sent_at,
                channel_id=found.channel_id,
            ),
            False,
        )

    def _conversation_with(self, message_id: str) -> int | None:
        """Return the conversation by mail that has a message with this id; a chat numbers its own and is none."""
        memory = self.unit.memory
        if (_THREAD, message_id) not in memory:
            known = intake.mail_conversations(self.unit.connection, [message_id])
            memory[_THREAD, message_id] = known.get(message_id)
        found: int | None = memory[_THREAD, message_id]
        return found

    def _keep(self, conversation: int, found: Match, *, outbound: bool) -> int:
        mail = self.mail
        files = tuple(
            KeptFile(
                name=file.name or "",
                media_type=file.media_type,
                size=file.size,
                sha256=file.sha256,
                content=file.content,
                content_id=file.content_id or "",
                inline=file.inline,
            )
            for file in mail.attachments
        )
        thread = [*mail.references[:_MOST_THREAD_IDS], *([mail.in_reply_to] if mail.in_reply_to else [])]
        return keep_message(
            self.unit,
            Kept(
                conversation_id=conversation,
                external_id=mail.message_id[:512] if mail.message_id else None,
                direction=Direction.OUTBOUND if outbound else Direction.INBOUND,
                author_name=mail.from_name or "",
                author_address=mail.from_address or "",
                sent_at=self.sent_at,
                subject=mail.subject or "",
                text=mail.text,
                reply_text=mail.reply_text,
                html=mail.html.encode() if mail.html else None,
                raw=mail.raw,
                language=self.language,
                is_automatic=mail.is_automatic,
                is_bounce=mail.is_bounce,
                recipients={"to": list(mail.to), "cc": list(mail.cc)},
                thread_ids=thread,
                problems=mail.problems,
                files=files,
                contact_id=found.contact_id,
            ),
        )

    def _attach(self, conversation: int, message: int, fate: Fate, reason: str) -> tuple[Fate, str, int, int | None]:
        """Show the message in the conversation's ticket without making it work."""
        ticket = opening.last_ticket_of(self.unit, conversation)
        if ticket is None:
            return fate, reason, message, None
        key = int(ticket["id"])
        self.unit.insert(tables.tickets.ticket_spans, ticket_id=key, message_id=message, position=9_999)
        self.unit.record(key, reason, {"message": message}, effective_at=self.sent_at)
        self.unit.index_text(key, self.mail.text, stems=self.stems)
        self.unit.touch("messages", key)
        return fate, reason, message, key

    def _automatic(self, conversation: int, message: int, found: Match) -> tuple[Fate, str, int, int | None]:
        """Keep what a program sent beside the request that it answers; without one it is held for a person."""
        if opening.last_ticket_of(self.unit, conversation) is None:
            return self._open(conversation, message, found, Status.HELD, Fate.HELD, "automatic")
        return self._attach(conversation, message, Fate.IGNORED, "automatic")

    def _history(
        self, conversation: int, message: int, found: Match, *, known: bool
    ) -> tuple[Fate, str, int, int | None]:
        if known and opening.last_ticket_of(self.unit, conversation) is not None:
            return self._attach(conversation, message, Fate.HISTORY, "older")
        return self._open(conversation, message, found, Status.HISTORY, Fate.HISTORY, "older")

    def _work(self, conversation: int, message: int, found: Match, *, known: bool) -> tuple[Fate, str, int, int | None]:
        standing = opening.open_ticket_of(self.unit, conversation) if known else None
        if standing is not None:
            opening.add_to_ticket(
                self.unit,
                standing,
                message,
                at=self.sent_at,
                text=self.mail.text,
                stems=self.stems,
                files=self.has_files,
            )
            return Fate.ADDED, "thread", message, int(standing["id"])
        earlier = opening.last_ticket_of(self.unit, conversation) if known else None
        reason = found.question or ("came_back" if earlier is not None else "")
        result = self._open(conversation, message, found, Status.OPEN, Fate.NEW_REQUEST, reason)
        if earlier is not None and result[3] is not None:
            opening.link(self.unit, result[3], int(earlier["id"]), "follows", "followed_by")
        return result

    def _open(
        self, conversation: int, message: int, found: Match, status: Status, fate: Fate, reason: str
    ) -> tuple[Fate, str, int, int]:
        ticket = opening.open_request(
            self.unit,
            self.desk,
            opening.Request(
                conversation_id=conversation,
                channel_kind=CHANNEL,
                subject=self.mail.subject or "",
                text=asked_of(self.mail),
                words=self.mail.words,
                messages=(message,),
                received_at=self.sent_at,
                last_at=self.sent_at,
                language=self.language,
                match=found,
                status=status,
                has_files=self.has_files,
            ),
        )
        self.unit.index_text(ticket, self.mail.text, stems=self.stems)
        return fate, reason, message, ticket


def _natural(mail: IncomingMail) -> str:
    """Return what makes the same mail the same on a second import."""
    return f"mid:{mail.message_id}" if mail.message_id else f"sha:{mail.raw_sha256}"


def _answers(mail: IncomingMail) -> tuple[str, ...]:
    """Return the ids that a mail answers, the nearest first."""
    thread = [mail.in_reply_to or "", *reversed(mail.references[-_MOST_THREAD_IDS:])]
    return tuple(dict.fromkeys(key[:512] for key in thread if key))


def _number(unit: Unit, ticket_id: Any) -> int | None:
    if ticket_id is None:
        return None
    number = unit.memory.get(("number", int(ticket_id)))
    return int(unit.row(tables.tickets.tickets, int(ticket_id))["number"] if number is None else number)


def _line(mail: IncomingMail, fate: Fate, reason: str, ticket: int | None) -> IntakeLine:
    return IntakeLine(
        file=mail.file,
        index=mail.index,
        message_id=mail.message_id or "",
        subject=preview(mail.subject or "")[:120],
        sender=mail.from_address or "",
        fate=fate,
        reason=reason,
        ticket=ticket,
        problems=mail.problems,
        raw_sha256=mail.raw_sha256,
    )
