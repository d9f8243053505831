"""The outbox: calling a message back while it is held, and writing it out when its time has come.

A message has its identity before it is written, so that writing it again after a crash makes the same file.
"""

from __future__ import annotations

from datetime import timedelta

from console.channels.compose import write_letter
from console.faults import Known, NotAllowed
from console.records.base import Json
from console.records.commands import Applied
from console.records.tickets import OutboxRecord
from console.services.desk import Desk
from console.services.reply import reopen_questions
from console.store import Unit, codec, tables
from console.store.queries import writing

_OUTBOX = tables.desk.outbox
_LEASE = timedelta(seconds=60)
_BATCH = 50


def recall(desk: Desk, outbox_id: int, *, command_id: str | None = None) -> Applied:
    """Call a message back while it is held: the text becomes the draft again, the ticket stands as before.

    Raises NotAllowed ("already_sent") when it has left, Stale when the ticket changed since in the same fields.
    """

    def act(unit: Unit) -> Json:
        entry = unit.row(_OUTBOX, outbox_id)
        if entry["state"] != "held" or entry["release_at"] <= unit.at:
            raise NotAllowed("already_sent", ticket=int(entry["ticket_id"]))
        undo = codec.load_dict(str(entry["undo"]))
        ticket_id = int(entry["ticket_id"])
        text = unit.message_text(int(entry["message_id"]))
        unit.amend(_OUTBOX, outbox_id, expected=None, state="recalled")
        if undo.get("decision"):
            unit.amend(tables.tickets.decisions, int(undo["decision"]), expected=None, revoked=True)
        event = unit.change_ticket(
            ticket_id,
            "recalled",
            unit.revive("tickets", undo["before"]),
            extra={"message": int(entry["message_id"]), "decision": undo.get("decision")},
            check_version=False,
        )
        reopen_questions(unit, undo.get("questions"))
        letter = undo.get("letter")
        _restore_draft(
            unit, desk, ticket_id, (str(entry["subject"]), text, None if letter is None else str(letter)), event
        )
        unit.touch("outbox", ticket_id)
        unit.touch("messages", ticket_id)
        unit.touch("drafts", ticket_id)
        return {"ticket": ticket_id, "event": event, "text": text}

    return desk.apply(desk.command("recall", payload={"outbox": outbox_id}, command_id=command_id), act)


def release_due(desk: Desk) -> tuple[OutboxRecord, ...]:
    """Write every message whose time has come into the folder for letters; return what was written or failed."""
    entries = desk.store.quietly(lambda unit: _lease(unit, desk), actor=desk.actor, at=desk.clock())
    return tuple(_write(desk, entry) for entry in entries)


def _lease(unit: Unit, desk: Desk) -> tuple[OutboxRecord, ...]:
    due = writing.due_outbox(unit.connection, unit.at, limit=_BATCH)
    for entry in due:
        unit.amend(
            _OUTBOX, entry.id, expected=None, state="ready", lease_until=unit.at + _LEASE, lease_by=desk.store.origin
        )
    return due


def _write(desk: Desk, entry: OutboxRecord) -> OutboxRecord:
    with desk.store.read() as connection:
        letter = writing.letter(connection, entry.id)
    try:
        path = write_letter(letter, desk.out_folder)
    except Known as fault:
        return _mark(desk, entry, "failed", problem=fault.code)
    return _mark(desk, entry, "written", path=str(path))


def _mark(desk: Desk, entry: OutboxRecord, state: str, *, path: str = "", problem: str = "") -> OutboxRecord:
    def act(unit: Unit) -> OutboxRecord:
        unit.amend(_OUTBOX, entry.id, expected=None, state=state, path=path, problem=problem)
        unit.touch("outbox", entry.ticket_id)
        unit.record(entry.ticket_id, f"letter_{state}", {"outbox": entry.id, "problem": problem})
        return writing.outbox_entry(unit.connection, entry.id)

    return desk.store.quietly(act, actor=desk.actor, at=desk.clock(), kinds=frozenset({"outbox"}))


def _restore_draft(unit: Unit, desk: Desk, ticket_id: int, written: tuple[str, str, str | None], event: int) -> None:
    """Make subject, text and letter the draft again."""
    drafts = tables.desk.drafts
    subject, text, letter = written
    values = {"subject": subject, "body": text, "letter_code": letter, "base_event": event, "saved_at": unit.at}
    found = unit.find(drafts, ticket_id=ticket_id, staff_id=desk.actor.staff_id, kind="reply")
    if found is None:
        unit.insert(drafts, ticket_id=ticket_id, staff_id=desk.actor.staff_id, kind="reply", **values)
    elif not str(found["body"]).strip():
        unit.amend(drafts, int(found["id"]), expected=None, **values)
    else:
        joined = f"{found['body']}\n\n{text}"  # a newer draft is never overwritten
        unit.amend(drafts, int(found["id"]), expected=None, body=joined, saved_at=unit.at)
