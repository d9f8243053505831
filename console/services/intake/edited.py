"""What the edit of a message changes in its requests: what nobody confirmed is proposed anew from the new words.

What a person confirmed stays. Where the new words would not be proposed so, a fact names it, to be looked at again.
Where a question was made a request of its own neither of the two is read anew: each has a part of the words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import policy
from console.records.base import Direction, Json, Status
from console.records.proposals import Proposal
from console.services import fact_entries
from console.services.agreements import under_version_of
from console.services.desk import Desk
from console.services.intake import opening
from console.services.intake.spans import request_of
from console.services.over import AT_WORK
from console.services.proposals import propose
from console.store import Unit, codec, tables
from console.store.queries import tickets

CHANGED = "text_changed"
"""The fact that words were changed after a person had confirmed by them what its value lists."""
PARTS = "questions"
"""What that lists of a request that has only a part of the words: its questions are to be held against the new ones."""

_SPLIT = ("split_into", "split_from")
_READ = (*AT_WORK, Status.PROPOSED.value, Status.HELD.value)


def take_edit(unit: Unit, desk: Desk, ticket_id: int, row: Mapping[str, Any], *, at: datetime, n: int) -> None:
    """Leave the event of an edit: `n` is the new version of the message with this row, which is written already.

    A customer's is as new as a new message: what answers the old words is stopped, and they are read anew.
    """
    told: dict[str, Json] = {"message": int(row["id"]), "version": n}
    if row["direction"] != Direction.INBOUND.value:
        unit.record(ticket_id, "message_edited", told, effective_at=at)
        return
    unit.lock(ticket_id, "event_n")
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    values: dict[str, object] = {"inbound_n": int(ticket["event_n"]) + 1}
    if ticket["status"] in _READ:
        values |= _read_anew(unit, desk, ticket, int(row["id"]), n)
    unit.change_ticket(ticket_id, "message_edited", values, extra=told, effective_at=at, check_version=False)


def _read_anew(unit: Unit, desk: Desk, ticket: dict[str, Any], message: int, n: int) -> dict[str, object]:
    """Propose anew, and return the proposed columns of the ticket."""
    key = int(ticket["id"])
    spans = unit.find_all(tables.tickets.ticket_spans, ticket_id=key)
    if _is_split(unit, key, spans):
        _name(unit, key, message, n, [PARTS])
        return {}
    own = under_version_of(unit, desk, ticket["received_at"])
    wanted = list(dict.fromkeys(int(one["message_id"]) for one in spans))
    records = sorted(tickets.messages_by_id(unit.connection, key, wanted), key=lambda one: (one.sent_at, int(one.id)))
    request = request_of(unit, int(ticket["conversation_id"]), tuple(records), Status(ticket["status"]))
    proposal = propose(policy.topic_table(own.agreement.agreement), request.subject, request.text)
    columns = opening.propose_again(unit, own, ticket, request)
    _name(unit, key, message, n, _confirmed_otherwise(unit, ticket, message, proposal))
    return columns


def _is_split(unit: Unit, key: int, spans: Iterable[Mapping[str, Any]]) -> bool:
    """Return whether a request has only a part of what its messages ask."""
    links = unit.find_all(tables.tickets.ticket_links, ticket_id=key, undone=False)
    return any(one["start"] is not None for one in spans) or any(one["kind"] in _SPLIT for one in links)


def _name(unit: Unit, key: int, message: int, n: int, named: list[str]) -> None:
    """Leave the fact that names what a person is to look at again, besides what waits for that by other messages."""
    if not named:
        return
    version = unit.find(tables.messages.message_versions, message_id=message, n=n)
    text = "" if version is None else str(version["body"] or "")
    unit.insert(
        tables.tickets.facts,
        ticket_id=key,
        name=CHANGED,
        value=codec.dump(list(dict.fromkeys([*_named_by_others(unit, key, message), *named]))),
        status="proposed",
        source="program",
        message_id=message,
        message_version=n,
        start=0 if text else None,
        end=len(text) or None,
        at=unit.at,
    )


def _named_by_others(unit: Unit, key: int, message: int) -> list[str]:
    """Return what edits of other messages have named since a person last looked at it."""
    named: list[str] = []
    for row in sorted(unit.find_all(tables.tickets.facts, ticket_id=key, name=CHANGED), key=lambda one: int(one["id"])):
        if row["status"] != "proposed":
            named = []
        elif row["message_id"] != message:
            named += json.loads(row["value"]) or []
    return named


def _confirmed_otherwise(unit: Unit, ticket: Mapping[str, Any], message: int, proposal: Proposal) -> list[str]:
    """Return what a person confirmed by the words of a message, and what is not proposed so from its new ones."""
    now = {one.name: one.value for one in proposal.facts}
    questions = unit.find_all(tables.tickets.questions, ticket_id=ticket["id"])
    of_it = [one for one in questions if one["message_id"] == message and one["topic_confirmed"]]
    topics = {ticket["topic"]} if ticket["topic_confirmed"] else set()
    topics |= {one["topic"] for one in of_it}
    proposed = {proposal.topic, *(one.topic for one in proposal.questions)}
    named = ["topic"] if topics - proposed else []
    if ticket["tier_confirmed"] and ticket["tier"] != proposal.tier.value:
        named.append("tier")
    for name, row in fact_entries.newest(unit, int(ticket["id"])).items():
        rests = row["status"] == "confirmed" and row["message_id"] == message and name != CHANGED
        if rests and (name not in now or now[name] != json.loads(row["value"])):
            named.append(name)
    return named
