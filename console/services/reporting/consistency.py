"""Consistency: requests with the same facts, under the same version, that were decided otherwise than each other.

What a person was called, on which day and in which words it was asked makes no difference to the agreement; what is
left of the facts does. Groups are told apart by a digest, so that memory does not grow with what the facts hold.
"""

from __future__ import annotations

import hashlib
import json
from array import array
from typing import Any

from console.records.reporting import Label, Line, Part
from console.services.reporting.asking import Asking
from console.store import to_micros
from console.store.queries import reports
from console.store.sql import Sql, both

_LEFT_OUT = ("message", "domain", "domains", "days", "services", "copied_from_channel", "not_set")
_MOST_GROUPS = 200
Outcomes = dict[str, "array[int]"]


def parts(asking: Asking) -> tuple[Part, ...]:
    """Return the parts of the report."""
    first: dict[bytes, str] = {}
    mixed: set[bytes] = set()
    checked, unread = array("q"), array("q")
    for ticket, outcome, key in _decided(asking):
        (unread if key is None else checked).append(ticket)
        if key is not None and first.setdefault(key, outcome) != outcome:
            mixed.add(key)
    groups: dict[bytes, tuple[dict[str, Any], Outcomes]] = {}
    if mixed:
        for ticket, outcome, key, facts in _again(asking, mixed):
            _, found = groups.setdefault(key, (facts, {}))
            found.setdefault(outcome, array("q")).append(ticket)
    ordered = sorted(groups.items(), key=lambda one: -_least(one[1][1]))
    return _summary(asking, checked, unread, [found for _, (_, found) in ordered]), _groups(asking, ordered)


def _least(found: Outcomes) -> int:
    """Return how many tickets were decided otherwise than most of their group."""
    sizes = [len(set(one)) for one in found.values()]
    return sum(sizes) - max(sizes)


def same(inputs: str, version: int) -> tuple[bytes | None, dict[str, Any]]:
    """Return the digest of the facts that a decision rests on, and those facts; None where they cannot be read."""
    try:
        facts = json.loads(inputs)
    except ValueError:
        return None, {}
    if not isinstance(facts, dict) or "questions" not in facts:
        return None, {}
    kept = {name: value for name, value in facts.items() if name not in _LEFT_OUT}
    kept["questions"] = sorted(str(one.get("topic")) for one in facts["questions"])
    kept["installations"] = sorted(
        json.dumps(one, sort_keys=True) for one in (facts.get("installations") or {}).values()
    )
    kept["known_confirmed_bug"] = bool(facts.get("known_confirmed_bug"))
    materials = facts.get("materials") or {}
    kept["materials"] = {**materials, "external_links": bool(materials.get("external_links"))}
    text = json.dumps([version, kept], sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).digest(), kept


def _condition(asking: Asking) -> Sql:
    low, high = to_micros(asking.start()), to_micros(asking.end())
    return both(Sql("d.made_at >= ? AND d.made_at < ?", (low, high)), asking.sql())


def _decided(asking: Asking) -> Any:
    for n, (ticket, outcome, version, inputs) in enumerate(reports.decided(asking.connection, _condition(asking))):
        if not n % 500:
            asking.go_on()
        yield ticket, outcome, same(inputs, version)[0]


def _again(asking: Asking, mixed: set[bytes]) -> Any:
    for ticket, outcome, version, inputs in reports.decided(asking.connection, _condition(asking)):
        key, facts = same(inputs, version)
        if key in mixed:
            yield ticket, outcome, key, facts


def _summary(asking: Asking, checked: array[int], unread: array[int], groups: list[Outcomes]) -> Part:
    every = [ticket for found in groups for tickets in found.values() for ticket in tickets]
    lines = (
        Line(label=Label(kind="consistency", text="checked"), cells=(asking.listed("checked", checked),)),
        Line(label=Label(kind="consistency", text="unlike"), cells=(asking.listed("unlike", every),)),
        Line(label=Label(kind="consistency", text="unread"), cells=(asking.listed("unread", unread),)),
    )
    return Part(
        key="consistency",
        columns=(Label(kind="consistency_head"), Label(kind="tickets")),
        lines=lines,
        notes=("same_facts",),
    )


def _groups(asking: Asking, groups: list[tuple[bytes, tuple[dict[str, Any], Outcomes]]]) -> Part:
    lines = []
    for n, (key, (facts, found)) in enumerate(groups[:_MOST_GROUPS], 1):
        for outcome, tickets in sorted(found.items(), key=lambda one: -len(one[1])):
            lines.append(
                Line(
                    label=Label(kind="group", text=str(n)),
                    cells=(
                        asking.topics(dict.fromkeys(facts["questions"])),
                        Label(kind="license_state", text=str(facts.get("state") or "unknown")),
                        Label(kind="outcome", text=outcome),
                        asking.listed(f"group/{key.hex()}/{outcome}", tickets),
                    ),
                )
            )
    heads = ("group_head", "topic_head", "license_head", "outcome_head", "tickets")
    more = ("more_groups",) if len(groups) > _MOST_GROUPS else ()
    return Part(key="unlike", columns=tuple(Label(kind=one) for one in heads), lines=tuple(lines), notes=more)
