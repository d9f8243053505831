"""What store tests share: opening a ticket and changing it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

from console.records.base import Actor, Role, StaffId
from console.records.commands import Command
from console.store import Store, Unit, tables

T = TypeVar("T")


def put(store: Store, actor: Actor, act: Callable[[Unit], T], at: datetime) -> T:
    """Write what a test begins with, in a command of its own; return what was made."""
    made: list[T] = []
    store.apply(Command(kind="put", actor=actor, at=at), lambda unit: made.append(act(unit)))
    return made[-1]


def entered(store: Store, at: datetime) -> Actor:
    """Enter a lead and return who acts from now on."""
    boot = Actor(staff_id=StaffId(0), name="boot", role=Role.OPERATOR)

    def enter(unit: Unit) -> int:
        return unit.insert(tables.people.staff, login="ann", name="Ann", role="lead")

    return Actor(staff_id=StaffId(put(store, boot, enter, at)), name="Ann", role=Role.LEAD)


def measured(store: Store) -> bool:
    """Return whether the planner knows how large the tables are."""
    if store.is_postgres:
        asked = "SELECT min(reltuples) > 0 FROM pg_class WHERE relname IN ('tickets', 'search_texts')"
    else:
        asked = "SELECT count(*) FROM pragma_table_list WHERE name = 'sqlite_stat1'"
    with store.read() as connection:
        if not connection.exec_driver_sql(asked).scalar():
            return False
        mine = "SELECT count(DISTINCT tbl) = 2 FROM sqlite_stat1 WHERE tbl IN ('tickets', 'search_texts')"
        return store.is_postgres or bool(connection.exec_driver_sql(mine).scalar())


def conversation(unit: Unit, at: datetime, key: str = "root") -> int:
    unique = {"channel_kind": "email", "external_key": key}
    return unit.insert_once(tables.messages.conversations, unique, started_at=at, last_message_at=at)


def open_ticket(store: Store, actor: Actor, at: datetime, subject: str = "A subject", **values: Any) -> int:
    def act(unit: Unit) -> int:
        ticket = unit.open_ticket(
            conversation_id=conversation(unit, at),
            channel_kind="email",
            subject=subject,
            **{"received_at": at, "last_message_at": at, **values},
        )
        unit.index_subject(ticket, subject)
        return ticket

    return int(str(store.apply(Command(kind="enter", actor=actor, at=at), act).result))


def assign(store: Store, actor: Actor, ticket: int, at: datetime, *, expected: int | None = None) -> Any:
    command = Command(kind="assign", actor=actor, at=at, ticket_id=ticket, expected_version=expected)
    owner = {"owner_id": actor.staff_id, "owner_key": int(actor.staff_id)}
    return store.apply(command, lambda unit: unit.change_ticket(ticket, "assigned", owner))
