"""Cases of the other decision tables: DT-1 and DT-9 (licenses), DT-3 to DT-7. A name begins with the row it meets."""

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


def _tier(name: str, expect: dict[str, Any], **given: Any) -> Case:
    return name, "severity", given, expect


_IN = {"scope": "in_scope"}
SEVERITIES: list[Case] = [
    _tier(
        "out_of_scope: a server that is down is no tier",
        {"tier": None, "flags": ["claimed_urgency_ignored"], "needs": []},
        scope="out_of_scope",
        is_error=True,
        blocks_normal_operation=True,
        user_claims="critical",
    ),
    _tier("scope_unknown", {"tier": "undetermined", "needs": ["scope"]}, scope=None, is_error=True),
    _tier("error_unknown", {"tier": "undetermined", "needs": ["is_error"]}, **_IN, is_error=None),
    _tier("question", {"tier": "question", "flags": []}, **_IN, is_error=False, blocks_normal_operation=None),
    _tier(
        "critical",
        {"tier": "critical", "flags": []},
        **_IN,
        is_error=True,
        blocks_normal_operation=True,
        user_claims="critical",
    ),
    _tier(
        "functional, called critical",
        {"tier": "functional", "flags": ["claimed_urgency_ignored"]},
        **_IN,
        is_error=True,
        blocks_normal_operation=False,
        user_claims="critical",
    ),
    _tier(
        "blocking_unknown",
        {"tier": "undetermined", "needs": ["blocks_normal_operation"]},
        **_IN,
        is_error=True,
        blocks_normal_operation=None,
    ),
]


def _answer(name: str, expect: dict[str, Any], kind: str, state: str | None, received_at: str, **given: Any) -> Case:
    facts = {"calendar": "weekdays", "kind": kind, "state": state, "received_at": received_at, **given}
    return name, "response", facts, expect


_ERROR = "product_error_candidate"
RESPONSES: list[Case] = [
    _answer(
        "critical, in the transition too",
        {"cls": "critical", "priority": True, "review_from": "2026-10-07T15:00:00+02:00", "window": None},
        _ERROR,
        "transition",
        "2026-10-07T13:00:00+02:00",
        tier="critical",
    ),
    _answer(
        "error: no number of days is promised",
        {"cls": "error", "priority": False, "window": None},
        _ERROR,
        "archived",
        "2026-10-07T10:00:00+02:00",
        tier="functional",
    ),
    _answer(
        "question, before the hours",
        {"cls": "question", "priority": False, "review_from": "2026-10-08T09:30:00+02:00", "window": None},
        "question",
        "paid",
        "2026-10-08T02:00:00+02:00",
    ),
    _answer(
        "question, on a holiday that nobody entered",
        {"review_from": "2026-12-25T10:00:00+01:00"},
        "question",
        "free",
        "2026-12-25T10:00:00+01:00",
    ),
    _answer(
        "transition_question, Friday after hours before a closed Monday",
        {
            "cls": "transition_question",
            "priority": False,
            "review_from": "2026-10-13T09:30:00+02:00",
            "window": {"earliest_day": "2026-10-15", "latest_day": "2026-10-27"},
        },
        "question",
        "transition",
        "2026-10-09T18:30:00+02:00",
    ),
    _answer(
        "transition_question, in the last minute of the hours",
        {
            "review_from": "2026-10-09T18:29:00+02:00",
            "window": {"earliest_day": "2026-10-14", "latest_day": "2026-10-26"},
        },
        "question",
        "transition",
        "2026-10-09T18:29:00+02:00",
    ),
    _answer(
        "transition_question, no hours are set",
        {"cls": "transition_question", "review_from": None, "window": None, "needs": ["schedule"]},
        "question",
        "transition",
        "2026-10-09T18:29:00+02:00",
        calendar=None,
    ),
    _answer(
        "out", {"cls": "out", "window": None, "priority": False}, "out_of_scope", "free", "2026-10-07T10:00:00+02:00"
    ),
    _answer("archived: no answer is owed", {"cls": "none"}, "question", "archived", "2026-10-07T10:00:00+02:00"),
    _answer(
        "no_row: the text says nothing of expired", {"cls": "none"}, "question", "expired", "2026-10-07T10:00:00+02:00"
    ),
    _answer(
        "state_unknown", {"cls": "undetermined", "needs": ["license"]}, "question", None, "2026-10-07T10:00:00+02:00"
    ),
]

_ALL_TRUE: dict[str, bool | None] = {f"c{number}": True for number in range(1, 9)}


def _error(name: str, expect: dict[str, Any], *causes: str, **conditions: bool | None) -> Case:
    return name, "product_error", {"conditions": {**_ALL_TRUE, **conditions}, "excluded_causes": list(causes)}, expect


ERRORS: list[Case] = [
    _error("conditions_met", {"result": "conditions_met", "because": [], "needs": ["company_determination"]}),
    *(
        _error(
            f"not_product_error: c{number}",
            {"result": "not_product_error", "because": [f"14.2.{number}"], "needs": []},
            **{f"c{number}": False},
        )
        for number in range(1, 9)
    ),
    *(
        _error(
            f"undetermined: c{number}",
            {"result": "undetermined", "because": [], "needs": [f"c{number}"]},
            **{f"c{number}": None},
        )
        for number in range(1, 9)
    ),
    _error(
        "not_product_error: false beats unknown",
        {"result": "not_product_error", "because": ["14.2.2"], "needs": []},
        c2=False,
        c8=None,
    ),
    _error(
        "not_product_error: a cause beats eight conditions",
        {"result": "not_product_error", "because": ["14.3"]},
        "hosting",
    ),
    ("undetermined: nothing judged", "product_error", {}, {"result": "undetermined", "needs": list(_ALL_TRUE)}),
]


def _closed(name: str, expect: dict[str, Any], **given: Any) -> Case:
    return name, "closing", {"policy_tz": ZONE, **given}, {"automatic": False, **expect}


_ASKED = {"waiting_for": "information", "asked_at": "2026-10-02T23:30:00+02:00"}
_WAIT = {"settings": {"ask_info_close_after_days": 7, "no_response_close_after_days": 21}}
CLOSINGS: list[Case] = [
    _closed("28.1.1", {"proposed": "28.1.1", "allowed": ["28.1.1", "28.1.2", "28.1.3"]}, answered=True),
    _closed(
        "28.1.1 not by a question back",
        {"proposed": None, "not_allowed": ["28.1.1", "28.1.2"]},
        answered=False,
        **_ASKED,
    ),
    _closed("28.1.2", {"proposed": "28.1.2"}, answered=True, instructed=True),
    _closed("28.1.3", {"proposed": "28.1.3"}, last_outcome="redirect_paid", last_primary="23.1.9"),
    *(
        _closed(clause, {"proposed": clause, "allowed": [clause]}, determined_cause=cause)
        for clause, cause in (
            ("28.1.4", "server"),
            ("28.1.5", "customization"),
            ("28.1.6", "third_party_service"),
            ("28.1.7", "independent_update"),
        )
    ),
    _closed(
        "28.1.4 not when only suspected",
        {"proposed": None, "not_allowed": ["28.1.4", "28.1.5", "28.1.6", "28.1.7"]},
        determined_cause=None,
    ),
    _closed(
        "28.1.8",
        {"proposed": "28.1.8"},
        last_outcome="refuse",
        last_primary="23.1.2",
        license_state_at_receipt="archived",
    ),
    _closed(
        "28.1.8 not while a check is open",
        {"proposed": None, "not_allowed": ["28.1.8", "28.1.11"]},
        last_outcome="refuse",
        last_primary="23.1.2",
        license_state_at_receipt="archived",
        product_error_check_open=True,
    ),
    _closed(
        "28.1.9 the last day still counts",
        {"proposed": None, "not_allowed": ["28.1.9"]},
        **_ASKED,
        **_WAIT,
        now="2026-10-09T23:59:00+02:00",
    ),
    _closed("28.1.9 the day after", {"proposed": "28.1.9"}, **_ASKED, **_WAIT, now="2026-10-10T00:00:00+02:00"),
    _closed(
        "28.1.9 not without the setting",
        {"proposed": None, "not_allowed": ["28.1.9"]},
        **_ASKED,
        now="2027-10-10T00:00:00+02:00",
    ),
    _closed(
        "28.1.9 not when the answer came",
        {"proposed": None, "not_allowed": ["28.1.9"]},
        **_ASKED,
        **_WAIT,
        answer_arrived=True,
        now="2026-12-10T00:00:00+01:00",
    ),
    _closed(
        "28.1.10",
        {"proposed": "28.1.10", "not_allowed": ["28.1.9"]},
        waiting_for="response",
        asked_at="2026-10-02T23:30:00+02:00",
        **_WAIT,
        now="2026-10-24T08:00:00+02:00",
    ),
    _closed(
        "28.1.10 has a setting of its own",
        {"proposed": None, "not_allowed": ["28.1.10"]},
        waiting_for="response",
        asked_at="2026-10-02T23:30:00+02:00",
        **_WAIT,
        now="2026-10-23T23:00:00+02:00",
    ),
    _closed(
        "28.1.11",
        {"proposed": "28.1.11"},
        last_outcome="refuse",
        last_primary="23.1.1",
        license_state_at_receipt="expired",
    ),
    _closed(
        "28.1.11 only by a person where the request came in time",
        {"proposed": None, "allowed": ["28.1.11"]},
        last_outcome="refuse",
        last_primary="23.1.1",
        license_state_at_receipt="free",
        license_state_now="expired",
    ),
    _closed("28.1.12", {"proposed": "28.1.12"}, last_outcome="suspend", conduct_confirmed=True),
    _closed("28.1.12 not unless confirmed", {"proposed": None, "not_allowed": ["28.1.12"]}, last_outcome="suspend"),
]


def _back(
    name: str, expect: dict[str, Any], state: str | None, returned_at: str = "2026-10-20T12:00:00+02:00", **given: Any
) -> Case:
    facts = {
        "policy_tz": ZONE,
        "closed_at": "2026-10-05T23:30:00+02:00",
        "returned_at": returned_at,
        "state_at_return": state,
        "same_question": True,
        "settings": {"reopen_window_days": 30},
        **given,
    }
    return name, "reopening", facts, expect


_SUSPENDED = {"suspension_in_force": {"kind": "support", "basis": "19.3"}}
RETURNS: list[Case] = [
    _back(
        "suspended: back",
        {"outcome": "suspend", "primary": "19.3", "discretionary": True, "flags": []},
        "free",
        **_SUSPENDED,
    ),
    _back(
        "suspended, and an error is filed",
        {"outcome": "suspend", "flags": ["product_error_filed"]},
        "free",
        **_SUSPENDED,
        product_error=True,
    ),
    _back(
        "product_error, archived", {"outcome": "product_error_check", "also": ["14.1"]}, "archived", product_error=True
    ),
    _back(
        "archived: back",
        {"outcome": "refuse", "primary": "23.1.2", "also": ["13.3.8"], "discretionary": True},
        "archived",
    ),
    _back("expired: back", {"outcome": "refuse", "primary": "23.1.1"}, "expired"),
    _back("invalid: back", {"outcome": "refuse", "primary": "1.2"}, "invalid"),
    _back("state_unknown: back", {"outcome": "ask_person", "needs": ["license"]}, None),
    _back(
        "other_question",
        {"outcome": "new_request", "also": ["16.1"], "discretionary": False},
        "paid",
        same_question=False,
    ),
    _back("question_unknown", {"outcome": "ask_person", "needs": ["same_question"]}, "paid", same_question=None),
    _back(
        "inside_the_window, to its last minute",
        {"outcome": "reopen", "queue_by": "return_time"},
        "transition",
        "2026-11-04T23:59:00+01:00",
    ),
    _back(
        "after_the_window", {"outcome": "new_request", "discretionary": True}, "transition", "2026-11-05T00:00:00+01:00"
    ),
    _back("window_not_set", {"outcome": "ask_person", "needs": ["reopen_window"]}, "free", settings={}),
]
TABLES: list[Case] = [*LICENSES, *SEVERITIES, *RESPONSES, *ERRORS, *CLOSINGS, *RETURNS]
