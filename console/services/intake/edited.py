"""What the edit of a message changes in its requests: what nobody confirmed is proposed anew from the new words.

What a person confirmed stays. Where the new words would not be proposed so, a fact names it, to be looked at again.
Where a question was made a request of its own neither of the two is read anew: each has a part of the words. A request
that was named by the message is named by its new words.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import accumulate
from typing import Any

from console.records.base import Direction, Json, Status
from console.records.proposals import Proposal
from console.records.tickets import MessageRecord
from console.services import fact_entries
from console.services.agreements import under_version_of
from console.services.desk import Desk
from console.services.intake import opening, parts
from console.services.intake.spans import name_of, request_of
from console.services.intake.words import preview
from console.services.over import AT_WORK
from console.store import Unit, tables
from console.store.queries import tickets

_SEEN = 1_000  # letters: more than a preview is made of
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
    if parts.shares_questions(unit, key):
        parts.name(unit, key, [parts.EDITED], message=message, n=n)
        return {}
    spans = unit.find_all(tables.tickets.ticket_spans, ticket_id=key)
    own = under_version_of(unit, desk, ticket["received_at"])
    wanted = list(dict.fromkeys(int(one["message_id"]) for one in spans))
    records = sorted(tickets.messages_by_id(unit.connection, key, wanted), key=lambda one: (one.sent_at, int(one.id)))
    request = request_of(unit, int(ticket["conversation_id"]), tuple(records), Status(ticket["status"]))
    proposal = opening.proposal_of(own, request)
    columns = opening.propose_again(unit, own, ticket, request, proposal)
    parts.name(unit, key, _confirmed_otherwise(unit, ticket, message, proposal), message=message, n=n)
    return columns | _named_anew(unit, ticket, records, message, request)


def _named_anew(
    unit: Unit,
    ticket: Mapping[str, Any],
    records: Sequence[MessageRecord],
    message: int,
    request: opening.Request,
) -> dict[str, object]:
    """Return subject and preview as far as the new words change them; one of no version of a message stays."""
    found = {}
    former = _former(unit, records, message)
    if ticket["subject"] in {name_of(one) for one in former}:
        found["subject"] = request.subject
    length = next((n for one in former for n, was in _previews(one) if was == ticket["preview"]), None)
    if length is not None:
        found["preview"] = dict(_previews(records))[length]
    changed = {name: value for name, value in found.items() if ticket[name] != value}
    if "subject" in changed:
        unit.index_subject(int(ticket["id"]), changed["subject"])
    return dict(changed)


def _former(unit: Unit, records: Sequence[MessageRecord], message: int) -> list[list[MessageRecord]]:
    """Return the messages of a request with each version of an edited one."""
    versions = unit.find_all(tables.messages.message_versions, message_id=message)
    return [
        [replace(one, text=str(version["body"] or "")) if int(one.id) == message else one for one in records]
        for version in versions
    ]


def _previews(records: Sequence[MessageRecord]) -> list[tuple[int, str]]:
    """Return what a preview is of the first message of the customer, the first two and so on, by their number."""
    texts = [one.text[:_SEEN] for one in records if one.direction is Direction.INBOUND]
    joined = accumulate(texts, lambda before, more: f"{before}\n{more}"[:_SEEN])
    return [(n, preview(text)) for n, text in enumerate(joined, 1)]


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
        rests = row["status"] == "confirmed" and row["message_id"] == message and name != parts.CHANGED
        if rests and (name not in now or now[name] != json.loads(row["value"])):
            named.append(name)
    return named
