"""Whether an answer holds what is expected: lists include, `not_` keys exclude, instants compare as instants."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
            found = [one for one in _listed(wanted) if one in _listed(got.get(_EXCLUDED[key]))]
            if found:
                wrong.append(f"{_EXCLUDED[key]} holds {found}")
        elif not _holds(key, wanted, got.get(key)):
            wrong.append(f"{key} is {got.get(key)!r}, expected {wanted!r}")
    return wrong


def _holds(key: str, wanted: Any, found: Any) -> bool:
    if key == "paid_periods":
        return [_period(one) for one in _listed(wanted)] == [_period(one) for one in _listed(found)]
    if isinstance(wanted, list):
        have = _listed(found)
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


def _period(one: Any) -> Any:
    if not isinstance(one, Mapping):
        return one
    return _instant(one.get("starts_at")), one.get("last_day")


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list | tuple) else ()
