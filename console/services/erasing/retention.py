"""For how long something is kept after the closing of a request: rules that a lead sets and carries out.

A run works in steps of some requests, each a command with its record: what was done before a break is done.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from console.faults import BadInput, NotFound, Stale
from console.records.base import Json
from console.records.erasing import SUBJECTS, Due, RetentionRule
from console.services import company
from console.services.desk import Desk
from console.services.erasing import record
from console.services.erasing.pieces import Erasing
from console.store import Unit, codec, tables
from console.store.instants import from_micros, to_micros
from console.store.queries import erasing, intake

LEAST_DAYS, MOST_DAYS = 30, 36_500
_STEP = 50
_AT, _LAST = "last_closed_at", "last_request"  # where the next step goes on


def rules(desk: Desk) -> tuple[RetentionRule, ...]:
    """Return the rules that were set."""
    with desk.store.read() as connection:
        return tuple(_rule(one) for one in erasing.rules(connection))


def set_rule(desk: Desk, subject: str, days: int, *, reason: str, command_id: str | None = None) -> int:
    """Set for how many days after the closing something is kept; 0 takes the rule back. Nothing is erased by it.

    Raises NotAllowed ("lead_only"), BadInput ("erase_needs_reason", "retention_subject", "retention_days").
    """
    why = record.require_lead(desk, reason)
    if subject not in SUBJECTS:
        raise BadInput("retention_subject", subject=subject, known=", ".join(SUBJECTS))
    if days and not LEAST_DAYS <= days <= MOST_DAYS:
        raise BadInput("retention_days", days=days, least=LEAST_DAYS, most=MOST_DAYS)

    def act(unit: Unit) -> Json:
        table = tables.trust.retention_rules
        known = unit.find(table, subject=subject)
        values = {"days": days, "set_by": unit.actor.staff_id or None, "set_at": unit.at, "reason": why}
        if known is None:
            return unit.insert(table, subject=subject, **values)
        unit.amend(table, int(known["id"]), expected=None, **values)
        return int(known["id"])

    done = company.carry(desk.store, "retention", act, actor=desk.actor, at=desk.clock(), command_id=command_id)
    return int(str(done))


def due(desk: Desk) -> tuple[Due, ...]:
    """Return what each rule would take now. Raises NotAllowed ("lead_only")."""
    record.require_lead(desk)
    with desk.store.read() as connection:
        found = [_rule(one) for one in erasing.rules(connection) if one["days"]]
        return tuple(_due(connection, one, desk.clock()) for one in found)


def run(
    desk: Desk,
    seen: Due,
    *,
    token: str,
    reason: str,
    progress: Callable[[int, int], bool] | None = None,
) -> dict[str, Json]:
    """Carry a rule out as it was shown, step by step; `progress` hears how far it is and may end it by False.

    Raises NotAllowed ("lead_only"), BadInput ("erase_needs_reason", "erase_wrong_token"), Stale ("erase_changed"),
    NotFound ("no_rule").
    """
    why = record.require_lead(desk, reason)
    if token.strip() != seen.token:
        raise BadInput("erase_wrong_token")
    fresh = next((one for one in due(desk) if one.rule.id == seen.rule.id), None)
    if fresh is None:
        raise NotFound("no_rule", subject=seen.rule.subject)
    if (fresh.rule.version, fresh.requests, fresh.kept_back) != (seen.rule.version, seen.requests, seen.kept_back):
        raise Stale("erase_changed")
    total: Counter[str] = Counter()
    behind: tuple[datetime, int] | None = None
    for _ in range(0, seen.requests, _STEP):
        done = _step(desk, seen, why, behind)
        behind = (from_micros(done.pop(_AT)), done.pop(_LAST)) if done else behind
        total.update(done)
        if not done or (progress is not None and not progress(total["requests"], seen.requests)):
            break
    if seen.kept_back and total["requests"] == seen.requests:  # else it was stopped
        total.update(_kept_back(desk, seen, why))
    desk.store.tidy()
    return dict(sorted(total.items()))


def _kept_back(desk: Desk, seen: Due, why: str) -> dict[str, int]:
    """Take away the bytes of what was not taken in and is as old as originals that go."""

    def act(unit: Unit) -> Json:
        found = intake.kept_before(unit.connection, seen.before)
        told: dict[str, Json] = {"rule": seen.rule.subject, "days": seen.rule.days, "kept_back": len(found)}
        done = Erasing(unit, record.write(unit, customer_id=None, reason=why, counts=told))
        for key in found:
            done.kept_back(key)
        done.destroy()
        return dict(done.counts)

    result: Any = desk.apply(desk.command(record.RETENTION, payload={"subject": seen.rule.subject}), act).result
    return {str(name): int(value) for name, value in result.items()}


def _step(desk: Desk, seen: Due, why: str, behind: tuple[datetime, int] | None) -> dict[str, int]:
    def act(unit: Unit) -> Json:
        found = erasing.due(unit.connection, seen.rule.subject, seen.before, _STEP, behind=behind)
        if not found:
            return {}
        keys = [key for _, key in found]
        told: dict[str, Json] = {"rule": seen.rule.subject, "days": seen.rule.days, "requests": len(keys)}
        done = Erasing(unit, record.write(unit, customer_id=None, reason=why, counts=told))
        for ticket_id in keys:
            _take(done, seen, ticket_id)
            done.told(ticket_id, again=seen.rule.subject == "closed_tickets")
        done.destroy()
        return {**done.counts, "requests": len(keys), _AT: to_micros(found[-1][0]), _LAST: keys[-1]}

    result: Any = desk.apply(desk.command(record.RETENTION, payload={"subject": seen.rule.subject}), act).result
    return {str(name): int(value) for name, value in result.items()}


def _take(done: Erasing, seen: Due, ticket_id: int) -> None:
    subject = seen.rule.subject
    found: Sequence[tuple[int, int]] = erasing.messages_of(done.unit.connection, [ticket_id])
    if subject == "secrets":
        done.request_secrets(ticket_id)
    for key, _ in found:
        if subject == "closed_tickets":
            done.message_words(key)
        if subject == "raw_originals" or (subject == "attachments" and done.has_files(key)):
            done.message_original(key)  # the mail that a file came in holds it too
        if subject in ("closed_tickets", "attachments"):
            done.message_files(key)
    if subject == "closed_tickets":
        for letter in erasing.letters_of(done.unit.connection, [ticket_id]):
            done.letter(letter, words=True)
        done.request_words(ticket_id, title=not erasing.talked_on(done.unit.connection, ticket_id, seen.before))


def _due(connection: Any, rule: RetentionRule, now: datetime) -> Due:
    before = now - timedelta(days=rule.days)
    keys = [key for _, key in erasing.due(connection, rule.subject, before)]
    kept = intake.kept_before(connection, before) if rule.subject == "raw_originals" else ()
    token = codec.digest(codec.dump([rule.subject, rule.version, keys, *kept]).encode())[:8]
    return Due(rule=rule, before=before, requests=len(keys), token=token, kept_back=len(kept))


def _rule(row: dict[str, Any]) -> RetentionRule:
    return RetentionRule(
        id=int(row["id"]),
        version=int(row["version"]),
        subject=str(row["subject"]),
        days=int(row["days"]),
        set_at=row["set_at"],
        reason=str(row["reason"]),
    )
