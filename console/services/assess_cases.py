"""Cases decided one by one: what each gives, and whether it is what was expected. The format: docs/cases.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import policy
from console.faults import BadInput
from console.services import agreements


def answers(cases: Any, *, file: str = "") -> Iterator[dict[str, Any]]:
    """Yield {"id", "got", "ok", "why"} for every case; `ok` is None where a case expects nothing.

    Raises BadInput ("bad_cases") when there is no list of cases.
    """
    whole = cases if isinstance(cases, Mapping) else {"cases": cases}
    found = whole.get("vectors", whole.get("cases"))
    calendars = whole.get("calendars") or {}
    if not isinstance(found, list) or not isinstance(calendars, Mapping):
        raise BadInput("bad_cases", file=file)
    agreement = agreements.built()
    for case in found:
        yield _answer(case, agreement, calendars)


def _answer(case: Any, agreement: policy.Agreement, calendars: Mapping[str, Any]) -> dict[str, Any]:
    name = case.get("id") if isinstance(case, Mapping) else None
    try:
        got = policy.assess_case(case, agreement, calendars)
    except policy.CaseFault as fault:
        return {"id": name, "got": None, "ok": False, "why": list(fault.faults)}
    expect = case.get("expect")
    if expect is None:
        return {"id": name, "got": got, "ok": None, "why": []}
    if not isinstance(expect, Mapping):
        return {"id": name, "got": got, "ok": False, "why": [f"expect is {expect!r}, not an object"]}
    wrong = policy.compare(expect, got)
    return {"id": name, "got": got, "ok": not wrong, "why": wrong}
