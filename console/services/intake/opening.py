"""Opening tickets out of messages, and adding messages to tickets that stand open."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import policy
from console.records.base import Json, Role, Status
from console.records.proposals import MailWords, Proposal, ProposedFact
from console.services import fact_entries, loads
from console.services.agreements import under_version_of
from console.services.desk import Desk
from console.services.intake.words import preview, title_of, told_topics
from console.services.matching import Match
from console.services.over import AT_WORK, OPEN_AGAIN, is_lost
from console.services.proposals import propose
from console.services.schedules import policy_schedule
from console.services.standing import columns_for_ticket
from console.store import Unit, codec, tables


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """How a message is added: the kind of its event, the columns that change with it, what the event tells besides."""

    kind: str = "received"
    values: Mapping[str, object] = field(default_factory=dict)
    extra: Mapping[str, Json] = field(default_factory=dict)


_BEHIND = Place()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a ticket is opened from: messages in order, their words, and what the records say of the sender.

    `pieces` says of which messages `text` is joined, with one character between two; without it the first has it whole.
    `versions` are those of the messages that were edited since; the others are as they came. `words` is what was worked
    out of subject and text already.
    """

    conversation_id: int
    channel_kind: str
    subject: str
    text: str
    messages: tuple[int, ...]
    received_at: datetime
    last_at: datetime
    language: str
    match: Match
    status: Status = Status.OPEN
    has_files: bool = False
    pieces: tuple[tuple[int, str], ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)
    words: MailWords | None = None

    def place(self, start: int | None, end: int | None) -> tuple[int | None, int | None, int | None]:
        """Return the message that holds a part of the text, and where in it the part stands."""
        if start is None or end is None or not self.pieces:
            return (self.messages[0] if self.messages else None), start, end
        before = 0
        for message, piece in self.pieces:
            if start <= before + len(piece):
                return message, start - before, min(end - before, len(piece))
            before += len(piece) + 1
        return self.messages[0], None, None


def open_request(unit: Unit, desk: Desk, request: Request) -> int:
    """Open a ticket with proposed topic and facts; a person confirms them. Returns its key."""
    desk = under_version_of(unit, desk, request.received_at)
    words = request.words
    proposal = proposal_of(desk, request)
    work = request.status in (Status.OPEN, Status.WAITING)
    subject = title_of(request.subject, request.text) if words is None else words.title
    ticket_id = unit.open_ticket(
        conversation_id=request.conversation_id,
        **sender_columns(request.match),
        channel_kind=request.channel_kind,
        subject=subject,
        preview=preview(request.text) if words is None else words.preview,
        language=request.language,
        status=request.status.value,
        is_open=work,
        tier=proposal.tier.value,
        tier_rank=proposal.tier.rank,
        topic=proposal.topic,
        last_message_at=request.last_at,
        last_inbound_at=request.last_at,
        has_files=request.has_files,
        inbound_n=1,
        claimed_urgency=proposal.claimed_urgency,
        texts=unit.brought.texts(request.messages, lambda: unit.connection),
        **receipt_columns(unit, desk, request.match.license_id, request.received_at),
    )
    for position, message in enumerate(request.messages):
        unit.insert(tables.tickets.ticket_spans, ticket_id=ticket_id, message_id=message, position=position)
    unit.index_subject(ticket_id, subject, stems=None if words is None else words.title_stems)
    _write_proposal(unit, ticket_id, request, proposal)
    return ticket_id


def sender_columns(match: Match) -> dict[str, Any]:
    """Return the columns of a request that say whose it is."""
    return {
        "customer_id": match.customer_id,
        "contact_id": match.contact_id,
        "license_id": match.license_id,
        "domain_id": match.domain_id,
        "channel_id": match.channel_id,
        "is_matched": match.license_id is not None,
    }


def receipt_columns(unit: Unit, desk: Desk, license_id: int | None, received_at: datetime) -> dict[str, Any]:
    """Return the columns of a request that follow from when it was received: versions, review, state of the license."""
    own = under_version_of(unit, desk, received_at)
    return {
        "received_at": received_at,
        "review_from": review_from(own, received_at),
        "agreement_id": own.agreement.id,
        "schedule_id": _version(own, received_at),
        "letters_version": own.agreement.letters_version,
        "engine_version": own.agreement.engine_version,
        **columns_for_ticket(own, unit.register, license_id, received_at),
    }


def review_from(desk: Desk, received_at: datetime) -> datetime | None:
    """Return when a request is first looked at: the next opening of the published hours (4.3), if there are any."""
    kept = desk.company.schedule_at(received_at)
    return None if kept is None else policy.next_open(policy_schedule(kept), received_at)


def _version(desk: Desk, received_at: datetime) -> int | None:
    """Return the version of the hours that a request keeps: the one in force when it was received."""
    kept = desk.company.schedule_at(received_at)
    return None if kept is None else kept.id


def add_to_ticket(
    unit: Unit,
    ticket: dict[str, Any],
    message: int,
    *,
    at: datetime,
    text: str,
    files: bool,
    stems: str | None = None,
    place: Place = _BEHIND,
) -> None:
    """Add an inbound message to a ticket; an answer to our question ends the waiting. `stems` are those of the text.

    One that stands in no list comes back into it.
    """
    ticket_id = int(ticket["id"])
    position = len(unit.find_all(tables.tickets.ticket_spans, ticket_id=ticket_id))
    unit.insert(tables.tickets.ticket_spans, ticket_id=ticket_id, message_id=message, position=position)
    values: dict[str, object] = {
        "last_message_at": max(at, ticket["last_message_at"]),
        "last_inbound_at": max(at, ticket["last_inbound_at"] or at),
    }
    if ticket["status"] in (Status.WAITING.value, Status.SNOOZED.value):
        values["status"] = Status.OPEN.value
    if is_lost(ticket):
        loads.hold_owner(unit, ticket_id)
        values |= _found(unit)
    if ticket["snoozed_until"] is not None:
        values |= {"snoozed_until": None, "snooze_reason": ""}
    if files:
        values["has_files"] = True
    values |= {**place.values, "inbound_n": int(ticket["event_n"]) + 1}
    told: dict[str, Json] = {"message": message, **place.extra}
    unit.change_ticket(ticket_id, place.kind, values, extra=told, effective_at=at, check_version=False)
    unit.index_text(ticket_id, text, stems=stems)
    unit.touch("messages", ticket_id)


def _found(unit: Unit) -> dict[str, object]:
    """Return the columns that bring a request back into the lists; the courier says nothing of how it was closed."""
    kept = ("closed_at", "close_reason") if unit.actor.role is Role.COURIER else ()
    return {name: value for name, value in OPEN_AGAIN.items() if name not in kept}


def open_ticket_of(unit: Unit, conversation_id: int) -> dict[str, Any] | None:
    """Return the newest ticket at work of a conversation, or None; what went into another one is none."""
    found = unit.find_all(tables.tickets.tickets, conversation_id=conversation_id)
    standing = [ticket for ticket in found if ticket["status"] in AT_WORK and ticket["merged_into_id"] is None]
    return max(standing, key=lambda ticket: int(ticket["id"]), default=None)


def last_ticket_of(unit: Unit, conversation_id: int) -> dict[str, Any] | None:
    """Return the newest ticket of a conversation that was work once, or None."""
    found = unit.find_all(tables.tickets.tickets, conversation_id=conversation_id)
    return max(found, key=lambda ticket: int(ticket["id"]), default=None)


def link(unit: Unit, ticket_id: int, other_id: int, kind: str, back: str) -> None:
    """Link two tickets both ways."""
    unit.insert(tables.tickets.ticket_links, ticket_id=ticket_id, other_id=other_id, kind=kind, at=unit.at)
    unit.insert(tables.tickets.ticket_links, ticket_id=other_id, other_id=ticket_id, kind=back, at=unit.at)


def propose_again(
    unit: Unit, desk: Desk, ticket: dict[str, Any], request: Request, proposal: Proposal | None = None
) -> dict[str, object]:
    """Read the words of a ticket anew and return its proposed columns; what a person confirmed or rejected stays.

    `proposal` is what `proposal_of` returns for the request, where that was asked already.
    """
    ticket_id = int(ticket["id"])
    proposal = proposal_of(desk, request) if proposal is None else proposal
    known = fact_entries.newest(unit, ticket_id)
    open_facts = tuple(
        one
        for one in proposal.facts
        if one.name not in known
        or (
            known[one.name]["status"] == "proposed"
            and (known[one.name]["value"] != codec.dump(one.value) or _is_of_old_words(known[one.name], request))
        )
    )
    _write_facts(unit, ticket_id, request, open_facts)
    _withdraw(
        unit, ticket_id, request, [one for name, one in known.items() if name not in {f.name for f in proposal.facts}]
    )
    _questions_again(unit, ticket_id, request, proposal)
    columns: dict[str, object] = {}
    if not ticket["topic_confirmed"]:
        columns["topic"] = proposal.topic
    if not ticket["tier_confirmed"]:
        columns |= {"tier": proposal.tier.value, "tier_rank": proposal.tier.rank}
    return columns


def _is_of_old_words(row: Mapping[str, Any], request: Request) -> bool:
    """Return whether a fact rests on words of a message that were changed since."""
    newest = request.versions.get(row["message_id"] or 0)
    return newest is not None and (row["message_version"] or 1) < newest


def _withdraw(unit: Unit, ticket_id: int, request: Request, rows: Iterable[Mapping[str, Any]]) -> None:
    """Leave open again what was proposed from words that were changed since, and is proposed no more."""
    for row in rows:
        if row["status"] == "proposed" and row["value"] != codec.dump(None) and _is_of_old_words(row, request):
            unit.insert(
                tables.tickets.facts,
                ticket_id=ticket_id,
                name=row["name"],
                value=codec.dump(None),
                status="proposed",
                source="program",
                message_id=row["message_id"],
                message_version=request.versions[row["message_id"]],
                at=unit.at,
            )


def proposal_of(desk: Desk, request: Request) -> Proposal:
    """Return what is proposed under the agreement of a request: worked out already, where its topics were known."""
    topics = policy.topic_table(desk.agreement.agreement)
    if request.words is not None and request.words.topics == told_topics(topics)["digest"]:
        return request.words.proposal
    return propose(topics, request.subject, request.text)


def _write_proposal(unit: Unit, ticket_id: int, request: Request, proposal: Proposal) -> None:
    _write_facts(unit, ticket_id, request, proposal.facts)
    for position, question in enumerate(proposal.questions):
        message, start, end = request.place(question.start, question.end)
        unit.insert(
            tables.tickets.questions,
            ticket_id=ticket_id,
            position=position,
            body=question.text,
            topic=question.topic,
            message_id=message,
            start=start,
            end=end,
        )


def _questions_again(unit: Unit, ticket_id: int, request: Request, proposal: Proposal) -> None:
    """Write the questions anew that nobody confirmed, answered or took up; what a person said of one stays."""
    every = sorted(
        unit.find_all(tables.tickets.questions, ticket_id=ticket_id), key=lambda one: (one["position"], one["id"])
    )
    taken = _taken_up(unit, ticket_id, request.conversation_id)
    known = [one for one in every if int(one["id"]) not in taken]
    said = {str(one["body"]) for one in every if int(one["id"]) in taken}
    asked = [one for one in proposal.questions if one.text not in said]
    last = max((int(one["position"]) for one in every), default=-1)
    for place in range(max(len(known), len(asked))):
        old = known[place] if place < len(known) else None
        if old is not None and (old["topic_confirmed"] or old["answered"]):
            continue
        if place >= len(asked):
            assert old is not None  # noqa: S101 - there are more known ones then
            unit.delete(tables.tickets.questions, int(old["id"]))
            continue
        new = asked[place]
        message, start, end = request.place(new.start, new.end)
        values = {"body": new.text, "topic": new.topic, "message_id": message, "start": start, "end": end}
        if old is None:
            last += 1
            unit.insert(tables.tickets.questions, ticket_id=ticket_id, position=last, **values)
        else:
            unit.amend(tables.tickets.questions, int(old["id"]), expected=None, **values)


def _taken_up(unit: Unit, ticket_id: int, conversation_id: int) -> set[int]:
    """Return the questions that a person took up, in the request itself or in one that went into it."""
    near = unit.find_all(tables.tickets.tickets, conversation_id=conversation_id)
    added = [
        one
        for key in (int(one["id"]) for one in near if ticket_id in (one["id"], one["merged_into_id"]))
        for one in unit.find_all(tables.ledger.events, ticket_id=key, kind="question_added")
    ]
    return {int(str(codec.load_dict(str(one["new"]))["question"])) for one in added}


def _write_facts(unit: Unit, ticket_id: int, request: Request, facts: tuple[ProposedFact, ...]) -> None:
    for fact in facts:
        message, start, end = request.place(fact.start, fact.end)
        unit.insert(
            tables.tickets.facts,
            ticket_id=ticket_id,
            name=fact.name,
            value=codec.dump(fact.value),
            status="proposed",
            source="program",
            message_id=message,
            message_version=None if message is None else request.versions.get(message, 1),
            start=start,
            end=end,
            at=unit.at,
        )
