"""Cases decided one by one: what each gives, and whether it is what was expected. The format: docs/cases.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import policy
from console.faults import BadInput
from console.services import agreements

_NOT_YET = "kind_not_decided"


def answers(cases: Any) -> Iterator[dict[str, Any]]:
    """Yield {"id", "got", "ok", "why"} for every case; `ok` is None where a case expects nothing.

    Raises BadInput ("bad_cases") when there is no list of cases.
    """
    found = cases.get("vectors", cases.get("cases")) if isinstance(cases, Mapping) else cases
    if not isinstance(found, list):
        raise BadInput("bad_cases", file="")
    agreement = agreements.built()
    for case in found:
        yield _answer(case, agreement)


def _answer(case: Any, agreement: policy.Agreement) -> dict[str, Any]:
    name = case.get("id") if isinstance(case, Mapping) else None
    try:
        got = policy.assess_case(case, agreement)
    except KeyError as error:
        kind = isinstance(case, Mapping) and error.args == (case.get("kind"),)
        return {"id": name, "got": None, "ok": False, "why": [_NOT_YET if kind else f"missing {error}"]}
    except (TypeError, ValueError, AttributeError) as error:
        return {"id": name, "got": None, "ok": False, "why": [f"{type(error).__name__}: {error}"]}
    if "expect" not in case:
        return {"id": name, "got": got, "ok": None, "why": []}
    wrong = policy.compare(case["expect"], got)
    return {"id": name, "got": got, "ok": not wrong, "why": wrong}
