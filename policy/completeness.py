"""What a request has and lacks of the facts of clause 15, by the kind of request (A43). Missing is asked for first."""

from __future__ import annotations

from dataclasses import dataclass

from policy.agreement import Agreement
from policy.facts import RequestFacts, Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """A required fact that is missing (`known` True) or that nobody has judged yet (`known` False)."""

    fact: str
    known: bool


def kind_of(request: RequestFacts) -> str:
    """Return which set of facts is required: error, unclassified or question."""
    if request.report.is_error is True:
        return "error"
    if not request.questions or any(one.topic in (None, "unknown") for one in request.questions):
        return "unclassified"
    return "question"


def lacks(request: RequestFacts, agreement: Agreement) -> tuple[Lack, ...]:
    """Return the required facts that are missing or not judged yet, in the order of clause 15."""
    found = []
    unclassified = any(one.topic in (None, "unknown") for one in request.questions)
    for name in agreement.required[kind_of(request)]:
        value = _has(request, name, unclassified=unclassified)
        if value is not True:
            found.append(Lack(fact=name, known=value is False))
    return tuple(found)


def _has(request: RequestFacts, name: str, *, unclassified: bool) -> Truth:
    report = request.report
    if name == "changes_made":
        return None if report.changes_made is None else report.changes_made != ""
    if name == "evidence":
        if report.evidence_media is True or report.error_text is True or request.materials.direct_media:
            return True
        return None if report.evidence_media is None or report.error_text is None else False
    if name in ("what_happened", "panel_section") and not request.questions and report.is_error is not True:
        return False  # a first message without content
    value: Truth = getattr(report, name)
    if unclassified and name in ("what_happened", "panel_section") and value is True and report.is_error is not True:
        return False  # clarification 1: what cannot be classified is asked for in these two words
    return value
