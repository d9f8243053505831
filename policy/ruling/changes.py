"""What would change a decision: each thing that could still be said or done, tried by deciding again without it.

Nothing is guessed: a change is listed only where the same engine, given the changed facts, says something else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from policy.agreement import Agreement
from policy.facts import Installation, Question, RequestFacts, Sender
from policy.ruling.admissibility import decide
from policy.ruling.case import PROGRAMMERS, UNOFFICIAL_KINDS, Case
from policy.ruling.conditions import LEAD, RECORDS, SPECIALIST, USER, Values
from policy.ruling.decision import Reason
from policy.ruling.errors import CONDITIONS_OF_14_2
from policy.ruling.grounds import statuses
from policy.ruling.reasons import reason

COMPANY = "company"
_REPORTED = ("what_happened", "panel_section", "repro_steps")
_PANEL = "panel_section"
_HYPOTHETICAL = frozenset(
    {"topic_on_ground", "modified_yes_now", "requirements_met_no_now", "outdated_yes_now"}
    | {"needs_complex_diagnostics", "wants_it_done", "bad_access"}
)
_INSTALLATION = ("modified", "requirements_met", "outdated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A thing that would change the decision, who can bring it about, and what would follow.

    `why` is a code with its values, as a reason has. `grounds` are those that would stand otherwise: clause and status.
    `mode` is how far the outcome goes then. `differs` is false where only a ground changes and the outcome stays.
    `hypothetical` marks what nobody is asked for: it would have to be otherwise than it is known or taken to be.
    """

    why: Reason
    who: str
    hypothetical: bool
    outcome: str
    primary: str | None
    grounds: tuple[tuple[str, str], ...]
    differs: bool
    mode: str | None = None


@dataclass(frozen=True, slots=True)
class _Try:
    code: str
    who: str
    facts: RequestFacts
    values: Mapping[str, object]


def changes(request: RequestFacts, agreement: Agreement) -> tuple[Change, ...]:
    """Return everything that would change the decision or a ground of it."""
    case = Case(request, agreement)
    now = decide(request, agreement, trace=False)
    stands = statuses(case, Values(case))
    found = []
    for one in _tries(case):
        then = decide(one.facts, agreement, trace=False)
        changed = Case(one.facts, agreement)
        later = statuses(changed, Values(changed))
        grounds = tuple((clause, later[clause]) for clause in stands if later[clause] != stands[clause])
        differs = (then.outcome, then.primary, then.mode) != (now.outcome, now.primary, now.mode)
        if differs or grounds:
            found.append(
                Change(
                    why=reason(one.code, **one.values),
                    who=one.who,
                    hypothetical=one.code in _HYPOTHETICAL,
                    outcome=then.outcome,
                    primary=then.primary,
                    grounds=grounds,
                    differs=differs,
                    mode=then.mode,
                )
            )
    return tuple(found)


def _tries(case: Case) -> Iterator[_Try]:
    for source in (_entrance, _license, _topics, _conduct, _report, _questions, _installation, _marks):
        yield from source(case)


def _entrance(case: Case) -> Iterator[_Try]:
    request, sender = case.request, case.request.sender
    owner = Sender(role="owner", designated=sender.designated)
    kind = "" if request.channel_kind in UNOFFICIAL_KINDS else request.channel_kind
    official = replace(request, channel_official=True, channel_kind=kind)
    if request.channel_official is not True or request.channel_kind in UNOFFICIAL_KINDS:
        yield _Try("sent_to_official_channel", USER, official, {})
    if request.channel_official is None:
        yield _Try("channel_found_unofficial", SPECIALIST, replace(request, channel_official=False), {})
    if sender.role is None and sender.designated is not True:
        yield _Try("sender_is_owner", USER, replace(request, sender=owner), {})
        other = Sender(role="other_third_party", designated=False)
        yield _Try("sender_is_nobody", USER, replace(request, sender=other), {})
    elif sender.role != "owner" and sender.designated is not True:
        yield _Try("sender_designated", USER, replace(request, sender=replace(sender, designated=True)), {})
    if sender.role in PROGRAMMERS:
        yield _Try("owner_writes", USER, replace(request, sender=owner), {})
    if request.open_request:
        own = replace(request, open_request=False, duplicate_of_open_request=False)
        yield _Try("says_something_of_its_own", SPECIALIST, own, {})
    if request.suspension is not None:
        yield _Try("suspension_lifted", LEAD, replace(request, suspension=None), {})


def _license(case: Case) -> Iterator[_Try]:
    """A period that the register lacks; a renewal that is bought now does not change the state at the receipt."""
    request, days = case.request, case.request.days
    paid = replace(request, state="paid", state_at_review=None, license_problem=None)
    if case.state in ("expired", "transition"):
        yield _Try("renewal_recorded", RECORDS, paid, {"received": days.received})
    elif case.state == "archived":
        yield _Try("restoration_recorded", RECORDS, paid, {"received": days.received})
        yield _Try("transfer_taken_back", RECORDS, replace(request, state="expired", state_at_review=None), {})
    elif case.state == "invalid":
        yield _Try("license_found_valid", RECORDS, paid, {})
    elif case.state == "not_started":
        yield _Try("purchase_recorded", RECORDS, replace(paid, state="free"), {"received": days.received})
    elif case.state is None:
        yield _Try("license_runs", RECORDS, paid, {})
        yield _Try("license_has_ended", RECORDS, replace(paid, state="expired"), {})


def _topics(case: Case) -> Iterator[_Try]:
    request = case.request
    inside = tuple(replace(one, topic=_PANEL) for one in request.questions) or (Question(topic=_PANEL),)
    if case.outside or not case.topics or any(one is None for one in case.topics):
        yield _Try("topic_is_panel", SPECIALIST, replace(request, questions=inside), {"topic": _PANEL})
    for ground in sorted(case.agreement.topic_grounds):
        if all(one.ground != ground for one in case.outside):
            code = min(
                one.code for one in case.agreement.topics.values() if one.ground == ground and one.scope == "out"
            )
            other = (replace(inside[0], topic=code), *request.questions[1:])
            yield _Try("topic_on_ground", SPECIALIST, replace(request, questions=other), {"clause": ground})
    wanted = tuple(dict.fromkeys(one.service for one in case.outside if one.service))
    missing = tuple(one for one in wanted if one not in request.services)
    if missing:
        yield _Try(
            "service_put_on_offer",
            COMPANY,
            replace(request, services=(*request.services, *missing)),
            {"services": missing},
        )


def _conduct(case: Case) -> Iterator[_Try]:
    request = case.request
    if request.conduct:
        yield _Try("confirmation_withdrawn", LEAD, replace(request, conduct=()), {"conduct": request.conduct})


def _report(case: Case) -> Iterator[_Try]:
    request, report = case.request, case.request.report
    whole = replace(report, what_happened=True, panel_section=True, repro_steps=True)
    if report.is_error is None:
        yield _Try("is_an_error", SPECIALIST, replace(request, report=replace(report, is_error=True)), {})
        yield _Try("is_no_error", SPECIALIST, replace(request, report=replace(report, is_error=False)), {})
    elif report.is_error is True and report != whole:
        lacking = [name for name in _REPORTED if getattr(report, name) is not True]
        yield _Try("report_completed", USER, replace(request, report=whole), {"facts": lacking})
    judged = tuple(sorted(name for name, holds in request.conditions.items() if holds is False))
    if judged:
        found = replace(request, conditions={**request.conditions, **dict.fromkeys(judged, True)})
        yield _Try("conditions_hold", LEAD, found, {"clauses": tuple(CONDITIONS_OF_14_2[one] for one in judged)})
    if report.is_error is True and not request.known_confirmed_bug:
        yield _Try("error_in_register", LEAD, replace(request, known_confirmed_bug="E"), {})
    lacking = [one.fact for one in case.lacks if one.fact != "domain"]
    if lacking:
        yield _Try("facts_supplied", USER, _with(request, lacking), {"facts": lacking})
    if case.external and request.materials.direct_media is not True:
        sent = replace(request, materials=replace(request.materials, direct_media=True))
        yield _Try("media_sent_directly", USER, sent, {})
    if request.materials.voice or request.materials.unrequested_file:
        written = replace(request, message=request.message or "…")
        yield _Try("put_into_words", USER, written, {})


def _with(request: RequestFacts, names: list[str]) -> RequestFacts:
    """Return the request with facts of the report supplied."""
    given: dict[str, Any] = {}
    for name in names:
        if name == "evidence":
            given |= {"evidence_media": True, "error_text": True}
        elif name == "changes_made":
            given[name] = "none"
        elif hasattr(request.report, name):
            given[name] = True
    return replace(request, report=replace(request.report, **given))


def _questions(case: Case) -> Iterator[_Try]:
    request = case.request
    if len(request.questions) > 1 and request.same_section is not True:
        yield _Try("one_section", SPECIALIST, replace(request, same_section=True), {})
    if request.same_section is None and len(request.questions) > 1:
        yield _Try("several_sections", SPECIALIST, replace(request, same_section=False), {})
    if request.initial_installation is None:
        yield _Try("installation_was_done", RECORDS, replace(request, initial_installation="done"), {})
        yield _Try("installation_is_due", RECORDS, replace(request, initial_installation="not_done"), {})


def _installation(case: Case) -> Iterator[_Try]:
    request = case.request
    known = sorted(set(request.domains) | set(request.installations))
    if request.domain not in known and len(known) > 1:
        for name in known:
            yield _Try("domain_named", USER, replace(request, domain=name), {"domain": name})
        return
    for number, aspect in enumerate(_INSTALLATION):
        for value in (True, False):
            if case.verdict[number] is not value:
                yield _judged(case, aspect, value=value)


def _judged(case: Case, aspect: str, *, value: bool) -> _Try:
    """Return the request with an aspect of the installation asked about judged so."""
    request = case.request
    names = [request.domain] if request.domain else list(request.installations or request.domains[:1])
    flags = {aspect: value}
    if aspect == "modified":
        parts = ("code_modified", "files_modified", "database_modified", "server_config_modified")
        flags = dict.fromkeys(parts, False) | ({"code_modified": True} if value else {})
    installations = dict(request.installations)
    for name in names:
        installations[name] = replace(installations.get(name, Installation()), **flags)
    changed = replace(request, installations=installations)
    if aspect == "modified" and not value:
        changed = replace(changed, report=replace(request.report, changes_made="none"), installations_shared=False)
    known = case.verdict[_INSTALLATION.index(aspect)] is not None
    code = f"{aspect}_{'yes' if value else 'no'}" + ("_now" if known else "")
    who = USER if known and value is (aspect == "requirements_met") else SPECIALIST
    return _Try(code, who, changed, {"domain": request.domain})


def _marks(case: Case) -> Iterator[_Try]:
    request = case.request
    for mark in ("needs_complex_diagnostics", "wants_it_done", "bad_access"):
        if mark in request.marks:
            rest = tuple(one for one in request.marks if one != mark)
            yield _Try(f"{mark}_not", USER if mark == "bad_access" else SPECIALIST, replace(request, marks=rest), {})
        else:
            yield _Try(mark, SPECIALIST, replace(request, marks=(*request.marks, mark)), {})
