"""Decisions that reviewers look at, and what they found of them: in an archive, and at the desk."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Table, select

from console.records.findings import DecisionLine, Finding, KeptFinding, MergeRow
from console.store.instants import from_micros
from console.store.sql import Asked, Sql, ask
from console.store.tables.messages import messages
from console.store.tables.tickets import decisions as made
from console.store.tables.tickets import ticket_spans, tickets
from console.store.tables.trust import findings

OWN = "finding"
"""The kind of a second look that a reviewer wrote down at the team's own desk."""
_MOST = 500
_MERGED = (
    "SELECT f.id, f.gid, f.decision_id, f.verdict, f.clause, f.body, f.reviewer, f.made_at, f.key_id, f.signed,"
    " coalesce(s.name, ''), coalesce(o.name, ''), coalesce(o.login, '') FROM findings f"
    " LEFT JOIN staff s ON s.id = f.merged_by LEFT JOIN signing_keys k ON k.key_id = f.key_id AND f.key_id <> ''"
    " LEFT JOIN staff o ON o.id = k.staff_id WHERE f.ticket_id = ? ORDER BY f.id"
)
_NOTED = (
    "SELECT r.id, r.gid, r.decision_id, r.verdict, r.clause, r.note, coalesce(s.name, ''), r.asked_at, r.version,"
    " r.reviewer_id FROM decision_reviews r JOIN decisions d ON d.id = r.decision_id"
    " LEFT JOIN staff s ON s.id = r.reviewer_id WHERE d.ticket_id = ? AND r.kind = 'finding' AND r.state <> 'withdrawn'"
    " ORDER BY r.id"
)


def decisions(connection: Connection, ticket_id: int | None = None) -> tuple[DecisionLine, ...]:
    """Return every decision that was not called back, of one ticket or of all, in the order of the tickets."""
    asked = (
        select(made, tickets.c.number, tickets.c.gid.label("ticket_gid"))
        .join(tickets, tickets.c.id == made.c.ticket_id)
        .where(made.c.revoked.is_(False))
        .order_by(tickets.c.number, made.c.n)
    )
    if ticket_id is not None:
        asked = asked.where(made.c.ticket_id == ticket_id)
    return tuple(
        DecisionLine(
            ticket_id=row["ticket_id"],
            ticket=row["number"],
            ticket_gid=row["ticket_gid"],
            id=row["id"],
            gid=row["gid"],
            n=row["n"],
            outcome=row["chosen_outcome"] or row["outcome"],
            clause=row["primary_clause"] or "",
            overridden=bool(row["override_reason"]),
            made_at=row["made_at"],
            sha256=digest(dict(row)),
        )
        for row in connection.execute(asked).mappings()
    )


def digest(decision: Mapping[str, Any]) -> str:
    """Return the hash that tells a decision from another: of its name, outcome, clause and what it was decided from."""
    names = ("gid", "outcome", "primary_clause", "chosen_outcome", "inputs_sha256", "result_sha256")
    told = "\n".join(["clausedesk decision 1", *(str(decision[name] or "") for name in names)])
    return hashlib.sha256(told.encode()).hexdigest()


def ticket_gid(connection: Connection, number: int) -> str | None:
    """Return the name of a ticket by its number, or None where it is not there."""
    found = connection.execute(select(tickets.c.gid).where(tickets.c.number == number)).scalar()
    return None if found is None else str(found)


def ticket_key(connection: Connection, gid: str) -> int:
    """Return the key of a ticket by its name, 0 where it is not there."""
    return int(connection.execute(select(tickets.c.id).where(tickets.c.gid == gid)).scalar() or 0)


def message_gids(connection: Connection, ticket_id: int) -> dict[int, str]:
    """Return the messages of a ticket, the oldest first: their names by their keys."""
    asked = (
        select(messages.c.id, messages.c.gid)
        .join(ticket_spans, ticket_spans.c.message_id == messages.c.id)
        .where(ticket_spans.c.ticket_id == ticket_id)
        .order_by(messages.c.sent_at, messages.c.id)
    )
    return {int(row.id): str(row.gid) for row in connection.execute(asked)}


def of_ticket(connection: Asked, ticket_id: int) -> tuple[KeptFinding, ...]:
    """Return the findings of a ticket, those from files first, each in the order they came."""
    merged = ask(connection, Sql(_MERGED, (ticket_id,)))
    noted = ask(connection, Sql(_NOTED, (ticket_id,)))
    return (*(_merged(row) for row in merged), *(_noted(row) for row in noted))


def _merged(row: tuple[Any, ...]) -> KeptFinding:
    key, gid, decision, verdict, clause, body, reviewer, at, key_id, signed, by, name, login = row
    return KeptFinding(
        id=key,
        gid=gid,
        decision_id=decision,
        message=_message(signed),
        verdict=verdict,
        clause=clause,
        body=body,
        reviewer=reviewer,
        at=from_micros(at),
        signed=True,
        key_id=key_id,
        merged_by=by,
        signers=tuple(one for one in (name, login) if one),
    )


def _message(signed: Any) -> str:
    """Return the message that a finding is of: only the line that was signed names it."""
    try:
        told = json.loads(bytes(signed or b"{}"))
        return str(told.get("message") or "")
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""


def _noted(row: tuple[Any, ...]) -> KeptFinding:
    key, gid, decision, verdict, clause, note, reviewer, at, version, reviewer_id = row
    return KeptFinding(
        id=key,
        gid=gid,
        decision_id=decision,
        message="",
        verdict=verdict,
        clause=clause,
        body=note,
        reviewer=reviewer,
        at=from_micros(at),
        signed=False,
        version=version,
        reviewer_id=reviewer_id,
    )


def placed(connection: Connection, found: Sequence[Finding]) -> tuple[MergeRow, ...]:
    """Return what would become of findings here: of each its ticket, its decision, and whether it is here already."""
    at = _by_gid(connection, tickets, {one.ticket_gid for one in found})
    of = _by_gid(connection, made, {one.about for one in found if one.about})
    here = _by_gid(connection, findings, {one.gid for one in found})
    return tuple(_placed(one, at.get(one.ticket_gid), of.get(one.about), here.get(one.gid)) for one in found)


def _placed(
    one: Finding, ticket: Mapping[str, Any] | None, decision: Mapping[str, Any] | None, here: Mapping[str, Any] | None
) -> MergeRow:
    if ticket is None:
        return MergeRow(finding=one, state="stranger")
    row = MergeRow(finding=one, state="new", ticket_id=int(ticket["id"]), subject=str(ticket["subject"]))
    if one.decision is not None:
        if decision is None or decision["ticket_id"] != ticket["id"] or digest(decision) != one.sha256:
            return replace(row, state="differs")
        row = replace(row, decision_id=int(decision["id"]))
    if here is None:
        return row
    return replace(row, state="known" if bytes(here["signed"] or b"") == one.line.encode() else "changed")


def _by_gid(connection: Connection, table: Table, wanted: set[str]) -> dict[str, Mapping[str, Any]]:
    names, known = sorted(wanted), dict[str, Mapping[str, Any]]()
    for at in range(0, len(names), _MOST):
        asked = select(table).where(table.c.gid.in_(names[at : at + _MOST]))
        known |= {str(row["gid"]): dict(row) for row in connection.execute(asked).mappings()}
    return known
