"""The register of confirmed errors (DT-5, 14.1 to 14.4): entered once, shared by every license that meets one.

An error is confirmed by a person, and only where all eight conditions of 14.2 hold and no cause of 14.3 was found. A
request that shows it carries its code as a fact: it is never refused for the state of its license (13.4, 14.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import policy
from console.faults import BadInput, NotAllowed
from console.records.base import Json, Role, TicketId
from console.records.commands import Applied
from console.records.errors import KnownError, Sighting
from console.services import fact_entries
from console.services.desk import Desk
from console.services.over import OVER
from console.store import Unit, codec, tables
from console.store.queries import errors as queries

SUSPECTED, CONFIRMED, FIXED, REJECTED = "suspected", "confirmed", "fixed", "rejected"
STATUSES = (SUSPECTED, CONFIRMED, FIXED, REJECTED)
CONDITIONS = tuple(f"c{number}" for number in range(1, 9))
CAUSES = (
    "user_actions",
    "code_modified",
    "files_modified",
    "database_modified",
    "server_configuration",
    "third_party_integration",
    "third_party_interference",
    "server",
    "hosting",
    "infrastructure",
    "third_party_service",
)
"""The causes of 14.3 and 20.3: an error that has one of them is none of the product."""
JUDGED = "error_conditions"
"""The fact of a request that holds the conditions of 14.2 as far as they are judged."""
FACT = "known_confirmed_bug"
_ERRORS, _SEEN = tables.tickets.known_errors, tables.tickets.error_sightings
_REGISTER = "errors"
"""What one act at a time does: a request that is marked while its error is settled must hear of that."""
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,62}")
_NEXT: Mapping[str, tuple[str, ...]] = {
    SUSPECTED: (CONFIRMED, REJECTED),
    CONFIRMED: (FIXED, REJECTED),
    FIXED: (CONFIRMED,),
    REJECTED: (SUSPECTED,),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a person says of an error: what it is now, which conditions of 14.2 hold, which causes of 14.3 were found.

    Conditions that are not named stay as they were judged before; so do causes that are None, an empty `fixed_in` and
    an empty `note`.
    """

    status: str
    conditions: Mapping[str, bool | None] = field(default_factory=dict)
    excluded: tuple[str, ...] | None = None
    fixed_in: str = ""
    note: str = ""


def register(desk: Desk, *, text: str = "", status: str = "") -> tuple[KnownError, ...]:
    """Return the errors of the register, the newest first. Raises BadInput ("unknown_error_status")."""
    if status and status not in STATUSES:
        raise BadInput("unknown_error_status", status=status)
    with desk.store.read() as connection:
        return queries.errors(connection, text=text, status=status)


def one(desk: Desk, code: str) -> tuple[KnownError, tuple[Sighting, ...]]:
    """Return an error with where it was seen. Raises NotFound ("no_error")."""
    with desk.store.read() as connection:
        found = queries.error(connection, code)
        return found, queries.sightings(connection, found.id)


def steps(status: str) -> tuple[str, ...]:
    """Return what an error may become."""
    return _NEXT.get(status, ())


def enter(
    desk: Desk, code: str, title: str, *, software_version: str = "", note: str = "", command_id: str | None = None
) -> Applied:
    """Enter a suspected error under a code of one's own choice. Raises BadInput ("bad_error_code", "error_exists")."""
    _require_staff(desk)
    if _CODE.fullmatch(code) is None or not title.strip():
        raise BadInput("bad_error_code", error=code)

    def act(unit: Unit) -> Json:
        unit.alone(_REGISTER)
        unit.touch("tickets")
        values = {
            "title": title.strip(),
            "status": SUSPECTED,
            "software_version": software_version.strip(),
            "conditions": codec.dump(dict.fromkeys(CONDITIONS)),
            "excluded": codec.dump([]),
            "note": note.strip(),
        }
        if unit.find(_ERRORS, code=code) is not None:
            raise BadInput("error_exists", error=code)
        return {"id": unit.insert(_ERRORS, code=code, **values), "what": code, "old": None, "new": values}

    return desk.apply(desk.command("error.enter", payload={"code": code}, command_id=command_id), act)


def see(desk: Desk, code: str, ticket_id: TicketId, *, command_id: str | None = None) -> Applied:
    """Say that a request shows an error; the request carries the code once the error is confirmed (14.1).

    The result is the event's number. Raises NotFound, NotAllowed ("error_rejected"), BadInput ("seen_already").
    """
    _require_staff(desk)

    def act(unit: Unit) -> int:
        unit.alone(_REGISTER)
        unit.lock(ticket_id)
        found = queries.error(unit.connection, code)
        if found.status == REJECTED:
            raise NotAllowed("error_rejected", error=code)
        if unit.find(_SEEN, error_id=found.id, ticket_id=ticket_id) is not None:
            raise BadInput("seen_already", error=code)
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        unit.insert(
            _SEEN,
            error_id=found.id,
            ticket_id=ticket_id,
            license_id=ticket["license_id"],
            domain_id=ticket["domain_id"],
            conditions=codec.dump(dict(found.conditions)),
            staff_id=desk.actor.staff_id,
            at=unit.at,
        )
        if ticket["status"] not in OVER:  # what one that is over rests on stays; the register counts it all the same
            if found.status != SUSPECTED:
                _tell_fact(unit, desk, ticket_id, code)
            _tell_conditions(unit, desk, ticket_id)
        return unit.record(ticket_id, "error_seen", {"error": code, "status": found.status})

    payload: dict[str, Json] = {"code": code}
    return desk.apply(desk.command("error.see", ticket_id=ticket_id, payload=payload, command_id=command_id), act)


def settle(desk: Desk, code: str, verdict: Verdict, *, seen: int, command_id: str | None = None) -> Applied:
    """Move an error on: confirmed, fixed, rejected; `seen` is its version as it was looked at. The result is its id.

    Each request that shows it, and that is open, carries the code from its confirmation on, and no more once it is
    rejected. Raises NotAllowed ("error_moved"), ("not_all_conditions") where 14.2 does not hold, Stale, NotFound.
    """
    _require_staff(desk)

    def act(unit: Unit) -> int:
        unit.alone(_REGISTER)
        known = queries.error(unit.connection, code)
        status = verdict.status
        if status not in _NEXT[known.status]:
            raise NotAllowed("error_moved", error=code, status=known.status)
        judged, excluded = _judged(unit, desk, known, verdict.conditions, verdict.excluded)
        found = finding({name: _truth(one["is"]) for name, one in judged.items()}, excluded)
        if status == CONFIRMED and found.result != "conditions_met":
            raise NotAllowed("not_all_conditions", error=code, which=", ".join(missing(found)))
        unit.amend(
            _ERRORS,
            known.id,
            expected=seen,
            status=status,
            conditions=codec.dump(judged),
            excluded=codec.dump(list(excluded)),
            fixed_in=verdict.fixed_in.strip() or known.fixed_in,
            note=verdict.note.strip() or known.note,
            determined_by=desk.actor.staff_id,
            determined_at=unit.at,
        )
        for one in sorted(queries.sightings(unit.connection, known.id), key=lambda seen_at: seen_at.ticket_id):
            ticket = unit.lock(one.ticket_id, "is_open")
            if status in (CONFIRMED, REJECTED) and ticket["is_open"]:
                _tell_fact(unit, desk, one.ticket_id, code if status == CONFIRMED else "")
            if ticket["is_open"]:
                _tell_conditions(unit, desk, one.ticket_id)
            unit.record(one.ticket_id, "error_settled", {"error": code, "status": status})
        return known.id

    payload: dict[str, Json] = {"code": code, "status": verdict.status, "seen": seen}
    return desk.apply(desk.command("error.settle", payload=payload, command_id=command_id), act)


def judge(
    desk: Desk,
    code: str,
    conditions: Mapping[str, bool | None],
    excluded: tuple[str, ...] | None = None,
    *,
    seen: int,
    command_id: str | None = None,
) -> Applied:
    """Say of a suspected error which conditions of 14.2 hold and which causes of 14.3 were found; it stays suspected.

    What is not known is None and stays open. Raises NotAllowed ("error_moved") for an error that was settled, BadInput
    ("unknown_cause"), Stale, NotFound.
    """
    _require_staff(desk)

    def act(unit: Unit) -> int:
        unit.alone(_REGISTER)
        known = queries.error(unit.connection, code)
        if known.status != SUSPECTED:
            raise NotAllowed("error_moved", error=code, status=known.status)
        judged, found = _judged(unit, desk, known, conditions, excluded)
        dumped = {"conditions": codec.dump(judged), "excluded": codec.dump(list(found))}
        unit.amend(_ERRORS, known.id, expected=seen, **dumped)
        unit.touch("tickets")
        for one in sorted(queries.sightings(unit.connection, known.id), key=lambda seen_at: seen_at.ticket_id):
            if unit.lock(one.ticket_id, "is_open")["is_open"] and _tell_conditions(unit, desk, one.ticket_id):
                unit.record(one.ticket_id, "error_judged", {"error": code})
        return known.id

    payload: dict[str, Json] = {"code": code, "seen": seen}
    return desk.apply(desk.command("error.judge", payload=payload, command_id=command_id), act)


def finding(conditions: Mapping[str, bool | None], excluded: tuple[str, ...]) -> policy.ErrorFinding:
    """Return what the agreement says of an error with these conditions and causes (DT-5)."""
    return policy.product_error({name: conditions.get(name) for name in CONDITIONS}, excluded)


def missing(found: policy.ErrorFinding) -> tuple[str, ...]:
    """Return the clauses that keep an error from being confirmed: what does not hold, or is not known."""
    return (*found.because, *(clause_of(name) for name in found.needs if name in CONDITIONS))


def clause_of(condition: str) -> str:
    """Return the clause of a condition: 14.2.1 for c1."""
    return f"14.2.{condition.removeprefix('c')}"


def _judged(
    unit: Unit,
    desk: Desk,
    known: KnownError,
    conditions: Mapping[str, bool | None],
    excluded: tuple[str, ...] | None,
) -> tuple[dict[str, dict[str, Json]], tuple[str, ...]]:
    """Return the conditions as they stand then, each with who judged it and when, and the causes. Raises BadInput."""
    wrong = [*(set(conditions) - set(CONDITIONS)), *(set(excluded or ()) - set(CAUSES))]
    if wrong:
        raise BadInput("unknown_cause", cause=", ".join(sorted(wrong)))
    row = unit.row(_ERRORS, known.id)
    kept = queries.judgments(str(row["conditions"]))
    for name, value in conditions.items():
        if kept.get(name, {}).get("is") is not value or (value is not None and "by" not in kept.get(name, {})):
            said = {} if value is None else {"by": int(desk.actor.staff_id), "at": unit.at.isoformat()}
            kept[name] = {"is": value, **said}
    return kept, known.excluded if excluded is None else tuple(one for one in CAUSES if one in excluded)


def _truth(value: Json) -> bool | None:
    return value if isinstance(value, bool) else None


def _tell_fact(unit: Unit, desk: Desk, ticket_id: int, code: str) -> None:
    """Let a request carry the code of a confirmed error, or no more; an older word of it stays in the history."""
    newest: dict[str, Any] = fact_entries.newest_of(unit, ticket_id, FACT) or {}
    value, status = (code, "confirmed") if code else (json.loads(newest.get("value", "null")), "rejected")
    if (newest.get("value"), newest.get("status")) == (codec.dump(value), status) or (not newest and not code):
        return
    unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name=FACT,
        value=codec.dump(value),
        status=status,
        source="specialist",
        staff_id=desk.actor.staff_id,
        at=unit.at,
    )


def _tell_conditions(unit: Unit, desk: Desk, ticket_id: int) -> bool:
    """Let a request carry what is judged of 14.2 for the errors that it shows; return whether that says something new.

    Of several errors a condition that does not hold counts before one that does: false wins (DT-5).
    """
    judged: dict[str, Json] = {}
    for one in unit.find_all(_SEEN, ticket_id=ticket_id):
        row = unit.row(_ERRORS, int(one["error_id"]))
        for name, said in queries.judgments(str(row["conditions"])).items():
            value = _truth(said["is"])
            if value is not None:
                judged[name] = value and judged.get(name) is not False
    newest = fact_entries.newest_of(unit, ticket_id, JUDGED)
    known = {} if newest is None else json.loads(str(newest["value"]))
    if known == judged:
        return False
    unit.insert(
        tables.tickets.facts,
        ticket_id=ticket_id,
        name=JUDGED,
        value=codec.dump(judged),
        status="confirmed",
        source="specialist",
        staff_id=desk.actor.staff_id,
        at=unit.at,
    )
    return True


def _require_staff(desk: Desk) -> None:
    if desk.actor.role not in (Role.SPECIALIST, Role.LEAD, Role.OPERATOR):
        raise NotAllowed("not_your_role", role=desk.actor.role.value)
