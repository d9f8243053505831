"""Unsent text: kept for each person, ticket and kind, on every pause. Nothing but its owner ever removes it."""

from __future__ import annotations

import mimetypes
from dataclasses import asdict, replace
from pathlib import Path

from console.channels.untrusted.names import clean_name
from console.faults import BadInput, Locked, Unreachable
from console.records.base import TicketId
from console.records.tickets import DraftFile, DraftRecord
from console.services import local_drafts
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.queries import writing

MOST_BYTES = 20 * 1_048_576  # many mail servers take no more
_DRAFTS = tables.desk.drafts


def save_draft(desk: Desk, draft: DraftRecord) -> bool:
    """Keep the text; an empty text of an unknown draft is not kept. Return whether the database has it.

    While the database is away the text is kept on this computer.
    """
    try:
        _save(desk, draft)
    except (Unreachable, Locked):
        local_drafts.keep(desk.store.url, draft)
        return False
    local_drafts.drop(desk.store.url, draft)
    return True


def carry_home(desk: Desk) -> int:
    """Bring what was kept on this computer into the database that is back; return how many texts."""
    kept = [one for one in local_drafts.kept(desk.store.url) if one.staff_id == desk.actor.staff_id]
    for draft in kept:
        there = next((one for one in load_drafts(desk, draft.ticket_id) if one.kind == draft.kind), None)
        newer = there is not None and there.saved_at > draft.saved_at and there.text not in (draft.text, "")
        _save(desk, replace(draft, text=f"{there.text}\n\n{draft.text}") if there and newer else draft)
        local_drafts.drop(desk.store.url, draft)
    return len(kept)


def _save(desk: Desk, draft: DraftRecord) -> None:
    def act(unit: Unit) -> None:
        values = {
            "subject": draft.subject,
            "body": draft.text,
            "letter_code": draft.letter_code,
            "context": context_of(draft.files),
            "base_event": draft.base_event,
            "saved_at": unit.at,
        }
        found = unit.find(_DRAFTS, ticket_id=draft.ticket_id, staff_id=desk.actor.staff_id, kind=draft.kind)
        if found is not None:
            unit.amend(_DRAFTS, int(found["id"]), expected=None, **values)
        elif draft.text.strip() or draft.files:
            unit.insert(_DRAFTS, ticket_id=draft.ticket_id, staff_id=desk.actor.staff_id, kind=draft.kind, **values)

    desk.store.quietly(act, actor=desk.actor, at=desk.clock())


def keep_file(desk: Desk, name: str, content: bytes) -> DraftFile:
    """Keep the bytes of a file that is about to be sent and return it under a safe name. Raises BadInput."""
    if not content:
        raise BadInput("empty_file", name=name)
    if len(content) > MOST_BYTES:
        raise BadInput("file_too_large", name=name, most=MOST_BYTES // 1_048_576)
    safe = clean_name(name)
    kind = mimetypes.guess_type(safe)[0] or "application/octet-stream"
    kept = desk.apply(desk.command("keep_file", payload={"name": safe}), lambda unit: unit.blob(content))
    return DraftFile(name=safe, media_type=kind, size=len(content), sha256=str(kept.result))


def keep_path(desk: Desk, path: Path) -> DraftFile:
    """Keep a file of this computer. Raises BadInput for one that cannot be read or is too large."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadInput("file_too_large", name=path.name, most=MOST_BYTES // 1_048_576)
        content = path.read_bytes()
    except OSError as error:
        raise BadInput("unreadable_file", name=path.name, reason=error.strerror or type(error).__name__) from error
    return keep_file(desk, path.name, content)


def context_of(files: tuple[DraftFile, ...]) -> str:
    """Return the context of a draft: the files that it carries."""
    return codec.dump({"files": [asdict(one) for one in files]}) if files else ""


def load_drafts(desk: Desk, ticket_id: TicketId) -> tuple[DraftRecord, ...]:
    """Return the acting person's drafts on a ticket."""
    with desk.store.read() as connection:
        return writing.drafts(connection, ticket_id, desk.actor.staff_id)


def discard_draft(desk: Desk, ticket_id: TicketId, kind: str) -> DraftRecord | None:
    """Remove a draft and return it, so that the window can offer to undo."""
    known = next((draft for draft in load_drafts(desk, ticket_id) if draft.kind == kind), None)

    def act(unit: Unit) -> None:
        unit.touch("drafts", int(ticket_id))
        drop_draft(unit, ticket_id, desk.actor.staff_id, kind)

    desk.apply(desk.command("discard_draft", ticket_id=ticket_id, payload={"kind": kind}), act)
    return known


def drop_draft(unit: Unit, ticket_id: int, staff_id: int, kind: str, *, only_letter: bool = False) -> None:
    """Remove a draft inside a transaction that sends it; with `only_letter` one that is somebody's own words stays."""
    found = unit.find(_DRAFTS, ticket_id=ticket_id, staff_id=staff_id, kind=kind)
    if found is not None and not (only_letter and found["letter_code"] is None):
        unit.delete(_DRAFTS, int(found["id"]))
