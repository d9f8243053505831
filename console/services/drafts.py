"""Unsent text: kept for each person, ticket and kind, on every pause. Nothing but its owner ever removes it."""

from __future__ import annotations

import mimetypes
from collections import deque
from collections.abc import Mapping
from dataclasses import asdict, replace
from enum import StrEnum
from pathlib import Path
from typing import Any

from console.channels.untrusted.names import clean_name
from console.faults import BadInput, Known, Locked, Stale, Unreachable
from console.records.base import Json, TicketId
from console.records.tickets import DraftFile, DraftRecord
from console.services import local_drafts
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.hindrance import HINDERS
from console.store.queries import writing

MOST_BYTES = 20 * 1_048_576  # many mail servers take no more
_MOST_ASIDE = 9
_MOST_KNOWN = 32
_DRAFTS = tables.desk.drafts


class Saved(StrEnum):
    """Where a text is kept: as the draft, beside one that another window changed, or (false) on this computer."""

    KEPT = "kept"
    ASIDE = "aside"
    HERE = ""


def save_draft(desk: Desk, draft: DraftRecord) -> Saved:
    """Keep the text; an empty text of an unknown draft is not kept.

    A draft that another window of the same person changed since this one read it is not touched: the text is kept
    beside it, and both are shown when the draft is read again. While the database is away, or cannot be written, the
    text is kept on this computer. Raises Known ("system_refused") where not even that can be done.
    """
    try:
        saved = _save(desk, draft)
    except Known as fault:
        if not isinstance(fault, (Unreachable, Locked)) and fault.code not in HINDERS:
            raise
        local_drafts.keep(desk.store.url, draft, desk.store.origin)
        return Saved.HERE
    local_drafts.drop(desk.store.url, draft, desk.store.origin)
    return saved


def carry_home(desk: Desk) -> int:
    """Bring what was kept on this computer into the database that is back; return how many texts.

    Done again, after a kill in the middle or by another window, it says nothing twice. What stands there is written
    over only where this window knew it and wrote on, or where the text holds it whole; else both are kept. Of what is
    brought in, this window knows no more afterwards than its own text: the words of others were not shown in it.
    """
    kept = [one for one in local_drafts.found(desk.store.url) if one[1].staff_id == desk.actor.staff_id]
    for file, draft in kept:
        own, seen = local_drafts.is_of(file, draft, desk.store.origin), _seen(desk, draft.ticket_id)
        goes_on = own and _went_on(desk, draft)
        there = next((one for one in load_drafts(desk, draft.ticket_id) if one.kind == draft.kind), None)
        whole = there is None or goes_on or _within(there, draft)
        if there is None or whole:
            _save(desk, draft)
        elif not _within(draft, there):
            _save(desk, _joined(there, draft))
        if not (own and whole):
            _unlearn(desk, draft.ticket_id, seen)
        local_drafts.forget(file, draft)
    return len(kept)


def _seen(desk: Desk, ticket_id: int) -> dict[tuple[int, str], tuple[str, ...]]:
    """Return what this window knows of the texts on a ticket."""
    return {key: tuple(marks) for key, marks in desk.drafts.items() if key[0] == int(ticket_id)}


def _unlearn(desk: Desk, ticket_id: int, seen: Mapping[tuple[int, str], tuple[str, ...]]) -> None:
    """Let this window know of the texts on a ticket what it knew before."""
    for key in [key for key in desk.drafts if key[0] == int(ticket_id)]:
        desk.drafts[key] = deque(seen.get(key, ()), maxlen=_MOST_KNOWN)


def _went_on(desk: Desk, draft: DraftRecord) -> bool:
    """Return whether this window knew what stands there when it wrote its text, and wrote it later."""
    with desk.store.read() as connection:
        found = writing.drafts(connection, draft.ticket_id, desk.actor.staff_id)
    return all(
        one.saved_at <= draft.saved_at
        and _mark(one.text, _context(one)) in desk.drafts.get((int(draft.ticket_id), one.kind), ())
        for one in found
        if one.kind in _places(draft.kind)
    )


def _within(part: DraftRecord, whole: DraftRecord) -> bool:
    """Return whether a draft says and carries all of another."""
    return _holds(whole.text, part.text) and set(part.files) <= set(whole.files)


def _holds(whole: str, part: str) -> bool:
    """Return whether a text has the lines of another, one below the other; a word within a longer one is not it."""
    lines, wanted = _lines(whole), _lines(part)
    return any(lines[at : at + len(wanted)] == wanted for at in range(len(lines) - len(wanted) + 1))


def _lines(text: str) -> list[str]:
    return [one.strip() for one in text.splitlines() if one.strip()]


def _save(desk: Desk, draft: DraftRecord) -> Saved:
    staff = int(desk.actor.staff_id)
    context = _context(draft)

    def act(unit: Unit) -> str:
        unit.alone(f"draft {draft.ticket_id} {staff}")
        rows = _rows(unit, draft.ticket_id, staff, draft.kind)
        place = next(
            (one for one in _places(draft.kind) if one not in rows or _may_write(desk, rows[one], draft.text, context)),
            "",
        )
        if not place:
            raise Stale("too_many_drafts", most=_MOST_ASIDE)
        values = {
            "subject": draft.subject,
            "body": draft.text,
            "letter_code": draft.letter_code,
            "context": context,
            "base_event": draft.base_event,
            "saved_at": unit.at,
        }
        if place in rows:
            unit.amend(_DRAFTS, int(rows[place]["id"]), expected=None, **values)
        elif draft.text.strip() or draft.files:
            unit.insert(_DRAFTS, ticket_id=draft.ticket_id, staff_id=staff, kind=place, **values)
        for name, row in rows.items() if place == draft.kind else ():
            if name != place and _knows(desk, row):  # its words were shown with the draft, and are part of it now
                unit.delete(_DRAFTS, int(row["id"]))
        return place

    place = desk.store.quietly(act, actor=desk.actor, at=desk.clock())
    _learn(desk, draft.ticket_id, place, draft.text, context)
    return Saved.KEPT if place == draft.kind else Saved.ASIDE


def _places(kind: str) -> tuple[str, ...]:
    """Return the kinds under which the texts of one kind may stand: the draft, then those beside it."""
    return (kind, *(f"{kind}.{n}" for n in range(2, _MOST_ASIDE + 1)))


def _rows(unit: Unit, ticket_id: int, staff_id: int, kind: str) -> dict[str, dict[str, Any]]:
    places = _places(kind)
    known = unit.find_all(_DRAFTS, ticket_id=ticket_id, staff_id=staff_id)
    return {str(one["kind"]): one for one in known if one["kind"] in places}


def _may_write(desk: Desk, row: Mapping[str, Any], text: str, context: str) -> bool:
    """Return whether nothing is lost by writing over a row: it is empty, the same, or what this window knows."""
    empty = not str(row["body"]).strip() and not row["context"]
    return empty or (row["body"], row["context"]) == (text, context) or _knows(desk, row)


def _knows(desk: Desk, row: Mapping[str, Any]) -> bool:
    known = desk.drafts.get((int(row["ticket_id"]), str(row["kind"])), ())
    return _mark(str(row["body"]), str(row["context"])) in known


def _learn(desk: Desk, ticket_id: int, place: str, text: str, context: str) -> None:
    desk.drafts.setdefault((int(ticket_id), place), deque(maxlen=_MOST_KNOWN)).append(_mark(text, context))


def _mark(text: str, context: str) -> str:
    return codec.digest(f"{text}\0{context}".encode())


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


def context_of(files: tuple[DraftFile, ...], *, language: str = "", reason: str = "") -> str:
    """Return the context of a draft: the files that it carries, the language of its letter and why that one."""
    context: dict[str, Json] = {"files": [asdict(one) for one in files]} if files else {}
    if language or reason:
        context["letter"] = {"language": language, "reason": reason}
    return codec.dump(context) if context else ""


def _context(draft: DraftRecord) -> str:
    return context_of(draft.files, language=draft.letter_language, reason=draft.letter_reason)


def load_drafts(desk: Desk, ticket_id: TicketId) -> tuple[DraftRecord, ...]:
    """Return the acting person's drafts on a ticket, one of each kind; what was kept beside it stands below it."""
    with desk.store.read() as connection:
        found = writing.drafts(connection, ticket_id, desk.actor.staff_id)
    whole: dict[str, DraftRecord] = {}
    for one in found:
        _learn(desk, ticket_id, one.kind, one.text, _context(one))
        kind = one.kind.partition(".")[0]
        if not one.text.strip() and not one.files and kind != one.kind:
            continue
        before = whole.get(kind)
        whole[kind] = replace(one, kind=kind) if before is None else _joined(before, one)
    return tuple(whole.values())


def _joined(draft: DraftRecord, aside: DraftRecord) -> DraftRecord:
    """Return a draft with one that was kept beside it; words that it holds already are not said twice."""
    files = (*draft.files, *(one for one in aside.files if one not in draft.files))
    if _holds(draft.text, aside.text):
        return replace(draft, files=files)
    text = f"{draft.text}\n\n{aside.text}" if draft.text.strip() else aside.text
    return replace(draft, text=text, files=files, saved_at=max(draft.saved_at, aside.saved_at), joined=True)


def discard_draft(desk: Desk, ticket_id: TicketId, kind: str) -> DraftRecord | None:
    """Remove a draft and return it, so that the window can offer to undo."""
    known = next((draft for draft in load_drafts(desk, ticket_id) if draft.kind == kind), None)

    def act(unit: Unit) -> None:
        unit.touch("drafts", int(ticket_id))
        drop_draft(unit, desk, ticket_id, kind, known.text if known else "")

    desk.apply(desk.command("discard_draft", ticket_id=ticket_id, payload={"kind": kind}), act)
    return known


def drop_draft(unit: Unit, desk: Desk, ticket_id: int, kind: str, text: str, *, only_letter: bool = False) -> None:
    """Remove a draft inside a transaction that sends `text`; what another window wrote meanwhile stays.

    With `only_letter` a draft that is somebody's own words stays too.
    """
    for row in _rows(unit, ticket_id, int(desk.actor.staff_id), kind).values():
        own = only_letter and row["letter_code"] is None
        done = str(row["body"]).strip() == text.strip() or _may_write(desk, row, text, str(row["context"]))
        if done and not own:
            unit.delete(_DRAFTS, int(row["id"]))
