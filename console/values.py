"""Frozen dataclasses that are quick to load: the same to who uses them, and no code is written for most of them.

A start loads some three hundred. The library compiles six methods for each; here those that compare, count and tell
are shared, and the one that takes the values is compiled when the first of its kind is made.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **asked: Any) -> Any:
        """Make a dataclass as the library does; what is frozen, has slots and no order is made the quick way."""
        if cls is None:
            return lambda given: dataclass(given, **asked)
        if asked.keys() <= _KNOWN and asked.get("frozen") and asked.get("slots"):
            return _made(cls, kw_only=asked.get("kw_only", False))
        return dataclasses.dataclass(cls, **asked)


__all__ = ["dataclass"]

_KNOWN = {"frozen", "slots", "kw_only"}


def _made(cls: type, *, kw_only: bool) -> type:
    own = cls.__dict__
    if cls.__doc__ is None:
        cls.__doc__ = cls.__name__  # else the library writes a signature into it
    made: type = dataclasses.dataclass(init=False, repr=False, eq=False, slots=True, kw_only=kw_only)(cls)
    fields = dataclasses.fields(made)
    compared = _values([one.name for one in fields if one.compare])
    counted = _values([one.name for one in fields if (one.compare if one.hash is None else one.hash)])

    def take(self: object, *given: object, **named: object) -> None:
        taking = _taking(made)
        setattr(made, "__init__", taking)  # noqa: B010 - the class is not known to the checker
        taking(self, *given, **named)

    def is_equal(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    def number(self: object) -> int:
        return hash(counted(self))

    methods = {"__init__": take, "__eq__": is_equal, "__hash__": number}
    for name, method in {**methods, **_SHARED}.items():
        if own.get(name) is None:
            setattr(made, name, method)
    return made


def _values(names: list[str]) -> Callable[[Any], tuple[Any, ...]]:
    """Return what gives the values of these fields, as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda one: tuple(getattr(one, name) for name in names)


def _told(self: Any) -> str:
    shown = ", ".join(f"{one.name}={getattr(self, one.name)!r}" for one in dataclasses.fields(self) if one.repr)
    return f"{self.__class__.__qualname__}({shown})"


def _refuse_setting(_self: object, name: str, _value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deleting(_self: object, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, one.name) for one in dataclasses.fields(self)]


def _put_state(self: Any, state: list[Any]) -> None:
    for one, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, one.name, value)


_SHARED = {
    "__repr__": _told,
    "__setattr__": _refuse_setting,
    "__delattr__": _refuse_deleting,
    "__getstate__": _state,
    "__setstate__": _put_state,
}


def _taking(cls: Any) -> Any:
    """Compile the method that takes the values of a class."""
    scope: dict[str, Any] = {"_put": object.__setattr__, "_none": dataclasses.MISSING}
    plain: list[str] = []
    named: list[str] = []
    lines: list[str] = []
    for place, one in enumerate(dataclasses.fields(cls)):
        value, told = one.name, one.name
        if one.default_factory is not dataclasses.MISSING:
            scope[f"_make{place}"] = one.default_factory
            told = f"{one.name}=_none"
            value = f"_make{place}() if {one.name} is _none else {one.name}" if one.init else f"_make{place}()"
        elif one.default is not dataclasses.MISSING:
            scope[f"_default{place}"] = one.default
            told = f"{one.name}=_default{place}"
            value = one.name if one.init else f"_default{place}"
        if one.init:
            (named if one.kw_only else plain).append(told)
        if one.init or value != one.name:
            lines.append(f" _put(self, {one.name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append(" self.__post_init__()")
    taken = ", ".join(["self", *plain, *(["*", *named] if named else [])])
    exec("\n".join([f"def __init__({taken}):", *(lines or [" pass"])]), scope)  # noqa: S102 - names of fields, no input
    made = scope["__init__"]
    made.__qualname__ = f"{cls.__qualname__}.__init__"
    return made
