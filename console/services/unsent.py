"""Acts that a crash kept from the database: told at the next start, asked for again under their own ids, or dropped.

An id is carried out once, whoever asks. What the act expected has to hold still, and a decision is judged anew: where
it would be another one now, nothing is done and the person decides again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from console.faults import NotFound, Stale
from console.records.base import StaffId, TicketId, Tier
from console.records.commands import Applied
from console.records.tickets import DraftFile, TicketRow
from console.services import assign, closing, preparing, refusing, reply, showing, triage
from console.services.desk import Desk
from console.store.carrying import Doubt, text_of
from console.store.queries import tickets, writing

REFUSE = "refuse"
_LOG = logging.getLogger(__name__)
_APART = timedelta(hours=1)
"""How far the clocks of two computers may be apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsent:
    """An act that never arrived: its verb, the ticket with what it is about, when it was made and its words.

    With `gone` the database has no such ticket, or has another one under its key, as after a restore: `number` is 0.
    """

    command_id: str
    verb: str
    ticket_id: int
    number: int
    subject: str
    at: datetime
    text: str
    asked: Mapping[str, Any]
    gone: bool = False


def unsent(desk: Desk) -> tuple[Unsent, ...]:
    """Return this person's acts that never reached the database, the oldest first. Call it after `Store.settle`."""
    found, kept = [], desk.store.doubts.unsent()
    with desk.store.read() as connection:
        there = writing.carried_out(connection, [one.command_id for one in kept])
    for known in there:  # its window had it carried out after all
        desk.store.doubts.answered(known)
    for one in kept:
        if (
            one.command_id in there
            or one.staff_id != int(desk.actor.staff_id)
            or one.ticket_id is None
            or one.again.get("verb") not in _VERBS
        ):
            continue
        row = _row(desk, one)
        asked: dict[str, Any] = dict(one.again)
        found.append(
            Unsent(
                command_id=one.command_id,
                verb=str(asked["verb"]),
                ticket_id=one.ticket_id,
                number=0 if row is None else row.number,
                subject="" if row is None else row.subject,
                at=one.at,
                text=text_of(asked),
                asked=asked,
                gone=row is None,
            )
        )
    return tuple(found)


def _row(desk: Desk, doubt: Doubt) -> TicketRow | None:
    """Return the ticket of an act, or None where it is gone; one that came in after the act is another ticket."""
    try:
        row = showing.detail(desk, TicketId(doubt.ticket_id or 0)).row
    except NotFound:
        return None
    with desk.store.read() as connection:
        begun = next((event.recorded_at for event in tickets.history(connection, row.id)), doubt.at)
    return row if begun <= doubt.at + _APART else None


def again(desk: Desk, one: Unsent) -> Applied:
    """Ask for an act once more, under its own id.

    Raises as the act itself, Stale ("decision_stale"), ("written_already"), NotFound ("unsent_gone"). What cannot be
    done any more stays here until it is dropped.
    """
    if one.gone:
        raise NotFound("unsent_gone")
    applied = _VERBS[one.verb](desk, one)
    desk.store.doubts.forget(one.command_id)
    return applied


def drop(desk: Desk, one: Unsent, *, reason: str = "") -> None:
    """Forget an act that never arrived; the log of this computer keeps that it was dropped, and why, not its words."""
    desk.store.doubts.forget(one.command_id)
    told = (one.command_id, one.verb, one.number or "–", one.at.isoformat(), " ".join(reason.split()) or "–")
    _LOG.info("dropped %s: %s of ticket %s, made %s; why: %s", *told)


def on_their_way(desk: Desk) -> tuple[Doubt, ...]:
    """Return this person's acts that another living window sent and that nobody knows the fate of yet."""
    return tuple(one for one in desk.store.doubts.open() if one.staff_id == int(desk.actor.staff_id))


def _note(desk: Desk, one: Unsent) -> Applied:
    return reply.add_note(desk, TicketId(one.ticket_id), one.text, command_id=one.command_id, since=one.at)


def _reply(desk: Desk, one: Unsent) -> Applied:
    given = dict(one.asked["outgoing"])
    given |= {
        "ticket_id": TicketId(one.ticket_id),
        "needs": tuple(given["needs"]),
        "files": tuple(DraftFile(**file) for file in given["files"]),
        "once": True,  # the same words may have been sent from the composer, where the draft still stood
    }
    return reply.send_reply(desk, reply.Outgoing(**given), command_id=one.command_id)


def _tier(desk: Desk, one: Unsent) -> Applied:
    tier, version = Tier(one.asked["tier"]), int(one.asked["version"])
    return triage.set_tier(desk, TicketId(one.ticket_id), tier, version=version, command_id=one.command_id)


def _assign(desk: Desk, one: Unsent) -> Applied:
    owner = None if one.asked["owner"] is None else StaffId(int(one.asked["owner"]))
    version = int(one.asked["version"])
    return assign.assign(desk, TicketId(one.ticket_id), owner, version=version, command_id=one.command_id)


def _close(desk: Desk, one: Unsent) -> Applied:
    return closing.close(
        desk,
        TicketId(one.ticket_id),
        str(one.asked["reason"]),
        version=int(one.asked["version"]),
        answered=tuple(int(key) for key in one.asked["answered"]),
        command_id=one.command_id,
    )


def _refuse(desk: Desk, one: Unsent) -> Applied:
    panels, asked = showing.panels(desk, TicketId(one.ticket_id)), one.asked
    view = panels.assessment
    if (view.outcome, view.primary) != (asked["outcome"], asked["primary"]):
        raise Stale("decision_stale")
    prepared = preparing.prepare(desk, panels, str(asked["code"]), str(asked["language"]), given=asked["given"])
    return refusing.refuse(
        desk,
        panels,
        prepared,
        one.text,
        base_event=int(asked["base_event"]),
        reason=asked["reason"],
        command_id=one.command_id,
    )


_VERBS: dict[str, Callable[[Desk, Unsent], Applied]] = {
    "note": _note,
    "reply": _reply,
    "tier": _tier,
    "assign": _assign,
    "close": _close,
    REFUSE: _refuse,
}
