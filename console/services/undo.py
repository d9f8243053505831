"""Undo: the inverse of an act, as an act of its own with the version it expects. History is never rewritten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import NotAllowed, Stale
from console.records.base import TicketId
from console.records.commands import Applied
from console.services import questions
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.reply import reopen_questions
from console.services.triage import topic_back
from console.store import Unit, codec, tables

_INVERTIBLE = frozenset(
    {"assigned", "tier_set", "topic_set", "closed", "reopened", "snoozed", "license_set", "request_confirmed", "undone"}
    | {"referred", "dismissed"}
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
    """Put back what an event changed on a ticket, and on its question. Raises NotAllowed, Stale."""
    if event is None or event["kind"] not in _INVERTIBLE:
        raise NotAllowed("cannot_undo")
    old, new = codec.load_dict(str(event["old"])), codec.load_dict(str(event["new"]))
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    for name, value in new.items():
        if name in old and codec.plain(ticket[name]) != value:
            raise Stale("undo_stale", field=name, yours=value, theirs=codec.plain(ticket[name]))
    reopen_questions(unit, new.get("answered"))
    extra = {"event": event_n, **topic_back(unit, new)}
    return unit.change_ticket(ticket_id, "undone", unit.revive("tickets", old), extra=extra, check_version=False)
