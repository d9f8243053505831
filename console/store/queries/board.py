"""What the lead's board reads besides rows of the queue: people, shifts, absences, expertise, queues and loads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, not_, select

from console.records.base import WORKING
from console.records.board import Absence, Member, QueueRecord, Shift
from console.store.sql import Asked, Sql, ask, marks
from console.store.tables import people
from console.store.tables.tickets import tickets


def members(connection: Connection, at: datetime) -> tuple[Member, ...]:
    """Return who works on tickets, by name, with shifts that hold at an instant and absences that are not over."""
    shifts = _by_person(_shifts(connection, at))
    absences = _by_person(absences_from(connection, at))
    expertise: dict[int, dict[str, int]] = defaultdict(dict)
    for row in connection.execute(select(people.expertise)):
        if row.level:
            expertise[row.staff_id][row.topic] = row.level
    queues: dict[int, set[int]] = defaultdict(set)
    for row in connection.execute(select(people.queue_members)):
        queues[row.staff_id].add(row.queue_id)
    table = people.staff.c
    asked = select(people.staff).where(works()).order_by(table.name, table.id)
    return tuple(
        Member(
            id=row.id,
            version=row.version,
            login=row.login,
            name=row.name,
            role=row.role,
            languages=tuple(row.languages.split()),
            capacity=row.capacity,
            time_zone=row.time_zone,
            shifts=tuple(shifts.get(row.id, ())),
            absences=tuple(absences.get(row.id, ())),
            expertise=dict(expertise.get(row.id, {})),
            queues=frozenset(queues.get(row.id, ())),
        )
        for row in connection.execute(asked)
    )


def queues(connection: Connection) -> tuple[QueueRecord, ...]:
    """Return the active queues in their order."""
    table = people.queues.c
    asked = select(people.queues).where(table.active.is_(True)).order_by(table.position, table.name, table.id)
    return tuple(_queue(row) for row in connection.execute(asked))


def unused(connection: Connection, keys: Collection[int]) -> tuple[QueueRecord, ...]:
    """Return those of the queues that are out of use, by name."""
    table = people.queues.c
    asked = select(people.queues).where(table.id.in_(keys), table.active.is_(False)).order_by(table.name, table.id)
    return tuple(_queue(row) for row in connection.execute(asked)) if keys else ()


def left(connection: Connection, keys: Collection[int]) -> tuple[Member, ...]:
    """Return those of the people who work on tickets no longer, by name; what they were set to is not read."""
    table = people.staff.c
    asked = select(people.staff).where(table.id.in_(keys), not_(works())).order_by(table.name, table.id)
    return tuple(
        Member(
            id=row.id,
            version=row.version,
            login=row.login,
            name=row.name,
            role=row.role,
            languages=(),
            capacity=0,
            time_zone="",
            active=row.active,
        )
        for row in (connection.execute(asked) if keys else ())
    )


def works() -> ColumnElement[bool]:
    """Return the condition that somebody of the staff works on tickets."""
    table = people.staff.c
    return and_(table.active.is_(True), table.role.in_(WORKING))


def absences_from(connection: Connection, at: datetime) -> list[Absence]:
    """Return the absences that are not over at an instant, the first to begin first."""
    table = people.absences.c
    asked = select(people.absences).where(table.ends_at > at).order_by(table.starts_at, table.id)
    return [
        Absence(
            id=row.id,
            version=row.version,
            staff_id=row.staff_id,
            starts_at=row.starts_at,
            ends_at=row.ends_at,
            kind=row.kind,
            substitute_id=row.substitute_id,
            note=row.note,
        )
        for row in connection.execute(asked)
    ]


def loads(connection: Asked) -> dict[int, int]:
    """Return how many open tickets each person has; 0 is nobody."""
    asked = Sql("SELECT t.owner_key, count(*) FROM tickets t WHERE t.is_open = TRUE GROUP BY t.owner_key")
    return {int(owner): int(number) for owner, number in ask(connection, asked)}


def loads_of(connection: Asked, people_ids: Sequence[int]) -> dict[int, int]:
    """Return how many open tickets each of these people has."""
    wanted = marks(people_ids)
    asked = f"SELECT t.owner_key, count(*) FROM tickets t WHERE t.is_open = TRUE AND t.owner_key IN ({wanted.text})"
    found = ask(connection, Sql(f"{asked} GROUP BY t.owner_key", wanted.values)) if people_ids else ()
    return {int(owner): int(number) for owner, number in found}


def load_of_login(connection: Asked, login: str) -> int:
    """Return how many open tickets somebody has, also who works here no longer."""
    asked = "SELECT count(*) FROM tickets t JOIN staff s ON s.id = t.owner_key WHERE t.is_open = TRUE AND s.login = ?"
    return int(ask(connection, Sql(asked, (login,)))[0][0])


def open_of_left(connection: Connection) -> dict[tuple[str, str], tuple[int, ...]]:
    """Return the numbers of the open tickets of those who work on tickets no longer, by name and login."""
    ticket, person = tickets.c, people.staff.c
    asked = (
        select(person.name, person.login, ticket.number)
        .join_from(people.staff, tickets, ticket.owner_key == person.id)
        .where(not_(works()), ticket.is_open.is_(True))
        .order_by(person.name, person.login, ticket.number)
    )
    found: dict[tuple[str, str], list[int]] = {}
    for name, login, number in connection.execute(asked):
        found.setdefault((name, login), []).append(int(number))
    return {who: tuple(numbers) for who, numbers in found.items()}


def queue_of(connection: Asked) -> dict[int, int]:
    """Return the queue of each open ticket that is in one."""
    asked = Sql("SELECT t.id, t.queue_id FROM tickets t WHERE t.is_open = TRUE AND t.queue_id IS NOT NULL")
    return {int(ticket): int(queue) for ticket, queue in ask(connection, asked)}


def _shifts(connection: Connection, at: datetime) -> list[Shift]:
    table = people.shifts.c
    held = (table.valid_from.is_(None) | (table.valid_from <= at)) & (table.valid_to.is_(None) | (table.valid_to > at))
    asked = select(people.shifts).where(held).order_by(table.weekday, table.starts, table.id)
    return [
        Shift(
            id=row.id, version=row.version, staff_id=row.staff_id, weekday=row.weekday, starts=row.starts, ends=row.ends
        )
        for row in connection.execute(asked)
    ]


def _queue(row: Any) -> QueueRecord:
    return QueueRecord(
        id=row.id,
        version=row.version,
        name=row.name,
        note=row.note,
        position=row.position,
        lead_id=row.lead_id,
        active=row.active,
    )


def _by_person(found: Iterable[Any]) -> dict[int, list[Any]]:
    by_person: dict[int, list[Any]] = defaultdict(list)
    for one in found:
        by_person[one.staff_id].append(one)
    return by_person
