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


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of the meter: a fact of clause 15, its clause, whether the request must have it, and how it stands.

    `status` is present, missing, unknown (nobody judged it) or unavailable (the customer cannot give it).
    """

    fact: str
    clause: str
    required: bool
    status: str


def kind_of(request: RequestFacts) -> str:
    """Return which set of facts is required: error, unclassified or question."""
    if request.report.is_error is True:
        return "error"
    return "unclassified" if _unclassified(request) else "question"


def required_of(request: RequestFacts, agreement: Agreement) -> tuple[str, ...]:
    """Return the facts that a request must contain: by its kind, or all of clause 15 by another reading (A43)."""
    if agreement.value("required_fields") == "all_ten":
        return tuple(agreement.items)
    return agreement.required[kind_of(request)]


def lacks(request: RequestFacts, agreement: Agreement) -> tuple[Lack, ...]:
    """Return the required facts that are missing or not judged yet, in the order of clause 15."""
    found = {name: has(request, name) for name in required_of(request, agreement)}
    if _unclassified(request):  # what cannot be classified is asked for in these words, whatever was said so far
        found |= dict.fromkeys(agreement.required["unclassified"], False)
    excused = request.unavailable
    lacking = ((name, value) for name, value in found.items() if value is not True and name not in excused)
    return tuple(Lack(fact=name, known=value is False) for name, value in lacking)


def meter(request: RequestFacts, agreement: Agreement) -> tuple[Line, ...]:
    """Return every fact of clause 15 with how it stands: the meter beside a request."""
    required = required_of(request, agreement)
    lines = []
    for name, clause in agreement.items.items():
        status = {True: "present", False: "missing", None: "unknown"}[_said(request, name)]
        if name in request.unavailable and status != "present":
            status = "unavailable"
        needed = name in required or ("evidence" in required and name in ("evidence_media", "error_text"))
        lines.append(Line(fact=name, clause=clause, required=needed, status=status))
    return tuple(lines)


def _said(request: RequestFacts, name: str) -> Truth:
    """What the license says of a request is not known while the license itself is not."""
    return None if name == "plan" and request.state is None else has(request, name)


def has(request: RequestFacts, name: str) -> Truth:
    """Return whether a request holds a fact of clause 15. Raises AttributeError for a name that is none."""
    report = request.report
    if name == "domain":
        return None if _license_would_tell(request) else domain_known(request)
    if name == "plan":
        return True  # the license says it
    if name == "changes_made":
        return None if report.changes_made is None else report.changes_made != ""
    if name == "evidence_media" and request.materials.direct_media:
        return True
    if name == "evidence":
        return _evidence(request)
    value: Truth = getattr(report, name)
    return value


def domain_known(request: RequestFacts) -> bool:
    """Return whether it is clear which installation is meant: it is named and of the license, or there is only one.

    Where the license names no domain, none is meant until one is named (15.2.1): nothing is guessed of it.
    """
    domains = set(request.domains) | set(request.installations)
    if request.domain is not None:
        return not domains or request.domain in domains
    return len(domains) == 1


def _license_would_tell(request: RequestFacts) -> bool:
    """Return whether the license is not known, whose only domain may be the one that is meant."""
    named = request.domain is not None or request.domains or request.installations
    return request.state is None and not named


def _evidence(request: RequestFacts) -> Truth:
    report = request.report
    given = (report.evidence_media, report.error_text, request.materials.direct_media or None)
    if any(one is True for one in given):
        return True
    return None if report.evidence_media is None or report.error_text is None else False


def _unclassified(request: RequestFacts) -> bool:
    return not request.questions or any(one.topic in (None, "unknown") for one in request.questions)
