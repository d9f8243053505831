"""What a person may choose of a decision (A18): as proposed, another act of the same clauses, milder; never severer."""

from __future__ import annotations

from dataclasses import dataclass

from policy.ruling.decision import Decision

# How far an outcome goes against the customer. What only asks or sorts stands between admitting and refusing.
_RANK = {
    "accept": 0,
    "route": 0,
    "product_error_check": 0,
    "merge": 1,
    "ask_info": 1,
    "split": 1,
    "take_one": 1,
    "redirect_paid": 2,
    "not_registered": 3,
    "refuse": 3,
    "suspend": 4,
    "end_communication": 4,
}
CHOICES = frozenset(_RANK)
AS_PROPOSED, ALTERNATIVE, MILDER, SEVERER, NO_RIGHT = "as_proposed", "alternative", "milder", "severer", "no_right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A person's choice beside a decision. `kind`: as_proposed, alternative, milder, severer or no_right.

    The first three are allowed. `no_right` is a milder act where the text leaves no choice: nothing is waived there.
    """

    kind: str
    needs_reason: bool

    @property
    def allowed(self) -> bool:
        """Return whether the choice may be made."""
        return self.kind in (AS_PROPOSED, ALTERNATIVE, MILDER)


def choice(decision: Decision, outcome: str) -> Choice:
    """Return what choosing an outcome would be. Raises ValueError for a word that is no outcome."""
    if outcome not in _RANK:
        raise ValueError(f"there is no outcome {outcome!r}")
    if outcome == decision.outcome:
        return Choice(kind=AS_PROPOSED, needs_reason=False)
    if outcome in decision.alternatives:
        return Choice(kind=ALTERNATIVE, needs_reason=True)
    if _RANK[outcome] >= _RANK[decision.outcome]:
        return Choice(kind=SEVERER, needs_reason=False)
    return Choice(kind=MILDER if decision.discretionary else NO_RIGHT, needs_reason=decision.discretionary)


def choices(decision: Decision) -> tuple[str, ...]:
    """Return the outcomes that a person may choose, the proposed one first."""
    allowed = sorted(one for one in _RANK if one != decision.outcome and choice(decision, one).allowed)
    return (decision.outcome, *allowed)
