"""Whether an answer holds what is expected: lists include, `not_` keys exclude, instants compare as instants."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

Plain = Mapping[str, Any]

_EXCLUDED = {"not_offers": "offers", "not_flags": "flags", "not_allowed": "allowed"}
_INSTANTS = frozenset({"review_from", "boundary", "starts_at"})


def compare(expect: Plain, got: Plain) -> list[str]:
    """Return where an answer does not hold what is expected; empty is a match.

    A list must include what is expected, an empty one must be empty; a key of `not_` must not be met; paid periods are
    compared whole; a key that is not expected is not asserted.
    """
    wrong = []
    for key, wanted in expect.items():
        if key in _EXCLUDED:
            found = sorted(set(wanted) & set(got.get(_EXCLUDED[key]) or ()))
            if found:
                wrong.append(f"{_EXCLUDED[key]} holds {found}")
        elif not _holds(key, wanted, got.get(key)):
            wrong.append(f"{key} is {got.get(key)!r}, expected {wanted!r}")
    return wrong


def _holds(key: str, wanted: Any, found: Any) -> bool:
    if key == "paid_periods":
        return [_period(one) for one in wanted] == [_period(one) for one in found or ()]
    if isinstance(wanted, list):
        have = found if isinstance(found, list | tuple) else ()
        return all(one in have for one in wanted) if wanted else not have
    if key in ("discretionary", "priority", "archive_eligible", "automatic"):
        return bool(wanted) == bool(found)
    if key in _INSTANTS:
        return bool(_instant(wanted) == _instant(found))
    return bool(wanted == found)


def _instant(value: Any) -> Any:
    """Return an instant for a text that is one, and anything else as it is."""
    try:
        return datetime.fromisoformat(value)
    except (TypeError, ValueError):
        return value


def _period(one: Plain) -> tuple[Any, str]:
    return _instant(one["starts_at"]), one["last_day"]
