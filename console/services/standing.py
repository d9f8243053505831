"""Where a license stands: facts of the register given to the agreement, and the columns that follow from it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time
from functools import partial
from typing import Any

import policy
from console.faults import NotSet
from console.records.assessment import PeriodView, RenewalPreview, StandingView
from console.records.licensing import LicenseRecord
from console.services.agreements import pinned
from console.services.desk import Desk
from console.store import FAR_FUTURE, Unit, tables, to_micros
from console.store.queries import licensing

_RUNNING = ("free", "transition", "paid")


def license_facts(record: LicenseRecord) -> policy.LicenseFacts:
    """Return what the agreement asks of a license."""
    return policy.LicenseFacts(
        purchased_at=record.purchased_at,
        plan=record.plan,
        problem=record.problem,
        purchases=tuple(
            policy.Purchase(paid_at=one.paid_at, length=one.length, unit=one.unit) for one in record.purchases
        ),
        transfers=tuple(one.at for one in record.archive_transfers),
        restorations=tuple(
            policy.Restoration(
                decided_at=one.decided_at,
                approved=one.approved,
                feasible=one.feasible,
                paid_at=one.paid_at,
                length=one.length,
                unit=one.unit,
            )
            for one in record.restorations
        ),
    )


def standing_at(desk: Desk, record: LicenseRecord, at: datetime) -> policy.Standing:
    """Return where a license stands at an instant. Raises NotSet when the policy's zone is not set (A04)."""
    return policy.standing(license_facts(record), at, desk.company.zone, terms_at(desk))


def terms_at(desk: Desk) -> policy.Terms | policy.Succession:
    """Return the terms of periods: those of each version that counts or has counted, else of the desk's own (A64)."""
    return desk.succession or policy.terms_of(desk.agreement.agreement)


def license_view(desk: Desk, record: LicenseRecord, at: datetime) -> StandingView:
    """Return the standing as the inspector shows it. Raises NotSet."""
    return _view(desk, standing_at(desk, record, at), at)


def _view(desk: Desk, found: policy.Standing, at: datetime) -> StandingView:
    zone = desk.company.zone
    return StandingView(
        at=at,
        state=found.state,
        periods=tuple(_period(desk, one) for one in found.intervals),
        archived_at=found.archived_at,
        archive_opens=datetime.combine(found.archive_eligible_from, time(), zone).astimezone(UTC),
        zone=str(zone),
        boundary_at=found.boundary,
        boundary_kind=found.boundary_kind,
        archive_eligible=found.archive_eligible,
        archive_eligible_from=found.archive_eligible_from,
        flags=found.flags,
    )


def _period(desk: Desk, one: policy.Interval) -> PeriodView:
    return PeriodView(
        kind=one.kind,
        start=one.start,
        end=one.end,
        last_day=one.last_day,
        anchor=one.anchor,
        length=one.length,
        unit=one.unit,
        version=one.version or desk.agreement.label,
    )


def if_bought(desk: Desk, *, plan: str, at: datetime) -> StandingView:
    """Return what a license bought at `at` would stand at on that day; nothing is written. Raises NotSet."""
    facts = policy.LicenseFacts(purchased_at=at, plan=plan)
    return _view(desk, policy.standing(facts, at, desk.company.zone, terms_at(desk)), at)


def if_renewed(desk: Desk, record: LicenseRecord, *, at: datetime, months: int) -> RenewalPreview:
    """Return what a payment at `at` would give (DT-9); nothing is written. Raises NotSet."""
    zone, terms = desk.company.zone, terms_at(desk)
    facts, purchase = license_facts(record), policy.Purchase(paid_at=at, length=months)
    found = policy.renewal(facts, purchase, zone, terms)
    if found.interval is None:
        return RenewalPreview(months=months, row=found.row, clauses=found.clauses, period=None, archive_opens=None)
    after = replace(facts, purchases=(*facts.purchases, purchase))
    opens = policy.standing(after, max(at, found.interval.start), zone, terms).archive_eligible_from
    return RenewalPreview(
        months=months,
        row=found.row,
        clauses=found.clauses,
        period=_period(desk, found.interval),
        archive_opens=datetime.combine(opens, time(), zone).astimezone(UTC),
    )


def renewal_view(desk: Desk, record: LicenseRecord, *, paid_at: datetime, months: int) -> PeriodView:
    """Return the period that a payment would give; nothing is written. Raises NotSet."""
    purchase = policy.Purchase(paid_at=paid_at, length=months)
    return _period(desk, policy.paid_if(license_facts(record), purchase, desk.company.zone, terms_at(desk)))


def columns_for_ticket(desk: Desk, connection: Any, license_id: int | None, received_at: datetime) -> dict[str, Any]:
    """Return the ticket's columns that follow from its license: the state at receipt and what ends next.

    Without a license, or before the policy's zone is set, nothing is guessed: the state stays empty.
    """
    empty: dict[str, Any] = {"license_state": None, "boundary_key": FAR_FUTURE}
    if license_id is None:
        return empty
    record = licensing.license_record(connection, license_id)
    try:
        then = standing_at(desk, record, received_at)
        now = standing_at(desk, record, desk.clock())
    except NotSet:
        return empty
    return {
        "license_state": then.state,
        "boundary_key": support_ends(now),
    }


def support_ends(found: policy.Standing) -> int:
    """Return when the period of Support that runs ends, as a key: the free one, a paid one or the transition.

    What ends for a license without Support (its day of archiving, the day it begins) is no such end.
    """
    return to_micros(found.boundary) if found.state in _RUNNING and found.boundary is not None else FAR_FUTURE


def rebuild_license(desk: Desk, unit: Unit, license_id: int, *, by_the_hour: bool = False) -> None:
    """Compute a license's columns anew, and those of its open tickets; they can always be rebuilt from the facts.

    With `by_the_hour` only time has passed: how it stood when a ticket was received is as it was.
    """
    record = licensing.license_record(unit.connection, license_id)
    unit.touch("licenses")
    try:
        found = standing_at(desk, record, unit.at)
    except NotSet:
        return
    edge = FAR_FUTURE if found.boundary is None else to_micros(found.boundary)
    unit.amend(
        tables.licensing.licenses,
        license_id,
        expected=None,
        state_now=found.state,
        boundary_at=found.boundary,
        boundary_key=edge,
        ended_at=_ended(found),
    )
    for ticket in unit.find_all(tables.tickets.tickets, license_id=license_id, is_open=True):
        values: dict[str, object] = {"boundary_key": support_ends(found)}
        if not by_the_hour:
            own = pinned(desk, int(ticket["agreement_id"] or 0))
            values["license_state"] = standing_at(own, record, ticket["received_at"]).state
        unit.rebuild_ticket(int(ticket["id"]), **values)
        unit.touch("tickets", int(ticket["id"]))


def _ended(found: policy.Standing) -> datetime | None:
    """Return when the last period of an expired license ended."""
    return max(one.end for one in found.intervals) if found.state == "expired" else None


def rebuild_due(desk: Desk) -> int:
    """Rebuild the licenses whose boundary has passed since they were last looked at; return how many."""
    now = desk.clock()
    with desk.store.read() as connection:
        passed = licensing.licenses_past(connection, to_micros(now))
    for license_id in passed:
        desk.store.quietly(partial(_rebuild, desk, license_id, True), actor=desk.actor, at=now)
    return len(passed)


def with_company(desk: Desk) -> Desk:
    """Return the desk with the company's settings read anew and every license's columns rebuilt."""
    fresh = desk.refreshed()
    with fresh.store.read() as connection:
        known = [one.id for one in licensing.license_list(connection, limit=100_000)]
    for license_id in known:
        fresh.store.quietly(partial(_rebuild, fresh, license_id, False), actor=fresh.actor, at=fresh.clock())
    return fresh


def _rebuild(desk: Desk, license_id: int, by_the_hour: bool, unit: Unit) -> None:  # noqa: FBT001 - bound beforehand
    rebuild_license(desk, unit, license_id, by_the_hour=by_the_hour)
