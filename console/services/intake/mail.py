"""One mail taken in: its conversation by Message-Id, its ticket or none, and its fate.

A bounce or an automatic answer never becomes a request. A mail that was seen before changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from console.channels.incoming import IncomingMail
from console.records.base import Direction, Json, Status
from console.records.commands import new_gid
from console.records.intake import Fate, IntakeLine
from console.services import matching, writers
from console.services.desk import Desk
from console.services.intake import again, earlier, opening
from console.services.intake.again import Known, key_of, known_of
from console.services.intake.keeping import Item, Kept, KeptFile, keep_message, note, open_conversation
from console.services.intake.ours import Side, side_of, written_here
from console.services.intake.receipt import receipt_of
from console.services.intake.wish import ImportWish
from console.services.intake.words import asked_of, heard_of, language_of, preview
from console.services.matching import Match, Sender, match
from console.store import BulkUnit, Unit, tables
from console.store.queries import intake

CHANNEL = "email"
_THREAD = "conversation with"
_MOST_THREAD_IDS = 100
Taken = tuple[Fate, str, int, int | None]


def look_ahead(unit: Unit, mails: Sequence[IncomingMail]) -> None:
    """Ask in a few questions for what the records hold of many mails."""
    if not isinstance(unit, BulkUnit) or not mails:
        return
    unit.ask_ahead(
        tables.messages.intake_items, "natural_key", [key_of(mail)[:700] for mail in mails], channel_kind=CHANNEL
    )
    again.look_ahead(unit, mails)
    answered = [key for mail in mails for key in _answers(mail)]
    known = intake.mail_conversations(unit.connection, answered)
    unit.memory.update({(_THREAD, key): known.get(key) for key in answered})
    own = [mail.message_id[:512] for mail in mails if mail.message_id]
    unit.ask_ahead(tables.messages.conversations, "external_key", [*answered, *own], channel_kind=CHANNEL)
    senders = [mail.from_address.casefold() for mail in mails if mail.from_address]
    unit.ask_ahead(tables.people.channels, "address", senders, kind=CHANNEL, official=True)
    unit.ask_ahead(tables.people.staff, "login", senders)
    matching.look_ahead(unit.register, senders, unit.memory)


def take_mail(unit: Unit, desk: Desk, mail: IncomingMail, wish: ImportWish) -> IntakeLine:
    """Store one mail and say what became of it."""
    known = known_of(unit, mail)
    if known.before is not None:
        return _line(mail, Fate.DUPLICATE, str(known.before["fate"]), _number(unit, known.before["ticket_id"]))
    sent = written_here(unit, mail)
    taking = _Taking(unit, desk, mail, wish, known)
    fate, reason, message, ticket = taking.take() if sent is None else _sent_by_us(unit, sent)
    note(
        unit,
        Item(
            channel_kind=CHANNEL,
            natural_key=known.key,
            content_sha256=known.digest,
            file=mail.file,
            index=mail.index,
            fate=fate,
            reason=reason,
            message_id=message,
            ticket_id=ticket,
            raw_sha256=mail.raw_sha256,
        ),
    )
    told = tuple(one for one in taking.problems if one != reason)
    return _line(mail, fate, reason, _number(unit, ticket), told)


def _sent_by_us(unit: Unit, sent: dict[str, Any]) -> Taken:
    """Say that a letter of ours came back as a mail: it stands in its request already."""
    span = unit.find(tables.tickets.ticket_spans, message_id=sent["id"])
    return Fate.DUPLICATE, "ours", int(sent["id"]), None if span is None else int(span["ticket_id"])


class _Taking:
    """The steps of taking one mail in."""

    def __init__(self, unit: Unit, desk: Desk, mail: IncomingMail, wish: ImportWish, known: Known) -> None:
        self.unit = unit
        self.desk = desk
        self.mail = mail
        self.wish = wish
        self.known = known
        self.side = side_of(unit, mail)
        receipt = receipt_of(mail, unit.at)
        self.received_at, self.sent_at = receipt.received_at, receipt.sent_at
        self.misdated = bool(receipt.problems)
        more = (*receipt.problems, *(("same_id",) if known.shared else ()))
        self.problems = (*mail.problems, *more, *((Side.SAYS_OURS.value,) if self.side is Side.SAYS_OURS else ()))
        self.author = mail.from_address if self.side is not Side.SAYS_OURS else next(iter(mail.reply_to), "")
        self.language = language_of(heard_of(mail)) if mail.words is None else mail.words.language
        self.stems = None if mail.words is None else mail.words.text_stems
        self.has_files = bool(mail.attachments)

    def take(self) -> Taken:
        found = self._match()
        conversation, known = self._conversation(found)
        message = self._keep(conversation, found)
        if self.mail.is_bounce:
            return self._attach(conversation, message, Fate.IGNORED, "bounce")
        if self.side is Side.OURS:
            return self._attach(conversation, message, Fate.ADDED if known else Fate.HISTORY, "ours")
        if self.mail.is_automatic:
            return self._automatic(conversation, message, found)
        if self.received_at < self.wish.history_before:
            return self._history(conversation, message, found, known=known)
        return self._work(conversation, message, found, known=known)

    def _match(self) -> Match:
        mail = self.mail
        addresses = tuple(address.casefold() for address in (*mail.to, *mail.cc))
        sender = Sender(
            address=self.author.casefold(),
            channel_kind=CHANNEL,
            channel_addresses=addresses,
            text=heard_of(mail),
            hosts=None if mail.words is None else mail.words.hosts,
        )
        found = match(self.unit.register, sender, memory=self.unit.memory)
        if found.license_id is None and self.wish.license_id is not None:
            return replace(found, license_id=self.wish.license_id, customer_id=self.wish.customer_id, question="")
        return found

    def _conversation(self, found: Match) -> tuple[int, bool]:
        """Return the conversation, and whether it was known: by what this mail answers, then by its root."""
        mail = self.mail
        for message_id in _answers(mail):
            conversation = self._conversation_with(message_id)
            if conversation is not None:
                return conversation, True
        own = self._own_key()
        for key in dict.fromkeys([*mail.references[:1], mail.in_reply_to or "", own]):
            row = key and self.unit.find(tables.messages.conversations, channel_kind=CHANNEL, external_key=key[:512])
            if row:
                return int(row["id"]), True
        root = next(key for key in (*mail.references[:1], mail.in_reply_to, own) if key)
        return (
            open_conversation(
                self.unit,
                channel_kind=CHANNEL,
                external_key=root,
                title=mail.subject,
                at=self.received_at,
                channel_id=found.channel_id,
            ),
            False,
        )

    def _own_key(self) -> str:
        """Return what a conversation that begins with this mail is known by; an id that two mails have is none.

        That of a mail without one tells nothing of its words: a part of them may be hidden later.
        """
        if self.known.shared or not self.mail.message_id:
            return f"own:{new_gid()}"
        return self.mail.message_id

    def _conversation_with(self, message_id: str) -> int | None:
        """Return the conversation by mail that has a message with this id; a chat numbers its own and is none."""
        memory = self.unit.memory
        if (_THREAD, message_id) not in memory:
            known = intake.mail_conversations(self.unit.connection, [message_id])
            memory[_THREAD, message_id] = known.get(message_id)
        found: int | None = memory[_THREAD, message_id]
        return found

    def _keep(self, conversation: int, found: Match) -> int:
        mail = self.mail
        thread = [*mail.references[:_MOST_THREAD_IDS], *([mail.in_reply_to] if mail.in_reply_to else [])]
        external_id = mail.message_id[:512] if mail.message_id else None
        if external_id and self.unit.memory.get((_THREAD, external_id)) is None:
            self.unit.memory[_THREAD, external_id] = conversation
        return keep_message(
            self.unit,
            Kept(
                conversation_id=conversation,
                external_id=external_id,
                direction=Direction.OUTBOUND if self.side is Side.OURS else Direction.INBOUND,
                author_name=mail.from_name or "",
                author_address=self.author,
                sent_at=self.sent_at,
                subject=mail.subject or "",
                text=mail.text,
                reply_text=mail.reply_text,
                html=mail.html.encode() if mail.html else None,
                raw=mail.raw,
                language=self.language,
                is_automatic=mail.is_automatic,
                is_bounce=mail.is_bounce,
                recipients=self._said(),
                thread_ids=thread,
                problems=self.problems,
                files=_files(mail),
                contact_id=found.contact_id,
            ),
        )

    def _said(self) -> dict[str, list[str]]:
        """Return what the head of a mail says of addresses, and of its date where that does not count."""
        mail = self.mail
        said = {"to": list(mail.to), "cc": list(mail.cc)}
        elsewhere = [one for one in mail.reply_to if one.casefold() != mail.from_address.casefold()]
        if elsewhere:
            said["reply_to"] = elsewhere
        if self.side is Side.SAYS_OURS:
            said["from"] = [mail.from_address]
        if mail.date is not None and self.misdated:
            said["date"] = [mail.date.isoformat()]
        return said

    def _attach(self, conversation: int, message: int, fate: Fate, reason: str) -> Taken:
        """Show the message in the conversation's ticket without making it work."""
        ticket = opening.last_ticket_of(self.unit, conversation)
        if ticket is None:
            return fate, reason, message, None
        key = int(ticket["id"])
        self.unit.insert(tables.tickets.ticket_spans, ticket_id=key, message_id=message, position=9_999)
        self.unit.record(key, reason, {"message": message}, effective_at=self.received_at)
        self.unit.index_text(key, self.mail.text, stems=self.stems)
        self.unit.touch("messages", key)
        return fate, reason, message, key

    def _automatic(self, conversation: int, message: int, found: Match) -> Taken:
        """Keep what a program sent beside the request that it answers; without one it is held for a person."""
        if opening.last_ticket_of(self.unit, conversation) is None:
            return self._open(conversation, message, found, Status.HELD, Fate.HELD, "automatic")
        return self._attach(conversation, message, Fate.IGNORED, "automatic")

    def _history(self, conversation: int, message: int, found: Match, *, known: bool) -> Taken:
        if known and opening.last_ticket_of(self.unit, conversation) is not None:
            return self._attach(conversation, message, Fate.HISTORY, "older")
        return self._open(conversation, message, found, Status.HISTORY, Fate.HISTORY, "older")

    def _work(self, conversation: int, message: int, found: Match, *, known: bool) -> Taken:
        standing = self._standing(conversation) if known else None
        if standing is not None:
            another = writers.is_another(self.unit, standing, self.author, found)
            taken = self._added(standing, conversation, message, found, another=another)
            if another:
                writers.contest(self.unit, int(standing["id"]), message, asked_of(self.mail))
            return taken
        before = opening.last_ticket_of(self.unit, conversation) if known else None
        reason = found.question or ("came_back" if before is not None else "")
        if self.side is Side.SAYS_OURS:
            reason = self.side.value
        result = self._open(conversation, message, found, Status.OPEN, Fate.NEW_REQUEST, reason)
        opened = result[3]
        if opened is not None and before is not None:
            opening.link(self.unit, opened, int(before["id"]), "follows", "followed_by")
        elif opened is not None and known:
            self._gather(conversation, opened)
        return result

    def _added(self, ticket: dict[str, Any], conversation: int, message: int, found: Match, *, another: bool) -> Taken:
        """Add the message to a ticket at work; its event tells where it is of another than the sender."""
        told: dict[str, Json] = {writers.OTHER: True} if another else {}
        if self.side is Side.SAYS_OURS:
            return self._beside(ticket, message, told)
        request = self._request(conversation, message, found, Status.OPEN)
        place = earlier.place_of(self.unit, self.desk, ticket, request)
        opening.add_to_ticket(
            self.unit,
            ticket,
            message,
            at=self.received_at,
            text=self.mail.text,
            stems=self.stems,
            files=self.has_files,
            place=replace(place, extra={**place.extra, **told}),
        )
        return Fate.ADDED, "thread", message, int(ticket["id"])

    def _standing(self, conversation: int) -> dict[str, Any] | None:
        """Return the ticket at work of a conversation as it is once nobody else can change it."""
        found = opening.open_ticket_of(self.unit, conversation)
        if found is None:
            return None
        self.unit.lock(int(found["id"]))
        return opening.open_ticket_of(self.unit, conversation)

    def _gather(self, conversation: int, ticket: int) -> None:
        """Add to a new request what came in before it and stood in no request: answers of ours, reports."""
        for one in intake.loose_messages(self.unit.connection, conversation, limit=_MOST_THREAD_IDS):
            self.unit.insert(tables.tickets.ticket_spans, ticket_id=ticket, message_id=int(one.id), position=9_999)
            kind = "bounce" if one.is_bounce else "automatic" if one.is_automatic else "ours"
            self.unit.record(ticket, kind, {"message": int(one.id)}, effective_at=one.sent_at)
            self.unit.index_text(ticket, one.text)

    def _beside(self, ticket: dict[str, Any], message: int, more: dict[str, Json]) -> Taken:
        """Add what says it is from us: it is no answer of the customer and none of ours, and a person looks at it."""
        key, reason = int(ticket["id"]), self.side.value
        self.unit.insert(tables.tickets.ticket_spans, ticket_id=key, message_id=message, position=9_999)
        values: dict[str, object] = {
            "last_message_at": max(self.received_at, ticket["last_message_at"]),
            "inbound_n": int(ticket["event_n"]) + 1,
            **_awake(ticket),
        }
        told: dict[str, Json] = {"message": message, **more}
        self.unit.change_ticket(key, reason, values, extra=told, effective_at=self.received_at, check_version=False)
        self.unit.index_text(key, self.mail.text, stems=self.stems)
        self.unit.touch("messages", key)
        return Fate.ADDED, reason, message, key

    def _request(self, conversation: int, message: int, found: Match, status: Status) -> opening.Request:
        return opening.Request(
            conversation_id=conversation,
            channel_kind=CHANNEL,
            subject=self.mail.subject or "",
            text=asked_of(self.mail),
            words=self.mail.words,
            messages=(message,),
            received_at=self.received_at,
            last_at=self.received_at,
            language=self.language,
            match=found,
            status=status,
            has_files=self.has_files,
        )

    def _open(self, conversation: int, message: int, found: Match, status: Status, fate: Fate, reason: str) -> Taken:
        ticket = opening.open_request(self.unit, self.desk, self._request(conversation, message, found, status))
        self.unit.index_text(ticket, self.mail.text, stems=self.stems)
        return fate, reason, message, ticket


def _awake(ticket: dict[str, Any]) -> dict[str, object]:
    """Return the columns that bring a ticket back that was put off; one that waits for the customer goes on waiting."""
    values: dict[str, object] = {}
    if ticket["status"] == Status.SNOOZED.value:
        values["status"] = Status.OPEN.value
    if ticket["snoozed_until"] is not None:
        values |= {"snoozed_until": None, "snooze_reason": ""}
    return values


def _files(mail: IncomingMail) -> tuple[KeptFile, ...]:
    return tuple(
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


def _answers(mail: IncomingMail) -> tuple[str, ...]:
    """Return the ids that a mail answers, the nearest first."""
    thread = [mail.in_reply_to or "", *reversed(mail.references[-_MOST_THREAD_IDS:])]
    return tuple(dict.fromkeys(key[:512] for key in thread if key))


def _number(unit: Unit, ticket_id: Any) -> int | None:
    if ticket_id is None:
        return None
    number = unit.memory.get(("number", int(ticket_id)))
    return int(unit.row(tables.tickets.tickets, int(ticket_id))["number"] if number is None else number)


def _line(
    mail: IncomingMail, fate: Fate, reason: str, ticket: int | None, problems: tuple[str, ...] | None = None
) -> IntakeLine:
    return IntakeLine(
        file=mail.file,
        index=mail.index,
        message_id=mail.message_id or "",
        subject=preview(mail.subject or "")[:120],
        sender=mail.from_address or "",
        fate=fate,
        reason=reason,
        ticket=ticket,
        problems=mail.problems if problems is None else problems,
        raw_sha256=mail.raw_sha256,
    )
