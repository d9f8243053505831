"""Unsent text: kept for each person, ticket and kind, on every pause. Nothing but its owner ever removes it."""

from __future__ import annotations

from console.records.base import TicketId
from console.records.tickets import DraftRecord
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import writing

_DRAFTS = tables.desk.drafts


def save_draft(desk: Desk, draft: DraftRecord) -> None:
    """Keep the text; an empty text of an unknown draft is not kept."""

    def act(unit: Unit) -> None:
        values = {
            "subject": draft.subject,
            "body": draft.text,
            "letter_code": draft.letter_code,
            "base_event": draft.base_event,
            "saved_at": unit.at,
        }
        found = unit.find(_DRAFTS, ticket_id=draft.ticket_id, staff_id=desk.actor.staff_id, kind=draft.kind)
        if found is not None:
            unit.amend(_DRAFTS, int(found["id"]), expected=None, **values)
        elif draft.text.strip():
            unit.insert(_DRAFTS, ticket_id=draft.ticket_id, staff_id=desk.actor.staff_id, kind=draft.kind, **values)

    desk.store.quietly(act, actor=desk.actor, at=desk.clock())


def load_drafts(desk: Desk, ticket_id: TicketId) -> tuple[DraftRecord, ...]:
    """Return the acting person's drafts on a ticket."""
    with desk.store.read() as connection:
        return writing.drafts(connection, ticket_id, desk.actor.staff_id)


def discard_draft(desk: Desk, ticket_id: TicketId, kind: str) -> DraftRecord | None:
    """Remove a draft and return it, so that the window can offer to undo."""
    known = next((draft for draft in load_drafts(desk, ticket_id) if draft.kind == kind), None)

    def act(unit: Unit) -> None:
        drop_draft(unit, ticket_id, desk.actor.staff_id, kind)

    desk.store.quietly(act, actor=desk.actor, at=desk.clock(), kinds=frozenset({"drafts"}))
    return known


def drop_draft(unit: Unit, ticket_id: int, staff_id: int, kind: str) -> None:
    """Remove a draft inside a transaction that sends it."""
    found = unit.find(_DRAFTS, ticket_id=ticket_id, staff_id=staff_id, kind=kind)
    if found is not None:
        unit.delete(_DRAFTS, int(found["id"]))
