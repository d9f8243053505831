"""The facts of a case as words, for the trace: what a rule looked at and what stood there."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from policy.facts import Truth
from policy.ruling.case import Case, word

Say = Callable[[Case], str]


def _report(name: str) -> Say:
    def say(case: Case) -> str:
        value: Truth = getattr(case.request.report, name)
        return word(value)

    return say


def _listed(values: tuple[str, ...]) -> str:
    return ", ".join(values) or "none"


def _topics(case: Case) -> str:
    return _listed(tuple("unknown" if one is None else one.code for one in case.topics))


def _suspension(case: Case) -> str:
    one = case.request.suspension
    return "none" if one is None else f"{one.kind} {one.basis}"


SAID: Mapping[str, Say] = {
    "channel_official": lambda case: word(case.request.channel_official),
    "channel_kind": lambda case: case.request.channel_kind or "unknown",
    "open_request": lambda case: word(case.request.open_request),
    "duplicate_of_open_request": lambda case: word(case.request.duplicate_of_open_request),
    "pokes": lambda case: _listed(case.pokes),
    "sender_role": lambda case: case.request.sender.role or "unknown",
    "designated_contact": lambda case: word(case.request.sender.designated),
    "license_state": lambda case: case.state or "unknown",
    "license_problem": lambda case: case.request.license_problem or "unknown",
    "suspension": _suspension,
    "conduct": lambda case: _listed(case.request.conduct),
    "specialist_marks": lambda case: _listed(case.request.marks),
    "topics": _topics,
    "same_section": lambda case: word(case.request.same_section),
    "services_available": lambda case: _listed(case.request.services),
    "is_error": _report("is_error"),
    "what_happened": _report("what_happened"),
    "panel_section": _report("panel_section"),
    "repro_steps": _report("repro_steps"),
    "changes_made": lambda case: (
        "unknown" if case.request.report.changes_made is None else case.request.report.changes_made or "not said"
    ),
    "false_conditions": lambda case: _listed(case.false_conditions),
    "known_confirmed_bug": lambda case: case.request.known_confirmed_bug or "none",
    "initial_installation": lambda case: case.request.initial_installation or "unknown",
    "domain": lambda case: case.request.domain or "not named",
    "modified": lambda case: word(case.verdict[0]),
    "requirements_met": lambda case: word(case.verdict[1]),
    "outdated": lambda case: word(case.verdict[2]),
    "external_links": lambda case: _listed(case.external),
    "direct_media": lambda case: word(case.request.materials.direct_media),
    "voice": lambda case: word(case.request.materials.voice),
    "unrequested_file": lambda case: word(case.request.materials.unrequested_file),
    "facts_missing": lambda case: _listed(tuple(one.fact for one in case.lacks)),
}


def said(case: Case) -> dict[str, tuple[str, str]]:
    """Return every fact of a case as its name and its word."""
    return {name: (name, say(case)) for name, say in SAID.items()}
