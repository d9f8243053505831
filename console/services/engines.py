"""What today's engine decides otherwise than the ones before it, and whether that explains what an earlier one decided.

The changes are data of the program (`engines.toml`). What an earlier engine took for given is filled into the facts,
which are judged again, so that its very result comes out; elsewhere the place and what may stand there are known.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import policy
from console.store.version import in_parts

Plain = Mapping[str, Any]
Judge = Callable[[Plain], tuple[Plain, Sequence[policy.Difference]]]
"""Judges plain facts by today's engine: the plain result, and in what it differs from the stored one."""
TODAY = policy.ENGINE
_NOTHING: tuple[Any, ...] = (None, "", [], {})
_GATHERED = ("also", "flags")
_TELLING = ("trace", "because", "basis", "findings", "reasons")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A way in which an engine decides otherwise than the ones before it; its fields are told in `engines.toml`."""

    engine: str
    code: str
    act: str
    facts: Plain = field(default_factory=dict)
    open: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    presumed: Plain = field(default_factory=dict)
    place: str = ""
    adds: tuple[str, ...] = ()
    result: Plain = field(default_factory=dict)
    was: tuple[Any, ...] = ()

    def meets(self, facts: Plain) -> bool:
        """Return whether the facts are such that the change can matter."""
        return (
            all(facts.get(name) == value for name, value in self.facts.items())
            and all(facts.get(name) in _NOTHING for name in self.open)
            and all(facts.get(name) not in _NOTHING for name in self.told)
        )

    def explains(self, was: Any, now: Plain) -> bool:
        """Return whether an earlier engine may have said `was` at the place, where today's result is `now`."""
        return was in self.was and all(now.get(name) == value for name, value in self.result.items())

    def adds_one(self, word: str) -> bool:
        """Return whether today's engine may tell this beside what was told."""
        return any(word == one or word.startswith(f"{one}.") for one in self.adds)


def is_earlier(engine: str) -> bool:
    """Return whether a number is that of an engine before today's."""
    return is_number(engine) and int(engine) < int(TODAY)


def is_number(engine: str) -> bool:
    """Return whether this can be the number of an engine at all."""
    return engine.isascii() and engine.isdecimal() and not engine.startswith("0")


def too_new(engine: str, program: str) -> bool:
    """Return whether a program of this schema has no engine as early as this one; of an unknown program never."""
    written = in_parts(program)
    return is_number(engine) and any(
        int(engine) < int(one["number"]) and written >= in_parts(one["program"]) for one in _data()["engine"]
    )


def explained(act: str, engine: str, facts: Plain, stored: Plain, judge: Judge) -> tuple[str, ...] | None:
    """Return the changes by which an earlier engine said what is stored; None where they do not explain all of it."""
    known = [one for one in changes() if one.act == act and int(engine) < int(one.engine) and one.meets(facts)]
    presuming = [one for one in known if one.presumed]
    now, differences = judge({**facts, **{name: it for one in presuming for name, it in one.presumed.items()}})
    codes = [one.code for one in presuming]
    for one in differences:
        why = _why(known, one, stored, now)
        if why is None:
            return None
        codes += why
    return tuple(dict.fromkeys(codes))


def decides(difference: policy.Difference) -> bool:
    """Return whether a difference is one of what was decided, not only of how it was told."""
    return difference.essential or difference.place.partition(".")[0] not in _TELLING


@cache
def changes() -> tuple[Change, ...]:
    """Return every change, those of the first engine first."""
    return tuple(_change(row) for row in _data()["change"])


def _why(known: Iterable[Change], difference: policy.Difference, stored: Plain, now: Plain) -> list[str] | None:
    """Return the changes that explain a difference, none where only the telling is another; None where nothing does."""
    place = difference.place
    here = [one for one in known if one.place == place]
    if place in _GATHERED:
        added = _added(here, stored.get(place), now.get(place))
        if added is not None:
            return added
    elif not decides(difference):
        return []
    found = next((one.code for one in here if one.explains(stored.get(place), now)), None)
    return None if found is None else [found]


def _added(here: Sequence[Change], was: Any, now: Any) -> list[str] | None:
    """Return the changes that tell what came beside; None where something is gone, or came by no change."""
    if not isinstance(was, list) or not isinstance(now, list) or any(one not in now for one in was):
        return None
    found = [next((one.code for one in here if one.adds_one(word)), None) for word in now if word not in was]
    return None if None in found else [one for one in found if one is not None]


def _change(row: Plain) -> Change:
    values: dict[str, Any] = {name: tuple(one) if isinstance(one, list) else one for name, one in row.items()}
    return Change(**values)


@cache
def _data() -> dict[str, list[dict[str, Any]]]:
    return tomllib.loads(files("resources").joinpath("engines.toml").read_text(encoding="utf-8"))
