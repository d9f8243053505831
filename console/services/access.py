"""Access to what belongs to the customer (clause 21): asked for a purpose, given, found bad, withdrawn, destroyed.

Access serves the check of a product error and widens nothing (A61). Bad access pauses the case and is no misconduct
(21.3, 23.1.16). What was given is hidden in every text at once. It can be looked at while the request is open, which
is an event each time, and is destroyed when the request is closed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.records.matters import AccessRecord
from console.services import fact_entries, hiding
from console.services.desk import Desk
from console.services.intake.keeping import ALONE
from console.services.over import hold_at_work
from console.store import Unit, codec, tables
from console.store.queries import matters
from console.store.queries.hidden import overwrite_what_goes

KINDS = ("panel", "server", "database", "other")
BAD = ("incorrect", "incomplete", "expired", "blocked", "lacks_permissions")
ASKED, GIVEN, FAULTY, WITHDRAWN, PURGED = "asked", "given", "bad", "withdrawn", "purged"
_TABLE = tables.licensing.access_requests
_MASK = 6


def of_ticket(connection: Any, ticket_id: int, *, hidden: bool = False) -> tuple[AccessRecord, ...]:
    """Return the access requests of a ticket in order; the secrets themselves are not read, nor where they are."""
    return matters.access_of(connection, ticket_id, hidden=hidden)


def ask(desk: Desk, ticket_id: TicketId, *, kind: str, purpose: str, command_id: str | None = None) -> Applied:
    """Record that access is asked for, and why (21.1); the letter to the customer is written by a person.

    The result is the event's number. Raises BadInput for an unknown kind or without a purpose, NotAllowed where the
    request is over.
    """
    if kind not in KINDS or not purpose.strip():
        raise BadInput("bad_access_request", kind=kind)

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        key = unit.insert(
            _TABLE,
            ticket_id=ticket_id,
            domain_id=ticket["domain_id"],
            kind=kind,
            state=ASKED,
            asked_at=unit.at,
            asked_by=desk.actor.staff_id,
            note=purpose.strip(),
        )
        return unit.record(ticket_id, "access_asked", {"access": key, "kind": kind}, texts={"purpose": purpose})

    payload: dict[str, Json] = {"kind": kind}
    return desk.apply(desk.command("ask_access", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def take(
    desk: Desk, ticket_id: TicketId, message_id: int, secret: str, *, kind: str = "other", command_id: str | None = None
) -> Applied:
    """Hide access data that a message holds, and keep them apart: for what was asked last, or else unasked.

    The result is the event's number. Raises BadInput where the words are too short or stand in no message.
    """
    if kind not in KINDS:
        raise BadInput("bad_access_request", kind=kind)

    def act(unit: Unit) -> int:
        unit.lock(ticket_id)
        if message_id not in {int(one["message_id"]) for one in _spans(unit, ticket_id)}:
            raise BadInput("secret_not_there")
        kept = hiding.hide(unit, message_id, secret)
        values: dict[str, object] = {
            "state": GIVEN,
            "given_at": unit.at,
            "given_message_id": message_id,
            "secret": kept,
            "hint": hiding.DOT * _MASK,
        }
        waiting = [one for one in unit.find_all(_TABLE, ticket_id=ticket_id) if one["state"] in (ASKED, FAULTY)]
        waiting = [one for one in waiting if one["secret"] is None]
        if waiting:
            key = max(int(one["id"]) for one in waiting)
            unit.amend(_TABLE, key, expected=None, **values)
        else:
            key = unit.insert(_TABLE, ticket_id=ticket_id, kind=kind, asked_at=unit.at, **values)
        _bad(unit, desk, ticket_id, value=False)
        return unit.record(ticket_id, "access_given", {"access": key, "message": message_id})

    return desk.apply(desk.command("take_access", ticket_id=ticket_id, command_id=command_id), act)


def look(desk: Desk, access_id: int, *, command_id: str | None = None) -> str:
    """Return access data to whoever needs them now; that they were looked at is an event.

    Raises NotAllowed ("secret_purged") when they are destroyed or where the request is over, NotFound.
    """
    with desk.store.read() as connection:
        ticket_id, kept = matters.secret_of(connection, access_id)
    if not kept:
        raise NotAllowed("secret_purged")

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        return unit.record(ticket_id, "access_looked_at", {"access": access_id})

    desk.apply(desk.command("look_access", ticket_id=ticket_id, command_id=command_id), act)
    return hiding.secret_of(kept)


def say_bad(desk: Desk, access_id: int, why: str, *, command_id: str | None = None) -> Applied:
    """Say that access does not work, and why (21.3): the case waits for the customer, and nobody is at fault.

    The result is the event's number. Raises BadInput for another reason than the five.
    """
    if why not in BAD:
        raise BadInput("bad_access_reason", why=why)

    def act(unit: Unit) -> int:
        row = _row(unit, access_id, (GIVEN,))
        ticket_id = TicketId(int(row["ticket_id"]))
        unit.lock(ticket_id)
        unit.amend(_TABLE, access_id, expected=None, state=FAULTY)
        _bad(unit, desk, ticket_id, value=True)
        return unit.record(ticket_id, "access_bad", {"access": access_id, "why": why})

    return desk.apply(desk.command("bad_access", payload={"access": access_id, "why": why}, command_id=command_id), act)


def withdraw(desk: Desk, access_id: int, *, command_id: str | None = None) -> Applied:
    """Need no access any more: what was given is destroyed now. The result is the event's number."""

    def act(unit: Unit) -> int:
        row = _row(unit, access_id, (ASKED, GIVEN, FAULTY))
        ticket_id = TicketId(int(row["ticket_id"]))
        unit.lock(ticket_id)
        _end(unit, row, WITHDRAWN)
        _bad(unit, desk, ticket_id, value=False)
        return unit.record(ticket_id, "access_withdrawn", {"access": access_id})

    return desk.apply(desk.command("withdraw_access", payload={"access": access_id}, command_id=command_id), act)


def show_again(desk: Desk, access_id: int, *, command_id: str | None = None) -> Applied:
    """Put hidden words back: they were no access data. Raises NotAllowed ("secret_purged", "hidden_since")."""

    def act(unit: Unit) -> int:
        unit.alone(ALONE)  # an import may take in the same bytes; before the lock, as imports take them
        row = _row(unit, access_id, (GIVEN, FAULTY))
        ticket_id = TicketId(int(row["ticket_id"]))
        unit.lock(ticket_id)
        hiding.bring_back(unit, bytes(row["secret"] or b""), int(row["given_message_id"]))
        before = ASKED if row["asked_by"] is not None else WITHDRAWN
        unit.amend(_TABLE, access_id, expected=None, state=before, secret=None, given_at=None, given_message_id=None)
        return unit.record(ticket_id, "access_shown_again", {"access": access_id})

    return desk.apply(desk.command("show_access", payload={"access": access_id}, command_id=command_id), act)


def purge(unit: Unit, ticket_id: int) -> int:
    """Destroy every access data of a request inside a transaction, as its closing does; return how many."""
    found = [one for one in unit.find_all(_TABLE, ticket_id=ticket_id) if one["state"] not in (PURGED, WITHDRAWN)]
    for row in found:
        _end(unit, row, PURGED)
    return sum(1 for row in found if row["secret"] is not None)


def _end(unit: Unit, row: Mapping[str, Any], state: str) -> None:
    overwrite_what_goes(unit.connection)
    unit.amend(_TABLE, int(row["id"]), expected=None, state=state, secret=None, purged_at=unit.at)
    if row["secret"] is not None:
        hiding.destroy(unit, bytes(row["secret"]))


def _row(unit: Unit, access_id: int, states: tuple[str, ...]) -> dict[str, Any]:
    row = unit.row(_TABLE, access_id)
    if row["state"] not in states:
        raise NotAllowed("access_over")
    return row


def _spans(unit: Unit, ticket_id: int) -> list[dict[str, Any]]:
    return unit.find_all(tables.tickets.ticket_spans, ticket_id=ticket_id)


def _bad(unit: Unit, desk: Desk, ticket_id: TicketId, *, value: bool) -> None:
    """Make the fact that a request waits for working access stand as it is now."""
    newest = fact_entries.newest_of(unit, ticket_id, "bad_access")
    stands = newest is not None and newest["status"] == "confirmed" and newest["value"] == codec.dump(True)
    if stands != value:
        unit.insert(
            tables.tickets.facts,
            ticket_id=ticket_id,
            name="bad_access",
            value=codec.dump(value),
            status="confirmed",
            source="specialist",
            staff_id=desk.actor.staff_id,
            at=unit.at,
        )
