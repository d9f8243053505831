"""A command: one act of a person, carried out once, whatever happens to the connection."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from console.records.base import Actor, Json


def new_gid() -> str:
    """Return a new global id (a random UUID as 32 hex digits), made by the writer."""
    return uuid.uuid4().hex


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a command gave. `replayed` is True when the same id had been applied before."""

    result: Json
    replayed: bool
