"""Whose request is it: the evidence of the register for a ticket's sender, and what a person says where there is none.

Two licenses that fit are never guessed between; a person chooses, and may have the sender remembered as a contact.
"""

from __future__ import annotations

from typing import Any

from console.records.base import LicenseId, TicketId
from console.records.commands import Applied
from console.records.origin import Candidate, Origin
from console.records.tickets import TicketDetail
from console.services import customers, triage
from console.services.desk import Desk
from console.services.matching import Match, Sender, match
from console.store.queries import licensing, senders, tickets


def origin_of(connection: Any, detail: TicketDetail) -> Origin:
    """Return what the register says now of who wrote a ticket."""
    sender, author = _sender(connection, detail)
    found = match(connection, sender)
    chosen_by = senders.who_chose_license(connection, detail.row.id)
    matched = detail.license_id is not None and found.license_id == detail.license_id
    return Origin(
        address=sender.address,
        author=author,
        evidence=found.witness if matched or detail.license_id is None else (),
        name=senders.contact_name(connection, found.contact_id),
        license_key=detail.row.license_key or "",
        chosen_by=chosen_by,
        question="" if detail.license_id is not None else found.question,
        candidates=() if detail.license_id is not None else _candidates(connection, found),
    )


def use_license(
    desk: Desk,
    detail: TicketDetail,
    license_id: LicenseId,
    *,
    remember: bool,
    origin: Origin,
) -> tuple[Applied, int]:
    """Say which license pays; with `remember` the sender becomes a contact of its customer.

    The other open requests of the same sender are matched with it then. Return the act and how many those are.
    Raises Stale, BadInput.
    """
    line = detail.row
    done = triage.set_license(desk, line.id, license_id, version=line.version)
    if not remember or not origin.address:
        return done, 0
    with desk.store.read() as connection:
        record = licensing.license_record(connection, license_id)
        known = any(one.customer_id == record.customer_id for one in _known(connection, origin.address))
    if not known:
        mail = "@" in origin.address[1:]
        customers.add_contact(
            desk,
            record.customer_id,
            name=origin.author or origin.address,
            address=origin.address if mail else "",
            handle="" if mail else origin.address,
        )
    return done, _match_others(desk, origin.address, line.id)


def _known(connection: Any, address: str) -> tuple[Any, ...]:
    return licensing.contacts_by_address(connection, address)


def _match_others(desk: Desk, address: str, ticket_id: TicketId) -> int:
    """Match the other requests of a sender whom the register knows now; each by its own evidence."""
    with desk.store.read() as connection:
        waiting = [one for one in senders.unmatched_of(connection, address) if one != ticket_id]
    done = 0
    for key in waiting:
        with desk.store.read() as connection:
            detail = tickets.detail(connection, key, desk.actor.staff_id)
            found = match(connection, _sender(connection, detail)[0])
        if found.license_id is not None:
            triage.set_license(
                desk, detail.row.id, found.license_id, version=detail.row.version, domain_id=found.domain_id
            )
            done += 1
    return done


def _sender(connection: Any, detail: TicketDetail) -> tuple[Sender, str]:
    """Return who wrote a ticket as the matching wants it, and the name shown with it."""
    said = senders.said_in(connection, detail.row.id)
    first = next((one for one in said if one.text.strip()), said[0] if said else None)
    kind = detail.row.channel
    if first is None:
        return Sender(address="", channel_kind=kind, channel_addresses=(), text=""), ""
    chat = kind.startswith("telegram")
    text = "\n".join(one.text for one in said) if chat else f"{first.subject}\n{first.text}"
    channels = first.chat if chat else first.recipients
    return Sender(address=first.address, channel_kind=kind, channel_addresses=channels, text=text), first.author


def _candidates(connection: Any, found: Match) -> tuple[Candidate, ...]:
    wanted = found.candidates if found.license_id is None else (found.license_id,)
    shown = []
    for license_id in wanted:
        record = licensing.license_record(connection, license_id)
        customer = licensing.customer_record(connection, record.customer_id)
        row = senders.license_state(connection, license_id)
        shown.append(
            Candidate(license_id=license_id, key=record.key, plan=record.plan, customer=customer.name, state=row)
        )
    return tuple(shown)
