"""Which decisions of an archive are looked at. The same sample of the same archive is the same decisions, anywhere.

Chance is a hash: of the decisions that fit, those stand first whose SHA-256 of seed and name is least. So anybody who
knows the seed can draw the sample again, without our program.
"""

from __future__ import annotations

import hashlib

from console.faults import BadInput
from console.query import parse
from console.records.findings import DecisionLine, Sample
from console.services import showing
from console.services.desk import Desk
from console.store.archived import opening
from console.store.queries import cases
from console.store.queries import findings as kept

_PAGE = 2_000


def draw(desk: Desk, sample: Sample) -> tuple[DecisionLine, ...]:
    """Return the decisions of a sample, in the order of the tickets. Raises BadInput for a query with a mistake."""
    with opening.distrusting(), desk.store.read() as connection:
        found = kept.decisions(connection)
    if sample.query.strip():
        fitting = _fitting(desk, sample.query)
        found = tuple(one for one in found if one.ticket_id in fitting)
    if sample.overrides:
        found = tuple(one for one in found if one.overridden)
    if sample.clause:
        found = tuple(one for one in found if one.clause == sample.clause)
    if sample.random:
        first = sorted(found, key=lambda one: lot(sample.seed, one.gid))[: sample.random]
        drawn = {one.id for one in first}
        return tuple(one for one in found if one.id in drawn)
    return found[:: max(1, sample.every)]


def lot(seed: str, gid: str) -> str:
    """Return the lot that a decision draws under a seed."""
    return hashlib.sha256(f"{seed}\n{gid}".encode()).hexdigest()


def clauses(desk: Desk) -> tuple[tuple[str, int], ...]:
    """Return the clauses that decided in an archive, each with the number of its decisions."""
    with opening.distrusting(), desk.store.read() as connection:
        found = [one.clause for one in kept.decisions(connection) if one.clause]
    return tuple((clause, found.count(clause)) for clause in sorted(set(found), key=_by_number))


def _by_number(clause: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdecimal() else 0 for part in clause.split("."))


def _fitting(desk: Desk, query: str) -> frozenset[int]:
    asked = parse(query)
    if asked.problems:
        raise BadInput(asked.problems[0].code, **asked.problems[0].params)
    context, found, after = showing.context(desk, asked.query), set[int](), 0
    while True:
        with opening.distrusting(), desk.store.read() as connection:
            keys = cases.keys_behind(connection, asked.query, context, after=after, limit=_PAGE)
        found.update(keys)
        if not keys:
            return frozenset(found)
        after = keys[-1]
