"""Rules of what comes where: read, and asked of tickets by the same conditions as the queries of the window."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, select

from console.query import Term
from console.records.routing import RestingQueue, RoutingRule
from console.store.queries import filters
from console.store.queries.board import unused
from console.store.queries.filters import Context
from console.store.sql import Sql, ask, both, marks
from console.store.tables import people

_AT_ONCE = 500


def rules(connection: Connection) -> tuple[RoutingRule, ...]:
    """Return the rules that hold, in their order, each with the name of its queue."""
    table, named = people.queue_rules.c, people.queues.c
    asked = (
        select(people.queue_rules, named.name)
        .join(people.queues, named.id == table.queue_id)
        .where(table.active.is_(True), named.active.is_(True))
        .order_by(table.position, table.id)
    )
    return tuple(
        RoutingRule(
            id=row.id,
            version=row.version,
            queue_id=row.queue_id,
            queue=row.name,
            query=row.query,
            reason=row.reason,
            person_id=row.assign_to_id or 0,
        )
        for row in connection.execute(asked)
    )


def resting(connection: Connection) -> tuple[RestingQueue, ...]:
    """Return the queues out of use, by name."""
    asked = (
        "SELECT q.id, (SELECT count(*) FROM queue_rules r WHERE r.queue_id = q.id AND r.active = TRUE),"
        " (SELECT count(*) FROM tickets t WHERE t.queue_id = q.id AND t.is_open = TRUE)"
        " FROM queues q WHERE q.active = FALSE"
    )
    counts = {int(key): (int(rules), int(tickets)) for key, rules, tickets in ask(connection, Sql(asked))}
    found = unused(connection, counts.keys())
    return tuple(RestingQueue(queue=one, rules=counts[one.id][0], tickets=counts[one.id][1]) for one in found)


def without_queue(connection: Connection, ids: Sequence[int]) -> dict[int, int | None]:
    """Return those of the tickets that are in no queue and came in as work, each with its owner."""
    found: dict[int, int | None] = {}
    asked = "SELECT t.id, t.owner_id FROM tickets t WHERE t.queue_id IS NULL AND t.status <> 'history' AND t.id IN "
    for start in range(0, len(ids), _AT_ONCE):
        listed = marks(ids[start : start + _AT_ONCE])
        found.update((int(key), owner) for key, owner in ask(connection, Sql(f"{asked}({listed.text})", listed.values)))
    return found


def fitting(connection: Connection, ids: Sequence[int], terms: tuple[Term, ...], context: Context) -> frozenset[int]:
    """Return those of the tickets that a condition holds for."""
    if not ids:
        return frozenset()
    listed = marks(ids)
    condition = filters.clause(connection, terms, context).sql
    wanted = both(Sql(f"t.id IN ({listed.text})", listed.values), condition)
    found = ask(connection, Sql(f"SELECT t.id FROM tickets t WHERE {wanted.text}", wanted.values))
    return frozenset(int(row[0]) for row in found)


def newest(connection: Connection, count: int) -> tuple[int, ...]:
    """Return the newest tickets that came in as work."""
    asked = Sql("SELECT t.id FROM tickets t WHERE t.status <> 'history' ORDER BY t.id DESC LIMIT ?", (count,))
    return tuple(int(row[0]) for row in ask(connection, asked))


def members_of(connection: Connection) -> dict[int, tuple[int, ...]]:
    """Return the people of each queue."""
    found: dict[int, list[int]] = {}
    for row in connection.execute(select(people.queue_members).order_by(people.queue_members.c.id)):
        found.setdefault(row.queue_id, []).append(row.staff_id)
    return {key: tuple(ids) for key, ids in found.items()}
