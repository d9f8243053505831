"""Instants as the database keeps them: whole microseconds since 1970 (UTC), which sort, compare and page alike."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
NEVER = datetime(9000, 1, 1, tzinfo=UTC)  # when a letter leaves that waits to be checked: not by itself
FAR_FUTURE = 2**62  # sorts behind every instant; stands where a sort key has no value


def to_micros(instant: datetime) -> int:
    """Return whole microseconds since 1970 of an aware instant."""
    return (instant - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """Return the UTC instant of whole microseconds since 1970."""
    return _EPOCH + timedelta(0, 0, micros)
