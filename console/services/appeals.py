"""An appeal of a refusal: the customer disputes it, and another person than the one who refused decides anew.

The new decision is recorded like any other, by the facts and the agreement as they are then; whether the old one was
upheld or overturned is kept by clause. An appeal gives nothing that the agreement does not give.
"""

from __future__ import annotations

from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, Status
from console.records.commands import Applied
from console.records.tickets import DecisionRecord
from console.services import loads, reviewing
from console.services.deciding import APPEAL, require_allowed, taken_of
from console.services.desk import Desk
from console.services.over import OPEN_AGAIN, require_at_work
from console.services.recording import digests, record, told
from console.services.refusing import ENDINGS
from console.services.showing import Panels
from console.services.triage import confirm_seen
from console.store import Unit, tables

_REFUSED = ("refuse", "suspend", "not_registered", "redirect_paid")


def disputed(panels: Panels) -> DecisionRecord | None:
    """Return the refusal on a ticket that a customer can dispute: the last decision, where it is one and stands."""
    last = panels.detail.decisions[-1] if panels.detail.decisions else None
    return last if last is not None and last.outcome in _REFUSED else None


def state_of(outcome: str) -> str:
    """Return what an appeal comes to by its new outcome: upheld where that refuses again, else overturned."""
    return reviewing.UPHELD if outcome in ENDINGS else reviewing.OVERTURNED


def ask(desk: Desk, panels: Panels, *, note: str, command_id: str | None = None) -> Applied:
    """Enter that the customer disputes the refusal; the ticket is open, and nobody's where the refuser had it.

    Raises BadInput ("appeal_needs_note"), NotAllowed ("nothing_refused", "appeal_runs"; "over_joined" where it
    was joined with another).
    """
    last = disputed(panels)
    if last is None:
        raise NotAllowed("nothing_refused")
    if not note.strip():
        raise BadInput("appeal_needs_note")
    ticket_id = panels.detail.row.id

    def act(unit: Unit) -> Json:
        ticket = unit.lock(ticket_id, "status", "owner_id")
        found = unit.find_all(reviewing.REVIEWS, decision_id=last.id)
        if any(one["state"] == reviewing.ASKED for one in found):
            raise NotAllowed("appeal_runs")
        decision = unit.row(tables.tickets.decisions, last.id)
        if decision["revoked"]:
            raise NotAllowed("nothing_refused")
        review = unit.insert(
            reviewing.REVIEWS,
            decision_id=last.id,
            kind=reviewing.APPEAL,
            state=reviewing.ASKED,
            asked_by=desk.actor.staff_id,
            asked_at=unit.at,
            clause=last.primary or "",
            note=note.strip(),
        )
        values: dict[str, object] = {}
        if ticket["status"] != Status.CLOSED.value:
            require_at_work(unit, unit.row(tables.tickets.tickets, ticket_id))
        else:
            loads.hold(unit, (ticket["owner_id"],))
            values = dict(OPEN_AGAIN)
        mine = ticket["owner_id"] == desk.actor.staff_id
        if ticket["owner_id"] == decision["staff_id"] and (mine or desk.actor.role.value == "lead"):
            values |= {"owner_id": None, "owner_key": 0, "claimed_at": None}
        extra: dict[str, Json] = {"review": review, "clause": last.primary, "decision": last.id}
        texts = {"note": note.strip()}
        if values:
            return unit.change_ticket(ticket_id, "appeal_asked", values, extra=extra, texts=texts, check_version=False)
        return unit.record(ticket_id, "appeal_asked", extra, texts=texts)

    return desk.apply(desk.command("appeal", ticket_id=ticket_id, command_id=command_id), act)


def decide(
    desk: Desk, panels: Panels, review_id: int, *, outcome: str, reason: str, command_id: str | None = None
) -> Applied:
    """Decide an appeal anew: upheld where the outcome refuses again, overturned where it does not.

    Raises BadInput ("choice_needs_reason"), NotAllowed ("own_decision", "review_over", "choice_severer"), Stale.
    """
    view, detail = panels.assessment, panels.detail
    if not reason.strip():
        raise BadInput("choice_needs_reason")
    require_allowed(view.result, outcome, reason)

    def act(unit: Unit) -> Json:
        row, old, _ = reviewing.begin(unit, desk, review_id, reviewing.APPEAL)
        if int(old["ticket_id"]) != int(detail.row.id):
            raise NotAllowed("review_over")
        confirm_seen(unit, desk, detail)
        taken = taken_of(view, outcome, APPEAL, reason)
        decision = record(unit, desk, detail.row.id, taken)
        state = state_of(outcome)
        more: dict[str, Any] = {"overturned_by_id": decision} if state == reviewing.OVERTURNED else {}
        reviewing.settle(unit, desk, row, state, "", verdict=outcome, **more)
        return unit.change_ticket(
            detail.row.id,
            f"appeal_{state}",
            {"outcome": outcome, "primary_clause": taken.primary},
            extra={
                **told(unit, decision),
                "review": review_id,
                "clause": row["clause"],
                "proposed": view.outcome,
                "reason": reason.strip(),
                **digests(view.inputs, view.result),
            },
            check_version=False,
        )

    payload: dict[str, Json] = {"outcome": outcome, "review": review_id}
    command = desk.command("appeal.decide", ticket_id=detail.row.id, payload=payload, command_id=command_id)
    return desk.apply(command, act)
