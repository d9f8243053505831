"""Where a license stands: periods, boundaries, transfers to archive and what comes back (DT-1)."""

from __future__ import annotations

from typing import Any

from tests.policy.cases.making import Case

ZONE = "Europe/Madrid"
BOUGHT = {"plan": "PRO", "purchased_at": "2024-11-30T18:00:00+01:00"}
ARCHIVED = {**BOUGHT, "archive_transfers": [{"at": "2026-08-03T11:00:00+02:00"}]}


def _license(name: str, at: str, expect: dict[str, Any], license_: dict[str, Any] | None = None, **given: Any) -> Case:
    return name, "license_state", {"policy_tz": ZONE, "license": license_ or BOUGHT, "at": at, **given}, expect


def _paid(paid_at: str, length: int, unit: str = "month", **license_: Any) -> dict[str, Any]:
    return {**BOUGHT, **license_, "renewals": [{"paid_at": paid_at, "length": length, "unit": unit}]}


def _period(starts_at: str, last_day: str) -> dict[str, Any]:
    return {"paid_periods": [{"starts_at": starts_at, "last_day": last_day}]}


LICENSES: list[Case] = [
    _license(
        "invalid, though the period runs",
        "2025-06-01T12:00:00+02:00",
        {"state": "invalid"},
        license_problem="unofficial",
    ),
    _license(
        "not_started a second before", "2024-11-30T17:59:59+01:00", {"state": "not_started", "boundary_kind": "free"}
    ),
    _license(
        "free at the purchase",
        "2024-11-30T18:00:00+01:00",
        {
            "state": "free",
            "free_last_day": "2025-11-30",
            "transition_last_day": "2026-01-30",
            "archive_eligible_from": "2026-07-31",
            "archive_eligible": False,
            "boundary": "2025-12-01T00:00:00+01:00",
            "boundary_kind": "transition",
        },
    ),
    _license("free to the end of the corresponding day", "2025-11-30T23:59:59+01:00", {"state": "free"}),
    _license("transition from the midnight after", "2025-12-01T00:00:00+01:00", {"state": "transition"}),
    _license("transition to its last second", "2026-01-30T23:59:59+01:00", {"state": "transition"}),
    _license(
        "expired from the midnight after",
        "2026-01-31T00:00:00+01:00",
        {
            "state": "expired",
            "archive_eligible": False,
            "boundary": "2026-07-31T00:00:00+02:00",
            "boundary_kind": "archive_eligible",
        },
    ),
    _license(
        "expired on the last day of the six months",
        "2026-07-30T23:59:59+02:00",
        {"state": "expired", "archive_eligible": False},
    ),
    _license(
        "expired and eligible, never archived by itself",
        "2027-03-01T12:00:00+01:00",
        {"state": "expired", "archive_eligible": True, "boundary": None},
    ),
    _license(
        "bought on a 29th of February",
        "2021-04-29T12:00:00+02:00",
        {
            "state": "transition",
            "free_last_day": "2021-02-28",
            "transition_last_day": "2021-04-29",
            "archive_eligible_from": "2021-10-30",
        },
        {"purchased_at": "2020-02-29T09:00:00+01:00"},
    ),
    _license(
        "bought on the last of December",
        "2025-02-28T22:00:00+01:00",
        {"state": "transition", "transition_last_day": "2025-02-28", "archive_eligible_from": "2025-08-29"},
        {"purchased_at": "2023-12-31T08:00:00+01:00"},
    ),
    _license(
        "bought on the first of the month here, still the last there",
        "2026-02-01T22:00:00Z",
        {"state": "free", "free_last_day": "2026-02-01"},
        {"purchased_at": "2025-01-31T23:30:00Z"},
    ),
    _license(
        "after_what_runs: renewed in the free year",
        "2025-12-01T00:00:00+01:00",
        {"state": "paid", **_period("2025-12-01T00:00:00+01:00", "2026-05-30")},
        _paid("2025-10-10T10:00:00+02:00", 6) | {"purchased_at": "2024-11-30T18:00:00+01:00"},
    ),
    _license(
        "after_what_runs: a second renewal behind the first",
        "2026-09-01T12:00:00+02:00",
        {
            "state": "paid",
            "paid_periods": [
                {"starts_at": "2026-03-02T12:00:00+01:00", "last_day": "2026-06-02"},
                {"starts_at": "2026-06-03T00:00:00+02:00", "last_day": "2027-06-02"},
            ],
        },
        {
            **BOUGHT,
            "renewals": [
                {"paid_at": "2026-03-02T12:00:00+01:00", "length": 3, "unit": "month"},
                {"paid_at": "2026-04-01T12:00:00+02:00", "length": 1, "unit": "year"},
            ],
        },
    ),
    _license(
        "transition: paid at payment, the transition runs underneath",
        "2026-01-20T12:00:00+01:00",
        {"state": "transition", **_period("2025-12-05T12:00:00+01:00", "2026-01-05")},
        _paid("2025-12-05T12:00:00+01:00", 1),
    ),
    _license(
        "transition: while the paid month runs",
        "2025-12-20T12:00:00+01:00",
        {"state": "paid", "boundary": "2026-01-06T00:00:00+01:00", "boundary_kind": "transition"},
        _paid("2025-12-05T12:00:00+01:00", 1),
    ),
    _license(
        "at_payment: paid after the end, nothing is made good",
        "2026-05-20T15:00:00+02:00",
        {"state": "paid", **_period("2026-05-20T15:00:00+02:00", "2026-08-20"), "archive_eligible_from": "2027-02-21"},
        _paid("2026-05-20T15:00:00+02:00", 3),
    ),
    _license(
        "at_payment: lapsed for more than six months and never transferred",
        "2027-04-02T09:00:00+02:00",
        {"state": "paid", **_period("2027-04-02T09:00:00+02:00", "2027-04-16")},
        _paid("2027-04-02T09:00:00+02:00", 2, "week"),
    ),
    _license(
        "expired after a paid period, no second transition",
        "2026-08-21T00:00:00+02:00",
        {"state": "expired"},
        _paid("2026-05-20T15:00:00+02:00", 3),
    ),
    _license(
        "a payment of tomorrow is not known today",
        "2026-05-20T14:59:59+02:00",
        {"state": "expired", "paid_periods": []},
        _paid("2026-05-20T15:00:00+02:00", 3),
    ),
    _license("archived by a recorded act", "2026-08-03T11:00:00+02:00", {"state": "archived", "flags": []}, ARCHIVED),
    _license(
        "archived too early is not archived",
        "2026-08-03T11:00:00+02:00",
        {"state": "expired", "flags": ["archive_transfer_too_early"]},
        {**BOUGHT, "archive_transfers": [{"at": "2026-07-30T11:00:00+02:00"}]},
    ),
    _license(
        "archived: money without a decision starts nothing",
        "2026-10-01T11:00:00+02:00",
        {"state": "archived", "paid_periods": [], "flags": ["payment_without_restoration_decision"]},
        {**ARCHIVED, "renewals": [{"paid_at": "2026-09-01T11:00:00+02:00", "length": 12, "unit": "month"}]},
    ),
    _license(
        "archived: a refusal is a decision",
        "2026-10-01T11:00:00+02:00",
        {"state": "archived", "flags": []},
        {
            **ARCHIVED,
            "renewals": [{"paid_at": "2026-09-01T11:00:00+02:00", "length": 12, "unit": "month"}],
            "restorations": [{"decided_at": "2026-09-10T11:00:00+02:00", "approved": False, "feasible": True}],
        },
    ),
    _license(
        "archived: approved but not feasible",
        "2026-10-01T11:00:00+02:00",
        {"state": "archived"},
        {
            **ARCHIVED,
            "restorations": [
                {
                    "decided_at": "2026-09-10T11:00:00+02:00",
                    "approved": True,
                    "feasible": False,
                    "paid_at": "2026-09-11T11:00:00+02:00",
                    "length": 6,
                    "unit": "month",
                }
            ],
        },
    ),
    _license(
        "archived: restored at the later of decision and payment",
        "2026-09-12T09:30:00+02:00",
        {"state": "paid", **_period("2026-09-12T09:30:00+02:00", "2027-03-12"), "flags": []},
        {
            **ARCHIVED,
            "restorations": [
                {
                    "decided_at": "2026-09-12T09:30:00+02:00",
                    "approved": True,
                    "feasible": True,
                    "paid_at": "2026-09-11T11:00:00+02:00",
                    "length": 6,
                    "unit": "month",
                }
            ],
        },
    ),
    _license(
        "a suspension shifts no boundary",
        "2025-12-01T00:00:00+01:00",
        {"state": "transition", "free_last_day": "2025-11-30"},
        {**BOUGHT, "suspensions": [{"from": "2025-10-01T00:00:00+02:00", "to": "2025-11-20T00:00:00+01:00"}]},
    ),
    _license(
        "the archive opens at midnight here, where it is the day before elsewhere",
        "2026-07-31T00:30:00+02:00",
        {"state": "expired", "archive_eligible": True, "archive_eligible_from": "2026-07-31"},
    ),
]
