"""Frozen values to and from JSON with parts of bytes, by their declared types; what does not fit is refused.

It builds only the class that the caller names: what comes over the pipe never chooses what is made of it.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from typing import Any, TypeVar

_Value = TypeVar("_Value")
_Make = Callable[[Any, Sequence[bytes]], Any]
_PLAIN = frozenset({str, int, float, bool, type(None)})
_PART = "$part"


class UnfitError(ValueError):
    """A value is not what its declared type says."""


def pack(value: object, parts: list[bytes]) -> Any:
    """Return the value as JSON; each bytes in it is appended to `parts` and named by its number."""
    kind: Any = value.__class__
    if kind in _PLAIN:
        return value
    names = _names(kind)
    if names:
        return {name: pack(getattr(value, name), parts) for name in names}
    if isinstance(value, Enum):
        return pack(value.value, parts)
    if isinstance(value, str | int | float):
        return value
    if isinstance(value, bytes):
        parts.append(value)
        return part(len(parts) - 1)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): pack(each, parts) for key, each in value.items()}
    if isinstance(value, Sequence | frozenset):
        return [pack(each, parts) for each in value]
    raise UnfitError(type(value).__name__)


def part(number: int) -> dict[str, int]:
    """Return what stands for the bytes of that number."""
    return {_PART: number}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(each.name for each in fields(kind)) if is_dataclass(kind) else ()


def unpack(wanted: type[_Value], data: Any, parts: Sequence[bytes] = ()) -> _Value:
    """Return the value of the wanted class that `pack` wrote. Raises UnfitError when it is not one.

    Known types: dataclasses, str, int, float, bool, bytes, datetime, Enum, X | None, tuple[X, ...], tuple[X, Y],
    list[X], frozenset[X], Mapping[str, X] and NewType of these.
    """
    kind: Any = wanted
    try:
        made: _Value = _maker(kind)(data, parts)
    except (TypeError, ValueError, KeyError, IndexError, RecursionError) as error:
        raise UnfitError(getattr(wanted, "__name__", str(wanted))) from error
    return made


@cache
def _maker(wanted: Any) -> _Make:
    """Return what makes values of a type; a type is looked at once."""
    wanted = getattr(wanted, "__supertype__", wanted)
    origin = typing.get_origin(wanted)
    if wanted is Any or wanted is object:
        return lambda data, _parts: data
    if origin in {types.UnionType, typing.Union}:
        return _one_of(typing.get_args(wanted))
    if origin is not None:
        return _many(origin, typing.get_args(wanted))
    return _object(wanted) if is_dataclass(wanted) else _single(wanted)


def _object(wanted: Any) -> _Make:
    makers = {name: _maker(kind) for name, kind in typing.get_type_hints(wanted).items()}

    def make(data: Any, parts: Sequence[bytes]) -> Any:
        if not isinstance(data, dict):
            raise UnfitError("no object")
        return wanted(**{key: makers[key](each, parts) for key, each in data.items()})

    return make


def _one_of(choices: Sequence[Any]) -> _Make:
    makers = [_maker(choice) for choice in choices if choice is not type(None)]
    nothing = len(makers) < len(choices)

    def make(data: Any, parts: Sequence[bytes]) -> Any:
        if data is None:
            if nothing:
                return None
            raise UnfitError("nothing")
        for each in makers:
            try:
                return each(data, parts)
            except (UnfitError, TypeError, ValueError, KeyError):
                continue
        raise UnfitError("no choice fits")

    return make


def _many(origin: Any, inner: Sequence[Any]) -> _Make:
    if isinstance(origin, type) and issubclass(origin, Mapping):
        value = _maker(inner[1])
        return lambda data, parts: {str(key): value(each, parts) for key, each in dict(data).items()}
    if origin is tuple and Ellipsis not in inner:
        return _row([_maker(kind) for kind in inner])
    one = _maker(inner[0])
    gather: Any = frozenset if origin is frozenset else tuple if origin in {tuple, Sequence} else list

    def make(data: Any, parts: Sequence[bytes]) -> Any:
        return gather([one(each, parts) for each in _listed(data)])

    return make


def _row(makers: Sequence[_Make]) -> _Make:
    def make(data: Any, parts: Sequence[bytes]) -> Any:
        if len(makers) != len(_listed(data)):
            raise UnfitError("another length")
        return tuple([one(each, parts) for one, each in zip(makers, data, strict=True)])

    return make


def _listed(data: Any) -> list[Any]:
    if not isinstance(data, list):
        raise UnfitError("no list")
    return data


def _single(wanted: Any) -> _Make:
    if wanted is bytes:
        return lambda data, parts: parts[data[_PART]]
    if wanted is datetime:
        return lambda data, _parts: datetime.fromisoformat(data)
    if isinstance(wanted, type) and issubclass(wanted, Enum):
        return lambda data, _parts: wanted(data)

    def make(data: Any, _parts: Sequence[bytes]) -> Any:
        if type(data) is wanted:
            return data
        if wanted is float and type(data) is int:
            return float(data)
        raise UnfitError(f"{type(data).__name__} instead of {wanted}")

    return make
