"""Joining a follow-up with the closed request that it goes on (28.2), inside the act that opens that again.

What the customer wrote after a closing came in as a request of its own. Its messages and questions go over to the older
one, what it said of facts is proposed there, and it stands as merged; all of it can be taken back. A follow-up that
somebody answered or decided stays by itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from console.faults import NotAllowed, Stale
from console.records.base import Actor, Direction, Json, Role, Status, TicketId
from console.records.tickets import TicketDetail
from console.services import fact_entries, loads
from console.services.exchange import exchange
from console.services.writers import STANDS, contest_by
from console.store import Unit, codec, tables
from console.store.queries import tickets
from console.store.queries.ticket_parts import TAKEN_BACK

_NOT_FOUND, _OPEN = codec.dump(False), codec.dump(None)
_SPAN = ("message_id", "position", "start", "end")
_SPANS, _QUESTIONS, _FACTS = tables.tickets.ticket_spans, tables.tickets.questions, tables.tickets.facts
_WORK = (Status.OPEN.value, Status.WAITING.value, Status.SNOOZED.value, Status.PROPOSED.value, Status.HELD.value)


def can_join(connection: Any, follower: TicketDetail, actor: Actor) -> bool:
    """Return whether a follow-up can still go over: nobody answered, asked or decided it, and it is not closed.

    One that a colleague has only a lead lets go over.
    """
    if follower.row.owner_id not in (None, actor.staff_id) and actor.role is not Role.LEAD:
        return False
    stands = exchange(tickets.history(connection, follower.row.id))
    touched = stands.answered or stands.asked_at is not None or bool(follower.decisions)
    return follower.row.status.value in _WORK and not touched


def join(unit: Unit, into: TicketId, follower: TicketId, *, version: int) -> dict[str, Json]:
    """Let the messages and questions of a follow-up belong to `into`; return what the event keeps of it.

    Raises NotAllowed ("cannot_join") for one that was answered or stands elsewhere, Stale where it changed since.
    """
    ticket = unit.lock(follower, "status", "version", "conversation_id", "received_at")
    older = unit.row(tables.tickets.tickets, into)
    if ticket["conversation_id"] != older["conversation_id"] or not can_join(
        unit.connection, tickets.detail(unit.connection, follower, unit.actor.staff_id), unit.actor
    ):
        raise NotAllowed("cannot_join")
    if ticket["version"] != version:
        raise Stale("join_stale", number=unit.row(tables.tickets.tickets, follower)["number"])
    spans = _lend_spans(unit, follower, into)
    questions = [int(one["id"]) for one in unit.find_all(_QUESTIONS, ticket_id=follower)]
    _move_questions(unit, questions, into)
    facts = _copy_facts(unit, follower, into)
    if STANDS not in facts:
        facts |= _contested(unit, into, spans)
    gone = {"status": Status.MERGED.value, "is_open": False, "merged_into_id": into}
    unit.change_ticket(follower, "joined_into", gone, extra={"by": int(older["number"])}, check_version=False)
    for one in (into, follower):
        _index_again(unit, one)
    return {
        "follower": int(follower),
        "number": int(unit.row(tables.tickets.tickets, follower)["number"]),
        "status": str(ticket["status"]),
        "came_at": ticket["received_at"].isoformat(),
        "spans": [*spans],
        "questions": list(questions),
        "facts": facts,
    }


def columns(unit: Unit, into: TicketId, follower: TicketId) -> dict[str, object]:
    """Return the columns of `into` that follow from the messages that go over, before they do."""
    one, other = (unit.row(tables.tickets.tickets, key) for key in (into, follower))
    newest = max(one["last_inbound_at"] or one["received_at"], other["last_inbound_at"] or other["received_at"])
    return {
        "last_message_at": max(one["last_message_at"], other["last_message_at"]),
        "last_inbound_at": newest,
        "has_files": bool(one["has_files"] or other["has_files"]),
        "inbound_n": int(one["event_n"]) + 1,
    }


def part(unit: Unit, into: TicketId, joined: Mapping[str, Any]) -> None:
    """Take a joining back: the follow-up has again what is its own, its facts are as never said here.

    Raises Stale where it changed since ("join_stale"), or a person confirmed its facts here ("join_facts_confirmed").
    """
    follower = TicketId(int(joined["follower"]))
    ticket = unit.lock(follower, "status", "merged_into_id")
    if ticket["status"] != Status.MERGED.value or ticket["merged_into_id"] != into:
        raise Stale("join_stale", number=joined["number"])
    loads.hold_owner(unit, follower)
    _take_facts_back(unit, into, joined)
    _give_spans_back(unit, into, follower, _lent(unit, into, joined))
    _move_questions(unit, [int(one) for one in joined["questions"]], follower)
    back = {"status": joined["status"], "is_open": joined["status"] not in _NOT_OPEN, "merged_into_id": None}
    unit.change_ticket(follower, "undone", back, extra={"by": int(joined["number"])}, check_version=False)
    for one in (into, follower):
        _index_again(unit, one)


def _lent(unit: Unit, into: int, joined: Mapping[str, Any]) -> list[dict[str, Json]]:
    """Return the messages that went over as they stood; the first events of the kind tell their keys alone."""
    if "spans" in joined:
        return list(joined["spans"])
    there = {int(row["message_id"]): row for row in unit.find_all(_SPANS, ticket_id=into)}
    wanted = [int(one) for one in joined["messages"]]
    return [
        {**{name: there[one][name] for name in _SPAN}, "position": place, "both": False}
        for place, one in enumerate(one for one in wanted if one in there)
    ]


def _proposed(joined: Mapping[str, Any]) -> dict[str, int]:
    """Return the first entry of each fact that a joining proposed; the first events of the kind tell the names alone.

    Those were proposed only where nothing had been said of them, so every entry is one since then.
    """
    facts = joined["facts"]
    return {str(name): int(facts[name]) for name in facts} if isinstance(facts, dict) else dict.fromkeys(facts, 0)


_NOT_OPEN = (Status.PROPOSED.value, Status.HELD.value)


def _lend_spans(unit: Unit, origin: int, to: int) -> list[dict[str, Json]]:
    """Let the messages of a request belong to another; return each as it was, and whether both had it."""
    known = {int(row["message_id"]) for row in unit.find_all(_SPANS, ticket_id=to)}
    position, lent = len(known), list[dict[str, Json]]()
    for row in sorted(unit.find_all(_SPANS, ticket_id=origin), key=lambda one: (one["position"], one["id"])):
        span = {name: row[name] for name in _SPAN}
        unit.delete(_SPANS, int(row["id"]))
        both = int(row["message_id"]) in known
        lent.append({**span, "both": both})
        if not both:
            unit.insert(_SPANS, **{**span, "ticket_id": to, "position": position})
            position += 1
    return lent


def _give_spans_back(unit: Unit, origin: int, to: int, lent: Iterable[Mapping[str, Any]]) -> None:
    """Let messages that were lent belong to their request again, as they did; what both had stays with both."""
    have = {int(row["message_id"]): int(row["id"]) for row in unit.find_all(_SPANS, ticket_id=origin)}
    for one in lent:
        if not one["both"] and int(one["message_id"]) in have:
            unit.delete(_SPANS, have[int(one["message_id"])])
        unit.insert(_SPANS, ticket_id=to, **{name: one[name] for name in _SPAN})


def _move_questions(unit: Unit, questions: Iterable[int], to: int) -> None:
    position = max((int(one["position"]) for one in unit.find_all(_QUESTIONS, ticket_id=to)), default=-1)
    for place, key in enumerate(questions, position + 1):
        unit.amend(_QUESTIONS, key, expected=None, ticket_id=to, position=place)


def _copy_facts(unit: Unit, origin: int, to: int) -> dict[str, Json]:
    """Propose at `to` what the other said of facts that nobody has said anything of there; return the new entries.

    What was only read from the words, and not found there, is no word of a person: the words of the other go before.
    One that is open again is nothing said. Whether the sender stands behind it is open where it is of one of the two,
    and where somebody else stands behind the other.
    """
    known, theirs = fact_entries.newest(unit, to), fact_entries.newest(unit, origin)
    copied = [
        name for name, one in theirs.items() if one["status"] != "rejected" and _is_news(name, known.get(name), one)
    ]
    return {
        name: unit.insert(
            _FACTS, **{**_fact(theirs[name], to, unit), **_asked(theirs[name])}, status="proposed", source="program"
        )
        for name in copied
    }


def _contested(unit: Unit, into: int, lent: Iterable[Mapping[str, Any]]) -> dict[str, Json]:
    """Leave open who asks where the sender of a follow-up is another than that of `into`; return the new entry.

    What others wrote in the follow-up was open there, and what a person said of it goes for its sender alone.
    """
    known = fact_entries.newest_of(unit, into, STANDS)
    if known is not None and known["value"] == _OPEN:
        return {}
    wanted = [int(one["message_id"]) for one in lent if not one["both"]]
    came = [
        one
        for one in tickets.messages_by_id(unit.connection, into, wanted)
        if one.direction is Direction.INBOUND and not one.is_automatic and not one.is_bounce
    ]
    first = min(came, key=lambda one: (one.sent_at, one.id), default=None)
    theirs = [one for one in came if first is not None and one.address.casefold() == first.address.casefold()]
    key = contest_by(unit, into, theirs)
    return {} if key is None else {STANDS: key}


def _is_news(name: str, known: Mapping[str, Any] | None, said: Mapping[str, Any]) -> bool:
    """Return whether nothing was said of a fact, or only that it was not found, and it is found now."""
    if known is None:
        return True
    there, here = str(said["value"]), str(known["value"])
    if name == STANDS:
        return there in (_OPEN, _NOT_FOUND) and here not in (_OPEN, there)
    return there != here and (here == _OPEN or (here == _NOT_FOUND and known["status"] == "proposed"))


def _take_facts_back(unit: Unit, into: int, joined: Mapping[str, Any]) -> None:
    """Let what was proposed by a joining count as never said. Raises Stale where a person has confirmed it since."""
    stands = fact_entries.newest(unit, into)
    for name, first in _proposed(joined).items():
        if name in stands and stands[name]["status"] == "confirmed":
            raise Stale("join_facts_confirmed", number=joined["number"])
        for one in unit.find_all(_FACTS, ticket_id=into, name=name):
            if int(one["id"]) >= first and one["source"] != TAKEN_BACK:
                entry = {**_fact(one, into, unit), "value": _taken_back(str(one["value"]))}
                unit.insert(_FACTS, **entry, status="rejected", source=TAKEN_BACK)


def _taken_back(value: str) -> str:
    """Return the value of an entry that takes another back; the verdict on a sign is open again."""
    known = json.loads(value)
    return codec.dump({**known, "verdict": "open"}) if isinstance(known, dict) and "verdict" in known else value


def _asked(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of a fact in which it is proposed at another request: who is not its sender may be theirs."""
    return {"value": _OPEN} if row["name"] == STANDS and row["value"] == _NOT_FOUND else {}


def _fact(row: Mapping[str, Any], to: int, unit: Unit) -> dict[str, Any]:
    kept = {name: row[name] for name in ("name", "value", "message_id", "message_version", "start", "end")}
    return {**kept, "ticket_id": to, "at": unit.at}


def _index_again(unit: Unit, ticket_id: int) -> None:
    """Make what is said on a ticket findable as it stands now."""
    unit.forget_texts(ticket_id)
    wanted = [int(row["message_id"]) for row in unit.find_all(_SPANS, ticket_id=ticket_id)]
    for one in sorted(tickets.messages_by_id(unit.connection, ticket_id, wanted), key=lambda one: int(one.id)):
        unit.index_text(ticket_id, one.text)
    unit.index_subject(ticket_id, str(unit.row(tables.tickets.tickets, ticket_id)["subject"]))
    unit.touch("messages", ticket_id)
