"""Telling customers of a new version of the agreement (clause 29): one letter to each, written into the newest request.

It is a courtesy and no answer: the request keeps its status, its clocks and its questions. Who was told of it is known
from the same act; who has agreed follows from the first request received under the version (29.4).
"""

from __future__ import annotations

from console.faults import BadInput, NotAllowed
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.records.matters import Acknowledged
from console.services import acknowledging, agreements, letters, reply, showing
from console.services.desk import Desk
from console.services.letter_values import values_for
from console.store import Unit, tables
from console.store.queries import hanging, versions

LETTER = "request.agreement_notice"
_UNTOUCHED = ("status", "waiting_since", "last_outbound_at", "owner_id", "owner_key")


def newest(desk: Desk) -> int:
    """Return the version to tell of: the last that is in force or will be, else the one of the desk."""
    with desk.store.read() as connection:
        known = versions.in_force(connection)
    return known[-1].id if known else desk.agreement.id


def concerned(desk: Desk, agreement_id: int) -> tuple[Acknowledged, ...]:
    """Return the customers who were not told of a version yet."""
    return tuple(one for one in acknowledging.overview(desk, agreement_id) if one.noticed_at is None)


def tell(desk: Desk, customer_id: int, agreement_id: int, *, command_id: str | None = None) -> Applied:
    """Put the letter to a customer into the outbox and record that the customer was told, both or neither.

    While the letter is held, calling it back takes back both.

    Raises NotAllowed ("told_already"), ("nowhere_to_write") for a customer without a request that has an addressee,
    BadInput ("letter_not_whole") where the company has not said what the letter needs.
    """
    with desk.store.read() as connection:
        found = hanging.newest_request(connection, customer_id)
    if found is None:
        raise NotAllowed("nowhere_to_write")
    ticket_id = TicketId(found)
    outgoing = _letter(agreements.pinned(desk, agreement_id), ticket_id)

    def act(unit: Unit) -> Json:
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        along = reply.With(
            kind="agreement_told",
            values={name: ticket[name] for name in _UNTOUCHED},
            extra={"agreement": agreement_id},
            undo={"told": {"customer": customer_id, "agreement": agreement_id, "at": unit.at.isoformat()}},
        )
        told = acknowledging.note(unit, customer_id, agreement_id)
        if isinstance(told, dict) and not told["first"]:
            raise NotAllowed("told_already")
        return reply.put(unit, desk, outgoing, along=along)

    payload: dict[str, Json] = {"customer": customer_id, "agreement": agreement_id}
    command = desk.command("tell_agreement", ticket_id=ticket_id, payload=payload, command_id=command_id)
    return desk.apply(command, act)


def _letter(desk: Desk, ticket_id: TicketId) -> reply.Outgoing:
    panels = showing.panels(desk, ticket_id)
    detail = panels.detail
    if not detail.contact_address.strip():
        raise NotAllowed("nowhere_to_write")
    language = detail.row.language if detail.row.language in letters.LANGUAGES else "en"
    letter = desk.letters.find(LETTER, language)
    if letter is None:
        raise BadInput("no_letter", clause=LETTER)
    values = values_for(desk, panels, letter, official={})
    body = letters.fill(letter.body, values)
    if body.missing:
        raise BadInput("letter_not_whole", missing=", ".join(body.missing))
    return reply.Outgoing(
        ticket_id=ticket_id,
        text=body.text,
        subject=letters.fill(letter.subject, values).text,
        to_address=detail.contact_address,
        base_event=0,
        final=False,
        anyway=True,
        letter_code=letter.code,
        letter_version=letter.mark,
        letter_language=letter.language,
    )
