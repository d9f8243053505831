"""Closing (clause 28, DT-6): which of the twelve reasons may be chosen; at most one is proposed, none is automatic."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from policy.ruling.decision import Reason
from policy.ruling.reasons import reason

_CAUSES = {
    "server": "28.1.4",
    "customization": "28.1.5",
    "third_party_service": "28.1.6",
    "independent_update": "28.1.7",
}
_BY_SCOPE = (*(f"23.1.{number}" for number in range(4, 10)), "23.1.20")
_BY_GROUND = {"23.1.2": "28.1.8", "23.1.1": "28.1.11", **dict.fromkeys(_BY_SCOPE, "28.1.3")}
_ALL = tuple(f"28.1.{number}" for number in range(1, 13))
_ALLOWED = {
    "28.1.1": "closing_answered",
    "28.1.2": "closing_answered",
    **dict.fromkeys(_CAUSES.values(), "closing_cause_determined"),
    "28.1.8": "closing_archived",
    "28.1.11": "closing_expired",
    "28.1.12": "closing_confirmed",
    "28.1.9": "closing_waited",
    "28.1.10": "closing_waited",
}
_RUNNING = ("free", "transition", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosingFacts:
    """What the choice rests on.

    `answered`: a reply marked final was sent (`instructed`: it gives instructions). `last_outcome` and `last_primary`
    are those of the decision that was sent. `waiting_for` is information or response. Days of waiting are settings of
    the company; None is not set, and an unknown instant says nothing of the days that passed.
    """

    answered: bool = False
    instructed: bool = False
    last_outcome: str | None = None
    last_primary: str | None = None
    determined_cause: str | None = None
    waiting_for: str | None = None
    asked_at: datetime | None = None
    now: datetime | None = None
    answer_arrived: bool = False
    product_error_check_open: bool = False
    conduct_confirmed: bool = False
    state_at_receipt: str | None = None
    state_now: str | None = None
    ask_info_close_after_days: int | None = None
    no_response_close_after_days: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The proposal, what may be chosen, and why the others may not.

    `reasons` says of each of the twelve why it may be chosen or why not, with its days, clauses and settings.
    """

    proposed: str | None
    allowed: tuple[str, ...]
    why_not: tuple[tuple[str, str], ...]
    automatic: bool = False
    reasons: tuple[tuple[str, Reason], ...] = ()


def closing(facts: ClosingFacts, zone: tzinfo) -> Closing:
    """Return which reasons of closing may be chosen now."""
    why = _why_not(facts, zone)
    allowed = tuple(clause for clause in _ALL if not why.get(clause))
    proposed = _proposed(facts, allowed)
    return Closing(
        proposed=proposed if proposed in allowed else None,
        allowed=allowed,
        why_not=tuple((clause, why[clause]) for clause in _ALL if why.get(clause)),
        reasons=tuple((clause, _reason(clause, why.get(clause, ""), facts, zone)) for clause in _ALL),
    )


def _reason(clause: str, why_not: str, facts: ClosingFacts, zone: tzinfo) -> Reason:
    """Return why a reason of closing may be chosen, or why not."""
    days = {"28.1.9": facts.ask_info_close_after_days, "28.1.10": facts.no_response_close_after_days}
    if clause in days and facts.asked_at is not None and why_not in ("", "not_long_enough"):
        asked = facts.asked_at.astimezone(zone).date()
        after = asked + timedelta(days=days[clause] or 0)
        return reason(f"closing_{why_not or 'waited'}", asked=asked, n=days[clause], last=after)
    if why_not in ("not_archived", "not_expired"):
        return reason(f"closing_{why_not}", state=facts.state_at_receipt)
    if why_not:
        return reason(f"closing_{why_not}")
    if clause == "28.1.3":
        by_scope = facts.last_outcome == "redirect_paid" or (
            facts.last_outcome == "refuse" and facts.last_primary in _BY_SCOPE
        )
        return reason("closing_refused", clause=facts.last_primary) if by_scope else reason("closing_by_judgment")
    if clause == "28.1.11" and facts.state_at_receipt in _RUNNING:
        return reason("closing_expired_since")
    return reason(_ALLOWED[clause])


def _why_not(facts: ClosingFacts, zone: tzinfo) -> dict[str, str]:
    why: dict[str, str] = {}
    if not facts.answered:
        why["28.1.1"] = why["28.1.2"] = "no_final_answer"
    for cause, clause in _CAUSES.items():
        if facts.determined_cause != cause:
            why[clause] = "cause_not_determined"
    why["28.1.8"] = _by_state(facts, "archived")
    why["28.1.11"] = _by_state(facts, "expired")
    why["28.1.9"] = _waited(facts, zone, "information", facts.ask_info_close_after_days)
    why["28.1.10"] = _waited(facts, zone, "response", facts.no_response_close_after_days)
    if not facts.conduct_confirmed:
        why["28.1.12"] = "not_confirmed_by_a_person"
    return why


def _by_state(facts: ClosingFacts, state: str) -> str:
    if facts.product_error_check_open:
        return "product_error_check_open"
    return "" if state in (facts.state_at_receipt, facts.state_now) else f"not_{state}"


def _waited(facts: ClosingFacts, zone: tzinfo, kind: str, days: int | None) -> str:
    """Days are counted by date: the last of them still counts (A44)."""
    if facts.waiting_for != kind or facts.asked_at is None:
        return "nothing_asked"
    if facts.answer_arrived:
        return "answer_arrived"
    if days is None:
        return "setting_not_set"
    if facts.now is None:
        return "now_not_known"
    passed = (facts.now.astimezone(zone).date() - facts.asked_at.astimezone(zone).date()).days
    return "" if passed > days else "not_long_enough"


def _proposed(facts: ClosingFacts, allowed: tuple[str, ...]) -> str | None:
    for clause in ("28.1.9", "28.1.10"):
        if clause in allowed:
            return clause
    if facts.determined_cause in _CAUSES:
        return _CAUSES[facts.determined_cause]
    if facts.last_outcome == "suspend":
        return "28.1.12"
    if facts.last_outcome == "redirect_paid":  # by its subject, also where that is of 23.1.13
        return "28.1.3"
    if facts.last_outcome == "refuse":
        proposed = _BY_GROUND.get(facts.last_primary or "")
        # A request received in time is closed for the end of the period only by a person's own act (A15).
        return None if proposed == "28.1.11" and facts.state_at_receipt in _RUNNING else proposed
    if facts.answered:
        return "28.1.2" if facts.instructed else "28.1.1"
    return None
