"""How a request ends and comes back: reasons of closing (DT-6) and returns (DT-7)."""

from __future__ import annotations

from typing import Any

from tests.policy.cases.making import Case

ZONE = "Europe/Madrid"
BOUGHT = {"plan": "PRO", "purchased_at": "2024-11-30T18:00:00+01:00"}


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
    _closed("28.1.3 by a changed file", {"proposed": "28.1.3"}, last_outcome="redirect_paid", last_primary="23.1.13"),
    _closed("28.1.3 not by a changed installation", {"proposed": None}, last_outcome="refuse", last_primary="23.1.13"),
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


_SUSPENDED: dict[str, Any] = {"suspension_in_force": {"kind": "support", "basis": "19.3"}}
_BARE: dict[str, Any] = {"is_error": True}
RETURNS: list[Case] = [
    _back(
        "suspended: back",
        {"outcome": "suspend", "primary": "19.3", "also": ["23.2"], "discretionary": True, "flags": []},
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
    _back("invalid: back", {"outcome": "refuse", "primary": "1.2", "discretionary": False}, "invalid"),
    _back(
        "product_error, by what the report says",
        {"outcome": "product_error_check"},
        "archived",
        report={"is_error": True},
        questions=[{"topic": "panel_error_check"}],
    ),
    _back("no product_error without steps", {"outcome": "refuse"}, "archived", report={**_BARE, "repro_steps": False}),
    _back(
        "no product_error of changed code", {"outcome": "refuse"}, "archived", report={**_BARE, "changes_made": "code"}
    ),
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
