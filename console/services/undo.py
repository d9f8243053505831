"""Undo and redo: the inverse of an act, and of that again, as acts of their own. History is never rewritten.

An undo puts back what nobody changed since. A redo does again what was undone, where nothing at all came since.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import NotAllowed, Stale
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.services import joining, loads, questions
from console.services.desk import Desk
from console.services.intake import bounds
from console.services.over import require_at_work
from console.services.reply import mark_answered, reopen_questions
from console.services.triage import topic_back
from console.store import Unit, codec, tables
from console.store.witness.beside import BESIDE

_RESTED_ON = frozenset({"tier", "topic", "license_id", "revoked", "received_at"})
_INVERTIBLE = frozenset(
    {"assigned", "tier_set", "topic_set", "closed", "reopened", "snoozed", "license_set", "request_confirmed", "undone"}
    | {"referred", "dismissed", "woken", "queued", "received_set"}
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


def redo(desk: Desk, ticket_id: TicketId, undone_n: int, *, command_id: str | None = None) -> Applied:
    """Do again what the undo of event `undone_n` took back; the result is an event that can be undone.

    Raises NotAllowed ("cannot_redo") for what was no undo, Stale ("redo_stale") when anything came since.
    """

    def act(unit: Unit) -> int:
        event = require_last(unit, ticket_id, undone_n)
        new = codec.load_dict(str(event["new"]))
        if "spans" in new:
            return bounds.take_back(unit, desk, ticket_id, event, again=True)
        if "question" in new:
            return int(str(questions.split(unit, desk, ticket_id, int(str(new["question"])))["event"]))
        return put_back(unit, ticket_id, undone_n, event, again=True)

    command = desk.command("redo", ticket_id=ticket_id, payload={"event": undone_n}, command_id=command_id)
    return desk.apply(command, act)


def require_last(unit: Unit, ticket_id: int, undone_n: int) -> dict[str, Any]:
    """Return the undo that is to be undone, if it is the last that happened to the ticket. Raises NotAllowed, Stale."""
    unit.lock(ticket_id)
    event = unit.event(ticket_id, undone_n)
    if event is None or event["kind"] != "undone":
        raise NotAllowed("cannot_redo")
    last_n = int(unit.row(tables.tickets.tickets, ticket_id)["event_n"])
    last = unit.event(ticket_id, last_n)
    while last is not None and last_n > undone_n and last["kind"] in BESIDE:
        last_n -= 1
        last = unit.event(ticket_id, last_n)
    if last_n != undone_n:
        staff = None if last is None else last["staff_id"]
        raise Stale("redo_stale", who=unit.row(tables.people.staff, int(staff))["name"] if staff else "–")
    return event


def put_back(unit: Unit, ticket_id: int, event_n: int, event: Mapping[str, Any] | None, *, again: bool = False) -> int:
    """Put back what an event changed on a ticket, on its question and among its decisions. Raises NotAllowed, Stale.

    With `again` the event is an undo, and what it took back is done again. Of a request that is over only what ended
    it, and who has it, is put back; who works on tickets no longer gets none back ("left_gets_nothing").
    """
    if event is None:
        raise NotAllowed("cannot_undo")
    old, new = codec.load_dict(str(event["old"])), codec.load_dict(str(event["new"]))
    by_choice = event["kind"] == "decided" and new.get("message") is None  # one with a letter is called back instead
    if not by_choice and event["kind"] not in _INVERTIBLE:
        raise NotAllowed("cannot_undo")
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    if "status" not in new and (by_choice or _RESTED_ON & new.keys()):
        require_at_work(unit, ticket)
    for name, value in new.items():
        if name in old and codec.plain(ticket[name]) != value:
            raise Stale("undo_stale", field=name, yours=value, theirs=_told(unit, name, codec.plain(ticket[name])))
    had = int(str(old.get("owner_id") or 0))
    again_at_work = ticket["owner_id"] if old.get("is_open") and not ticket["is_open"] else None
    loads.hold(unit, (had, again_at_work))
    given = had not in (0, ticket["owner_id"], unit.actor.staff_id)
    if given and not loads.works(unit.row(tables.people.staff, had)):
        raise NotAllowed("left_gets_nothing")
    reopen_questions(unit, new.get("answered"))
    opened = new.get("opened_again")
    mark_answered(unit, [int(str(one)) for one in opened] if isinstance(opened, list) else [], None)
    extra: dict[str, Json] = {
        "event": event_n,
        **_joining_back(unit, TicketId(ticket_id), new),
        **({"again": True} if again else {}),
        **({"opened_again": new["answered"]} if new.get("answered") else {}),
        **({"answered": opened} if opened else {}),
        **topic_back(unit, new),
        **_choice_back(unit, new, taken=by_choice),
    }
    return unit.change_ticket(ticket_id, "undone", unit.revive("tickets", old), extra=extra, check_version=False)


def _told(unit: Unit, name: str, value: Json) -> Json:
    """Return what stands in a column; of who has the ticket the name."""
    return str(unit.row(tables.people.staff, int(str(value)))["name"]) if name == "owner_id" and value else value


def _joining_back(unit: Unit, ticket_id: TicketId, new: Mapping[str, Any]) -> dict[str, Json]:
    """Part a follow-up again that an event joined, or join it again where that is undone."""
    if "joined" in new:
        joining.part(unit, ticket_id, new["joined"])
        return {"parted": new["joined"]}
    if "parted" in new:
        follower = TicketId(int(new["parted"]["follower"]))
        version = int(unit.row(tables.tickets.tickets, follower)["version"])
        return {"joined": joining.join(unit, ticket_id, follower, version=version)}
    return {}


def _choice_back(unit: Unit, new: Mapping[str, Json], *, taken: bool) -> dict[str, Json]:
    """Take a person's choice back, or let it stand again where that is undone; return what the event keeps of it."""
    if not taken and "revoked" not in new:
        return {}
    revoked = taken or not new["revoked"]
    unit.amend(tables.tickets.decisions, int(str(new["decision"])), expected=None, revoked=revoked)
    return {"decision": new["decision"], "revoked": revoked}
