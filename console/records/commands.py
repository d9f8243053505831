"""A command: one act of a person, carried out once, whatever happens to the connection."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.records.base import Actor, Json

_DRAWN_AT_ONCE = 64
_BYTES = 16
_VARIANT = "89ab"
_drawn: list[str] = []  # no two threads pop the same; a forked process draws its own
_salts: list[str] = []
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_drawn.clear)
    os.register_at_fork(after_in_child=_salts.clear)


def new_gid() -> str:
    """Return a new global id (a random UUID as 32 hex digits), made by the writer.

    The system is asked for many at once, because asking costs more than making.
    """
    while True:
        try:
            return _drawn.pop()
        except IndexError:
            _drawn.extend(map(_as_gid, _draw()))


def new_salt() -> str:
    """Return 32 random hex digits, drawn as a global id is."""
    while True:
        try:
            return _salts.pop()
        except IndexError:
            _salts.extend(_draw())


def _draw() -> list[str]:
    found = os.urandom(_BYTES * _DRAWN_AT_ONCE).hex()
    return [found[start : start + 2 * _BYTES] for start in range(0, len(found), 2 * _BYTES)]


def _as_gid(one: str) -> str:
    return f"{one[:12]}4{one[13:16]}{_VARIANT[int(one[16], 16) & 3]}{one[17:]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """An act: made when the key is pressed, with the version that the person saw.

    `expected_version` None means that the act does not depend on what stands there (a note, an import). With `merges`
    what others changed since in other fields is no hindrance.
    """

    kind: str
    actor: Actor
    at: datetime
    ticket_id: int | None = None
    expected_version: int | None = None
    payload: Mapping[str, Json] = field(default_factory=dict)
    id: str = field(default_factory=new_gid)
    origin: str = ""
    merges: bool = False
    again: Mapping[str, Json] = field(default_factory=dict)
    """What is asked for, in plain values, where it can be asked for once more after a crash; kept on this computer only
    while nobody knows what became of the act."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a command gave. `replayed` is True when the same id had been applied before."""

    result: Json
    replayed: bool
