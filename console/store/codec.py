"""Canonical JSON: the one text of a value, so that its hash is the same on every desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timezone
from enum import Enum
from functools import lru_cache
from typing import Any

from console.records.base import Json

_PLAIN = frozenset({str, int, bool, float, type(None)})
_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def plain(value: object) -> Json:
    """Return a value as what JSON can hold: instants in ISO 8601 (UTC), enums by their value."""
    if value.__class__ in _PLAIN or isinstance(value, bool | int | float):
        return value  # type: ignore[return-value]  # its class says that it is plain
    if value.__class__ is datetime:
        return _instant(value)
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return plain_dict(value)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        return [plain(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no canonical form")


def plain_dict(value: Mapping[Any, object]) -> dict[str, Json]:
    """Return named values as what JSON can hold."""
    return {str(key): inner if inner.__class__ in _PLAIN else plain(inner) for key, inner in value.items()}  # type: ignore[misc]  # as above


def _instant(value: datetime) -> str:
    return _fixed(value) if value.tzinfo.__class__ is timezone else value.astimezone(UTC).isoformat()


@lru_cache(maxsize=1_000)
def _fixed(instant: datetime) -> str:
    """Return an instant of a zone whose clock is never put back: there two that are equal are the same."""
    return instant.astimezone(UTC).isoformat()


def dump(value: object) -> str:
    """Return the canonical JSON text: sorted keys, no blanks, no escapes but the needed ones."""
    if value.__class__ is bool:
        return "true" if value else "false"
    if value.__class__ is list and not value:
        return "[]"
    if value.__class__ is datetime:
        return f'"{_instant(value)}"'
    return _ENCODER.encode(plain(value))


_QUICK = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False, default=plain)


def dump_named(value: object) -> str:
    """Return what `dump` does, quicker, of a value whose keys are texts."""
    if not value and value.__class__ in (dict, list):
        return "{}" if value.__class__ is dict else "[]"
    return _QUICK.encode(value)


def load(text: str) -> Json:
    """Return the value of a JSON text."""
    value: Json = json.loads(text)
    return value


def load_dict(text: str) -> dict[str, Any]:
    """Return the object of a JSON text. Raises ValueError when it is none."""
    value = json.loads(text)
    if not isinstance(value, dict):
        raise ValueError("not an object")  # noqa: TRY004 - the text is wrong, not a type in the program
    return value


def digest(content: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(content).hexdigest()
