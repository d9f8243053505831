"""Answering: notes, replies and refusals. A message goes into the outbox, where it can be called back for a while.

A reply that was written against an older state is stopped and kept: presence is courtesy, this check is the guarantee.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from console.faults import BadInput, Stale
from console.records.base import Direction, Json, Status, TicketId
from console.records.commands import Applied, new_gid
from console.records.tickets import DraftFile, TicketDetail
from console.services.desk import Desk
from console.services.drafts import drop_draft
from console.services.meanwhile import newest_of_colleagues, require_not_noted, require_unanswered
from console.services.over import require_at_work
from console.services.pausing import pause
from console.services.recording import Taken, digests, record, told
from console.services.triage import confirm_seen
from console.store import Unit, codec, tables
from console.store.witness.decisions import WHY


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message that a person wants to send. `asks` means that it puts a question to the customer.

    `base_event` is the last event that the writer had seen; `anyway` sends although something came in since. `needs`
    are the facts that the message asks for. With `once` it is stopped where the writer answered since, too.
    """

    ticket_id: TicketId
    text: str
    subject: str
    to_address: str
    base_event: int
    asks: bool = False
    final: bool = True
    anyway: bool = False
    once: bool = False
    letter_code: str | None = None
    letter_version: str | None = None
    letter_language: str | None = None
    needs: tuple[str, ...] = ()
    files: tuple[DraftFile, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class With:
    """What changes together with a message: the kind of the event, columns of the ticket, what the event says more.

    `expected` checks the version that the writer saw, as every change of a ticket's columns does. `undo` is what
    calling the message back has to know besides.
    """

    kind: str = ""
    values: dict[str, object] = field(default_factory=dict)
    extra: dict[str, Json] = field(default_factory=dict)
    expected: bool = False
    undo: dict[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruling:
    """The decision that a message carries out: canonical inputs and result, and what the person chose of it.

    `agreement_id` is the version that it was taken under, so that it can be taken again. `seen` is the ticket as the
    person saw it: what is proposed there is confirmed by the same act, and nothing decisive may have changed since.
    """

    kind: str
    outcome: str
    primary: str | None
    clauses: tuple[str, ...]
    inputs: str
    result: str
    override_reason: str | None = None
    agreement_id: int | None = None
    seen: TicketDetail | None = None
    extra: dict[str, Json] = field(default_factory=dict)


Then = Callable[[Unit, Any], Json]


def add_note(
    desk: Desk, ticket_id: TicketId, text: str, *, command_id: str | None = None, since: datetime | None = None
) -> Applied:
    """Add an internal note; it never leaves the desk. Raises BadInput when it is empty.

    With `since` it is not said twice: Stale ("written_already") where the writer noted these words since then.
    """
    if not text.strip():
        raise BadInput("empty_text")

    def act(unit: Unit) -> int:
        if since is not None:
            unit.lock(ticket_id)
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if since is not None:
            require_not_noted(unit, ticket, text, since=since)
        message = add_message(unit, desk, ticket, note=True, text=text, subject="")
        drop_draft(unit, desk, ticket_id, "note", text)
        unit.touch("messages", ticket_id)
        return unit.record(ticket_id, "noted", {"message": message}, texts={"text": text})

    again: dict[str, Json] = {"verb": "note", "text": text}
    done = desk.apply(desk.command("note", ticket_id=ticket_id, command_id=command_id, again=again), act)
    desk.store.doubts.said(ticket_id, int(desk.actor.staff_id), text)
    return done


def send_reply(
    desk: Desk,
    outgoing: Outgoing,
    *,
    ruling: Ruling | None = None,
    then: Then | None = None,
    again: Mapping[str, Json] | None = None,
    command_id: str | None = None,
) -> Applied:
    """Put a reply (with `ruling`: a refusal or another decision) into the outbox.

    The result is {"outbox": id, "message": id, "event": n}. Raises BadInput for an empty text or addressee, Stale
    ("reply_stale") when the customer or a colleague wrote after `base_event`, ("written_already") with `once` when the
    writer did; the draft is kept then. NotAllowed ("over_closed", "over_joined") for a question or a decision on a
    request that is over. `then` is done in the same transaction, with what was put; `again` is how a decision would be
    asked for once more.
    """
    require_whole(outgoing)
    asked = again or {}
    if ruling is None and then is None:
        asked = {"verb": "reply", "outgoing": codec.plain(asdict(outgoing))}
    command = desk.command("reply", ticket_id=outgoing.ticket_id, command_id=command_id, again=asked)

    def act(unit: Unit) -> Json:
        sent = put(unit, desk, outgoing, ruling=ruling)
        return sent if then is None else then(unit, sent)

    done = desk.apply(command, act)
    desk.store.doubts.said(outgoing.ticket_id, int(desk.actor.staff_id), outgoing.text)
    return done


def require_whole(outgoing: Outgoing) -> None:
    """Raise BadInput for a message without a text or an addressee."""
    if not outgoing.text.strip():
        raise BadInput("empty_text")
    if not outgoing.to_address.strip():
        raise BadInput("empty_addressee")


def _ruled_since(ticket: Mapping[str, Any], ruling: Ruling | None) -> int:
    """Return the last event where the same ruling stands already and the writer had not seen it, else 0."""
    again = ruling is not None and ticket["outcome"] == ruling.outcome
    return int(ticket["event_n"]) if again else 0


def _require_known(unit: Unit, ticket: Mapping[str, Any], outgoing: Outgoing, ruling: Ruling | None) -> None:
    """Raise Stale where something was written that the writer had not seen, or with `once` wrote."""
    newest = max(
        int(ticket["inbound_n"]),
        _ruled_since(ticket, ruling),
        newest_of_colleagues(unit, outgoing.ticket_id, after=outgoing.base_event),
    )
    if outgoing.once:
        require_unanswered(unit, outgoing.ticket_id, after=outgoing.base_event)
    if newest > outgoing.base_event and not outgoing.anyway:
        raise Stale("reply_stale", seen=outgoing.base_event, now=newest)


def put(unit: Unit, desk: Desk, outgoing: Outgoing, *, ruling: Ruling | None = None, along: With | None = None) -> Json:
    """Put a message into the outbox inside a transaction, with what changes together with it; all is undone as one."""
    along = along or With()
    unit.lock(outgoing.ticket_id)
    ticket = unit.row(tables.tickets.tickets, outgoing.ticket_id)
    if outgoing.asks or ruling is not None:
        require_at_work(unit, ticket)
    _require_known(unit, ticket, outgoing, ruling)
    if ruling is not None and ruling.seen is not None:
        confirm_seen(unit, desk, ruling.seen)
    message = add_message(unit, desk, ticket, note=False, text=outgoing.text, subject=outgoing.subject)
    _attach(unit, message, outgoing.files)
    decision = None if ruling is None else record(unit, desk, outgoing.ticket_id, _taken(outgoing, ruling, message))
    values = {**_ticket_values(unit, desk, ticket, outgoing, ruling), **along.values}
    before = {name: _plain(ticket[name]) for name in values}
    event = unit.change_ticket(
        outgoing.ticket_id,
        along.kind or ("replied" if ruling is None else "decided"),
        values,
        extra={**_told(outgoing, ruling, message, decision), **told(unit, decision), **along.extra},
        texts={"text": outgoing.text, "subject": outgoing.subject, **_why(ruling)},
        check_version=along.expected,
    )
    settled = _settle_questions(unit, outgoing, ruling, message)
    pauses = ruling is not None and (outgoing.letter_code or "").startswith("suspend.")
    undo: dict[str, object] = {
        "pause": pause(unit, desk, ticket, ruling.primary or "") if ruling is not None and pauses else None,
        "before": before,
        "after": {name: _plain(value) for name, value in values.items()},
        "decision": decision,
        "letter": outgoing.letter_code,
        "language": outgoing.letter_language,
        "reason": None if ruling is None else ruling.override_reason,
        "questions": settled,
        **along.undo,
    }
    entry = _put_out(unit, desk, ticket, outgoing, message, undo)
    lettered, text = outgoing.letter_code is not None, outgoing.text
    drop_draft(unit, desk, outgoing.ticket_id, "reply", text, only_letter=lettered)  # own words are never lost
    for kind in ("refusal", "asking") if lettered else ():
        drop_draft(unit, desk, outgoing.ticket_id, kind, text)
    unit.touch("messages", outgoing.ticket_id)
    unit.touch("outbox", outgoing.ticket_id)
    return {"outbox": entry, "message": message, "event": event}


def _told(outgoing: Outgoing, ruling: Ruling | None, message: int, decision: int | None) -> dict[str, Json]:
    """What the event says of a message besides the ticket's columns."""
    return {
        "message": message,
        "decision": decision,
        "to": outgoing.to_address,
        "letter": outgoing.letter_code,
        "final": outgoing.final,
        "asks": outgoing.asks,
        **({"needs": list(outgoing.needs)} if outgoing.needs else {}),
        **({"files": [one.sha256 for one in outgoing.files]} if outgoing.files else {}),
        **({} if ruling is None else _ruled(ruling)),
    }


def _why(ruling: Ruling | None) -> dict[str, str]:
    """Return why a person chose another outcome, as a text of the event: it can be erased."""
    return {} if ruling is None or not ruling.override_reason else {WHY: ruling.override_reason}


def _ruled(ruling: Ruling) -> dict[str, Json]:
    return {"clauses": list(ruling.clauses), **ruling.extra, **digests(ruling.inputs, ruling.result)}


def _settle_questions(unit: Unit, outgoing: Outgoing, ruling: Ruling | None, message: int) -> list[int]:
    """A final answer settles the only question, a decision all of them; which of several it is, a person says."""
    if outgoing.asks or not outgoing.final:
        return []
    known = unit.find_all(tables.tickets.questions, ticket_id=outgoing.ticket_id)
    if ruling is None and len(known) > 1:
        return []
    return mark_answered(unit, [int(one["id"]) for one in known if not one["answered"]], message)


def mark_answered(unit: Unit, questions: Sequence[int], message: int | None) -> list[int]:
    """Mark questions as answered (by a message, or by a person's word); return them."""
    for key in questions:
        unit.amend(tables.tickets.questions, key, expected=None, answered=True, answered_by_id=message)
    return list(questions)


def reopen_questions(unit: Unit, questions: object) -> None:
    """Take back that questions were answered."""
    for key in questions if isinstance(questions, list) else ():
        unit.amend(tables.tickets.questions, int(key), expected=None, answered=False, answered_by_id=None)


def _ticket_values(
    unit: Unit, desk: Desk, ticket: dict[str, object], outgoing: Outgoing, ruling: Ruling | None
) -> dict[str, object]:
    values: dict[str, object] = {"last_outbound_at": unit.at, "last_message_at": unit.at}
    if outgoing.asks:
        values |= {"status": Status.WAITING.value, "is_open": True}
    if ruling is not None:
        values |= {"outcome": ruling.outcome, "primary_clause": ruling.primary}
    if ticket["owner_id"] is None:
        values |= {"owner_id": desk.actor.staff_id, "owner_key": int(desk.actor.staff_id)}
    return values


def _put_out(
    unit: Unit, desk: Desk, ticket: dict[str, object], outgoing: Outgoing, message: int, undo: dict[str, object]
) -> int:
    return unit.insert(
        tables.desk.outbox,
        ticket_id=outgoing.ticket_id,
        message_id=message,
        staff_id=desk.actor.staff_id,
        channel_kind=ticket["channel_kind"],
        to_address=outgoing.to_address,
        subject=outgoing.subject,
        state="held",
        release_at=unit.at + timedelta(seconds=desk.undo_seconds),
        undo=codec.dump(undo),
    )


def _taken(outgoing: Outgoing, ruling: Ruling, message: int) -> Taken:
    return Taken(
        kind=ruling.kind,
        outcome=ruling.outcome,
        primary=ruling.primary,
        inputs=ruling.inputs,
        result=ruling.result,
        agreement_id=ruling.agreement_id,
        reason=ruling.override_reason,
        letter=(outgoing.letter_code, outgoing.letter_version, outgoing.letter_language),
        message_id=message,
    )


def add_message(unit: Unit, desk: Desk, ticket: dict[str, object], *, note: bool, text: str, subject: str) -> int:
    """Add a message of ours to a ticket inside a transaction: a note, or one that goes out; return its key."""
    gid = new_gid()
    direction = Direction.NOTE if note else Direction.OUTBOUND
    message = unit.insert(
        tables.messages.messages,
        gid=gid,
        conversation_id=ticket["conversation_id"],
        external_id=f"{gid}@clausedesk" if direction is Direction.OUTBOUND else None,
        direction=direction.value,
        author_name=desk.actor.name,
        staff_id=desk.actor.staff_id,
        sent_at=unit.at,
        received_at=unit.at,
        recipients="{}",
        thread_ids="[]",
        problems="[]",
        language=ticket["language"],
    )
    unit.insert(
        tables.messages.message_versions,
        message_id=message,
        n=1,
        at=unit.at,
        subject=subject,
        body=text,
        reply_text=text,
    )
    unit.insert(tables.tickets.ticket_spans, ticket_id=ticket["id"], message_id=message, position=0)
    unit.index_text(int(str(ticket["id"])), text)
    return message


def _attach(unit: Unit, message: int, files: tuple[DraftFile, ...]) -> None:
    for position, file in enumerate(files):
        unit.insert(
            tables.messages.attachments,
            message_id=message,
            position=position,
            name=file.name,
            media_type=file.media_type,
            size=file.size,
            sha256=file.sha256,
        )


def _plain(value: object) -> Json:
    return codec.plain(value)
