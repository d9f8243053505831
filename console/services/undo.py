"""Undo: the inverse of an act, as an act of its own with the version it expects. History is never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import NotAllowed, Stale
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.services import questions
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.reply import reopen_questions
from console.services.triage import topic_back
from console.store import Unit, codec, tables

_INVERTIBLE = frozenset(
    {"assigned", "tier_set", "topic_set", "closed", "reopened", "snoozed", "license_set", "request_confirmed", "undone"}
    | {"referred", "dismissed", "woken", "queued"}
)


def undo(desk: Desk, ticket_id: TicketId, event_n: int, *, command_id: str | None = None) -> Applied:
    """Put back what event `event_n` changed, unless somebody changed the same fields since.

    Raises NotAllowed ("cannot_undo") for acts without an inverse, Stale for changed fields.
    """

    def act(unit: Unit) -> int:
        unit.lock(ticket_id)
        event = unit.event(ticket_id, event_n)
        if event is not None and event["kind"] == bounds.KIND:
            return bounds.take_back(unit, desk, ticket_id, event)
        if event is not None and event["kind"] == questions.KIND:
            return questions.take_back(unit, ticket_id, event)
        return put_back(unit, ticket_id, event_n, event)

    return desk.apply(desk.command("undo", ticket_id=ticket_id, payload={"event": event_n}, command_id=command_id), act)


def put_back(unit: Unit, ticket_id: int, event_n: int, event: Mapping[str, Any] | None) -> int:
    """Put back what an event changed on a ticket, on its question and among its decisions. Raises NotAllowed, Stale."""
    if event is None:
        raise NotAllowed("cannot_undo")
    old, new = codec.load_dict(str(event["old"])), codec.load_dict(str(event["new"]))
    by_choice = event["kind"] == "decided" and new.get("message") is None  # one with a letter is called back instead
    if not by_choice and event["kind"] not in _INVERTIBLE:
        raise NotAllowed("cannot_undo")
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    for name, value in new.items():
        if name in old and codec.plain(ticket[name]) != value:
            raise Stale("undo_stale", field=name, yours=value, theirs=codec.plain(ticket[name]))
    reopen_questions(unit, new.get("answered"))
    extra = {"event": event_n, **topic_back(unit, new), **_choice_back(unit, new, taken=by_choice)}
    return unit.change_ticket(ticket_id, "undone", unit.revive("tickets", old), extra=extra, check_version=False)


def _choice_back(unit: Unit, new: Mapping[str, Json], *, taken: bool) -> dict[str, Json]:
    """Take a person's choice back, or let it stand again where that is undone; return what the event keeps of it."""
    if not taken and "revoked" not in new:
        return {}
    revoked = taken or not new["revoked"]
    unit.amend(tables.tickets.decisions, int(str(new["decision"])), expected=None, revoked=revoked)
    return {"decision": new["decision"], "revoked": revoked}
