"""Operations of working time answered one by one, for other programs to compare with. The format: docs/cases.md."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import policy
from console.services.case_lines import Operations, lines

MOST_SPANS = 64
_MIDNIGHT = "24:00"
_KEYS = frozenset({"zone", "hours", "special", "breaks", "holidays", "closures"})


def answers(cases: Any, *, file: str = "") -> Iterator[dict[str, Any]]:
    """Yield a line for every case, as `case_lines` says. Raises BadInput ("bad_cases") without a list of cases."""
    return lines(cases, _OPERATIONS, file=file)


def _open_after(case: Mapping[str, Any]) -> list[list[str]]:
    spans = policy.open_spans(_schedule(case), _at(case["start"]))
    return [[_said(first), _said(last)] for first, last in islice(spans, _most(case))]


def _open_before(case: Mapping[str, Any]) -> list[list[str]]:
    spans = policy.open_spans(_schedule(case), _at(case["start"]), backward=True)
    return [[_said(first), _said(last)] for first, last in islice(spans, _most(case))]


def _add(case: Mapping[str, Any]) -> str | None:
    amount = timedelta(seconds=case["amount_seconds"])
    return _or_none(policy.add_business_time(_schedule(case), _at(case["start"]), amount, backward=_backward(case)))


def _add_days(case: Mapping[str, Any]) -> str | None:
    number = case["amount_days"]
    if not isinstance(number, int):
        raise TypeError(f"amount_days is {number!r}, not a whole number")
    return _or_none(policy.add_business_days(_schedule(case), _at(case["start"]), number, backward=_backward(case)))


def _between(case: Mapping[str, Any]) -> float:
    seconds = policy.business_time_between(_schedule(case), _at(case["start"]), _at(case["end"])).total_seconds()
    return int(seconds) if seconds.is_integer() else seconds


def _is_open(case: Mapping[str, Any]) -> bool:
    return policy.is_open(_schedule(case), _at(case["start"]))


def _is_holiday(case: Mapping[str, Any]) -> bool:
    return policy.is_holiday(_schedule(case), _at(case["start"]))


def _resolve_local(case: Mapping[str, Any]) -> str:
    day = date.fromisoformat(case["date"]) + timedelta(days=case["time"] == _MIDNIGHT)
    return _said(policy.at_local(_zone(case["schedule"]["zone"]), day, _time(case["time"])))


_OPERATIONS: Operations = {
    "add": _add,
    "add_days": _add_days,
    "between": _between,
    "is_holiday": _is_holiday,
    "is_open": _is_open,
    "open_periods_after": _open_after,
    "open_periods_before": _open_before,
    "resolve_local": _resolve_local,
}


def _schedule(case: Mapping[str, Any]) -> policy.Schedule:
    plain = case["schedule"]
    strange = set(plain) - _KEYS
    if strange:
        raise ValueError(f"schedule has no {', '.join(sorted(strange))}")
    hours = plain.get("hours") or {}
    unknown = set(hours) - set(policy.WEEKDAYS)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))} is no weekday; they are {', '.join(policy.WEEKDAYS)}")
    return policy.Schedule(
        zone=_zone(plain["zone"]),
        hours={name: _spans(spans) for name, spans in hours.items()},
        closed=frozenset(date.fromisoformat(day) for day in plain.get("holidays") or ()),
        special=_by_day(plain.get("special")),
        breaks=_by_day(plain.get("breaks")),
        closures=tuple((_at(first), _at(last)) for first, last in plain.get("closures") or ()),
    )


def _by_day(plain: Mapping[str, Any] | None) -> dict[date, tuple[tuple[time, time], ...]]:
    return {date.fromisoformat(day): _spans(spans) for day, spans in (plain or {}).items()}


def _spans(spans: Any) -> tuple[tuple[time, time], ...]:
    return tuple((_time(first), _time(last)) for first, last in spans)


def _time(text: str) -> time:
    return time() if text == _MIDNIGHT else time.fromisoformat(text)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"no time zone is named {name!r}") from error


def _at(text: str) -> datetime:
    instant = datetime.fromisoformat(text)
    if instant.tzinfo is None:
        raise ValueError(f"{text} has no offset")
    return instant


def _backward(case: Mapping[str, Any]) -> bool:
    direction = case.get("direction", "forward")
    if direction not in ("forward", "backward"):
        raise ValueError(f"direction is {direction!r}, not forward or backward")
    return bool(direction == "backward")


def _most(case: Mapping[str, Any]) -> int:
    return min(MOST_SPANS, int(case.get("limit", MOST_SPANS)))


def _said(instant: datetime) -> str:
    return instant.isoformat().replace("+00:00", "Z")


def _or_none(instant: datetime | None) -> str | None:
    return None if instant is None else _said(instant.astimezone(UTC))
