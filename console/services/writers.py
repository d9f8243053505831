"""Who writes a request: the contact in the register, until somebody else writes into its thread.

Then nobody knows whose the newest words are. The fact is proposed without a value, that message is its evidence, and it
is asked for again; what a person says of it stands until the next such message comes in.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import policy
from console.records.base import ContactId, Direction, TicketId
from console.records.tickets import FactRecord, MessageRecord
from console.services.matching import Match
from console.store import Store, Unit, codec, tables
from console.store.queries import licensing, senders, tickets

STANDS = "sender_stands"
"""The fact that the sender of a request stands behind its newest words: nobody has said, yes, or somebody else does."""
OTHER = "another_sender"
"""What an event tells besides: its message is of somebody else than the sender."""

_BROUGHT = ("received", "received_earlier", "says_ours")
_NOBODY = policy.Sender(role="other_third_party", designated=False)
_EVIDENCE = 160  # characters of a message that are marked as what the fact rests on


def sender_of(facts: Sequence[FactRecord], register: policy.Sender | None) -> policy.Sender:
    """Return who writes by what persons said and by the register; unknown while the newest words may be another's."""
    known = {one.name: one for one in facts}
    stands, role = known.get(STANDS), known.get("sender_role")
    said = _said(role, known.get("sender_designated"), register) if role is not None else None
    if stands is None or (stands.status == "confirmed" and stands.value is True):
        return said or register or policy.Sender()
    if said is not None and role is not None and role.id > stands.id:
        return said
    return _NOBODY if stands.status == "confirmed" and stands.value is False else policy.Sender()


def _said(role: FactRecord, designated: FactRecord | None, register: policy.Sender | None) -> policy.Sender | None:
    """Return the sender as a person named it, None where nobody did."""
    if role.status != "confirmed":
        return None
    known = designated is not None and designated.status != "rejected" and isinstance(designated.value, bool)
    if known and designated is not None:
        return policy.Sender(role=str(role.value), designated=bool(designated.value))
    return policy.Sender(role=str(role.value), designated=None if register is None else register.designated)


def is_another(unit: Unit, ticket: Mapping[str, Any], author: str, found: Match) -> bool:
    """Return whether an address is another than the sender's, and none of a contact who may do just the same."""
    if ticket["contact_id"] is None:
        return author.casefold() != _first_address(unit, int(ticket["id"]))
    if found.contact_id == ticket["contact_id"]:
        return False
    contacts = tables.people.contacts
    sender = unit.row(contacts, int(ticket["contact_id"]))
    if (
        author.casefold() in (str(sender["address"] or "").casefold(), str(sender["handle"] or "").casefold())
        and author
    ):
        return False
    if found.contact_id is None:
        return True
    other = unit.row(contacts, int(found.contact_id))
    alike = ("customer_id", "role", "designated")
    return any(sender[name] != other[name] for name in alike)


def contest_by(unit: Unit, ticket_id: int, brought: Sequence[MessageRecord]) -> int | None:
    """Leave open again who asks where another than the sender wrote messages that are brought to a request.

    The newest of these is the evidence. Returns the key of the fact, None where the sender wrote all.
    """
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    for one in sorted(brought, key=lambda one: (one.sent_at, one.id), reverse=True):
        if one.direction is not Direction.INBOUND or one.is_automatic or one.is_bounce:
            continue
        if is_another(unit, ticket, one.address, Match(contact_id=_contact(unit, ticket, one.address))):
            return contest(unit, ticket_id, int(one.id), one.reply_text or one.text, version=one.versions)
    return None


def _contact(unit: Unit, ticket: Mapping[str, Any], address: str) -> ContactId | None:
    """Return who in the register writes from an address: of several one of the customer of the request."""
    known = licensing.contacts_by_address(unit.connection, address) if address else ()
    of_it = [one for one in known if one.customer_id == ticket["customer_id"]]
    return next((one.id for one in (*of_it, *known)), None)


def contest(unit: Unit, ticket_id: int, message: int, text: str, *, version: int = 1) -> int:
    """Leave open again whether the sender of a request stands behind its words: `text` is what another has written.

    Returns the key of the fact.
    """
    return unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name=STANDS,
        value=codec.dump(None),
        status="proposed",
        source="program",
        message_id=message,
        message_version=version,
        start=0,
        end=min(len(text), _EVIDENCE),
        at=unit.at,
    )


def is_of_another(new: str) -> bool:
    """Return whether an event, by what it tells, came by a message of another than the sender."""
    return codec.load_dict(new).get(OTHER) is True


def unasked(store: Store) -> tuple[int, ...]:
    """Return the numbers of open requests without a decision into which another wrote, which nobody asked about.

    So it is where an older program took the mail in. Nothing is changed: a person says who asks.
    """
    with store.read() as connection:
        found = senders.written_by_others(connection, STANDS)
        return tuple(number for (key, number), mails in found.items() if _came_as_work(connection, key, mails))


def _came_as_work(connection: Any, ticket_id: int, mails: Sequence[int]) -> bool:
    """Return whether one of these mails was an answer to a request, and no history that stands beside it."""
    return any(
        one.kind in _BROUGHT and isinstance(one.new, dict) and one.new.get("message") in mails
        for one in tickets.history(connection, TicketId(ticket_id))
    )


def _first_address(unit: Unit, ticket_id: int) -> str:
    spans = unit.find_all(tables.tickets.ticket_spans, ticket_id=ticket_id)
    rows = [unit.row(tables.messages.messages, int(one["message_id"])) for one in spans]
    came = [one for one in rows if one["direction"] == Direction.INBOUND.value]
    first = min(came, key=lambda one: (one["sent_at"], one["id"]), default=None)
    return "" if first is None else str(first["author_address"]).casefold()
