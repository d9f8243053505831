"""The outbox: calling a message back while it is held, and writing it out when its time has come.

A message has its identity before it is written, so that writing it again after a crash makes the same file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from console.channels.compose import write_letter
from console.faults import Known, NotAllowed, Stale
from console.records.base import Json
from console.records.commands import Applied
from console.records.tickets import DraftFile, OutboxRecord
from console.services import acknowledging
from console.services.desk import Desk
from console.services.drafts import context_of
from console.services.pausing import end_pause
from console.services.reply import reopen_questions
from console.store import Unit, codec, tables
from console.store.queries import leases, writing

_OUTBOX = tables.desk.outbox
SENDING = "letters"
"""The lease of the desk that sends for all."""
_LEASE = timedelta(seconds=60)
_BATCH, _MOST = 50, 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledBack:
    """What a message that was called back leaves to the draft."""

    ticket_id: int
    subject: str
    text: str
    letter_code: str | None
    files: tuple[DraftFile, ...]
    language: str = ""
    reason: str = ""


def recall(desk: Desk, outbox_id: int, *, command_id: str | None = None) -> Applied:
    """Call a message back while it is held: the text becomes the draft again, the ticket stands as before.

    What somebody changed on the ticket since stays as it is. Raises NotAllowed ("already_sent") when it has left.
    """

    def act(unit: Unit) -> Json:
        ticket_id = int(unit.row(_OUTBOX, outbox_id)["ticket_id"])
        unit.lock(ticket_id)  # first, as who checks it does: none of both waits in a ring
        entry = unit.row(_OUTBOX, outbox_id)
        if entry["state"] != "held" or entry["release_at"] <= unit.at:
            raise NotAllowed("already_sent", ticket=int(entry["ticket_id"]))
        undo = codec.load_dict(str(entry["undo"]))
        text = unit.message_text(int(entry["message_id"]))
        take_back(unit, entry)
        if undo.get("decision"):
            unit.amend(tables.tickets.decisions, int(undo["decision"]), expected=None, revoked=True)
            _withdraw(unit, int(undo["decision"]))
        event = unit.change_ticket(
            ticket_id,
            "recalled",
            unit.revive("tickets", untouched(unit, ticket_id, undo)),
            extra={"message": int(entry["message_id"]), "decision": undo.get("decision")},
            check_version=False,
        )
        reopen_questions(unit, undo.get("questions"))
        end_pause(unit, undo.get("pause"))
        acknowledging.take_back(unit, undo.get("told"))
        letter = undo.get("letter")
        called_back = CalledBack(
            ticket_id=ticket_id,
            subject=str(entry["subject"]),
            text=text,
            letter_code=None if letter is None else str(letter),
            files=writing.files_of_message(unit.connection, int(entry["message_id"])),
            language=str(undo.get("language") or ""),
            reason=str(undo.get("reason") or ""),
        )
        _restore_draft(unit, desk, called_back, event)
        unit.touch("outbox", ticket_id)
        unit.touch("messages", ticket_id)
        unit.touch("drafts", ticket_id)
        return {"ticket": ticket_id, "event": event, "text": text}

    return desk.apply(desk.command("recall", payload={"outbox": outbox_id}, command_id=command_id), act)


def try_again(desk: Desk, outbox_id: int) -> OutboxRecord:
    """Write a message that could not be written; what became of it now. Raises NotAllowed ("not_failed")."""

    def act(unit: Unit) -> int:
        entry = unit.row(_OUTBOX, outbox_id)
        if entry["state"] != "failed":
            raise NotAllowed("not_failed")
        lease = {"lease_until": unit.at + _LEASE, "lease_by": desk.store.origin}
        attempts = int(entry["attempts"]) + 1
        unit.amend(_OUTBOX, outbox_id, expected=int(entry["version"]), state="ready", attempts=attempts, **lease)
        unit.touch("outbox", int(entry["ticket_id"]))
        return attempts

    desk.apply(desk.command("try_letter_again", payload={"outbox": outbox_id}), act)
    return _write(desk, _entry(desk, outbox_id))


def release_due(desk: Desk) -> tuple[OutboxRecord, ...]:
    """Write every message whose time has come into the folder for letters; return what was written or failed.

    One that the database keeps back stays held, and no other waits for it. Where another desk sends for all, they are
    left to it.
    """
    with desk.store.read() as connection:
        due = writing.due_outbox(connection, desk.clock(), limit=1, keep=False)
        if not due or leases.held_elsewhere(connection, SENDING, holder=desk.store.origin):
            return ()
    try:
        leased = _leased(desk)
    except NotAllowed:
        with desk.store.read() as connection:
            due = writing.due_outbox(connection, desk.clock(), limit=_MOST, keep=False)
        leased = [key for one in due for key in _leased_alone(desk, one.id)]
    return tuple(_write(desk, _entry(desk, key)) for key in leased)


def _leased(desk: Desk, only: int | None = None) -> list[int]:
    leased: Any = desk.apply(desk.command("lease_letters"), lambda unit: _lease(unit, desk, only)).result
    return [int(key) for key in leased]


def _leased_alone(desk: Desk, outbox_id: int) -> list[int]:
    try:
        return _leased(desk, outbox_id)
    except NotAllowed:
        return []


def _entry(desk: Desk, outbox_id: int) -> OutboxRecord:
    with desk.store.read() as connection:
        return writing.outbox_entry(connection, outbox_id)


def _lease(unit: Unit, desk: Desk, only: int | None = None) -> list[Json]:
    found = writing.due_outbox(unit.connection, unit.at, limit=_BATCH if only is None else _MOST)
    due = [one for one in found if only in (None, one.id)]
    for entry in due:
        unit.amend(
            _OUTBOX, entry.id, expected=None, state="ready", lease_until=unit.at + _LEASE, lease_by=desk.store.origin
        )
    return [entry.id for entry in due]


def _write(desk: Desk, entry: OutboxRecord) -> OutboxRecord:
    with desk.store.read() as connection:
        letter = writing.letter(connection, entry.id)
    try:
        path = write_letter(letter, desk.out_folder)
    except Known as fault:
        return _mark(desk, entry, "failed", problem=fault.code)
    return _mark(desk, entry, "written", path=str(path))


def _mark(desk: Desk, entry: OutboxRecord, state: str, *, path: str = "", problem: str = "") -> OutboxRecord:
    def act(unit: Unit) -> Json:
        unit.lock(entry.ticket_id)
        # Writing took longer than the lease: another desk has the entry now, and writes the same file or has done so.
        if not writing.is_leased(unit.connection, entry.id, desk.store.origin):
            return None
        unit.amend(_OUTBOX, entry.id, expected=None, state=state, path=path, problem=problem)
        unit.touch("outbox", entry.ticket_id)
        return unit.record(entry.ticket_id, f"letter_{state}", {"outbox": entry.id, "problem": problem})

    desk.apply(desk.command(f"letter_{state}", ticket_id=entry.ticket_id, payload={"outbox": entry.id}), act)
    return _entry(desk, entry.id)


def _withdraw(unit: Unit, decision_id: int) -> None:
    """Nobody need look at a decision any more that its writer called back."""
    for one in unit.find_all(tables.team.decision_reviews, decision_id=decision_id):
        if one["state"] == "asked" and one["kind"] == "second_eyes":
            unit.amend(tables.team.decision_reviews, int(one["id"]), expected=None, state="withdrawn", done_at=unit.at)


def take_back(unit: Unit, entry: Mapping[str, Any]) -> None:
    """Mark an entry as called back. Raises NotAllowed when another desk took it to write it meanwhile."""
    try:
        unit.amend(_OUTBOX, int(entry["id"]), expected=int(entry["version"]), state="recalled")
    except Stale:
        raise NotAllowed("already_sent", ticket=int(entry["ticket_id"])) from None


def untouched(unit: Unit, ticket_id: int, undo: Mapping[str, Any]) -> dict[str, Json]:
    """Return what a message changed on the ticket and nobody changed since, as it stood before."""
    unit.lock(ticket_id)
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    before, after = undo["before"], undo["after"]
    return {name: value for name, value in before.items() if codec.plain(ticket[name]) == after[name]}


def _restore_draft(unit: Unit, desk: Desk, back: CalledBack, event: int) -> None:
    """Put the words and files of a message into the draft, with what letter it is; a newer draft is never overwritten.

    Where words of one's own stand there already, both together are that letter again.
    """
    drafts = tables.desk.drafts
    found = unit.find(drafts, ticket_id=back.ticket_id, staff_id=desk.actor.staff_id, kind="reply")
    context = "" if found is None else str(found["context"] or "")
    before, (language, reason) = writing.files_of_draft(context), writing.letter_of_draft(context)
    known = {one.sha256 for one in before}
    files = (*before, *(one for one in back.files if one.sha256 not in known))
    other = found is not None and found["letter_code"] is not None
    if not other:
        language, reason = back.language, back.reason
    values: dict[str, object] = {
        "saved_at": unit.at,
        "context": context_of(files, language=language, reason=reason),
    }
    if not other:
        values["letter_code"] = back.letter_code
    if found is None or not str(found["body"]).strip():
        values |= {"subject": back.subject, "body": back.text, "base_event": event}
    else:
        values["body"] = f"{found['body']}\n\n{back.text}"
    if found is None:
        unit.insert(drafts, ticket_id=back.ticket_id, staff_id=desk.actor.staff_id, kind="reply", **values)
    else:
        unit.amend(drafts, int(found["id"]), expected=None, **values)
