"""Coming back to a closed request (28.2): what the agreement says of it, and opening it again for a reason.

A request that comes back takes its place by the time of return, and its license is judged as it stood then (A45). What
was closed by mistake keeps its place. Never automatic.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import policy
from console.faults import BadInput, NotAllowed, NotSet
from console.records.base import Json, Status, TicketId
from console.records.commands import Applied
from console.records.tickets import EventRecord, TicketDetail
from console.services import joining, loads, over
from console.services.assessing import assess_read, suspension
from console.services.desk import Desk
from console.services.exchange import exchange
from console.services.intake.opening import review_from
from console.services.recording import REOPENING, judged
from console.services.standing import columns_for_ticket, standing_at
from console.store import Unit, tables
from console.store.queries import licensing, tickets

CAME_BACK, MISTAKE, NEW_FACTS = "came_back", "mistake", "new_facts"
REOPENINGS = (CAME_BACK, MISTAKE, NEW_FACTS)
_FOLLOWED = "followed_by"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reopening:
    """What the agreement says of opening a closed ticket again (28.2): an outcome of DT-7 with its clauses.

    `closed_at` is when it was closed; `returned_at` when the customer wrote since, None where nobody did; `follower` is
    the number of the request that this opened. `joinable` is that request where it can be joined with this one, with
    its version; None where it was answered or decided meanwhile. `ticket_id`, `number` and `version` are the ticket's.
    """

    outcome: str
    clauses: tuple[str, ...]
    proposed: str
    window_days: int | None
    closed_at: datetime | None = None
    returned_at: datetime | None = None
    follower: int | None = None
    joinable: TicketId | None = None
    joinable_version: int = 0
    ticket_id: TicketId | None = None
    number: int = 0
    version: int = 0

    @property
    def proposes_joining(self) -> bool:
        """Return whether joining is proposed: the same question may be opened again, and its follow-up stands alone."""
        return self.joinable is not None and self.outcome == "reopen"


def judge_reopening(desk: Desk, ticket_id: TicketId, *, follower: TicketId | None = None) -> Reopening:
    """Return what the agreement says of opening a ticket again now, as for the same question. Raises NotFound.

    `follower` is the follow-up that a person looks at; without it, it is the one that the customer wrote first.
    """
    with desk.store.read() as connection:
        stands, facts = _stands(desk, connection, ticket_id, wanted=follower)
    if facts is None:
        return stands
    found = policy.returning(facts, desk.company.zone)
    clauses = tuple(dict.fromkeys((*((found.primary,) if found.primary else ()), *found.also)))
    return replace(stands, outcome=found.outcome, clauses=clauses)


def _stands(
    desk: Desk, connection: Any, ticket_id: TicketId, *, wanted: TicketId | None = None
) -> tuple[Reopening, policy.ReturnFacts | None]:
    """Return how a closed ticket stands, and the facts to judge by; without the policy's zone there are none."""
    detail = tickets.detail(connection, ticket_id, desk.actor.staff_id)
    history = tickets.history(connection, ticket_id)
    record = None if detail.license_id is None else licensing.license_record(connection, detail.license_id)
    links = [one.ticket_id for one in detail.links if one.kind == _FOLLOWED]
    details = [tickets.detail(connection, one, desk.actor.staff_id) for one in links]
    followers = [one.row for one in details]
    closed_at = _closed_at(history) or detail.row.updated_at
    returned_at = _returned_at(history, [one.received_at for one in followers])
    follower = next((one for one in details if one.row.id == wanted), None) or next(
        (one for one in details if one.row.received_at == returned_at), None
    )
    joins = follower if follower is not None and joining.can_join(connection, follower, desk.actor) else None
    stands = Reopening(
        outcome="ask_person",
        clauses=(),
        proposed=MISTAKE if returned_at is None else CAME_BACK,
        window_days=_days(desk.company.get("reopen_window_days")),
        closed_at=closed_at,
        returned_at=returned_at,
        follower=None if follower is None else follower.row.number,
        joinable=None if joins is None else joins.row.id,
        joinable_version=0 if joins is None else joins.row.version,
        ticket_id=detail.row.id,
        number=detail.row.number,
        version=detail.row.version,
    )
    judged_at = returned_at or desk.clock()
    try:
        state = None if record is None else standing_at(desk, record, judged_at).state
        _ = desk.company.zone
    except NotSet:
        return stands, None
    return stands, policy.ReturnFacts(
        closed_at=closed_at,
        returned_at=judged_at,
        state=state,
        same_question=True,
        product_error=follower is not None and _brings_error(desk, connection, follower),
        suspension=suspension(record, int(detail.row.id), judged_at),
        reopen_window_days=stands.window_days,
    )


def _brings_error(desk: Desk, connection: Any, follower: TicketDetail) -> bool:
    """Return whether what the customer wrote since opens a check of a product error (DT-7, row 2)."""
    record = None if follower.license_id is None else licensing.license_record(connection, follower.license_id)
    view = assess_read(desk, connection, follower, record)
    return view.outcome == "product_error_check" or "product_error_filed" in view.flags


def reopen(
    desk: Desk,
    ticket_id: TicketId,
    *,
    version: int,
    reason: str = MISTAKE,
    join: tuple[TicketId, int] | None = None,
    command_id: str | None = None,
) -> Applied:
    """Open a closed ticket again for one of REOPENINGS; but for a mistake it queues by the time of return (A45).

    `join` is a follow-up with its version that a person joins with it; undoing the act parts them again.
    Raises BadInput for another reason, NotAllowed ("not_closed", "cannot_join"), Stale.
    """
    if reason not in REOPENINGS:
        raise BadInput("unknown_reopening", reason=reason)

    def act(unit: Unit) -> int:
        for key in sorted({ticket_id, ticket_id if join is None else join[0]}):
            unit.lock(key)
        loads.hold_owner(unit, ticket_id)
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        lost = over.is_lost(ticket) and ticket["merged_into_id"] is None
        if ticket["status"] != Status.CLOSED.value and not lost:
            raise NotAllowed("not_closed")
        stands, facts = _stands(desk, unit.connection, ticket_id)
        place = {} if reason == MISTAKE else _place(unit, desk, ticket, stands.returned_at or unit.at)
        judgment: dict[str, Json] = {}
        if facts is not None:
            judgment = judged(desk, ticket, REOPENING, facts, policy.returning(facts, desk.company.zone))
        joined: dict[str, Json] = {}
        values = {**over.OPEN_AGAIN, **place}
        if join is not None:
            values |= joining.columns(unit, ticket_id, join[0])
            joined = {"joined": joining.join(unit, ticket_id, join[0], version=join[1])}
        return unit.change_ticket(
            ticket_id,
            "reopened",
            values,
            extra={"reason": reason, **judgment, **joined},
        )

    command = desk.command(
        "reopen",
        ticket_id=ticket_id,
        expected=version,
        payload={"reason": reason, "join": None if join is None else int(join[0])},
        command_id=command_id,
    )
    return desk.apply(command, act)


def _place(unit: Unit, desk: Desk, ticket: Mapping[str, Any], returned_at: datetime) -> dict[str, Any]:
    """Return the columns that follow from the time of return: the customer's message since the closing, else now."""
    return {
        "received_at": returned_at,
        "review_from": review_from(desk, returned_at),
        **columns_for_ticket(desk, unit.connection, ticket["license_id"], returned_at),
    }


def _closed_at(history: Sequence[EventRecord]) -> datetime | None:
    return max((one.effective_at for one in history if one.kind == "closed"), default=None)


def _returned_at(history: Sequence[EventRecord], came: Sequence[datetime]) -> datetime | None:
    """Return when the customer first wrote after the last closing; None where nobody did.

    `came` is when the requests came in that follow this one: what is written after a closing opens a new one.
    """
    closed_at, own = _closed_at(history), exchange(history).came_at
    if closed_at is None:
        return None
    return min((at for at in (*came, *((own,) if own is not None else ())) if at > closed_at), default=None)


def _days(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
