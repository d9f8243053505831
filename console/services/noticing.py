"""What the messages of a request hint at, and what a person said of it. A hint decides nothing.

Every sign shows the words it rests on and waits: a person confirms or dismisses it, and may think again. Only what is
confirmed becomes a fact that the agreement is asked with. Signs are read from the words anew each time; a verdict is
kept, with who and when, and each is an event of the request.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import policy
from console.faults import BadInput
from console.records.base import Direction, Json, TicketId
from console.records.commands import Applied
from console.records.matters import Sign
from console.records.tickets import FactRecord, MessageRecord, QuestionRecord, TicketDetail
from console.services import fact_entries
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.services.proposals import host
from console.services.schedules import policy_schedule
from console.services.signals import hear
from console.store import Unit, codec, search, tables
from console.store.queries import licensing, matters, tickets

OPEN, CONFIRMED, DISMISSED = "open", "confirmed", "dismissed"
VERDICTS = (OPEN, CONFIRMED, DISMISSED)
PREFIX = "sign:"
_PROGRAMMER_TOPIC = "programmer_consultation"
_MOST_MESSAGES = 80
_MOST_EARLIER = 20
_WHOLE = 1_000_000
_DAY = timedelta(days=1)
_WORD = re.compile(r"\w+")
# What a sign may be, and the conduct that it becomes when a person confirms it (18.2, 19.2).
_CLAUSES = {
    "insults": "19.2.1",
    "pressure": "19.2.8",
    "threats": "19.2.9",
    "obscene_language": "19.2.10",
    "immediate_demand": "18.2.11",
    "repeat": "18.2.6",
    "many_in_a_row": "18.2.7",
    "in_pieces": "18.2.8",
    "several_channels": "18.2.12",
    "external_link": "17.2",
    "unasked_file": "17.1.4",
    "voice_message": "17.1",
    "third_party_programmer": "22.2",
    "access_data": "21.2",
}
_CONDUCT = ("insults", "pressure", "threats", "obscene_language")
_REPEATS = ("poke", "repeat", "many_in_a_row", "in_pieces", "several_channels", "immediate_demand")
COPY = "duplicate_of_open_request"
_FACTS = {"unasked_file": "unrequested_file", "voice_message": "voice"}


def noticed_in(desk: Desk, connection: Any, detail: TicketDetail) -> tuple[tuple[Sign, ...], tuple[Sign, ...]]:
    """Return the signs in the newest messages of a request, and the questions in them that are not taken up yet.

    Both in their order, each as a person left it.
    """
    said = tickets.messages_of(connection, detail.row.id, limit=_MOST_MESSAGES)
    said = tuple(one for one in said if one.direction in (Direction.INBOUND, Direction.OUTBOUND) and not one.is_bounce)
    domains: tuple[str, ...] = ()
    if detail.license_id is not None:
        domains = tuple(one.name for one in licensing.license_record(connection, detail.license_id).domains)
    found = [*_in_words(desk, said, domains), *_in_files(said), *_between(connection, detail, said)]
    judged = {one.name: one for one in detail.facts if one.name.startswith(PREFIX)}
    order = {int(one.id): place for place, one in enumerate(said)}
    found.sort(key=lambda one: (order[int(one.message_id)], one.start, one.end, one.kind))
    parted = [one.ticket_id for one in detail.links if one.kind == "split_into"]
    theirs = [one for key in parted for one in tickets.questions_of(connection, key)]
    asked = _asked_later((*detail.questions, *theirs), said)
    return (
        tuple(_as_judged(one, judged.get(one.key)) for one in found),
        tuple(_as_judged(one, judged.get(one.key)) for one in asked),
    )


def judge(
    desk: Desk, ticket_id: TicketId, sign: Sign, verdict: str, *, how: str = "", command_id: str | None = None
) -> Applied:
    """Confirm a sign, dismiss it, or leave it open again; the result is the event's number.

    Of a third-party programmer `how` says whether the writer is one ("writes") or asks for one ("asks_for").

    What is confirmed becomes a fact: conduct by its clause, a link or a file that came unasked. Two people who judge
    at once lose nothing: the later word stands, both are in the history. Raises BadInput for an unknown verdict,
    NotAllowed where the request is over.
    """
    if verdict not in VERDICTS:
        raise BadInput("unknown_verdict", verdict=verdict)

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        before = fact_entries.newest_of(unit, ticket_id, sign.key)
        was = OPEN if before is None else str(json.loads(before["value"])["verdict"])
        value: dict[str, Json] = {"verdict": verdict, "kind": sign.kind, "code": sign.code}
        _write(unit, desk, ticket_id, sign.key, value, "confirmed", sign)
        _follow(unit, desk, ticket_id, sign, confirmed=verdict == CONFIRMED)
        if sign.kind == "third_party_programmer":
            _programmer(unit, desk, ticket_id, sign, how if verdict == CONFIRMED else "")
        new: dict[str, Json] = {"sign": sign.kind, "clause": sign.clause, "verdict": verdict}
        return unit.record(
            ticket_id, "sign_judged", new, old={"sign": sign.kind, "verdict": was}, texts={"words": sign.words[:500]}
        )

    payload: dict[str, Json] = {"sign": sign.key, "verdict": verdict}
    return desk.apply(desk.command("judge_sign", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


# -- reading ---------------------------------------------------------------------------------------------------------


def _in_words(desk: Desk, said: Sequence[MessageRecord], domains: tuple[str, ...]) -> Iterator[Sign]:
    earlier: list[str] = []
    for one in said:
        if one.direction is not Direction.INBOUND or one.is_automatic:
            continue
        text = words_of(one)
        heard = hear(text, previous=earlier[-_MOST_EARLIER:], own_domains=domains)
        for signal in heard.signals:
            if signal.kind != "several_questions":  # they are shown as questions
                yield _sign(one, signal.kind, signal.start, signal.end, text, _clause(desk, one, signal.kind, text))
        earlier.append(text)


def _asked_later(questions: Sequence[QuestionRecord], said: Sequence[MessageRecord]) -> Iterator[Sign]:
    """Yield the questions beside those that the request has, or those made of it have: none is forgotten (16.1)."""
    taken: dict[int, list[tuple[int, int]]] = {}
    for known in questions:
        if known.message_id is not None:
            whole = known.start is None or known.end is None
            span = (0, _WHOLE) if whole else (int(known.start or 0), int(known.end or 0))
            taken.setdefault(int(known.message_id), []).append(span)
    texts = [_stems(known.text) for known in questions]
    for message in said:
        if message.direction is not Direction.INBOUND or message.is_automatic:
            continue
        text, spans = words_of(message), taken.get(int(message.id), [])
        for one in policy.asked_in(text, search.stem_word):
            words = text[one.start : one.end]
            overlaps = any(start < one.end and one.start < end for start, end in spans)
            if not overlaps and not any(_says_all(known, words) for known in texts):
                texts.append(_stems(words))
                yield _sign(message, "question", one.start, one.end, text, "16.1")


def _stems(text: str) -> frozenset[str]:
    return frozenset(search.stem_word(word.casefold()) for word in _WORD.findall(text))


def _says_all(known: frozenset[str], words: str) -> bool:
    """Return whether a question holds nothing that another does not hold: then it is said again."""
    return _stems(words) <= known


def _clause(desk: Desk, one: MessageRecord, kind: str, text: str) -> str:
    if kind == "poke":
        return next(iter(policy.poke_clauses(text)), "")
    if kind == "immediate_demand" and not _outside_hours(desk, one):
        return "4.5"
    return _CLAUSES.get(kind, "")


def _outside_hours(desk: Desk, one: MessageRecord) -> bool:
    """Return whether a message came outside the published hours; without hours nobody can say so."""
    schedule = desk.company.schedule_at(one.sent_at)
    return schedule is not None and not policy.is_open(policy_schedule(schedule), one.sent_at)


def _in_files(said: Sequence[MessageRecord]) -> Iterator[Sign]:
    asked = False
    for one in said:
        if one.direction is Direction.OUTBOUND:
            asked = True  # whether this letter asked for the file, a person sees better
            continue
        for file in one.attachments:
            kind = _kind_of_file(file.media_type)
            if kind and not file.inline and not (kind == "unasked_file" and asked):
                yield _sign(one, kind, 0, 0, "", _CLAUSES[kind], words=file.name or file.media_type, of=file.id)


def _kind_of_file(media_type: str) -> str:
    family = media_type.split("/", maxsplit=1)[0].casefold()
    if family in ("image", "video"):
        return ""
    return "voice_message" if family == "audio" else "unasked_file"


def _between(connection: Any, detail: TicketDetail, said: Sequence[MessageRecord]) -> Iterator[Sign]:
    here = detail.row.channel
    told = [
        policy.Said(text=words_of(one), at=one.sent_at, ours=one.direction is Direction.OUTBOUND, channel=here)
        for one in said
    ]
    for place in policy.many_in_a_row(told, search.stem_word):
        yield _whole(said[place], "many_in_a_row")
    for place in policy.in_pieces(told):
        yield _whole(said[place], "in_pieces")
    if detail.customer_id is None or not told:
        return
    found = matters.said_elsewhere(
        connection,
        conversation_id=detail.conversation_id,
        customer_id=detail.customer_id,
        since=told[0].at - _DAY,
        until=told[-1].at,
    )
    elsewhere = [policy.Said(text=text, at=at, channel=channel) for text, at, channel in found]
    for one, message in zip(told, said, strict=True):
        if elsewhere and not one.ours and policy.copied(one, elsewhere, search.stem_word) is not None:
            yield _whole(message, "several_channels")


def _whole(message: MessageRecord, kind: str) -> Sign:
    text = words_of(message)
    return _sign(message, kind, 0, len(text), text, _CLAUSES[kind])


def words_of(message: MessageRecord) -> str:
    """Return what a message says new."""
    return message.reply_text if message.reply_text.strip() else message.text


def _sign(
    message: MessageRecord, kind: str, start: int, end: int, text: str, clause: str, *, words: str = "", of: int = 0
) -> Sign:
    code = kind if kind in _CONDUCT else clause if kind in _REPEATS and clause.startswith("18.2") else ""
    if kind == "poke" and clause == "B.11":
        code = "spam"
    return Sign(
        key=f"{PREFIX}{kind}:{message.id}:{of or start}:{end}",
        kind=kind,
        clause=clause,
        message_id=message.id,
        start=start,
        end=end,
        words=words or text[start:end].strip(),
        said_at=message.sent_at,
        code=code,
    )


def _as_judged(sign: Sign, kept: FactRecord | None) -> Sign:
    value = None if kept is None else kept.value
    if kept is None or not isinstance(value, dict):
        return sign
    return replace(sign, verdict=str(value.get("verdict", OPEN)), by=kept.by or "", at=kept.at)


# -- writing ---------------------------------------------------------------------------------------------------------


def _follow(unit: Unit, desk: Desk, ticket_id: TicketId, sign: Sign, *, confirmed: bool) -> None:
    """Make the fact that follows from a verdict agree with all verdicts on the request."""
    if sign.code:
        codes = _listed(unit, ticket_id, "conduct")
        stays = confirmed or any(one["code"] == sign.code for one in _confirmed(unit, ticket_id))
        wanted = [*dict.fromkeys((*codes, sign.code))] if stays else [one for one in codes if one != sign.code]
        if wanted != codes:
            _write(unit, desk, ticket_id, "conduct", [*wanted], "confirmed" if wanted else "rejected", sign)
        if sign.kind == "several_channels":
            _repeats(unit, desk, ticket_id, sign, confirmed=confirmed)
    elif sign.kind == "external_link" and confirmed:
        known = _listed(unit, ticket_id, "external_links")
        links = [*dict.fromkeys((*known, host(sign.words)))]
        _write(unit, desk, ticket_id, "external_links", [*links], "confirmed", sign)
    elif sign.kind in _FACTS:
        stays = confirmed or any(one["kind"] == sign.kind for one in _confirmed(unit, ticket_id))
        _write(unit, desk, ticket_id, _FACTS[sign.kind], stays, "confirmed" if stays else "rejected", sign)


def _repeats(unit: Unit, desk: Desk, ticket_id: TicketId, sign: Sign, *, confirmed: bool) -> None:
    """Keep that the request is a copy of one that is open already: it joins that one (18.1, 18.2.6)."""
    stays = confirmed or any(one["kind"] == sign.kind for one in _confirmed(unit, ticket_id))
    if stays or fact_entries.newest_of(unit, ticket_id, COPY) is not None:
        _write(unit, desk, ticket_id, COPY, stays, "confirmed" if stays else "rejected", sign)


def _programmer(unit: Unit, desk: Desk, ticket_id: TicketId, sign: Sign, how: str) -> None:
    """Keep that the writer is a third-party programmer, or that the question is asked for one (22.2, 22.4)."""
    if how == "asks_for":
        known = unit.find_all(tables.tickets.questions, ticket_id=ticket_id)
        near = [one for one in known if one["message_id"] == int(sign.message_id)] or known
        for one in near:
            unit.amend(
                tables.tickets.questions, int(one["id"]), expected=None, topic=_PROGRAMMER_TOPIC, topic_confirmed=True
            )
        if len(near) == len(known):
            values = {"topic": _PROGRAMMER_TOPIC, "topic_confirmed": True}
            unit.change_ticket(ticket_id, "topic_set", values, check_version=False)
    elif how == "writes" or fact_entries.newest_of(unit, ticket_id, "sender_role") is not None:
        status = "confirmed" if how else "rejected"
        _write(unit, desk, ticket_id, "sender_role", "third_party_programmer", status, sign)


def _confirmed(unit: Unit, ticket_id: TicketId) -> list[dict[str, str]]:
    rows = fact_entries.newest(unit, ticket_id).items()
    signs: list[dict[str, str]] = [json.loads(row["value"]) for name, row in rows if name.startswith(PREFIX)]
    return [one for one in signs if one["verdict"] == CONFIRMED]


def _listed(unit: Unit, ticket_id: TicketId, name: str) -> list[str]:
    row = fact_entries.newest_of(unit, ticket_id, name)
    value = None if row is None or row["status"] == "rejected" else json.loads(row["value"])
    return [str(one) for one in value] if isinstance(value, list) else []


def _write(unit: Unit, desk: Desk, ticket_id: TicketId, name: str, value: Json, status: str, sign: Sign) -> None:
    unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name=name,
        value=codec.dump(value),
        status=status,
        source="specialist",
        message_id=int(sign.message_id),
        start=sign.start if sign.end else None,
        end=sign.end or None,
        staff_id=desk.actor.staff_id,
        at=unit.at,
    )
