"""Archive and restoration (clause 13, DT-8): which act may be recorded now, and why another may not.

Nothing is archived or restored by itself: each act is a person's, and the periods follow from its record.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo

from policy.counting import Succession, Terms
from policy.facts import LicenseFacts, Truth
from policy.periods import standing

# The six states of a project in which the company may refuse to restore (13.6).
REFUSALS = ("outdated", "modified", "customized", "damaged", "below_requirements", "needs_separate_restoration")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Whether an act may be recorded; `why_not` are codes (not_expired, too_early, not_archived, …)."""

    allowed: bool
    why_not: tuple[str, ...]
    clauses: tuple[str, ...]


def transfer_act(facts: LicenseFacts, at: datetime, zone: tzinfo, terms: Terms | Succession) -> Act:
    """Return whether a person may transfer the license to the archive at `at` (13.1)."""
    found = standing(facts, at, zone, terms)
    why = []
    if found.state == "archived":
        why.append("already_archived")
    elif found.state != "expired":
        why.append("not_expired")
    if found.state != "archived" and at.astimezone(zone).date() < found.archive_eligible_from:
        why.append("too_early")
    return Act(allowed=not why, why_not=tuple(why), clauses=("13.1",))


def restoration_act(
    facts: LicenseFacts,
    at: datetime,
    zone: tzinfo,
    terms: Terms | Succession,
    *,
    approve: bool,
    feasible: Truth,
    refusals: tuple[str, ...] = (),
) -> Act:
    """Return whether a decision on a restoration may be recorded (13.5, 13.6).

    `refusals` are the words of 13.6 that a person ticked. Raises ValueError for a word that is none of them.
    """
    unknown = sorted(set(refusals) - set(REFUSALS))
    if unknown:
        raise ValueError(f"13.6 has no {unknown}")
    why = []
    if standing(facts, at, zone, terms).state != "archived":
        why.append("not_archived")
    if feasible is None:
        why.append("feasibility_not_assessed")
    elif approve and not feasible:
        why.append("not_feasible")
    if not approve and feasible and not refusals:
        why.append("no_ground_to_refuse")
    return Act(allowed=not why, why_not=tuple(why), clauses=("13.5", "13.6"))
