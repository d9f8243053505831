"""Frozen values to and from JSON with parts of bytes, by their declared types; what does not fit is refused.

It builds only the class that the caller names: what comes over the pipe never chooses what is made of it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

_Value = TypeVar("_Value")
_PART = "$part"


class UnfitError(ValueError):
    """A value is not what its declared type says."""


def pack(value: object, parts: list[bytes]) -> Any:
    """Return the value as JSON; each bytes in it is appended to `parts` and named by its number."""
    if isinstance(value, Enum):
        return pack(value.value, parts)
    if value is None or isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        parts.append(value)
        return {_PART: len(parts) - 1}
    if isinstance(value, datetime):
        return value.isoformat()
    if is_dataclass(value):
        return {each.name: pack(getattr(value, each.name), parts) for each in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): pack(each, parts) for key, each in value.items()}
    if isinstance(value, Sequence | frozenset):
        return [pack(each, parts) for each in value]
    raise UnfitError(type(value).__name__)


def unpack(wanted: type[_Value], data: Any, parts: Sequence[bytes] = ()) -> _Value:
    """Return the value of the wanted class that `pack` wrote. Raises UnfitError when it is not one.

    Known types: dataclasses, str, int, float, bool, bytes, datetime, Enum, X | None, tuple[X, ...], tuple[X, Y],
    list[X], frozenset[X], Mapping[str, X] and NewType of these.
    """
    try:
        made: _Value = _made(wanted, data, parts)
    except (TypeError, ValueError, KeyError, IndexError, RecursionError) as error:
        raise UnfitError(getattr(wanted, "__name__", str(wanted))) from error
    return made


def _made(wanted: Any, data: Any, parts: Sequence[bytes]) -> Any:
    wanted = getattr(wanted, "__supertype__", wanted)
    origin = typing.get_origin(wanted)
    if wanted is Any or wanted is object:
        return data
    if origin in {types.UnionType, typing.Union}:
        return _one_of(typing.get_args(wanted), data, parts)
    if origin is not None:
        return _many(origin, typing.get_args(wanted), data, parts)
    if is_dataclass(wanted):
        if not isinstance(data, dict):
            raise UnfitError("no object")
        hints = typing.get_type_hints(wanted)
        build: Any = wanted
        return build(**{key: _made(hints[key], each, parts) for key, each in data.items()})
    return _single(wanted, data, parts)


def _one_of(choices: Sequence[Any], data: Any, parts: Sequence[bytes]) -> Any:
    if data is None:
        if type(None) in choices:
            return None
        raise UnfitError("nothing")
    for choice in choices:
        if choice is not type(None):
            try:
                return _made(choice, data, parts)
            except (UnfitError, TypeError, ValueError, KeyError):
                continue
    raise UnfitError("no choice fits")


def _many(origin: Any, inner: Sequence[Any], data: Any, parts: Sequence[bytes]) -> Any:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {str(key): _made(inner[1], each, parts) for key, each in dict(data).items()}
    if not isinstance(data, list):
        raise UnfitError("no list")
    if origin is tuple and Ellipsis not in inner:
        if len(inner) != len(data):
            raise UnfitError("another length")
        return tuple(_made(kind, each, parts) for kind, each in zip(inner, data, strict=True))
    made = [_made(inner[0], each, parts) for each in data]
    return frozenset(made) if origin is frozenset else tuple(made) if origin in {tuple, Sequence} else made


def _single(wanted: Any, data: Any, parts: Sequence[bytes]) -> Any:
    if wanted is bytes:
        return parts[data[_PART]]
    if wanted is datetime:
        return datetime.fromisoformat(data)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return wanted(data)
    if wanted is float and type(data) is int:
        return float(data)
    if type(data) is not wanted:
        raise UnfitError(f"{type(data).__name__} instead of {wanted}")
    return data
