"""Closing a ticket with one of the twelve reasons of clause 28. Never automatic.

What may be chosen is judged from the history: what was sent, asked and answered, and when (DT-6).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import policy
from console.faults import BadInput, NotAllowed
from console.records.assessment import ClosingView
from console.records.base import Json, Status, TicketId
from console.records.commands import Applied
from console.records.tickets import DecisionRecord, FactRecord, QuestionRecord, TicketDetail
from console.services import access, agreements, noticing
from console.services.assessing import conduct, state_at
from console.services.company import read_company
from console.services.desk import Desk
from console.services.exchange import Exchange, exchange
from console.services.explaining import Wording
from console.services.over import require_at_work
from console.services.recording import CLOSING, judged
from console.services.reply import Outgoing, With, mark_answered, put, require_whole
from console.services.standing import standing_at
from console.store import Unit, tables
from console.store.queries import licensing, tickets

CAUSES = {
    "28.1.4": "server",
    "28.1.5": "customization",
    "28.1.6": "third_party_service",
    "28.1.7": "independent_update",
}
_WAITING = ("28.1.9", "28.1.10")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What stands at a closing: the twelve reasons, and the questions of the request with whether they are answered.

    `version` is the ticket's that was judged; `asked_later` counts the questions of later messages that nobody took up
    or dismissed.
    """

    version: int
    reasons: tuple[ClosingView, ...]
    questions: tuple[QuestionRecord, ...]
    asked_later: int = 0

    @property
    def allowed(self) -> tuple[str, ...]:
        """Return the clauses that may be chosen."""
        return tuple(one.clause for one in self.reasons if one.allowed)

    @property
    def proposed(self) -> ClosingView | None:
        """Return the proposed reason."""
        return next((one for one in self.reasons if one.proposed), None)

    @property
    def unanswered(self) -> tuple[QuestionRecord, ...]:
        """Return the questions that nobody answered."""
        return tuple(one for one in self.questions if not one.answered)


def judge(desk: Desk, ticket_id: TicketId) -> Judged:
    """Return the reasons of closing a ticket now. Raises NotFound, NotSet without the policy's zone."""
    with desk.store.read() as connection:
        desk, detail, facts = _stands(desk, connection, ticket_id)
        _, asked = noticing.noticed_in(desk, connection, detail)
    zone = desk.company.zone
    found = policy.closing(facts, zone)
    why, told = dict(found.why_not), dict(found.reasons)
    wording = Wording(desk.agreement.agreement)
    reasons = tuple(
        ClosingView(
            clause=one.clause,
            code=one.code,
            title_en=one.en,
            title_ru=one.ru,
            allowed=one.clause in found.allowed,
            proposed=one.clause == found.proposed,
            why_not=why.get(one.clause, ""),
            because=_because(one.clause) if one.clause == found.proposed else "",
            params=_params(one.clause, facts, zone),
            reason=wording.reason(told[one.clause]),
        )
        for one in desk.agreement.agreement.closings.values()
    )
    later = sum(one.verdict == noticing.OPEN for one in asked)
    return Judged(version=detail.row.version, reasons=reasons, questions=detail.questions, asked_later=later)


def close(
    desk: Desk,
    ticket_id: TicketId,
    reason: str,
    *,
    version: int,
    letter: Outgoing | None = None,
    answered: tuple[int, ...] = (),
    command_id: str | None = None,
) -> Applied:
    """Close with `reason` (28.1.1 to 28.1.12), if the agreement allows it when the act is carried out.

    What a person saw before does not count: the reasons are judged again inside the transaction. With a letter both
    happen in one act, and calling the letter back opens the ticket again. `answered` are questions that the person says
    are answered. The result is the event's number, with a letter {"outbox", "message", "event"}.
    Raises BadInput for an unknown reason, NotAllowed ("closing_not_allowed", with `why`; "already_closed";
    "over_joined"), NotSet without the policy's zone, Stale.
    """
    if reason not in desk.agreement.closing_clauses:
        raise BadInput("unknown_closing", reason=reason)
    if letter is not None:
        require_whole(letter)

    def act(unit: Unit) -> Json:
        judgment = _judged_in(desk, unit, ticket_id, reason)
        along = _closing(unit, desk, ticket_id, reason, answered, judgment)
        if letter is None:
            return unit.change_ticket(ticket_id, "closed", along.values, extra=along.extra)
        return put(unit, desk, letter, along=along)

    asked: dict[str, Json] = {"verb": "close", "reason": reason, "version": version, "answered": list(answered)}
    command = desk.command(
        "close",
        ticket_id=ticket_id,
        expected=version,
        payload={"reason": reason},
        command_id=command_id,
        again=asked if letter is None else None,
    )
    return desk.apply(command, act)


def _stands(desk: Desk, connection: Any, ticket_id: TicketId) -> tuple[Desk, TicketDetail, policy.ClosingFacts]:
    """Return the desk under the version of a ticket, the ticket, and what its closing rests on. Raises NotSet."""
    detail = tickets.detail(connection, ticket_id, desk.actor.staff_id)
    history = tickets.history(connection, ticket_id)
    record = None if detail.license_id is None else licensing.license_record(connection, detail.license_id)
    own = agreements.pinned(desk, detail.agreement_id)
    state_now = None if record is None else standing_at(own, record, own.clock()).state
    then = state_at(own, record, detail.row.received_at)
    return own, detail, _facts(own, detail, exchange(history), states=(then, state_now))


def _judged_in(desk: Desk, unit: Unit, ticket_id: TicketId, reason: str) -> dict[str, Json]:
    """Judge the closing inside its transaction, by the settings that hold then, and return how it was judged.

    Raises NotAllowed for another reason than those that may be chosen, NotSet without the policy's zone.
    """
    unit.lock(ticket_id)
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    if ticket["status"] == Status.CLOSED.value:
        raise NotAllowed("already_closed")
    require_at_work(unit, ticket)
    present = replace(desk, company=read_company(unit.connection))
    own, _, facts = _stands(present, unit.connection, ticket_id)
    found = policy.closing(facts, own.company.zone)
    if reason not in found.allowed:
        raise NotAllowed("closing_not_allowed", reason=reason, why=dict(found.why_not)[reason])
    return judged(own, ticket, CLOSING, facts, found)


def _closing(
    unit: Unit,
    desk: Desk,
    ticket_id: TicketId,
    reason: str,
    answered: tuple[int, ...],
    judgment: Mapping[str, Json],
) -> With:
    """Mark the questions that a person says are answered, and return what else changes."""
    open_ones = [
        int(one["id"]) for one in unit.find_all(tables.tickets.questions, ticket_id=ticket_id) if not one["answered"]
    ]
    marked = mark_answered(unit, [one for one in open_ones if one in answered], None)
    destroyed = access.purge(unit, ticket_id)
    return With(
        kind="closed",
        values={
            "status": Status.CLOSED.value,
            "is_open": False,
            "closed_at": unit.at,
            "close_reason": reason,
        },
        extra={
            "answered": marked,
            "unanswered": [one for one in open_ones if one not in marked],
            "agreement": desk.agreement.label,
            **judgment,
            **({"access_destroyed": destroyed} if destroyed else {}),
        },
        expected=True,
    )


def _facts(
    desk: Desk, detail: TicketDetail, stands: Exchange, *, states: tuple[str | None, str | None]
) -> policy.ClosingFacts:
    facts = {one.name: one for one in detail.facts if one.status == "confirmed"}
    decision = detail.decisions[-1] if detail.decisions else None
    company = desk.company
    cause = _value(facts, "determined_cause")
    return policy.ClosingFacts(
        answered=stands.answered,
        instructed=stands.instructed or _value(facts, "instructed") is True,
        last_outcome=None if decision is None else decision.outcome,
        last_primary=None if decision is None else decision.primary,
        determined_cause=cause if isinstance(cause, str) and cause else None,
        waiting_for=stands.waiting_for,
        asked_at=stands.asked_at,
        answer_arrived=stands.answer_arrived,
        now=desk.clock(),
        conduct_confirmed=bool(conduct(facts)),
        product_error_check_open=_check_open(facts, decision),
        state_at_receipt=states[0],
        state_now=states[1],
        ask_info_close_after_days=_days(company.get("ask_info_close_after_days")),
        no_response_close_after_days=_days(company.get("no_response_close_after_days")),
    )


def _check_open(facts: Mapping[str, FactRecord], decision: DecisionRecord | None) -> bool:
    """A check was opened by a decision, or a person says so; until a person says otherwise."""
    said = _value(facts, "product_error_check_open")
    return said if isinstance(said, bool) else decision is not None and decision.outcome == "product_error_check"


def _because(clause: str) -> str:
    if clause in _WAITING:
        return "waited"
    if clause in CAUSES:
        return "cause_determined"
    if clause == "28.1.12":
        return "suspended"
    return "answered" if clause in ("28.1.1", "28.1.2") else "refused"


def _params(clause: str, facts: policy.ClosingFacts, zone: Any) -> tuple[tuple[str, str], ...]:
    if clause in _WAITING:
        days = facts.ask_info_close_after_days if clause == "28.1.9" else facts.no_response_close_after_days
        asked = (
            [] if facts.asked_at is None else [("asked", facts.asked_at.isoformat()), ("passed", _passed(facts, zone))]
        )
        return (*asked, *((("days", str(days)),) if days is not None else ()))
    return (("clause", facts.last_primary),) if facts.last_primary else ()


def _passed(facts: policy.ClosingFacts, zone: Any) -> str:
    assert facts.asked_at is not None  # noqa: S101 - asked by the caller
    now: datetime = facts.now or facts.asked_at
    return str((now.astimezone(zone).date() - facts.asked_at.astimezone(zone).date()).days)


def _value(facts: Mapping[str, FactRecord], name: str) -> Any:
    found = facts.get(name)
    return None if found is None else found.value


def _days(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None
