"""Writing down what was decided with all that it was made from, so that it can be taken again and held against that.

A ruling on a request is a row of `decisions`. A closing and a reopening are judged by tables of their own; their facts
and what came out stand in the event of the act, in the chain. Digests of inputs and result stand in the chain in both
cases, so that a row that was changed afterwards is noticed.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import policy
from console.records.base import Json
from console.records.commands import new_gid
from console.services.desk import Desk
from console.store import Unit, codec, tables
from console.store.witness import counting, licenses, versions
from console.store.witness import decisions as told_by

CLOSING, REOPENING = "closing", "reopening"
_MADE = "made"
_DIGESTS = ("inputs_sha256", "result_sha256")


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A ruling as it is written down: canonical inputs, the result of the agreement, and what the person made of it."""

    kind: str
    outcome: str
    primary: str | None
    inputs: str
    result: str
    agreement_id: int | None = None
    reason: str | None = None
    letter: tuple[str | None, str | None, str | None] = (None, None, None)
    message_id: int | None = None


def record(unit: Unit, desk: Desk, ticket_id: int, taken: Taken) -> int:
    """Write a ruling down inside a transaction and return the key of its row. Raises NotFound."""
    ticket = unit.row(tables.tickets.tickets, ticket_id)
    said = json.loads(taken.result)
    code, version, language = taken.letter
    values: dict[str, Any] = {
        "gid": new_gid(),
        "ticket_id": ticket_id,
        "n": len(unit.find_all(tables.tickets.decisions, ticket_id=ticket_id)) + 1,
        "kind": taken.kind,
        "made_at": unit.at,
        "staff_id": desk.actor.staff_id,
        "agreement_id": taken.agreement_id or desk.agreement.id,
        "schedule_id": _schedule(desk, ticket),
        "letters_version": desk.agreement.letters_version,
        "engine_version": desk.agreement.engine_version,
        "command_id": unit.command.id,
        "outcome": taken.outcome,
        "primary_clause": taken.primary,
        "inputs": taken.inputs,
        "result": taken.result,
        **digests(taken.inputs, taken.result),
        "readings": codec.dump(dict(said.get("chosen", ()))),
        "chosen_outcome": taken.outcome if taken.outcome != said.get("outcome") else None,
        "override_reason": taken.reason,
        "letter_code": code,
        "letter_version": version,
        "letter_language": language,
        "message_id": taken.message_id,
    }
    made = unit.insert(tables.tickets.decisions, **values)
    unit.memory[_MADE, made] = {
        told_by.TOLD: told_by.digest(values),
        versions.TOLD: _versions(unit, values),
        **licenses.told(unit.connection, ticket["license_id"]),
        **counting.told(unit.register, unit.memory),
    }
    return made


def told(unit: Unit, decision: int | None) -> dict[str, Json]:
    """Return what the event of a ruling that was written in this transaction says of its row; nothing of none."""
    return {} if decision is None else {"decision": decision, **unit.memory[_MADE, decision]}


def _versions(unit: Unit, row: Mapping[str, Any]) -> dict[str, str]:
    """Return the digests of the versions that a ruling rests on: the agreement, the hours, the letter."""
    letter = versions.letter(
        unit.connection, row["letter_code"], row["letter_version"], row["letter_language"], row["staff_id"]
    )
    desk_tables = tables.desk
    named = {desk_tables.agreement_versions: row["agreement_id"], desk_tables.schedules: row["schedule_id"]}
    found: dict[str, str] = {}
    for table, key in {**named, desk_tables.letters: letter}.items():
        found |= {} if key is None else versions.told(unit.register, unit.memory, table, key)
    return found


def digests(inputs: str, result: str) -> dict[str, str]:
    """Return the SHA-256 of inputs and result, as the row and the event of a decision carry them."""
    return dict(zip(_DIGESTS, (codec.digest(inputs.encode()), codec.digest(result.encode())), strict=True))


def judged(desk: Desk, ticket: Mapping[str, Any], kind: str, facts: object, result: object) -> dict[str, Json]:
    """Return what the event of a closing or a reopening keeps of how it was judged."""
    inputs = codec.dump({"facts": json.loads(policy.canonical(facts)), "zone": str(desk.company.zone)})
    outcome = policy.canonical(result)
    return {
        "judged": {
            "kind": kind,
            "inputs": inputs,
            "result": outcome,
            **digests(inputs, outcome),
            "agreement_id": desk.agreement.id,
            "schedule_id": _schedule(desk, ticket),
            "letters_version": desk.agreement.letters_version,
            "engine_version": desk.agreement.engine_version,
        }
    }


def judged_again(kind: str, inputs: str) -> str:
    """Return what the tables of the agreement say now of stored facts of a closing or a reopening.

    Raises ValueError for inputs that cannot be read.
    """
    kept = json.loads(inputs)
    zone = ZoneInfo(kept["zone"])
    if kind == CLOSING:
        return policy.canonical(policy.closing(policy.from_plain(policy.ClosingFacts, kept["facts"]), zone))
    return policy.canonical(policy.returning(policy.from_plain(policy.ReturnFacts, kept["facts"]), zone))


def _schedule(desk: Desk, ticket: Mapping[str, Any]) -> int | None:
    """A request keeps the hours of its receipt; one without takes those that are in force."""
    own = ticket["schedule_id"]
    if own is not None:
        return int(own)
    held = desk.company.schedule_at(desk.clock())
    return None if held is None else held.id
