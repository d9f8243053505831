"""The questions of a request, Q1 to Qn: each becomes an answer or a request of its own, and none is forgotten (16.1).

A question is the customer's words with their place. A person says that it is answered, takes up one that was asked
later, or makes a request of it; the question moves then with its place, and the way back stays open while nobody has
acted on the new request.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import policy
from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Json, Role, Status, TicketId
from console.records.commands import Applied
from console.records.matters import Sign
from console.records.proposals import Proposal
from console.services import fact_entries, loads
from console.services.desk import Desk
from console.services.intake.opening import link
from console.services.intake.words import preview
from console.services.over import hold_at_work
from console.services.proposals import propose
from console.services.reply import mark_answered, reopen_questions
from console.services.writers import STANDS
from console.store import Unit, codec, tables

KIND = "question_split"
_QUESTIONS = tables.tickets.questions
_SUBJECT = 80
_CARRIED = ("channel_official", "sender_role", "sender_designated", STANDS)
_SAME = (
    *("conversation_id", "customer_id", "contact_id", "license_id", "domain_id", "queue_id", "channel_id"),
    *("channel_kind", "language", "is_matched", "owner_id", "owner_key", "received_at", "last_message_at"),
    *("last_inbound_at", "last_outbound_at", "review_from", "license_state", "boundary_key", "agreement_id"),
    *("schedule_id", "letters_version", "engine_version"),
)


def say_answered(
    desk: Desk, ticket_id: TicketId, question_id: int, *, answered: bool, command_id: str | None = None
) -> Applied:
    """Say that a question is answered, or that it is still open; the result is the event's number.

    Raises NotFound for a question of another request, NotAllowed where the request is over.
    """

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        row = _own(unit, ticket_id, question_id)
        if answered:
            mark_answered(unit, [question_id], None)
        else:
            reopen_questions(unit, [question_id])
        new: dict[str, Json] = {"question": question_id, "n": _number(unit, ticket_id, row), "settled": answered}
        return unit.record(ticket_id, "question_answered", new, old={"settled": bool(row["answered"])})

    payload: dict[str, Json] = {"question": question_id, "answered": answered}
    return desk.apply(desk.command("answered", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def take_up(desk: Desk, ticket_id: TicketId, asked: Sign, *, command_id: str | None = None) -> Applied:
    """Take up a question that was asked in a later message; its topic is proposed and waits for a person.

    The same words twice are one question. The result is the event's number. Raises NotAllowed ("question_known", or
    where the request is over).
    """

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        known = unit.find_all(_QUESTIONS, ticket_id=ticket_id)
        place = {"message_id": int(asked.message_id), "start": asked.start, "end": asked.end}
        if any(all(one[name] == value for name, value in place.items()) for one in known):
            raise NotAllowed("question_known")
        proposal = _proposed(desk, asked.words)
        position = max((int(one["position"]) for one in known), default=-1) + 1
        key = unit.insert(
            _QUESTIONS, ticket_id=ticket_id, position=position, body=asked.words, topic=proposal.topic, **place
        )
        new: dict[str, Json] = {"question": key, "n": len(known) + 1, "message": int(asked.message_id)}
        return unit.record(ticket_id, "question_added", new, texts={"text": asked.words})

    payload: dict[str, Json] = {"message": int(asked.message_id), "start": asked.start, "end": asked.end}
    return desk.apply(desk.command("take_up", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def split_off(desk: Desk, ticket_id: TicketId, question_id: int, *, command_id: str | None = None) -> Applied:
    """Make a request of its own of one of several questions, with the receipt, license and version of this one.

    The result is {"event": n, "ticket": id, "number": n}. Raises NotAllowed ("only_question", or where the
    request is over), NotFound.
    """

    def act(unit: Unit) -> Json:
        return split(unit, desk, ticket_id, question_id)

    payload: dict[str, Json] = {"question": question_id}
    return desk.apply(desk.command("split_off", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def split(unit: Unit, desk: Desk, ticket_id: TicketId, question_id: int) -> dict[str, Json]:
    """Make a request of its own of a question inside a transaction. Raises NotAllowed ("only_question"), NotFound."""
    ticket = hold_at_work(unit, ticket_id)
    question = _own(unit, ticket_id, question_id)
    if len(unit.find_all(_QUESTIONS, ticket_id=ticket_id)) < 2:  # noqa: PLR2004 - one of several
        raise NotAllowed("only_question")
    n = _number(unit, ticket_id, question)
    new_id = _open(unit, desk, ticket, question)
    number = int(unit.memory["number", new_id])
    unit.amend(_QUESTIONS, question_id, expected=None, ticket_id=new_id, position=0)
    link(unit, ticket_id, new_id, "split_into", "split_from")
    unit.touch("tickets", new_id)
    new: dict[str, Json] = {
        "question": question_id,
        "n": n,
        "position": int(question["position"]),
        "into": int(new_id),
        "number": number,
    }
    return {"event": unit.record(ticket_id, KIND, new), "ticket": int(new_id), "number": number}


def take_back(unit: Unit, ticket_id: TicketId, event: Mapping[str, Any]) -> int:
    """Bring a question back from the request that was made of it.

    Raises Stale where somebody acted on that since, NotAllowed where the request it comes back to is over.
    """
    hold_at_work(unit, ticket_id)
    new = codec.load_dict(str(event["new"]))
    into, question = int(str(new["into"])), int(str(new["question"]))
    owner = unit.lock(into, "owner_id")["owner_id"]
    if owner not in (None, unit.actor.staff_id) and unit.actor.role is not Role.LEAD:
        raise NotAllowed("owned_by_other", name=str(unit.row(tables.people.staff, int(owner))["name"]))
    since = unit.find_all(tables.ledger.events, ticket_id=into)
    if any(int(one["n"]) != 1 and one["kind"] != "routed" for one in since):
        raise Stale("split_acted_on", number=new["number"])
    unit.amend(_QUESTIONS, question, expected=None, ticket_id=ticket_id, position=int(str(new["position"])))
    gone = {"status": Status.MERGED.value, "is_open": False, "merged_into_id": ticket_id}
    unit.change_ticket(into, "undone", gone, check_version=False)
    for one in unit.find_all(tables.tickets.ticket_links, ticket_id=ticket_id, other_id=into, kind="split_into"):
        unit.update(tables.tickets.ticket_links, int(one["id"]), undone=True)
    return unit.record(ticket_id, "undone", {"event": int(event["n"]), "question": question})


def _proposed(desk: Desk, words: str) -> Proposal:
    return propose(policy.topic_table(desk.agreement.agreement), "", words)


def _open(unit: Unit, desk: Desk, ticket: Mapping[str, Any], question: Mapping[str, Any]) -> TicketId:
    body = " ".join(str(question["body"]).split())
    proposal = _proposed(desk, body)
    topic = question["topic"] or proposal.topic
    new_id = unit.open_ticket(
        kind="opened",
        extra={"split_from": int(ticket["number"])},
        subject=body[:_SUBJECT],
        preview=preview(body),
        status=Status.OPEN.value,
        is_open=True,
        tier=proposal.tier.value,
        tier_rank=proposal.tier.rank,
        topic=topic,
        topic_confirmed=bool(question["topic_confirmed"]),
        inbound_n=1,
        **{**{name: ticket[name] for name in _SAME}, **_nobody(unit, ticket["owner_id"])},
    )
    unit.insert(
        tables.tickets.ticket_spans,
        ticket_id=new_id,
        message_id=question["message_id"],
        start=question["start"],
        end=question["end"],
        position=0,
    )
    unit.index_subject(new_id, body[:_SUBJECT])
    unit.index_text(new_id, body)
    _facts(unit, ticket, new_id, question, proposal)
    return new_id


def _nobody(unit: Unit, owner: int | None) -> dict[str, object]:
    """Return the columns of a request that is nobody's, where who has the other works on tickets no longer."""
    if owner is None or owner == unit.actor.staff_id or loads.works(unit.row(tables.people.staff, owner)):
        return {}
    return {"owner_id": None, "owner_key": 0}


def _facts(
    unit: Unit, ticket: Mapping[str, Any], new_id: TicketId, question: Mapping[str, Any], proposal: Proposal
) -> None:
    """Propose what the words of the question hold, and carry over what was said of the sender and the channel."""
    for fact in proposal.facts:
        unit.insert(
            tables.tickets.facts,
            ticket_id=new_id,
            name=fact.name,
            value=codec.dump(fact.value),
            status="proposed",
            source="program",
            message_id=question["message_id"],
            at=unit.at,
        )
    newest = fact_entries.newest(unit, int(ticket["id"]))
    for row in sorted((newest[name] for name in _CARRIED if name in newest), key=lambda one: int(one["id"])):
        kept = {key: value for key, value in row.items() if key not in ("id", "gid", "ticket_id")}
        unit.insert(tables.tickets.facts, ticket_id=new_id, **kept)


def _own(unit: Unit, ticket_id: TicketId, question_id: int) -> dict[str, Any]:
    row = unit.row(_QUESTIONS, question_id)
    if int(row["ticket_id"]) != int(ticket_id):
        raise BadInput("question_elsewhere")
    return row


def _number(unit: Unit, ticket_id: TicketId, row: Mapping[str, Any]) -> int:
    known = sorted(unit.find_all(_QUESTIONS, ticket_id=ticket_id), key=lambda one: (one["position"], one["id"]))
    return next(place for place, one in enumerate(known, 1) if one["id"] == row["id"])
