"""Taking a stored decision again and saying what comes out otherwise. The same engine gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from policy.agreement import Agreement
from policy.facts import RequestFacts, from_plain
from policy.ruling.admissibility import decide
from policy.ruling.decision import Decision

# What a decision says; the rest tells how it came to that.
_SAID = ("outcome", "primary", "also", "mode", "service", "route_to", "discretionary", "needs", "offers", "flags")
_GATHERED = ("also", "flags")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A place in which a decision comes out otherwise; `essential` where the outcome or a ground is another."""

    place: str
    was: str
    now: str
    essential: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """A decision taken again from stored inputs: whether the bytes are the same, and what differs."""

    decision: Decision
    same: bool
    differences: tuple[Difference, ...]


def replay(inputs: str, agreement: Agreement, stored: str | None = None) -> Replay:
    """Decide again from the canonical JSON of RequestFacts and compare with a stored result, where there is one.

    Raises ValueError for inputs that cannot be read.
    """
    decision = decide(from_plain(RequestFacts, json.loads(inputs)), agreement)
    again = decision.to_json()
    if stored is None or again == stored:
        return Replay(decision=decision, same=True, differences=())
    return Replay(decision=decision, same=False, differences=tuple(_differences(json.loads(stored), json.loads(again))))


def _differences(was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(was.keys() | now.keys()):
        if name == "findings":
            yield from _of_grounds(was.get(name) or [], now.get(name) or [])
        elif was.get(name) != now.get(name):
            essential = name in _SAID and not _tells_more(name, was.get(name), now.get(name))
            yield _difference(name, was.get(name), now.get(name), essential=essential)


def _tells_more(name: str, was: Any, now: Any) -> bool:
    """Whether further grounds or flags only came beside those that were told; nothing that was told is gone."""
    return name in _GATHERED and isinstance(was, list) and isinstance(now, list) and all(one in now for one in was)


def _of_grounds(was: list[Mapping[str, Any]], now: list[Mapping[str, Any]]) -> Iterator[Difference]:
    before = {one["clause"]: one for one in was}
    later = {one["clause"]: one for one in now}
    if len(before) < len(was):
        yield _difference("findings", was, now, essential=True)  # a ground that is told twice could hold and not hold
    for clause in sorted(before.keys() | later.keys()):
        old, new = before.get(clause, {}), later.get(clause, {})
        if old.get("status") != new.get("status"):
            yield _difference(f"findings.{clause}.status", old.get("status"), new.get("status"), essential=True)
        elif old != new:
            yield _difference(f"findings.{clause}", old, new, essential=False)


def _difference(place: str, was: Any, now: Any, *, essential: bool) -> Difference:
    return Difference(place=place, was=_plain(was), now=_plain(now), essential=essential)


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
