"""A person's choice beside a decision: milder, or another act that the same clauses allow. Never severer (A18).

The choice is kept with the decision it was made beside: its inputs, what was proposed, what was chosen and why.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

import policy
from console.faults import BadInput, NotAllowed
from console.records.assessment import AssessmentView
from console.records.commands import Applied
from console.records.tickets import DecisionRecord, TicketDetail
from console.services import reviewing
from console.services.desk import Desk
from console.services.over import hold_at_work
from console.services.recording import Taken, digests, record, told
from console.services.showing import Panels
from console.services.triage import confirm_seen
from console.store import Unit

KIND, APPEAL = "choice", "appeal"
BY_PERSON = (KIND, APPEAL)
"""Decisions that a person took beside what the agreement proposed: at once, or on an appeal."""
_ORDER = (
    *("accept", "product_error_check", "ask_info", "split", "take_one", "redirect_paid"),
    *("route", "merge", "not_registered", "refuse", "suspend", "end_communication"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An outcome beside the proposed one. `kind`: as_proposed, alternative, milder, severer or no_right.

    The first three may be chosen; of the others it is told why not.
    """

    outcome: str
    kind: str
    allowed: bool
    needs_reason: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A person's choice that stands: the decision that was kept, and what the agreement proposed then.

    `stands` is false where the agreement proposes something else by now: the facts were changed since. `proposed` is
    empty where what it was taken on was erased, left out or cannot be read: nobody can tell any more.
    """

    decision: DecisionRecord
    proposed: str
    primary: str | None
    stands: bool

    @property
    def otherwise(self) -> bool:
        """Return whether something else was chosen than what was proposed."""
        return self.decision.outcome != self.proposed


def choices(panels: Panels) -> tuple[str, ...]:
    """Return the outcomes that a person may choose, the proposed one first."""
    return policy.choices(policy.Decision.from_json(panels.assessment.result))


def options(panels: Panels) -> tuple[Option, ...]:
    """Return what a person may choose of the decision on a ticket, the proposed outcome first, and what not.

    Left out is what has nothing to work on: a separation of one question, a paid service where none is on offer.
    """
    view = panels.assessment
    decision = policy.Decision.from_json(view.result)
    request = policy.from_plain(policy.RequestFacts, json.loads(view.inputs))
    found = []
    for outcome in _ORDER:
        made = policy.choice(decision, outcome)
        if outcome == view.outcome or _has_matter(outcome, request, panels):
            found.append(Option(outcome=outcome, kind=made.kind, allowed=made.allowed, needs_reason=made.needs_reason))
    found.sort(key=lambda one: (one.outcome != view.outcome, not one.allowed))
    return tuple(found)


def chosen(panels: Panels) -> Chosen | None:
    """Return the choice of a person that stands on a ticket; None where the last decision is none."""
    return chosen_of(panels.detail, panels.assessment)


def chosen_of(detail: TicketDetail, view: AssessmentView) -> Chosen | None:
    """Return the choice that stands on a ticket beside what the agreement says now."""
    last = detail.decisions[-1] if detail.decisions else None
    if last is None or last.kind not in BY_PERSON:
        return None
    try:
        result = json.loads(last.result or "null")
    except ValueError:  # a program of somebody's own wrote it, before the database refused that
        result = None
    if not isinstance(result, dict) or "outcome" not in result:
        return Chosen(decision=last, proposed="", primary=None, stands=True)
    proposed, primary = str(result["outcome"]), result.get("primary")
    stands = (view.outcome, view.primary) == (proposed, primary)
    return Chosen(decision=last, proposed=proposed, primary=primary, stands=stands)


def _has_matter(outcome: str, request: policy.RequestFacts, panels: Panels) -> bool:
    """Whether an outcome has something to work on in this request."""
    view = panels.assessment
    return {
        "product_error_check": request.report.is_error is True,
        "split": len(request.questions) > 1,
        "take_one": len(request.questions) > 1,
        "redirect_paid": view.service is not None or "paid_service" in view.offers,
        "route": any(one.topic == "initial_installation" for one in request.questions),
        "merge": request.open_request,
        "not_registered": False,
        "end_communication": "end_communication" in choices(panels),
    }.get(outcome, True)


def taken_of(view: AssessmentView, outcome: str, kind: str, reason: str) -> Taken:
    """Return the decision that a person takes on what was assessed; its clause counts where it is as proposed."""
    return Taken(
        kind=kind,
        outcome=outcome,
        primary=view.primary if outcome == view.outcome else None,
        inputs=view.inputs,
        result=view.result,
        agreement_id=view.agreement_id,
        reason=reason.strip() or None,
    )


def choose(desk: Desk, panels: Panels, outcome: str, *, reason: str = "", command_id: str | None = None) -> Applied:
    """Record what a person chose of the decision on a ticket; the result is the event's number.

    Raises BadInput for an unknown outcome or without the reason that another act needs, NotAllowed ("choice_severer")
    for more than the agreement allows, ("choice_no_right") where the agreement leaves no choice, ("choice_unchecked")
    for a refusal that another person is to look at, Stale ("decision_stale"), NotAllowed ("over_closed", "over_joined")
    where the request is over.
    """
    view, detail = panels.assessment, panels.detail
    require_allowed(view.result, outcome, reason)

    def act(unit: Unit) -> int:
        hold_at_work(unit, detail.row.id)
        confirm_seen(unit, desk, detail)
        reviewing.require_letter(unit, desk, int(detail.row.id), outcome, view.primary or "")
        taken = taken_of(view, outcome, KIND, reason)
        decision = record(unit, desk, detail.row.id, taken)
        return unit.change_ticket(
            detail.row.id,
            "decided",
            {"outcome": outcome, "primary_clause": taken.primary},
            extra={
                **told(unit, decision),
                "proposed": view.outcome,
                "reason": reason.strip(),
                **digests(view.inputs, view.result),
            },
            check_version=False,
        )

    payload = {"outcome": outcome, "reason": reason.strip()}
    command = desk.command("choose", ticket_id=detail.row.id, payload=payload, command_id=command_id)
    return desk.apply(command, act)


def require_allowed(result: str, outcome: str, reason: str) -> None:
    """Raise BadInput or NotAllowed for an outcome that a person may not choose beside a decision."""
    decision = policy.Decision.from_json(result)
    if outcome not in policy.CHOICES:
        raise BadInput("unknown_outcome", outcome=outcome)
    made = policy.choice(decision, outcome)
    if not made.allowed:
        code = "choice_no_right" if made.kind == "no_right" else "choice_severer"
        raise NotAllowed(code, outcome=outcome, proposed=decision.outcome)
    if made.needs_reason and not reason.strip():
        raise BadInput("choice_needs_reason")
