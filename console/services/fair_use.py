"""Fair use (clause 24): the eight counts of a license, each with what was counted. The text names no number (A44).

Some follow from the requests themselves, the others from marks that a person made on a request with words and a reason.
A count is shown and decides nothing; a person may name one as a ground (24.2), which is a right and never automatic.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from console.faults import BadInput
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.records.matters import FairCount
from console.services import fact_entries
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.store import Unit, codec, tables
from console.store.queries import hanging

COUNTS: Mapping[str, str] = {
    "requests": "24.2.1",
    "repeats": "24.2.2",
    "training": "24.2.3",
    "business_support": "24.2.4",
    "done_instead": "24.2.5",
    "ignores_instructions": "24.2.6",
    "workload": "24.2.7",
    "out_of_scope": "24.2.8",
}
MARKED = ("training", "business_support", "done_instead", "ignores_instructions", "workload")
SHOWN_DAYS = 30
_TABLE = tables.licensing.fair_use_marks


def window_days(desk: Desk) -> tuple[int, bool]:
    """Return over how many days is counted, and whether the company has set that."""
    days = desk.company.get("fair_use_window_days")
    set_ = isinstance(days, int) and not isinstance(days, bool) and days > 0
    return (int(str(days)), True) if set_ else (SHOWN_DAYS, False)


def counts(desk: Desk, license_id: int) -> tuple[FairCount, ...]:
    """Return the eight counts of a license over the days that count, up to now."""
    with desk.store.read() as connection:
        return counts_in(desk, connection, license_id)


def counts_in(desk: Desk, connection: Any, license_id: int) -> tuple[FairCount, ...]:
    """Return the same in a transaction that is open already."""
    now = desk.clock()
    days, _ = window_days(desk)
    found = hanging.fair_use(connection, license_id, since=now - timedelta(days=days), until=now)
    topics = desk.agreement.agreement.topics
    outside = sum(n for topic, n in found.topics.items() if topic in topics and topics[topic].scope != "in")
    numbers = {**found.marks, "requests": found.requests, "repeats": found.repeats, "out_of_scope": outside}
    return tuple(
        FairCount(count=name, clause=clause, number=numbers.get(name, 0), of=found.requests, marked=name in MARKED)
        for name, clause in COUNTS.items()
    )


def mark(
    desk: Desk, ticket_id: TicketId, count: str, *, reason: str, on: bool = True, command_id: str | None = None
) -> Applied:
    """Mark on a request that one of the five counts holds of it, or take the mark back; the result is the event's n.

    Raises BadInput ("bad_fair_use") for another count, without a reason, or without a license.
    """
    if count not in MARKED or (on and not reason.strip()):
        raise BadInput("bad_fair_use", count=count)

    def act(unit: Unit) -> int:
        unit.lock(ticket_id)
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if ticket["license_id"] is None:
            raise BadInput("bad_fair_use", count=count)
        unit.insert(
            _TABLE,
            license_id=ticket["license_id"],
            domain_id=ticket["domain_id"],
            ticket_id=ticket_id,
            count=count,
            status="confirmed" if on else "rejected",
            staff_id=desk.actor.staff_id,
            at=unit.at,
            reason=reason.strip(),
        )
        new: dict[str, Json] = {"count": count, "clause": COUNTS[count], "on": on}
        return unit.record(ticket_id, "fair_use_marked", new, texts={"reason": reason.strip()})

    payload: dict[str, Json] = {"count": count, "on": on}
    return desk.apply(desk.command("mark_fair_use", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def name_ground(
    desk: Desk, ticket_id: TicketId, count: str, *, on: bool = True, command_id: str | None = None
) -> Applied:
    """Name a count as a ground on a request (24.2): a person's word, by which the agreement proposes a pause.

    The result is the event's number. Raises BadInput ("bad_fair_use"), NotAllowed where the request is over.
    """
    if count not in COUNTS:
        raise BadInput("bad_fair_use", count=count)
    clause = COUNTS[count]

    def act(unit: Unit) -> int:
        hold_at_work(unit, ticket_id)
        newest = fact_entries.newest_of(unit, ticket_id, "conduct")
        known = codec.load(str(newest["value"])) if newest is not None and newest["status"] == "confirmed" else []
        codes = [str(one) for one in known] if isinstance(known, list) else []
        wanted = [*dict.fromkeys((*codes, clause))] if on else [one for one in codes if one != clause]
        _write_conduct(unit, desk, ticket_id, wanted, unit.at)
        return unit.record(ticket_id, "fair_use_named", {"count": count, "clause": clause, "on": on})

    payload: dict[str, Json] = {"count": count, "on": on}
    return desk.apply(desk.command("name_fair_use", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def _write_conduct(unit: Unit, desk: Desk, ticket_id: TicketId, codes: list[str], at: datetime) -> None:
    unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name="conduct",
        value=codec.dump([*codes]),
        status="confirmed" if codes else "rejected",
        source="specialist",
        staff_id=desk.actor.staff_id,
        at=at,
    )
