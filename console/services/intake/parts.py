"""Requests that share the questions of a message: each has a part of the words, so none of them is read anew.

What changes their words is named by a fact instead, to be looked at by a person.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from console.store import Unit, codec, tables

CHANGED = "text_changed"
"""The fact that words were changed after a person had confirmed by them what its value lists."""
EDITED = "questions"
"""What that lists of a request that is not read anew: a message of it was edited."""
EARLIER = "came_earlier"
"""What that lists of a request that is not read anew: a message joined it that was received before the others."""
MOVED = "messages_moved"
"""What that lists of a request that is not read anew: messages came to it from another, or went there."""

_SPLIT = ("split_into", "split_from")


def shares_questions(unit: Unit, ticket_id: int, after: Mapping[int, Sequence[int]] = MappingProxyType({})) -> bool:
    """Return whether a request has only a part of what its messages ask.

    With a request that went into this one it shares nothing. `after` are messages of requests by an act that is not
    written yet: one without any goes.
    """
    spans = unit.find_all(tables.tickets.ticket_spans, ticket_id=ticket_id)
    if any(one["start"] is not None for one in spans):
        return True
    links = unit.find_all(tables.tickets.ticket_links, ticket_id=ticket_id, undone=False)
    others = [int(one["other_id"]) for one in links if one["kind"] in _SPLIT]
    return any(
        after[one] if one in after else unit.row(tables.tickets.tickets, one)["merged_into_id"] != ticket_id
        for one in others
    )


def name(unit: Unit, ticket_id: int, named: Sequence[str], *, message: int | None = None, n: int = 1) -> None:
    """Leave the fact that names what a person is to look at again, besides what waits for that by other messages.

    Its evidence is version `n` of a message, where one message is the reason.
    """
    if not named:
        return
    version = None if message is None else unit.find(tables.messages.message_versions, message_id=message, n=n)
    text = "" if version is None else str(version["body"] or "")
    unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name=CHANGED,
        value=codec.dump(list(dict.fromkeys([*_named_by_others(unit, ticket_id, message), *named]))),
        status="proposed",
        source="program",
        message_id=message,
        message_version=None if message is None else n,
        start=0 if text else None,
        end=len(text) or None,
        at=unit.at,
    )


def _named_by_others(unit: Unit, ticket_id: int, message: int | None) -> list[str]:
    """Return what changes of other messages have named since a person last looked at it."""
    named: list[str] = []
    rows = unit.find_all(tables.tickets.facts, ticket_id=ticket_id, name=CHANGED)
    for row in sorted(rows, key=lambda one: int(one["id"])):
        if row["status"] != "proposed":
            named = []
        elif row["message_id"] != message:
            named += json.loads(row["value"]) or []
    return named
