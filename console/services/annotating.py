"""What a reviewer notes down at the team's own desk: a verdict on a decision, in a row that nobody else writes.

Signed findings come from archives (`archives.reviewing`); these are not signed, for the server knows who wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from console.faults import BadInput, NotAllowed, Stale
from console.records.base import Json, Role
from console.records.commands import Applied
from console.records.findings import VERDICTS, KeptFinding, Said, Seen
from console.services.desk import Desk
from console.store import Unit, tables
from console.store.queries import findings as kept

REVIEWS = tables.team.decision_reviews
DONE, WITHDRAWN = "done", "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Over:
    """What a verdict is written over: the one that was seen (its name, empty for none), or one of those just written.

    `own` are verdicts as `plain` returns them.
    """

    gid: str
    own: frozenset[tuple[str, str, str]] = frozenset()


def may_note(desk: Desk) -> bool:
    """Return whether this person notes down verdicts here: a reviewer at a team's desk."""
    return desk.store.team and desk.actor.role is Role.REVIEWER


def findings(desk: Desk, ticket_id: int) -> tuple[KeptFinding, ...]:
    """Return what reviewers found of a ticket, from files and at the desk."""
    with desk.store.read() as connection:
        found = kept.of_ticket(connection, ticket_id)
    return named(found)


def seen(desk: Desk, ticket_id: int, number: int) -> Seen:
    """Return what a reviewer has of a ticket, at a desk or in an archive."""
    with desk.store.read() as connection:
        found = Seen(
            ticket_id=ticket_id,
            number=number,
            gid=kept.ticket_gid(connection, number) or "",
            decisions=kept.decisions(connection, ticket_id),
            messages=kept.message_gids(connection, ticket_id),
            findings=kept.of_ticket(connection, ticket_id),
        )
    return replace(found, findings=named(found.findings))


def named(found: tuple[KeptFinding, ...]) -> tuple[KeptFinding, ...]:
    """Return findings with the names of keys that are none of the desk's people, where this computer believes them."""
    if all(one.signers or not one.key_id for one in found):
        return found
    from console.services.archives import keys  # noqa: PLC0415 - what reads keys is slow to load, and seldom needed

    names = {one.key_id: one.name for one in keys.trusted()}
    return tuple(
        replace(one, signers=(names[one.key_id],)) if not one.signers and one.key_id in names else one for one in found
    )


def plain(one: Said | KeptFinding) -> tuple[str, str, str]:
    """Return a verdict, its clause and its words as they are kept."""
    return one.verdict, one.clause, one.body.strip()


def note(
    desk: Desk, decision_id: int, told: Said, *, over: Over | None = None, command_id: str | None = None
) -> Applied:
    """Note a verdict on a decision in place of one's own earlier one, which stays as withdrawn from then on.

    Words and clause are as in a file of findings. With `over`, only in place of what was seen.

    Raises NotAllowed ("reviewers_note"), BadInput ("finding_verdict"), NotFound, Stale ("verdict_elsewhere").
    """
    if not may_note(desk):
        raise NotAllowed("reviewers_note")
    if told.verdict not in VERDICTS:
        raise BadInput("finding_verdict", verdict=told.verdict)

    def act(unit: Unit) -> Json:
        decision = unit.row(tables.tickets.decisions, decision_id)
        standing = _standing(unit, desk, decision_id)
        if plain(told) in map(_plain, standing):
            return int(standing[0]["id"])
        _require(standing, over)
        _withdraw(unit, standing)
        key = unit.insert(
            REVIEWS,
            decision_id=decision_id,
            kind=kept.OWN,
            state=DONE,
            reviewer_id=desk.actor.staff_id,
            asked_at=unit.at,
            done_at=unit.at,
            verdict=told.verdict,
            clause=told.clause,
            note=told.body.strip(),
        )
        unit.touch("tickets", int(decision["ticket_id"]))
        return key

    payload: dict[str, Json] = {"decision": decision_id, "verdict": told.verdict}
    return desk.apply(desk.command("review.add", payload=payload, command_id=command_id), act)


def take_back(desk: Desk, decision_id: int, *, over: Over | None = None, command_id: str | None = None) -> Applied:
    """Take one's own verdict on a decision back. Raises NotAllowed ("reviewers_note"), Stale ("verdict_elsewhere")."""
    if not may_note(desk):
        raise NotAllowed("reviewers_note")

    def act(unit: Unit) -> Json:
        decision = unit.row(tables.tickets.decisions, decision_id)
        standing = _standing(unit, desk, decision_id)
        _require(standing, over)
        if standing:
            _withdraw(unit, standing)
            unit.touch("tickets", int(decision["ticket_id"]))
        return None

    return desk.apply(desk.command("review.done", payload={"decision": decision_id}, command_id=command_id), act)


def _standing(unit: Unit, desk: Desk, decision_id: int) -> list[dict[str, Any]]:
    """Return one's own verdict that stands, and keep a second window of the same person waiting meanwhile."""
    me = desk.actor.staff_id
    unit.alone(f"verdict {decision_id} {me}")
    return unit.find_all(REVIEWS, decision_id=decision_id, kind=kept.OWN, reviewer_id=me, state=DONE)


def _require(standing: Iterable[Mapping[str, Any]], over: Over | None) -> None:
    """Raise Stale where the verdict that stands was neither seen nor written by the window that writes over it."""
    if over is not None and any(own["gid"] != over.gid and _plain(own) not in over.own for own in standing):
        raise Stale("verdict_elsewhere")


def _plain(row: Mapping[str, Any]) -> tuple[str, str, str]:
    return row["verdict"], row["clause"], row["note"]


def _withdraw(unit: Unit, standing: Iterable[Mapping[str, Any]]) -> None:
    """Withdraw verdicts; what they said stays in their rows."""
    for own in standing:
        unit.amend(REVIEWS, int(own["id"]), expected=None, state=WITHDRAWN, done_at=unit.at)
