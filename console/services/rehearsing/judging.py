"""Decides requests both ways: as the window does, and under the draft. Only what comes out otherwise is given back.

A request that is closed is reviewed at the instant of its closing, any other now. The state at the receipt is the one
that the window shows, unless the numbers of the draft make it another. A period keeps the version of its purchase.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, tzinfo
from functools import partial
from pathlib import Path
from typing import Any

import policy
from console.faults import NotSet
from console.records.base import Actor, Role, StaffId
from console.records.licensing import LicenseRecord
from console.records.rehearsal import Differing, Ruled
from console.records.tickets import ResponseView, TicketDetail, TicketRow
from console.services import agreements, evidence
from console.services.agreements import LoadedAgreement
from console.services.assessing import request_facts, standing_facts, under_other_terms
from console.services.company import read_company
from console.services.desk import Desk
from console.services.intake.opening import review_from
from console.services.rehearsing.trials import Trial
from console.services.responding import Responder
from console.services.standing import license_facts, terms_at
from console.store import Store
from console.store.queries import cases

_SAID = ("outcome", "primary", "also", "mode", "service", "route_to", "discretionary", "needs", "offers", "flags")
_NAMES = {"primary": "clause", "state_used": "state"}
_WINDOW = ("window_earliest", "window_latest")
_TERMS = frozenset(policy.Terms.__dataclass_fields__)
_MOST_LICENSES = 4_000


class Judge:
    """One rehearsal at work: pages of keys in, what differs out."""

    def __init__(self, store: Store, trial: Trial) -> None:
        self._store = store
        self._now = trial.now
        with store.read() as connection:
            company = read_company(connection)
        actor = Actor(staff_id=StaffId(trial.staff_id), name="", role=Role.REVIEWER)
        own = agreements.loaded(store, trial.agreement_id)
        clock = partial(_stand, trial.now)
        self._desk = Desk(
            store=store,
            actor=actor,
            clock=clock,
            agreement=own,
            company=company,
            out_folder=Path(),
            succession=agreements.succession(store),
        )
        self._draft, self._always = _draft(trial, own), trial.always
        self._other_hours = next((one for one in company.schedules if one.id == trial.schedule_id), None)
        self._sides: dict[int, _Sides] = {}
        self._licenses: dict[int, LicenseRecord] = {}

    def page(self, keys: Sequence[int]) -> tuple[Differing, ...]:
        """Return those of the requests with these keys that would be decided otherwise, in order."""
        with self._store.read() as connection:
            found = cases.cases(connection, keys, self._desk.actor.staff_id)
            if len(self._licenses) > _MOST_LICENSES:
                self._licenses.clear()
            wanted = {one.detail.license_id for one in found if one.detail.license_id is not None}
            self._licenses |= cases.license_records(connection, wanted - self._licenses.keys())
            found = tuple(_with_media(connection, one) for one in found)
        return tuple(one for one in (self._compared(case) for case in found) if one is not None)

    def _compared(self, case: cases.CaseRecord) -> Differing | None:
        detail = case.detail
        record = None if detail.license_id is None else self._licenses.get(detail.license_id)
        sides = self._sides_of(detail.agreement_id or self._desk.agreement.id)
        return sides.compared(case, record, case.closed_at or self._now)

    def _sides_of(self, agreement_id: int) -> _Sides:
        if agreement_id not in self._sides:
            was = agreements.pinned(self._desk, agreement_id)
            now = was
            if self._draft is not None:
                followed = None if self._always else _followed(was, self._draft, self._now)
                now = replace(was, agreement=self._draft, succession=followed)
            if self._other_hours is not None:
                now = replace(now, company=replace(now.company, schedules=(self._other_hours,)))
            self._sides[agreement_id] = _Sides(was, now, other_hours=self._other_hours is not None)
        return self._sides[agreement_id]


class _Sides:
    """The version that requests keep beside the one that is tried."""

    def __init__(self, was: Desk, now: Desk, *, other_hours: bool) -> None:
        self.was, self.now, self.other_hours = was, now, other_hours
        self.old, self.new = was.agreement.agreement, now.agreement.agreement
        self.other_terms = terms_at(was) != terms_at(now)
        self.responders = Responder(was), Responder(now)
        self.changed = policy.compare_versions(self.old, self.new).changed
        self.same_law = not any(_decides(one) for one in self.changed)

    def compared(self, case: cases.CaseRecord, record: LicenseRecord | None, reviewed: datetime) -> Differing | None:
        """Return the request both ways, looked at when it was `reviewed`, or None where the two say the same."""
        reckoned = _Reckoned()
        old_facts = _request(replace(self.was, clock=partial(_stand, reviewed)), case, record, reckoned)
        then, new_facts = case.detail, old_facts
        if self.other_terms:
            then = _then(case.detail, record, self.was, self.now, reckoned)
            new_facts = under_other_terms(old_facts, self.now, then.row, record, reckon=reckoned, reviewed=reviewed)
        row = case.detail.row
        expected = self.responders[0].of(row), self.responders[1].of(self._heard(then.row))
        alike = self.same_law and (new_facts is old_facts or replace(new_facts, days=old_facts.days) == old_facts)
        if alike and expected[0] == expected[1]:
            return None
        before = policy.decide(old_facts, self.old, trace=False)
        after = before if alike else policy.decide(new_facts, self.new, trace=False)
        changed = tuple(_changes(before, after, *expected))
        if not changed:
            return None
        return Differing(
            ticket_id=row.id,
            number=row.number,
            subject=row.subject,
            customer=row.customer,
            license_key=row.license_key,
            received_at=row.received_at,
            agreement=self.was.agreement.label,
            was=_ruled(self.old, before, expected[0]),
            now=_ruled(self.new, after, expected[1]),
            changed=changed,
            causes=tuple(self._causes(changed, before, after, new_facts)),
        )

    def _heard(self, row: TicketRow) -> TicketRow:
        return replace(row, review_from=review_from(self.now, row.received_at)) if self.other_hours else row

    def _causes(
        self, changed: Iterable[str], before: policy.Decision, after: policy.Decision, facts: policy.RequestFacts
    ) -> Iterable[str]:
        """Yield the parts of the draft that can have brought the difference about."""
        names = set(changed)
        topics = {one.code for one in (self.new.topic(question.topic) for question in facts.questions) if one}
        days = bool(names & {"review_from", "earliest_day", "latest_day"})
        readings = {*before.readings, *after.readings}
        for one in self.changed:
            if one.part == "parameter" and one.id in _WINDOW:
                bears = days
            elif one.part == "parameter" and one.id in _TERMS:
                bears = bool(names - {"review_from"})
            elif one.part == "parameter":
                bears = one.id in self.new.parameters and self.new.parameters[one.id].reading in readings
            elif one.part in ("rule", "topic"):
                bears = one.id in topics | {before.rule, after.rule}
            else:
                bears = _decides(one)
            if bears:
                yield f"{one.part} {one.id}"
        if self.other_hours and days:
            yield "schedule"


class _Reckoned:
    """Where one license stands, reckoned once for each version and instant that is asked for."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, datetime], policy.Standing] = {}
        self._facts: policy.LicenseFacts | None = None

    def __call__(self, desk: Desk, record: LicenseRecord, at: datetime) -> policy.Standing:
        key = (id(desk.agreement), at)
        if key not in self._known:
            if self._facts is None:
                self._facts = license_facts(record)
            self._known[key] = policy.standing(self._facts, at, desk.company.zone, terms_at(desk))
        return self._known[key]


def _decides(one: policy.Changed) -> bool:
    """Return whether a part that differs can decide the same facts otherwise: words and numbers of periods cannot."""
    if one.part == "parameter":
        return one.id not in _TERMS and one.id not in _WINDOW
    return one.part not in ("unit", "reading", "closing") and one.id != "effective_from"


def _then(
    detail: TicketDetail, record: LicenseRecord | None, was: Desk, now: Desk, reckoned: _Reckoned
) -> TicketDetail:
    """Return the ticket with the state at its receipt as the draft has it."""
    if record is None:
        return detail
    states = []
    for desk in (was, now):
        try:
            states.append(reckoned(desk, record, detail.row.received_at).state)
        except NotSet:
            return detail
    return detail if states[0] == states[1] else replace(detail, row=replace(detail.row, license_state=states[1]))


def _draft(trial: Trial, own: LoadedAgreement) -> LoadedAgreement | None:
    if not trial.draft:
        return None
    agreement = agreements.build(json.loads(trial.draft))
    return replace(own, id=-1, label=trial.label or agreement.version, sha256="", agreement=agreement)


def _followed(was: Desk, draft: LoadedAgreement, now: datetime) -> policy.Succession | None:
    """Return the terms of periods with a draft behind the versions that count: for what begins under it.

    It begins on its own day, or now where that is not later than the day of the version that it follows.
    """
    law, tried = was.agreement, draft.agreement
    first = datetime.combine(law.agreement.effective_from, time(), UTC)
    alone = ((first, law.label, policy.terms_of(law.agreement)),)
    known = alone if was.succession is None else was.succession.versions
    terms = policy.terms_of(tried)
    if terms in (known[-1][2], *(one for _, name, one in known if name == draft.label)):
        return was.succession
    name = f"{draft.label}*" if draft.label in {name for _, name, _ in known} else draft.label
    begins = now
    if tried.effective_from > known[-1][0].date():
        begins = datetime.combine(tried.effective_from, time(), _zone(was)).astimezone(UTC)
    return policy.Succession(versions=tuple(sorted((*known, (begins, name, terms)), key=lambda one: one[0])))


def _zone(desk: Desk) -> tzinfo:
    try:
        return desk.company.zone
    except NotSet:
        return UTC


def _with_media(connection: Any, case: cases.CaseRecord) -> cases.CaseRecord:
    if not case.detail.row.has_files:
        return case
    return replace(case, media=evidence.media(connection, case.detail.row.id))


def _request(
    desk: Desk, case: cases.CaseRecord, record: LicenseRecord | None, reckoned: _Reckoned
) -> policy.RequestFacts:
    facts = standing_facts(case.detail.facts)
    return request_facts(
        desk,
        case.detail,
        record,
        facts,
        sender=policy.Sender(role=case.role, designated=case.designated),
        official=case.official,
        media=case.media,
        reckon=reckoned,
    )


def _changes(before: policy.Decision, after: policy.Decision, was: ResponseView, now: ResponseView) -> Iterable[str]:
    for name in (*_SAID, "state_used"):
        if getattr(before, name) != getattr(after, name):
            yield _NAMES.get(name, name)
    for name in ("review_from", "earliest_day", "latest_day"):
        if getattr(was, name) != getattr(now, name):
            yield name


def _ruled(agreement: policy.Agreement, decision: policy.Decision, expected: ResponseView) -> Ruled:
    rule, clause = agreement.rules[decision.rule], decision.primary
    named = None if clause is None else agreement.grounds.get(clause) or agreement.units.get(clause)
    return Ruled(
        outcome=decision.outcome,
        clause=clause,
        title_en="" if named is None else named.en,
        title_ru="" if named is None else named.ru,
        rule=rule.id,
        rule_en=rule.en,
        rule_ru=rule.ru,
        state=decision.state_used,
        also=decision.also,
        mode=decision.mode,
        service=decision.service,
        needs=tuple(one.fact for one in decision.needs),
        offers=decision.offers,
        flags=decision.flags,
        review_from=expected.review_from,
        earliest_day=expected.earliest_day,
        latest_day=expected.latest_day,
    )


def _stand(instant: datetime) -> datetime:
    return instant
