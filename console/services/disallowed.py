"""Decisions in a database that the agreement does not give: what `db check` adds for a team.

The guards of the database know roles, owners and history, but no policy: with bare SQL a person could write a refusal
that the console would never make. Here every ruling that was not called back is taken again under its own version, and
its row is held against the outcome. What the inputs say of a request is not asked again.

A ruling of an earlier engine that the changes since explain is no finding; it is told apart. What a program wrote that
has no such engine any more, and what those changes do not explain, is one, whatever engine the row names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import policy
from console.faults import BadInput, NotFound
from console.records.tickets import DecisionRecord
from console.services import deciding, engines, refusing, replaying
from console.services.archives.reading import desk_over
from console.services.desk import Desk
from console.store import Store, check
from console.store.archived.listing import histories
from console.store.queries import tickets

CODE = "decision"
UNREADABLE, SEVERER, GROUND, ENGINE = "unreadable", "severer", "ground", "engine"
_AT_ONCE = 200
_CHECK = "product_error_check"
_ENDS, _REDIRECTS = "refuse", "redirect_paid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Older:
    """A ruling that an earlier engine took and today's would take otherwise: where, in what, by which changes since.

    `late`: today's engine had decided in this database before. A desk that was not upgraded yet may do so, and so may
    somebody who only names the earlier engine.
    """

    where: str
    engine: str
    places: tuple[str, ...]
    changes: tuple[str, ...]
    late: bool = False


def findings(store: Store, now: datetime) -> Iterator[check.Finding]:
    """Yield the rulings that do not hold, as `looked`."""
    return (one for one in looked(store, now) if isinstance(one, check.Finding))


def looked(store: Store, now: datetime) -> Iterator[check.Finding | Older]:
    """Yield the rulings that do not hold and those of earlier engines, in the order of the tickets.

    `found` begins with why: changed or unsigned (the bytes and their digests), unreadable, differs (the engine gives
    another outcome or other grounds), engine (the program that wrote it has no engine as old as it names), severer
    (more than the engine gives), ground (a clause that does not hold).
    """
    desk, after = None, 0
    with store.read() as connection:
        first = tickets.first_made(connection, engines.TODAY)
    while True:
        with store.read() as connection:
            some = tickets.decided_after(connection, after, limit=_AT_ONCE)
            if not some:
                return
            histories_of = histories(connection, list(some))
            made = {key: tickets.decisions_of(connection, key) for key in some}
            programs = tickets.programs_of(connection, list(some), other_than=engines.TODAY)
        desk = desk or desk_over(store, now)
        for key, number in some.items():
            told = replaying.told_of(histories_of.get(key, ()))
            for one in made[key]:
                found = looked_at(desk, one, told.get(one.id, {}), programs.get(one.id, ""))
                if isinstance(found, str):
                    by = f" ({one.by})" if one.by else ""
                    yield check.Finding(code=CODE, where=f"TK-{number}/{one.n}", found=f"{found}{by}")
                elif found.is_older:
                    late = first is not None and one.made_at > first
                    yield _older(f"TK-{number}/{one.n}", found, late=late)
        after = max(some)


def _older(where: str, found: replaying.Replayed, *, late: bool) -> Older:
    return Older(where=where, engine=found.engine, places=found.places, changes=found.changes, late=late)


def wrong(desk: Desk, stored: DecisionRecord, told: Mapping[str, Any], program: str = "") -> str:
    """Return why a ruling does not hold, in a word and what follows it; empty where it holds."""
    found = looked_at(desk, stored, told, program)
    return found if isinstance(found, str) else ""


def looked_at(desk: Desk, stored: DecisionRecord, told: Mapping[str, Any], program: str) -> replaying.Replayed | str:
    """Return a ruling taken again, or why it does not hold; `program` is the schema of the program that wrote it."""
    try:
        again = replaying.decision(desk, stored, told)
        return _why(again, stored, told, program) or again
    except (BadInput, NotFound, ValueError, KeyError, TypeError, AttributeError) as fault:
        # anything may stand in a row that bare SQL wrote; a lost connection is no finding
        return f"{UNREADABLE} {type(fault).__name__}"


def _why(again: replaying.Replayed, stored: DecisionRecord, told: Mapping[str, Any], program: str) -> str:
    if again.kept == replaying.ERASED:
        return "" if stored.inputs_sha256 or told.get("inputs_sha256") else replaying.UNSIGNED
    if again.kept != replaying.WHOLE:
        return again.kept
    if engines.too_new(stored.engine, program):
        return f"{ENGINE} {stored.engine}, {engines.TODAY}"
    if not again.holds:
        differing = [one for one in again.differences if one.essential] or filter(engines.decides, again.differences)
        places = "; ".join(f"{one.place}: {one.was} > {one.now}" for one in differing)
        return f"differs {places}".strip()
    return _beyond(policy.Decision.from_json(stored.result), stored)


def _beyond(decision: policy.Decision, stored: DecisionRecord) -> str:
    """Return what a row claims beyond what the agreement gives."""
    if stored.kind in deciding.BY_PERSON:
        expected = decision.primary if stored.outcome == decision.outcome else None
        allowed = stored.outcome in policy.CHOICES and policy.choice(decision, stored.outcome).allowed
    elif stored.kind == "refusal":
        expected = stored.primary
        allowed = stored.outcome in (_ENDS, _REDIRECTS, decision.outcome) and refusing.may_end(
            decision.outcome, stored.primary or ""
        )
        if stored.primary != decision.primary and stored.primary not in _holding(decision):
            return f"{GROUND} {stored.primary}"
    else:
        expected, allowed = None, stored.outcome == _CHECK
    if not allowed:
        return f"{SEVERER} {stored.outcome}, {decision.outcome}"
    return "" if stored.primary == expected else f"{GROUND} {stored.primary}"


def _holding(decision: policy.Decision) -> frozenset[str]:
    return frozenset(one.clause for one in decision.findings if one.status == "holds")
