"""A second pair of eyes on refusals where the lead wants it: another person upholds one or gives it back with a note.

The letter lies in the outbox and cannot leave before; nobody checks their own. What is given back was never sent: the
decision does not stand, and the words are kept in a note for who wrote them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Status
from console.records.commands import Applied
from console.records.reviewing import ReviewRecord, SecondEyes
from console.services import loads, outbox
from console.services.company import put_setting, read_company
from console.services.desk import Desk
from console.services.over import OPEN_AGAIN
from console.services.pausing import end_pause
from console.services.reply import add_message, reopen_questions
from console.services.schedules import require_setter
from console.store import Unit, codec, tables
from console.store.instants import NEVER
from console.store.queries import board
from console.store.queries import reviewing as kept

SECOND, APPEAL = "second_eyes", "appeal"
ASKED, UPHELD, OVERTURNED, WITHDRAWN = "asked", "upheld", "overturned", "withdrawn"
SETTING = "second_eyes"
REFUSALS = ("not_registered", "refuse", "suspend", "end_communication")
"""The outcomes by which a customer is not helped; a way to a paid service is none of them."""
REVIEWS = tables.team.decision_reviews
_OWNED = ("owner_id", "owner_key")
_PAIR = 2


def wanted(desk: Desk) -> SecondEyes:
    """Return which refusals wait for another person."""
    read: Any = desk.company.get(SETTING)
    if not isinstance(read, Mapping):
        return SecondEyes()
    return SecondEyes(
        everything=bool(read.get("everything")),
        tiers=tuple(str(one) for one in read.get("tiers", ())),
        queues=tuple(int(one) for one in read.get("queues", ())),
        people=tuple(int(one) for one in read.get("people", ())),
        grounds=tuple(str(one) for one in read.get("grounds", ())),
    )


def want(desk: Desk, what: SecondEyes, *, reason: str = "", command_id: str | None = None) -> Applied:
    """Say which refusals wait for another person from now on. Raises NotAllowed ("lead_only")."""
    require_setter(desk)
    value: dict[str, Json] = {
        "everything": what.everything,
        "tiers": list(what.tiers),
        "queues": list(what.queues),
        "people": list(what.people),
        "grounds": list(what.grounds),
    }

    def act(unit: Unit) -> Json:
        unit.touch("settings")
        return put_setting(unit, SETTING, value, reason=reason)

    return desk.apply(desk.command("set", payload={"setting": SETTING}, command_id=command_id), act)


def nobody_could(desk: Desk, what: SecondEyes) -> bool:
    """Return whether refusals would wait for ever: nobody works here but one person, who may not check their own."""
    with desk.store.read() as connection:
        return what.any and len(board.members(connection, desk.clock())) < _PAIR


def hold(unit: Unit, desk: Desk, sent: Mapping[str, Any], *, ticket_id: int, clause: str) -> Json:
    """Keep a refusal back that was put into the outbox, where it needs another person; return what was put, with it."""
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    present = replace(desk, company=read_company(unit.connection))
    if not _needed(wanted(present), ticket, clause, int(desk.actor.staff_id)):
        return dict(sent)
    decision = unit.find(tables.tickets.decisions, message_id=int(sent["message"]))
    assert decision is not None  # noqa: S101 - a refusal is recorded with its letter
    unit.amend(tables.desk.outbox, int(sent["outbox"]), expected=None, release_at=NEVER)
    review = unit.insert(
        REVIEWS,
        decision_id=int(decision["id"]),
        kind=SECOND,
        state=ASKED,
        asked_by=desk.actor.staff_id,
        asked_at=unit.at,
        clause=clause,
    )
    event = unit.record(ticket_id, "check_asked", {"review": review, "clause": clause})
    unit.touch("tickets", ticket_id)
    return {**sent, "review": review, "clause": clause, "event": event}


def require_letter(unit: Unit, desk: Desk, ticket_id: int, outcome: str, clause: str) -> None:
    """Raise NotAllowed ("choice_unchecked") for a refusal without a letter where another person is to look first.

    What waits to be checked is the letter: a choice alone would stand at once, and any reply could follow it.
    """
    present = replace(desk, company=read_company(unit.connection))
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    if outcome in REFUSALS and _needed(wanted(present), ticket, clause, int(desk.actor.staff_id)):
        raise NotAllowed("choice_unchecked")


def waiting(desk: Desk) -> tuple[ReviewRecord, ...]:
    """Return what waits for a second look, the oldest first; one's own too, though one cannot decide it."""
    with desk.store.read() as connection:
        return kept.waiting(connection)


def uphold(desk: Desk, review_id: int, *, note: str = "", command_id: str | None = None) -> Applied:
    """Let a refusal leave. Raises NotAllowed ("own_decision", "review_over")."""

    def act(unit: Unit) -> Json:
        row, decision, entry = begin(unit, desk, review_id, SECOND)
        ticket_id = int(decision["ticket_id"])
        settle(unit, desk, row, UPHELD, note)
        release = unit.at + timedelta(seconds=desk.undo_seconds)
        unit.amend(tables.desk.outbox, int(entry["id"]), expected=int(entry["version"]), release_at=release)
        unit.touch("outbox", ticket_id)
        texts = {"note": note.strip()} if note.strip() else None
        told = {"review": review_id, "clause": row["clause"], "message": entry["message_id"]}
        return unit.record(ticket_id, "check_upheld", told, texts=texts)

    return desk.apply(desk.command("review.uphold", payload={"review": review_id}, command_id=command_id), act)


def give_back(desk: Desk, review_id: int, *, note: str, command_id: str | None = None) -> Applied:
    """Give a refusal back to who wrote it, with why; it never leaves.

    Raises BadInput ("review_needs_note"), NotAllowed ("own_decision", "review_over").
    """
    if not note.strip():
        raise BadInput("review_needs_note")

    def act(unit: Unit) -> Json:
        row, decision, entry = begin(unit, desk, review_id, SECOND)
        ticket_id = int(decision["ticket_id"])
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        settle(unit, desk, row, OVERTURNED, note)
        outbox.take_back(unit, entry)
        unit.amend(tables.tickets.decisions, int(decision["id"]), expected=None, revoked=True)
        undo = codec.load_dict(str(entry["undo"]))
        before = {k: v for k, v in outbox.untouched(unit, ticket_id, undo).items() if k not in _OWNED}
        values = unit.revive("tickets", before)
        if ticket["status"] == Status.CLOSED.value and "status" not in before:  # closed on a refusal that never left
            values |= OPEN_AGAIN
        if values.get("is_open"):
            loads.hold_owner(unit, ticket_id)
        words = f"{note.strip()}\n\n{unit.message_text(int(entry['message_id']))}"
        message = add_message(unit, desk, ticket, note=True, text=words, subject="")
        extra: dict[str, Json] = {"review": review_id, "clause": row["clause"], "decision": int(decision["id"])}
        event = unit.change_ticket(
            ticket_id,
            "check_returned",
            values,
            extra={**extra, "message": message},
            texts={"note": note.strip()},
            check_version=False,
        )
        reopen_questions(unit, undo.get("questions"))
        end_pause(unit, undo.get("pause"))
        for kind in ("outbox", "messages"):
            unit.touch(kind, ticket_id)
        return event

    return desk.apply(desk.command("review.return", payload={"review": review_id}, command_id=command_id), act)


def begin(unit: Unit, desk: Desk, review_id: int, kind: str) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return a review that waits, its decision and the letter in the outbox, with the ticket kept as it is.

    Raises NotAllowed ("own_decision") for who made the decision, ("review_over") where somebody was quicker.
    """
    decision = unit.row(tables.tickets.decisions, int(unit.row(REVIEWS, review_id)["decision_id"]))
    unit.lock(int(decision["ticket_id"]))
    row = unit.row(REVIEWS, review_id)
    entry = unit.find(tables.desk.outbox, message_id=decision["message_id"]) or {}
    if row["state"] != ASKED or row["kind"] != kind or (kind == SECOND and entry.get("state") != "held"):
        raise NotAllowed("review_over")
    if decision["staff_id"] == desk.actor.staff_id:
        raise NotAllowed("own_decision")
    return row, decision, entry


def settle(unit: Unit, desk: Desk, row: Mapping[str, Any], state: str, note: str, **more: object) -> None:
    """Write down what a review came to, and by whom."""
    unit.amend(
        REVIEWS,
        int(row["id"]),
        expected=int(row["version"]),
        state=state,
        reviewer_id=desk.actor.staff_id,
        done_at=unit.at,
        note=note.strip() or str(row["note"]),
        **more,
    )


def _needed(what: SecondEyes, ticket: Mapping[str, Any], clause: str, writer: int) -> bool:
    return (
        what.everything
        or ticket["tier"] in what.tiers
        or ticket["queue_id"] in what.queues
        or writer in what.people
        or clause in what.grounds
    )
