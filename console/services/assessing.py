"""What the agreement says of a ticket: facts gathered from the records, given to the policy, answered for the panels.

Facts that are only proposed lead to a provisional outcome, and it says so. Whoever acts on it confirms them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import policy
from console.faults import NotSet
from console.records.assessment import AssessmentView, TierView
from console.records.base import TicketId
from console.records.licensing import DomainRecord, LicenseRecord
from console.records.tickets import FactRecord, TicketDetail, TicketRow
from console.services import agreements, evidence, pausing, writers
from console.services.desk import Desk
from console.services.explaining import Explanation
from console.services.standing import standing_at
from console.store.queries import licensing, senders, tickets

_REPORT = (
    "is_error",
    "what_happened",
    "panel_section",
    "repro_steps",
    "actions_before",
    "error_text",
    "software_version",
)
_DOT = "•"
_MARKS = ("needs_complex_diagnostics", "wants_it_done", "bad_access")
_SETTINGS = ("min_version", "technical_requirements")
Facts = Mapping[str, FactRecord]
Reckon = Callable[[Desk, LicenseRecord, datetime], policy.Standing]


def assess_ticket(desk: Desk, ticket_id: TicketId) -> AssessmentView:
    """Return what the agreement says of a ticket now. Raises NotFound."""
    with desk.store.read() as connection:
        detail = tickets.detail(connection, ticket_id, desk.actor.staff_id)
        record = None if detail.license_id is None else licensing.license_record(connection, detail.license_id)
        return assess_read(desk, connection, detail, record)


def assess_read(desk: Desk, connection: Any, detail: TicketDetail, record: LicenseRecord | None) -> AssessmentView:
    """Return what the agreement says of a ticket whose records were read already."""
    role, designated = senders.sender_of(connection, detail.row.id)
    official = senders.channel_official(connection, detail.row.id)
    media = evidence.media(connection, detail.row.id) if detail.row.has_files else False
    sender = policy.Sender(role=role, designated=designated)
    return assess(desk, detail, record, sender=sender, official=official, media=media)


def assess(
    desk: Desk,
    detail: TicketDetail,
    record: LicenseRecord | None,
    *,
    sender: policy.Sender | None,
    official: bool | None,
    media: bool | None = False,
) -> AssessmentView:
    """Return what the agreement says of gathered records, in the version that counts for the ticket.

    `media` says whether a screenshot or a video came with it; None where nobody has looked yet.
    """
    desk = agreements.pinned(desk, detail.agreement_id)
    facts = standing_facts(detail.facts)
    request = request_facts(desk, detail, record, facts, sender=sender, official=official, media=media)
    decision = policy.decide(request, desk.agreement.agreement)
    return _view(desk, detail, facts, request, decision)


def standing_facts(said: Sequence[FactRecord]) -> Facts:
    """Return the facts of a request that say something, by name; one without a value was left open again."""
    return {one.name: one for one in said if one.status != "rejected" and one.value is not None}


def request_facts(
    desk: Desk,
    detail: TicketDetail,
    record: LicenseRecord | None,
    facts: Facts,
    *,
    sender: policy.Sender | None,
    official: bool | None,
    media: bool | None = False,
    reckon: Reckon = standing_at,
) -> policy.RequestFacts:
    """Return the policy's facts of a ticket; what nobody said is unknown. `reckon` says where a license stands."""
    now = desk.clock()
    channel = _value(facts, "channel_official")
    questions, message = _asked(detail)
    links = _value(facts, "external_links")
    return policy.RequestFacts(
        state=state_at(desk, record, detail.row.received_at, reckon),
        state_at_review=state_at(desk, record, now, reckon),
        license_problem=None if record is None else record.problem,
        questions=questions,
        message=message,
        same_section=_truth(facts, "same_section"),
        services=desk.company.services,
        report=_report(facts, media),
        known_confirmed_bug=_text(facts, "known_confirmed_bug"),
        marks=tuple(name for name in _MARKS if _value(facts, name) is True),
        sender=writers.sender_of(detail.facts, sender),
        channel_official=official if channel is None else bool(channel),
        channel_kind=detail.row.channel,
        open_request=_value(facts, "duplicate_of_open_request") is True,
        duplicate_of_open_request=_value(facts, "duplicate_of_open_request") is True,
        materials=policy.Materials(
            external_links=tuple(str(one) for one in links) if isinstance(links, list) else (),
            direct_media=_shown(facts, media),
            voice=_value(facts, "voice") is True,
            unrequested_file=_value(facts, "unrequested_file") is True,
        ),
        domain=_domain(detail, record),
        domains=() if record is None else tuple(one.name for one in record.domains),
        installations={} if record is None else {one.name: _installation(one) for one in record.domains},
        installations_shared=_shared(record),
        conduct=conduct(facts),
        suspension=suspension(record, int(detail.row.id), now),
        conditions=_conditions(facts),
        unavailable=tuple(str(one) for one in _listed(facts, "unavailable")),
        initial_installation=_installed(record),
        not_set=tuple(name for name in _SETTINGS if desk.company.get(name) is None),
        days=_days_told(desk, record, detail.row.received_at, now, reckon),
    )


def under_other_terms(
    facts: policy.RequestFacts,
    desk: Desk,
    row: TicketRow,
    record: LicenseRecord | None,
    *,
    reckon: Reckon,
    reviewed: datetime,
) -> policy.RequestFacts:
    """Return the facts of a request with what follows from its license as another version of the agreement has it."""
    return replace(
        facts,
        state=row.license_state,
        state_at_review=state_at(desk, record, reviewed, reckon),
        days=_days_told(desk, record, row.received_at, reviewed, reckon),
    )


def _asked(detail: TicketDetail) -> tuple[tuple[policy.Question, ...], str]:
    """Return the questions of a request and its whole text; without one its beginning asks."""
    if not detail.questions:
        text = _masked(detail.row.preview)
        return (policy.Question(text=text, topic=detail.row.topic),), text
    questions = tuple(policy.Question(text=_masked(one.text), topic=one.topic) for one in detail.questions)
    if len(questions) == 1:
        return questions, questions[0].text or _masked(detail.row.preview)
    return questions, _masked("\n".join(one.text for one in detail.questions) or detail.row.preview)


def _view(
    desk: Desk, detail: TicketDetail, facts: Facts, request: policy.RequestFacts, decision: policy.Decision
) -> AssessmentView:
    agreement = desk.agreement.agreement
    told = Explanation(agreement, decision, policy.changes(request, agreement))
    severity = policy.severest(
        tuple(_in_scope(agreement, one.topic) for one in request.questions),
        is_error=request.report.is_error,
        blocks=_truth(facts, "blocks_normal_operation"),
        claimed=detail.claimed_urgency,
    )
    unconfirmed = [one.name for one in facts.values() if one.status == "proposed"]
    if any(one.topic is not None and not one.topic_confirmed for one in detail.questions):
        unconfirmed.insert(0, "topic")
    return AssessmentView(
        outcome=decision.outcome,
        primary=decision.primary,
        also=decision.also,
        mode=decision.mode,
        service=decision.service,
        state_used=decision.state_used,
        discretionary=decision.discretionary,
        needs=told.needs(),
        offers=decision.offers,
        flags=(*decision.flags, *severity.flags),
        grounds=told.grounds(),
        basis=told.basis(),
        because=told.because(),
        changes=told.likely_changes(),
        steps=told.steps(),
        tier=severity.tier,
        tier_why=TierView(
            row=severity.row,
            clauses=severity.clauses,
            topic=request.questions[severity.place].topic,
            place=severity.place,
            of=len(request.questions),
        ),
        unconfirmed=tuple(dict.fromkeys(unconfirmed)),
        agreement=desk.agreement.label,
        inputs=policy.canonical(request),
        result=decision.to_json(),
        agreement_id=desk.agreement.id,
        clauses=told.clauses(),
        supposed=told.supposed_changes(),
    )


def _in_scope(agreement: policy.Agreement, topic: str | None) -> bool | None:
    known = agreement.topic(topic)
    return None if known is None else known.scope == "in"


def _shown(facts: Facts, media: bool | None) -> bool | None:  # noqa: FBT001 - private and read at the call
    """What a person says of pictures goes before what the files look like."""
    said = _truth(facts, "evidence_media")
    return media if said is None else said


def _conditions(facts: Facts) -> dict[str, bool]:
    """Return the conditions of 14.2 as far as they are judged of the error that the request shows."""
    said = _value(facts, "error_conditions")
    return {name: value for name, value in said.items() if isinstance(value, bool)} if isinstance(said, dict) else {}


def _report(facts: Facts, media: bool | None) -> policy.Report:  # noqa: FBT001 - private and read at the call
    changed = facts.get("changes_made")
    said = {name: _truth(facts, name) for name in _REPORT}
    evidence_media = _shown(facts, media) or _truth(facts, "evidence_media")
    if said["error_text"] is None:
        said["error_text"] = evidence_media
    return policy.Report(
        **said,
        evidence_media=evidence_media,
        changes_made=None if changed is None else str(changed.value or ""),
    )


def state_at(desk: Desk, record: LicenseRecord | None, at: datetime, reckon: Reckon = standing_at) -> str | None:
    """Return the state of a license at an instant by its own facts, or None where there is none or no zone is set.

    The column of a ticket that tells it is for lists: anybody's program could have written that.
    """
    if record is None:
        return None
    try:
        return reckon(desk, record, at).state
    except NotSet:
        return None


def _days_told(
    desk: Desk, record: LicenseRecord | None, received: datetime, now: datetime, reckon: Reckon
) -> policy.Days:
    """Return the days that reasons name; without a license or the policy's zone there are none."""
    if record is None:
        return policy.Days()
    try:
        found = reckon(desk, record, received)
    except NotSet:
        return policy.Days()
    zone = desk.company.zone
    return policy.days_of(found, received, zone, purchased=record.purchased_at, reviewed=now)


def _domain(detail: TicketDetail, record: LicenseRecord | None) -> str | None:
    if detail.domain is not None or record is None:
        return detail.domain
    return record.domains[0].name if len(record.domains) == 1 else None


def _installation(one: DomainRecord) -> policy.Installation:
    return policy.Installation(
        code_modified=one.code_modified,
        files_modified=one.files_modified,
        database_modified=one.database_modified,
        server_config_modified=one.server_config_modified,
        requirements_met=one.requirements_met,
        outdated=one.outdated,
    )


def _installed(record: LicenseRecord | None) -> str | None:
    """A record that does not say whether the first installation is made takes it from nobody (8.1)."""
    known = None if record is None else record.initial_installation
    return None if known == "unknown" else known


def _shared(record: LicenseRecord | None) -> bool | None:
    if record is None:
        return None
    if len(record.domains) < 2:  # noqa: PLR2004 - one domain shares with nobody
        return False
    known = [one.shares_with_other for one in record.domains]
    if any(one is True for one in known):
        return True
    return None if any(one is None for one in known) else False


def suspension(record: LicenseRecord | None, ticket_id: int, at: datetime) -> policy.Suspension | None:
    """Return the pause in force that counts for a request, with the clause that it rests on."""
    one = pausing.in_force(record, ticket_id, at)
    return None if one is None else policy.Suspension(kind=one.kind, basis=pausing.clause_of(one))


def _masked(text: str) -> str:
    """Return a text without what looks like access data: what a decision was made from is kept for good (21.1)."""
    for one in reversed(policy.access_data(text)):
        text = text[: one.start] + _DOT * (one.end - one.start) + text[one.end :]
    return text


def _listed(facts: Facts, name: str) -> list[Any]:
    value = _value(facts, name)
    return value if isinstance(value, list) else []


def conduct(facts: Facts) -> tuple[str, ...]:
    """Return the conduct that a person confirmed."""
    said = facts.get("conduct")
    if said is None or said.status != "confirmed" or not isinstance(said.value, list):
        return ()
    return tuple(str(one) for one in said.value)


def _value(facts: Facts, name: str) -> Any:
    found = facts.get(name)
    return None if found is None else found.value


def _truth(facts: Facts, name: str) -> bool | None:
    value = _value(facts, name)
    return value if isinstance(value, bool) else None


def _text(facts: Facts, name: str) -> str | None:
    value = _value(facts, name)
    return value if isinstance(value, str) and value else None
