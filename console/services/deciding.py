"""A person's choice beside a decision: milder, or another act that the same clauses allow. Never severer (A18).

The choice is kept with the decision it was made beside: its inputs, what was proposed, what was chosen and why.
"""

from __future__ import annotations

import policy
from console.faults import BadInput, NotAllowed
from console.records.commands import Applied
from console.services.desk import Desk
from console.services.recording import Taken, digests, record
from console.services.showing import Panels
from console.services.triage import confirm_seen
from console.store import Unit


def choices(panels: Panels) -> tuple[str, ...]:
    """Return the outcomes that a person may choose, the proposed one first."""
    return policy.choices(policy.Decision.from_json(panels.assessment.result))


def choose(desk: Desk, panels: Panels, outcome: str, *, reason: str = "", command_id: str | None = None) -> Applied:
    """Record what a person chose of the decision on a ticket; the result is the event's number.

    Raises BadInput for an unknown outcome or without the reason that another act needs, NotAllowed ("choice_severer")
    for more than the agreement allows, ("choice_no_right") where the agreement leaves no choice, Stale
    ("decision_stale").
    """
    view, detail = panels.assessment, panels.detail
    _require_allowed(policy.Decision.from_json(view.result), outcome, reason)

    def act(unit: Unit) -> int:
        unit.lock(detail.row.id)
        confirm_seen(unit, desk, detail)
        primary = view.primary if outcome == view.outcome else None
        taken = Taken(
            kind="choice",
            outcome=outcome,
            primary=primary,
            inputs=view.inputs,
            result=view.result,
            agreement_id=view.agreement_id,
            reason=reason.strip() or None,
        )
        decision = record(unit, desk, detail.row.id, taken)
        return unit.change_ticket(
            detail.row.id,
            "decided",
            {"outcome": outcome, "primary_clause": primary},
            extra={
                "decision": decision,
                "proposed": view.outcome,
                "reason": reason.strip(),
                **digests(view.inputs, view.result),
            },
            check_version=False,
        )

    payload = {"outcome": outcome, "reason": reason.strip()}
    command = desk.command("choose", ticket_id=detail.row.id, payload=payload, command_id=command_id)
    return desk.apply(command, act)


def _require_allowed(decision: policy.Decision, outcome: str, reason: str) -> None:
    if outcome not in policy.CHOICES:
        raise BadInput("unknown_outcome", outcome=outcome)
    made = policy.choice(decision, outcome)
    if not made.allowed:
        code = "choice_no_right" if made.kind == "no_right" else "choice_severer"
        raise NotAllowed(code, outcome=outcome, proposed=decision.outcome)
    if made.needs_reason and not reason.strip():
        raise BadInput("choice_needs_reason")
