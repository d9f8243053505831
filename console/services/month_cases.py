"""Arithmetic of months answered one by one, for other programs to compare with. The format: docs/cases.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

import policy
from console.services.case_lines import Operations, lines

_PARTS = ("years", "months", "weeks", "days")


def answers(cases: Any, *, file: str = "") -> Iterator[dict[str, Any]]:
    """Yield a line for every case, as `case_lines` says. Raises BadInput ("bad_cases") without a list of cases."""
    return lines(cases, _OPERATIONS, file=file)


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


_OPERATIONS: Operations = {"add": _add, "between": _between}
