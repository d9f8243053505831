"""Putting a ticket off until an hour: it leaves the queue and comes back at that hour, or when the customer writes.

Nothing has to run for it to come back: whether a ticket is put off is asked of the hour whenever it is read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import policy
from console.faults import BadInput, NotAllowed
from console.records.base import Status, TicketId
from console.records.commands import Applied
from console.services.desk import Desk
from console.services.schedules import policy_schedule
from console.store import Unit, tables
from console.store.queries import snoozing

LATER = timedelta(hours=3)
FURTHEST = timedelta(days=366)
_MONDAY = 7
_MAY = (Status.OPEN.value, Status.WAITING.value, Status.SNOOZED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """An hour that is offered: "later", "next_day", "after_next" or "week", and when that is."""

    code: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """What is put off as of an instant: how many of mine, how many come back first and when; the next of all."""

    mine: int = 0
    first: int = 0
    first_at: datetime | None = None
    next_at: datetime | None = None
    as_of: datetime | None = None


NONE_AHEAD = Ahead()


def offers(desk: Desk) -> tuple[Offer, ...]:
    """Return the hours that are sensible now: inside the published hours where there are any, each hour once.

    Without published hours the days begin at the present time of day.
    """
    now = desk.clock()
    kept = desk.company.schedule_at(now)
    if kept is None:
        return tuple(
            Offer(code=code, at=now + ahead)
            for code, ahead in (("later", LATER), ("next_day", timedelta(days=1)), ("week", timedelta(days=7)))
        )
    schedule = policy_schedule(kept)
    today = now.astimezone(schedule.zone).date()
    found: list[Offer] = []
    if policy.is_open(schedule, now + LATER) and (now + LATER).astimezone(schedule.zone).date() == today:
        found.append(Offer(code="later", at=now + LATER))
    next_day = _opening(schedule, today + timedelta(days=1))
    after = None if next_day is None else _opening(schedule, _day(next_day, schedule.zone) + timedelta(days=1))
    week = _opening(schedule, today + timedelta(days=_MONDAY - today.weekday()))
    for code, at in (("next_day", next_day), ("after_next", after), ("week", week)):
        if at is not None and all(one.at != at for one in found):
            found.append(Offer(code=code, at=at))
    return tuple(sorted(found, key=lambda one: one.at))


def _opening(schedule: policy.Schedule, day: date) -> datetime | None:
    """Return the first opening of a day or of the next one that has hours."""
    return policy.next_open(schedule, policy.at_local(schedule.zone, day, time()))


def _day(at: datetime, zone: tzinfo) -> date:
    return at.astimezone(zone).date()


def snooze(
    desk: Desk,
    ticket_id: TicketId,
    until: datetime,
    *,
    version: int,
    reason: str = "",
    command_id: str | None = None,
) -> Applied:
    """Put a ticket off until an hour; an hour that was set before is replaced. The result is the event's number.

    Raises BadInput ("snooze_in_past", "snooze_too_far"), NotAllowed ("cannot_snooze") for what is no open work, Stale.
    """
    values = asleep(desk, until, reason)

    def act(unit: Unit) -> int:
        _require_work(unit.row(tables.tickets.tickets, ticket_id))
        return unit.change_ticket(ticket_id, "snoozed", values)

    command = desk.command(
        "snooze",
        ticket_id=ticket_id,
        expected=version,
        payload={"until": until.isoformat(), "reason": reason},
        command_id=command_id,
    )
    return desk.apply(command, act)


def wake(desk: Desk, ticket_id: TicketId, *, version: int, command_id: str | None = None) -> Applied:
    """Bring a ticket back before its hour. Raises NotAllowed ("not_snoozed"), Stale."""

    def act(unit: Unit) -> int:
        ticket = unit.row(tables.tickets.tickets, ticket_id)
        if not is_asleep(ticket, unit.at):
            raise NotAllowed("not_snoozed")
        return unit.change_ticket(ticket_id, "woken", dict(AWAKE))

    return desk.apply(desk.command("wake", ticket_id=ticket_id, expected=version, command_id=command_id), act)


def asleep(desk: Desk, until: datetime, reason: str = "") -> dict[str, object]:
    """Return the columns of a ticket that is put off until an hour. Raises BadInput."""
    now = desk.clock()
    if until <= now:
        raise BadInput("snooze_in_past", at=until.isoformat())
    if until > now + FURTHEST:
        raise BadInput("snooze_too_far", days=FURTHEST.days)
    until = until.astimezone(UTC)
    return {"status": Status.SNOOZED.value, "snoozed_until": until, "snooze_reason": " ".join(reason.split())}


AWAKE: Mapping[str, object] = {"status": Status.OPEN.value, "snoozed_until": None, "snooze_reason": ""}
"""The columns of a ticket that is not put off any more."""


def is_asleep(ticket: Mapping[str, object], now: datetime) -> bool:
    """Return whether a ticket of the database is put off and its hour has not come."""
    until = ticket["snoozed_until"]
    return ticket["status"] == Status.SNOOZED.value and isinstance(until, datetime) and until > now


def _require_work(ticket: Mapping[str, object]) -> None:
    if ticket["status"] not in _MAY:
        raise NotAllowed("cannot_snooze")


def ahead(desk: Desk) -> Ahead:
    """Return what is put off, and what comes back next."""
    now = desk.clock()
    with desk.store.read() as connection:
        found = snoozing.hours(connection, now)
    mine = [at for at, owner in found if owner == desk.actor.staff_id]
    return Ahead(
        mine=len(mine),
        first=sum(at == mine[0] for at in mine) if mine else 0,
        first_at=mine[0] if mine else None,
        next_at=found[0][0] if found else None,
        as_of=now,
    )
