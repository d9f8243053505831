"""Arithmetic of months answered one by one, for other programs to compare with. The format: docs/cases.md."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any

import policy
from console.faults import BadInput

_PARTS = ("years", "months", "weeks", "days")


def answers(cases: Any, *, file: str = "") -> Iterator[dict[str, Any]]:
    """Yield {"id", "got"} for every case, {"id", "error"} for one that cannot be answered.

    Raises BadInput ("bad_cases") when there is no list of cases.
    """
    found = cases.get("cases") if isinstance(cases, Mapping) else cases
    if not isinstance(found, list):
        raise BadInput("bad_cases", file=file)
    for case in found:
        yield _answer(case)


def _answer(case: Any) -> dict[str, Any]:
    if not isinstance(case, Mapping):
        return {"id": None, "error": "a case is an object"}
    name, asked = case.get("id"), case.get("op")
    operation = _OPERATIONS.get(asked) if isinstance(asked, str) else None
    if operation is None:
        return {"id": name, "error": f"unknown operation {asked!r}; there are {', '.join(sorted(_OPERATIONS))}"}
    try:
        return {"id": name, "got": operation(case)}
    except KeyError as error:
        return {"id": name, "error": f"{error.args[0]} is missing"}
    except (ValueError, TypeError, OverflowError) as error:
        return {"id": name, "error": f"cannot be read: {error}"}


def _add(case: Mapping[str, Any]) -> str | None:
    years, months, weeks, days = _amounts(case)
    found = policy.add_period(
        date.fromisoformat(case["start"]),
        months=years * 12 + months,
        days=weeks * 7 + days,
        mode=case.get("mode", "clamp"),
    )
    return None if found is None else found.isoformat()


def _between(case: Mapping[str, Any]) -> dict[str, int]:
    months, days = policy.period_between(date.fromisoformat(case["start"]), date.fromisoformat(case["end"]))
    sign = -1 if months < 0 else 1
    years, rest = divmod(abs(months), 12)
    return {"years": sign * years, "months": sign * rest, "days": days}


def _amounts(case: Mapping[str, Any]) -> list[int]:
    found = [case.get(name, 0) for name in _PARTS]
    for name, one in zip(_PARTS, found, strict=True):
        if not isinstance(one, int) or isinstance(one, bool):
            raise TypeError(f"{name} is {one!r}, not a whole number")
    return found


_OPERATIONS: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {"add": _add, "between": _between}
