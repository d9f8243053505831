"""Paid services beside Support (3.4, 7.2): what is on offer, on which terms, under which link; and orders of them.

A paid service never means consulting, training or supporting a third-party programmer (22.4); the work itself may be
ordered. That holds in every path: the offer, the letter, the order.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from console.faults import BadInput, NotAllowed
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.records.matters import OrderRecord, ServiceRecord
from console.services import fact_entries
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.store import Unit, tables
from console.store.queries import hanging

STATES = ("asked", "agreed", "done", "declined")
CONSULTING, PROGRAMMER_TOPIC = "consulting", "programmer_consultation"
PROGRAMMERS = ("third_party_programmer", "contractor", "technical_specialist", "other_third_party")
_NEXT: Mapping[str, tuple[str, ...]] = {"asked": ("agreed", "declined"), "agreed": ("done", "declined")}
_SERVICES, _ORDERS = tables.licensing.paid_services, tables.licensing.service_orders
_LINKS = ("https://", "http://")


def catalog(desk: Desk) -> tuple[ServiceRecord, ...]:
    """Return every service that the agreement knows, with what the company says of it."""
    with desk.store.read() as connection:
        known = {one.code: one for one in hanging.services(connection)}
    return tuple(
        ServiceRecord(
            code=one.code,
            title_en=one.en,
            title_ru=one.ru,
            available=known[one.code].available if one.code in known else False,
            terms=known[one.code].terms if one.code in known else "",
            link=known[one.code].link if one.code in known else "",
        )
        for one in desk.agreement.agreement.services.values()
    )


def change(
    desk: Desk, code: str, *, available: bool, terms: str = "", link: str = "", command_id: str | None = None
) -> Applied:
    """Say whether a service is on offer, on which terms and where it can be ordered.

    Raises BadInput ("unknown_service") for another code, ("bad_link") for a link that is no web address.
    """
    if code not in desk.agreement.agreement.services:
        raise BadInput("unknown_service", service=code)
    if link.strip() and not link.strip().startswith(_LINKS):
        raise BadInput("bad_link", link=link)
    values: dict[str, Json] = {"available": available, "terms": terms.strip(), "link": link.strip()}

    def act(unit: Unit) -> Json:
        row = unit.find(_SERVICES, code=code)
        if row is None:
            unit.insert(_SERVICES, code=code, **values)
        else:
            unit.amend(_SERVICES, int(row["id"]), expected=None, **values)
        unit.touch("settings")
        old: Json = None if row is None else {name: row[name] for name in values}
        return {"what": code, "old": old, "new": values}

    return desk.apply(desk.command("company.service", payload={"code": code}, command_id=command_id), act)


def order(desk: Desk, ticket_id: TicketId, code: str, *, note: str = "", command_id: str | None = None) -> Applied:
    """Record that the customer asks for a paid service on a request; the result is the event's number.

    Raises BadInput ("unknown_service"), NotAllowed ("service_not_on_offer"), ("no_consulting_of_programmers"), or
    where the request is over.
    """
    if code not in desk.agreement.agreement.services:
        raise BadInput("unknown_service", service=code)

    def act(unit: Unit) -> int:
        ticket = hold_at_work(unit, ticket_id)
        service = unit.find(_SERVICES, code=code)
        if service is None or not service["available"]:
            raise NotAllowed("service_not_on_offer", service=code)
        if code == CONSULTING and for_programmer(unit, ticket):
            raise NotAllowed("no_consulting_of_programmers")
        key = unit.insert(
            _ORDERS,
            service_id=int(service["id"]),
            ticket_id=ticket_id,
            license_id=ticket["license_id"],
            state="asked",
            ordered_at=unit.at,
            note=note.strip(),
        )
        new: dict[str, Json] = {"order": key, "service": code}
        return unit.record(ticket_id, "service_ordered", new, texts={"note": note.strip()} if note.strip() else None)

    payload: dict[str, Json] = {"service": code}
    return desk.apply(desk.command("order_service", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def move(desk: Desk, order_id: int, state: str, *, command_id: str | None = None) -> Applied:
    """Move an order on: asked, then agreed, then done; or declined. The result is the event's number or 0.

    Raises BadInput for another state, NotAllowed ("order_moved") where the order stands elsewhere by now.
    """
    if state not in STATES:
        raise BadInput("unknown_order_state", state=state)

    def act(unit: Unit) -> int:
        row = unit.row(_ORDERS, order_id)
        ticket_id = row["ticket_id"]
        if ticket_id is not None:
            unit.lock(int(ticket_id))
            row = unit.row(_ORDERS, order_id)
        if state not in _NEXT.get(str(row["state"]), ()):
            raise NotAllowed("order_moved", state=row["state"])
        unit.amend(_ORDERS, order_id, expected=int(row["version"]), state=state)
        service = unit.row(_SERVICES, int(row["service_id"]))
        if ticket_id is None:
            return 0
        new: dict[str, Json] = {"order": order_id, "service": str(service["code"]), "state": state}
        return unit.record(int(ticket_id), "order_moved", new)

    payload: dict[str, Json] = {"order": order_id, "state": state}
    return desk.apply(desk.command("move_order", payload=payload, command_id=command_id), act)


def orders(desk: Desk, ticket_id: int | None = None) -> tuple[OrderRecord, ...]:
    """Return the orders of a request, or all, the newest first."""
    with desk.store.read() as connection:
        return hanging.orders(connection, ticket_id)


def for_programmer(unit: Unit, ticket: Mapping[str, Any]) -> bool:
    """Return whether a request is asked by a third-party programmer, or asks for the consulting of one (22.2, 22.4)."""
    asked = unit.find_all(tables.tickets.questions, ticket_id=int(ticket["id"]))
    if ticket["topic"] == PROGRAMMER_TOPIC or any(one["topic"] == PROGRAMMER_TOPIC for one in asked):
        return True
    newest = fact_entries.newest_of(unit, int(ticket["id"]), "sender_role")
    if newest is not None and newest["status"] == "confirmed":
        return any(f'"{role}"' == newest["value"] for role in PROGRAMMERS)
    if ticket["contact_id"] is None:
        return False
    return unit.row(tables.people.contacts, int(ticket["contact_id"]))["role"] in PROGRAMMERS
