"""What reports count: grouped by the database where it can, else read on in small steps. Nothing is ever stored."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from console.records.tickets import TicketRow
from console.store.instants import NEVER, from_micros, to_micros
from console.store.queries.clocks import STANDS
from console.store.queries.columns import row_select, to_row
from console.store.sql import Sql, ask, is_postgres, marks

QUARTER = 900_000_000
"""A quarter of an hour: the offset of every time zone is a multiple of it, so that days can be made of quarters."""
_CHECKED = (
    f"SELECT 1 FROM outbox o WHERE o.ticket_id = t.id AND o.state = 'held' AND o.release_at >= {to_micros(NEVER)}"
)
CHECKED_FIRST = f"EXISTS ({_CHECKED})"
"""That a letter of a ticket `t` waits to be checked: its customer has not heard it."""
NEVER_ANSWERED = (
    f"(t.last_outbound_at IS NULL OR ({CHECKED_FIRST} AND NOT EXISTS (SELECT 1 FROM ticket_spans p"
    f" JOIN messages m ON m.id = p.message_id WHERE p.ticket_id = t.id AND m.direction = 'out' AND {STANDS})))"
)
_AT_ONCE = 500
_MANY = 2_000


def by_quarter(connection: Connection, column: str, group: str, condition: Sql) -> list[tuple[int, str, int]]:
    """Return (start of the quarter, group, tickets) of an instant's column, under a condition."""
    asked = (
        f"SELECT t.{column} / {QUARTER} AS quarter, coalesce(t.{group}, '') AS kind, count(*) FROM tickets t"
        f" WHERE t.{column} IS NOT NULL AND ({condition.text}) GROUP BY 1, 2"
    )
    return [(int(at) * QUARTER, kind, int(n)) for at, kind, n in ask(connection, Sql(asked, condition.values))]


def count(connection: Connection, condition: Sql) -> int:
    """Return how many tickets hold a condition."""
    return int(ask(connection, Sql(f"SELECT count(*) FROM tickets t WHERE {condition.text}", condition.values))[0][0])


def keys(connection: Connection, condition: Sql) -> Iterator[tuple[int, ...]]:
    """Yield the keys of tickets under a condition, some hundred at a time, in their order.

    They are asked for once, eight bytes each: going on by the last key would walk every ticket that does not fit.
    """
    asked = Sql(f"SELECT t.id FROM tickets t WHERE {condition.text} ORDER BY t.id", condition.values)
    found = array("q", (int(row[0]) for row in _on(connection, asked)))
    for start in range(0, len(found), _AT_ONCE):
        yield tuple(found[start : start + _AT_ONCE])


def rows(connection: Connection, condition: Sql, me: int) -> Iterator[tuple[TicketRow, ...]]:
    """Yield the tickets under a condition as rows of the queue, some hundred at a time."""
    for some in keys(connection, condition):
        listed = marks(some)
        found = ask(connection, row_select(me, Sql(f"t.id IN ({listed.text})", listed.values)))
        yield tuple(to_row(row) for row in sorted(found, key=lambda row: int(row[0])))


def pairs(connection: Connection, first: str, source: str, condition: Sql) -> Iterator[tuple[str, int]]:
    """Yield (word, ticket) in no order, a pair as often as it is found: `source` is what is read beside `tickets t`."""
    asked = f"SELECT {first} AS word, t.id FROM {source} WHERE {condition.text}"
    for word, ticket in _on(connection, Sql(asked, condition.values)):
        yield ("" if word is None else str(word)), int(ticket)


def clause_of(connection: Connection) -> str:
    """Return the clause of a decision `d`: its own, or that of what was proposed where something else was chosen.

    A result that cannot be read has none.
    """
    if is_postgres(connection):
        said = "CASE WHEN d.result IS JSON OBJECT THEN d.result::jsonb ->> 'primary' END"
    else:
        said = "CASE WHEN json_valid(d.result) THEN json_extract(d.result, '$.primary') END"
    return f"coalesce(d.primary_clause, {said}, '')"


def decided(connection: Connection, condition: Sql) -> Iterator[tuple[int, str, int, str]]:
    """Yield (ticket, outcome, version of the agreement, inputs) of the last decision that stands of each ticket.

    What came before it on the same ticket, as a refusal that was appealed, was decided anew and is no other answer.
    """
    asked = (
        "SELECT t.id, d.outcome, d.agreement_id, d.inputs FROM decisions d JOIN tickets t ON t.id = d.ticket_id"
        f" WHERE d.revoked = FALSE AND ({condition.text}) ORDER BY t.id, d.n"
    )
    last: tuple[Any, ...] | None = None
    for row in _on(connection, Sql(asked, condition.values)):
        if last is not None and row[0] != last[0]:
            yield int(last[0]), str(last[1]), int(last[2]), str(last[3])
        last = row
    if last is not None:
        yield int(last[0]), str(last[1]), int(last[2]), str(last[3])


def license_states(connection: Connection, condition: Sql) -> list[tuple[str, int]]:
    """Return (state now, licenses); the condition is over `tickets t` and holds for one of a license's tickets."""
    asked = (
        "SELECT l.state_now, count(*) FROM licenses l WHERE"
        f" l.id IN (SELECT t.license_id FROM tickets t WHERE {condition.text}) GROUP BY 1"
    )
    return [(str(state), int(n)) for state, n in ask(connection, Sql(asked, condition.values))]


def all_license_states(connection: Connection) -> list[tuple[str, int]]:
    """Return (state now, licenses) of the whole register."""
    return [
        (str(state), int(n)) for state, n in ask(connection, Sql("SELECT state_now, count(*) FROM licenses GROUP BY 1"))
    ]


def license_ends(connection: Connection, low: int, high: int) -> list[tuple[str, int]]:
    """Return (state, instant of its end in microseconds) of licenses whose state ends between two instants."""
    asked = "SELECT state_now, boundary_key FROM licenses WHERE boundary_key >= ? AND boundary_key < ?"
    return [(str(state), int(at)) for state, at in ask(connection, Sql(asked, (low, high)))]


def people(connection: Connection) -> dict[int, str]:
    """Return the names of the staff, of those too who have left."""
    return {int(key): str(name) for key, name in ask(connection, Sql("SELECT id, name FROM staff ORDER BY name, id"))}


def _on(connection: Connection, sql: Sql) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a question without holding them all."""
    text = sql.text.replace("?", "%s") if is_postgres(connection) else sql.text
    how = {"stream_results": True, "yield_per": _MANY}
    with connection.exec_driver_sql(text, sql.values, execution_options=how) as found:
        for row in found:
            yield tuple(row)


def silent_longest(
    connection: Connection, condition: Sql, most: int
) -> list[tuple[int, str, datetime, bool, str, int]]:
    """Return (number, subject, last heard, never answered, owner, key) of those that wait longest."""
    asked = (
        f"SELECT t.number, t.subject, t.last_inbound_at, {NEVER_ANSWERED}, coalesce(s.name, ''), t.id FROM tickets t"
        f" LEFT JOIN staff s ON s.id = t.owner_id WHERE {condition.text} ORDER BY t.last_inbound_at, t.id LIMIT ?"
    )
    return [
        (int(number), str(subject), from_micros(heard), bool(never), str(owner), int(key))
        for number, subject, heard, never, owner, key in ask(connection, Sql(asked, (*condition.values, most)))
    ]


def requests(connection: Connection, condition: Sql) -> Iterator[tuple[Any, ...]]:
    """Yield one row for each request, in the order of their numbers: see `console.services.reporting.rows`."""
    asked = (
        "SELECT t.number, t.received_at, t.closed_at, t.status, t.tier, t.topic, t.channel_kind, t.language,"
        " coalesce(c.name, ''), coalesce(l.license_key, ''), coalesce(l.plan, ''), t.license_state,"
        " coalesce(q.name, ''), coalesce(s.name, ''), t.outcome, t.primary_clause, t.close_reason, t.subject,"
        " t.last_inbound_at, t.last_outbound_at, t.id,"
        " (SELECT min(m.sent_at) FROM ticket_spans p JOIN messages m ON m.id = p.message_id WHERE p.ticket_id = t.id"
        f" AND m.direction = 'out' AND m.is_automatic = FALSE AND m.is_bounce = FALSE AND {STANDS}),"
        " (SELECT count(*) FROM ticket_spans p JOIN messages m ON m.id = p.message_id WHERE p.ticket_id = t.id"
        f" AND {STANDS})"
        " FROM tickets t LEFT JOIN customers c ON c.id = t.customer_id LEFT JOIN licenses l ON l.id = t.license_id"
        " LEFT JOIN queues q ON q.id = t.queue_id LEFT JOIN staff s ON s.id = t.owner_id"
        f" WHERE {condition.text} ORDER BY t.number"
    )
    yield from _on(connection, Sql(asked, condition.values))
