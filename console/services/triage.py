"""What a ticket is about: tier, topic, questions, facts and license, each confirmed by a person (A19)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Json, LicenseId, Status, TicketId, Tier
from console.records.commands import Applied
from console.records.tickets import TicketDetail
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.services.standing import columns_for_ticket
from console.services.writers import is_of_another
from console.store import Unit, codec, merging, tables

_FACT_STATES = ("confirmed", "rejected")
DECISIVE = frozenset(
    {"fact_set", "facts_confirmed", "topic_set", "question_topic_set", "license_set", "decided", "undone"}
    | {"sign_judged", "question_added", "question_split", "access_given", "access_bad", "access_withdrawn"}
    | {"paused", "pause_ended", "fair_use_named", "received_set", "received_earlier"}
)
"""Acts that change what an outcome rests on."""


def set_tier(desk: Desk, ticket_id: TicketId, tier: Tier, *, version: int, command_id: str | None = None) -> Applied:
    """Confirm or change the tier (B.12 to B.14). Raises Stale, NotAllowed where the request is over."""

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        return unit.change_ticket(
            ticket_id, "tier_set", {"tier": tier.value, "tier_rank": tier.rank, "tier_confirmed": True}
        )

    command = desk.command(
        "set_tier",
        ticket_id=ticket_id,
        expected=version,
        payload={"tier": tier.value},
        command_id=command_id,
        merges=True,
        again={"verb": "tier", "tier": tier.value, "version": version},
    )
    return desk.apply(command, act)


def set_topic(desk: Desk, ticket_id: TicketId, topic: str, *, version: int, command_id: str | None = None) -> Applied:
    """Confirm or change the topic of a ticket and of its only question.

    Raises BadInput, Stale, NotAllowed where the request is over.
    """
    if topic not in desk.agreement.topic_codes:
        raise BadInput("unknown_topic", topic=topic)

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        extra = topic_of_question(unit, ticket_id, topic)
        return unit.change_ticket(ticket_id, "topic_set", {"topic": topic, "topic_confirmed": True}, extra=extra)

    command = desk.command(
        "set_topic",
        ticket_id=ticket_id,
        expected=version,
        payload={"topic": topic},
        command_id=command_id,
        merges=True,
    )
    return desk.apply(command, act)


def topic_of_question(unit: Unit, ticket_id: TicketId | int, topic: str) -> dict[str, Json]:
    """Give the only question of a ticket its topic, and return what the event keeps of how it stood before."""
    questions = unit.find_all(tables.tickets.questions, ticket_id=ticket_id)
    if len(questions) != 1:
        return {}
    return _set_question(unit, questions[0], topic, confirmed=True)


def topic_back(unit: Unit, new: Mapping[str, Json]) -> dict[str, Json]:
    """Put back the topic of the question that an event changed; return what the event of the undo keeps of it."""
    before = new.get("question_before")
    if not isinstance(before, dict):
        return {}
    row = unit.row(tables.tickets.questions, int(str(before["id"])))
    topic = before["topic"]
    return _set_question(unit, row, None if topic is None else str(topic), confirmed=bool(before["confirmed"]))


def _set_question(unit: Unit, row: Mapping[str, Any], topic: str | None, *, confirmed: bool) -> dict[str, Json]:
    before: Json = {"id": int(row["id"]), "topic": row["topic"], "confirmed": bool(row["topic_confirmed"])}
    unit.amend(tables.tickets.questions, int(row["id"]), expected=None, topic=topic, topic_confirmed=confirmed)
    return {"question_before": before}


def set_question_topic(desk: Desk, ticket_id: TicketId, question_id: int, topic: str, *, version: int) -> Applied:
    """Confirm the topic of one of several questions. Raises BadInput, Stale, NotAllowed where the request is over."""
    if topic not in desk.agreement.topic_codes:
        raise BadInput("unknown_topic", topic=topic)

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        before = unit.row(tables.tickets.questions, question_id)
        unit.amend(tables.tickets.questions, question_id, expected=None, topic=topic, topic_confirmed=True)
        return unit.record(
            ticket_id,
            "question_topic_set",
            {"question": question_id, "topic": topic},
            old={"question": question_id, "topic": before["topic"]},
        )

    return desk.apply(desk.command("set_question_topic", ticket_id=ticket_id, expected=version), act)


def set_fact(
    desk: Desk,
    ticket_id: TicketId,
    name: str,
    value: Json,
    *,
    version: int,
    status: str = "confirmed",
    evidence: tuple[int, int, int] | None = None,
    command_id: str | None = None,
) -> Applied:
    """Confirm or reject a fact. `evidence` is (message, start, end). An older entry stays in the history.

    Raises BadInput for an unknown status, Stale, NotAllowed where the request is over.
    """
    if status not in _FACT_STATES:
        raise BadInput("unknown_fact_state", status=status)

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        _require_same_fact(unit, ticket_id, name, value)
        message, start, end = evidence or (None, None, None)
        rests_on = None if message is None else int(unit.row(tables.messages.messages, message)["versions"])
        unit.insert(
            tables.tickets.facts,
            ticket_id=ticket_id,
            name=name,
            value=codec.dump(value),
            status=status,
            source="specialist",
            message_id=message,
            message_version=rests_on,
            start=start,
            end=end,
            staff_id=desk.actor.staff_id,
            at=unit.at,
        )
        told: dict[str, Json] = {"name": name, "value": value, "status": status}
        if message is not None:
            told |= {"message": message, "version": rests_on}
        return unit.record(ticket_id, "fact_set", told)

    command = desk.command(
        "set_fact", ticket_id=ticket_id, expected=version, payload={"name": name, "value": value}, command_id=command_id
    )
    return desk.apply(command, act)


def _require_same_fact(unit: Unit, ticket_id: TicketId, name: str, value: Json) -> None:
    """Raise Stale ("changed_meanwhile") where somebody else has said otherwise of a fact since it was seen."""
    known = unit.lock(ticket_id)
    expected, me = unit.command.expected_version, int(unit.actor.staff_id)
    for one in reversed(merging.since(unit.connection, ticket_id, known=known, expected=expected, me=me)):
        if one.kind == "fact_set" and one.new.get("name") == name:
            if one.new.get("value") != value:
                theirs = one.new.get("value")
                raise Stale("changed_meanwhile", field=f"fact.{name}", yours=value, theirs=theirs, who=one.who)
            return


def set_license(
    desk: Desk, ticket_id: TicketId, license_id: LicenseId | None, *, version: int, domain_id: int | None = None
) -> Applied:
    """Say which license (and domain) pays for a ticket. The state at receipt is computed anew.

    Raises Stale, NotAllowed where the request is over.
    """

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        values = columns_for_ticket(desk, unit.connection, license_id, ticket["received_at"])
        return unit.change_ticket(
            ticket_id,
            "license_set",
            {"license_id": license_id, "domain_id": domain_id, "is_matched": license_id is not None, **values},
        )

    return desk.apply(desk.command("set_license", ticket_id=ticket_id, expected=version, merges=True), act)


def mark_read(desk: Desk, ticket_id: TicketId, event_n: int) -> None:
    """Remember that the acting person has seen the ticket up to an event; no act, no history."""

    def act(unit: Unit) -> None:
        seen = unit.find(tables.tickets.ticket_reads, ticket_id=ticket_id, staff_id=desk.actor.staff_id)
        if seen is None:
            unit.insert(tables.tickets.ticket_reads, ticket_id=ticket_id, staff_id=desk.actor.staff_id, seen_n=event_n)
        elif int(seen["seen_n"]) < event_n:
            unit.amend(tables.tickets.ticket_reads, int(seen["id"]), expected=None, seen_n=event_n)

    desk.store.quietly(act, actor=desk.actor, at=desk.clock())


def mark_unread(desk: Desk, ticket_id: TicketId) -> None:
    """Forget that the acting person has seen the ticket."""

    def act(unit: Unit) -> None:
        seen = unit.find(tables.tickets.ticket_reads, ticket_id=ticket_id, staff_id=desk.actor.staff_id)
        if seen is not None:
            unit.amend(tables.tickets.ticket_reads, int(seen["id"]), expected=None, seen_n=0)

    desk.store.quietly(act, actor=desk.actor, at=desk.clock(), kinds=frozenset({"tickets"}))


def confirm_proposals(desk: Desk, detail: TicketDetail) -> Applied:
    """Confirm everything that is proposed for a ticket, in one act.

    Raises Stale ("decision_stale"), NotAllowed ("over_closed", "over_joined") where the request is over.
    """

    def act(unit: Unit) -> int:
        hold_at_work(unit, detail.row.id)
        return confirm_seen(unit, desk, detail)

    return desk.apply(desk.command("confirm", ticket_id=detail.row.id), act)


def confirm_seen(unit: Unit, desk: Desk, detail: TicketDetail) -> int:
    """Confirm inside a transaction what a person saw proposed: whoever acts on an outcome stands by its facts.

    The ticket is locked already. Returns the number of the event, or of the last one where nothing was proposed. Raises
    Stale ("decision_stale") where somebody changed since what the outcome rests on.
    """
    require_seen(unit, detail)
    proposed = [fact for fact in detail.facts if fact.status == "proposed" and fact.value is not None]
    for fact in proposed:
        unit.insert(
            tables.tickets.facts,
            ticket_id=detail.row.id,
            name=fact.name,
            value=codec.dump(fact.value),
            status="confirmed",
            source="specialist",
            message_id=fact.message_id,
            message_version=fact.message_version,
            start=fact.start,
            end=fact.end,
            staff_id=desk.actor.staff_id,
            at=unit.at,
        )
    confirmed = [fact.name for fact in proposed]
    for question in detail.questions:
        if question.topic is not None and not question.topic_confirmed:
            unit.amend(tables.tickets.questions, question.id, expected=None, topic_confirmed=True)
            confirmed.append("topic")
    if not confirmed:
        return detail.event_n
    values = {"topic_confirmed": True} if "topic" in confirmed else {}
    return unit.change_ticket(detail.row.id, "facts_confirmed", values, extra={"facts": confirmed}, check_version=False)


def require_seen(unit: Unit, detail: TicketDetail) -> None:
    """Raise Stale ("decision_stale") where an event since changed what the outcome rests on; others do not matter."""
    if int(unit.row(tables.tickets.tickets, detail.row.id)["event_n"]) <= detail.event_n:
        return
    for one in unit.find_all(tables.ledger.events, ticket_id=detail.row.id):
        if int(one["n"]) > detail.event_n and (one["kind"] in DECISIVE or _brings_other_words(one)):
            raise Stale("decision_stale", seen=detail.event_n, now=int(one["n"]))


def _brings_other_words(event: Mapping[str, Any]) -> bool:
    """Return whether an event came by words of somebody else, or by an edit of what came in: that one counts as new."""
    edited = event["kind"] == "message_edited" and "inbound_n" in codec.load_dict(str(event["new"]))
    return edited or is_of_another(event["new"])


def confirm_request(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Make a proposed or held request open work. Raises NotAllowed ("not_proposed") for any other, Stale."""

    def act(unit: Unit) -> int:
        if unit.lock(ticket_id, "status")["status"] not in (Status.PROPOSED.value, Status.HELD.value):
            raise NotAllowed("not_proposed")
        return unit.change_ticket(ticket_id, "request_confirmed", {"status": "open", "is_open": True})

    command = desk.command("confirm_request", ticket_id=ticket_id, expected=version, command_id=command_id)
    return desk.apply(command, act)
