"""Taking the next ticket of a list, and giving back what was taken and not touched.

Two who take at the same moment get two tickets. What nobody worked on within the business time that the lead has set
goes back to the queue with the reason in its history; whoever wrote a draft, a reply, a note or anything else keeps it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import policy
from console.faults import Known, Stale
from console.query import Qualifier, Query, parse
from console.records.base import Json, TicketId
from console.records.commands import Applied
from console.services import leasing, loads
from console.services.assign import owned_by
from console.services.company import read_company
from console.services.desk import Desk
from console.services.schedules import policy_schedule
from console.services.showing import context
from console.store import Unit, tables
from console.store.queries import claims, queue

SETTING, LEASE = "claim_return_minutes", "claims"
FREE = parse("is:open owner:none -is:snoozed -is:waiting").query.terms
_TAKEN = frozenset({"mine", "resolved"})


def free(query: Query) -> Query:
    """Return the list of what nobody has out of a list; where it is one of somebody's own, out of all open work."""
    owned = any(isinstance(one, Qualifier) and _owned(one) for one in query.terms)
    return Query(terms=(*(() if owned else query.terms), *FREE), sort=query.sort)


def _owned(term: Qualifier) -> bool:
    """Return whether a term keeps a list to what somebody has, or to what is over."""
    words = {getattr(value, "text", "") for value in term.values}
    return (term.key == "owner" and words != {"none"}) or (term.key == "is" and bool(words & _TAKEN))


def take_next(desk: Desk, query: Query, *, command_id: str | None = None) -> Applied:
    """Take the first ticket of a list that nobody has, in the order of the list.

    The result is {"ticket": id, "number": its number, "event": n}, each None where nothing is free.
    """
    wanted = free(query)

    def act(unit: Unit) -> Json:
        ticket = queue.first_unheld(unit.connection, wanted, context(desk))
        if ticket is None:
            return {"ticket": None, "number": None, "event": None}
        loads.hold(unit, (desk.actor.staff_id,))
        event = unit.change_ticket(ticket, "assigned", owned_by(unit, desk.actor.staff_id), extra={"next": True})
        return {"ticket": ticket, "number": int(unit.row(tables.tickets.tickets, ticket)["number"]), "event": event}

    return desk.apply(desk.command("take_next", payload={"query": str(wanted)}, command_id=command_id), act)


def give_back(desk: Desk) -> tuple[TicketId, ...]:
    """Give back what was taken and not touched for as long as the lead has set, where this desk does it for all.

    Returns the tickets. A ticket that is touched meanwhile stays where it is.
    """
    with desk.store.read() as connection:
        here = replace(desk, company=read_company(connection))
    minutes = here.company.get(SETTING)
    if not isinstance(minutes, int) or not leasing.hold(desk, LEASE):
        return ()
    return tuple(_given_back(here, minutes))


def _given_back(desk: Desk, minutes: int) -> Iterator[TicketId]:
    now = desk.clock()
    with desk.store.read() as connection:
        untouched = claims.untouched(connection, before=now - timedelta(minutes=minutes))
    for one in untouched:
        if _over(desk, one.claimed_at, now, minutes):
            try:
                done = _return(desk, one, minutes)
            except Known:  # whoever has it may have begun, or a guard knows better: it is theirs
                continue
            if done:
                yield one.ticket_id


def _over(desk: Desk, claimed_at: datetime, now: datetime, minutes: int) -> bool:
    """Return whether that much business time has passed; without published hours every minute counts."""
    kept = desk.company.schedule_at(now)
    if kept is None:
        return now - claimed_at >= timedelta(minutes=minutes)
    return policy.business_time_between(policy_schedule(kept), claimed_at, now) >= timedelta(minutes=minutes)


def _return(desk: Desk, claim: claims.Claim, minutes: int) -> bool:
    def act(unit: Unit) -> Json:
        known = unit.lock(claim.ticket_id, "owner_id", "claimed_at")
        same = known["owner_id"] == claim.owner_id and known["claimed_at"] == claim.claimed_at
        if not same or not claims.is_untouched(unit.connection, claim):
            raise Stale("changed_meanwhile", field="owner_id", yours="", theirs="")
        gone: dict[str, object] = {"owner_id": None, "owner_key": 0, "claimed_at": None}
        return unit.change_ticket(claim.ticket_id, "given_back", gone, extra={"untouched_minutes": minutes})

    return not desk.apply(desk.command("give_back", ticket_id=claim.ticket_id), act).replayed
