"""What differs between two versions of an agreement, unit by unit and rule by rule, and what is to be read again."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

from policy.agreement.values import Agreement

_PARTS = (
    ("unit", "units"),
    ("parameter", "parameters"),
    ("reading", "readings"),
    ("topic", "topics"),
    ("ground", "grounds"),
    ("closing", "closings"),
    ("service", "services"),
    ("rule", "rules"),
)
_WHOLE = ("ladder", "defeats", "conduct", "as_conduct", "used_up", "items", "required", "effective_from")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """A part that differs. `what`: added, removed or changed; `slots` are the names of what differs in it."""

    part: str
    id: str
    what: str
    slots: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two versions side by side. `read_again` are rules that differ, or that cite a unit which differs."""

    changed: tuple[Changed, ...]
    read_again: tuple[str, ...]


def compare_versions(one: Agreement, other: Agreement) -> Comparison:
    """Return what differs from one version to another."""
    changed = tuple(_changed(one, other))
    units = {found.id for found in changed if found.part == "unit"}
    rules = {found.id for found in changed if found.part == "rule" and found.what != "removed"}
    citing = {rule.id for rule in other.rules.values() if units & {rule.primary, *rule.clauses}}
    return Comparison(changed=changed, read_again=tuple(sorted(rules | citing)))


def _changed(one: Agreement, other: Agreement) -> Iterator[Changed]:
    for part, name in _PARTS:
        yield from _of_part(part, getattr(one, name), getattr(other, name))
    for name in _WHOLE:
        if getattr(one, name) != getattr(other, name):
            yield Changed(part="whole", id=name, what="changed")


def _of_part(part: str, was: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[Changed]:
    for key in (*was, *(key for key in now if key not in was)):
        if key not in now:
            yield Changed(part=part, id=key, what="removed")
        elif key not in was:
            yield Changed(part=part, id=key, what="added")
        elif was[key] != now[key]:
            slots = (slot.name for slot in fields(was[key]))
            differing = tuple(name for name in slots if getattr(was[key], name) != getattr(now[key], name))
            yield Changed(part=part, id=key, what="changed", slots=differing)
