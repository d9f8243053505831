"""Cases of the other decision tables: DT-1 and DT-9 (licenses), DT-3 to DT-7. A name begins with the row it meets."""

from __future__ import annotations

from typing import Any

from tests.policy.cases.endings import CLOSINGS, RETURNS
from tests.policy.cases.licenses import LICENSES
from tests.policy.cases.making import Case

ZONE = "Europe/Madrid"
BOUGHT = {"plan": "PRO", "purchased_at": "2024-11-30T18:00:00+01:00"}


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
        {"result": "not_product_error", "because": ["14.3", "20.3"]},
        "hosting",
    ),
    _error(
        "not_product_error: interference of others is of 14.3 alone",
        {"result": "not_product_error", "because": ["14.3"], "needs": []},
        "third_party_interference",
    ),
    ("undetermined: nothing judged", "product_error", {}, {"result": "undetermined", "needs": list(_ALL_TRUE)}),
]


TABLES: list[Case] = [*LICENSES, *SEVERITIES, *RESPONSES, *ERRORS, *CLOSINGS, *RETURNS]
