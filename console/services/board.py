"""The lead's board, read: who is at work with how much, and the open tickets that fit the query. It changes nothing."""

from __future__ import annotations

from console.query import Query, parse
from console.records.board import Board
from console.records.schedules import ClockView
from console.records.tickets import TicketRow
from console.services import showing
from console.services.clocks import Clocks, current
from console.services.desk import Desk
from console.services.duty import duty
from console.services.responding import Responder
from console.store.queries import board as kept
from console.store.queries import queue, reviewing

MOST = 5_000
_OPEN = parse("is:open").query.terms


def board(desk: Desk, query: Query | None = None) -> Board:
    """Return the board as it stands, its tickets the most urgent first; more than MOST are not shown."""
    asked = Query(terms=(*_OPEN, *(query.terms if query is not None else ())))
    seen = showing.context(desk)
    with desk.store.read() as connection:
        page = queue.page(connection, asked, seen, limit=MOST)
        members, queues = kept.members(connection, seen.now), kept.queues(connection)
        loads, queue_of = kept.loads(connection), kept.queue_of(connection)
        return Board(
            at=seen.now,
            members=members,
            duties={one.id: duty(one, seen.now, seen.zone) for one in members},
            queues=queues,
            cards=_expected(desk, page.rows),
            queue_of=queue_of,
            loads=loads,
            checks=reviewing.waiting_tickets(connection),
            capped=page.after is not None,
            left=kept.left(connection, loads.keys() - {one.id for one in members}),
            unused=kept.unused(connection, set(queue_of.values()) - {one.id for one in queues}),
        )


def clocks(desk: Desk, rows: tuple[TicketRow, ...]) -> dict[int, ClockView]:
    """Return the team's own clock that runs on each of the rows: read after the board, for cards that are in sight."""
    with desk.store.read() as connection:
        found = Clocks(desk, connection).of(rows)
    running = ((key, current(all_)) for key, all_ in found.items())
    return {key: one for key, one in running if one is not None}


def _expected(desk: Desk, rows: tuple[TicketRow, ...]) -> tuple[TicketRow, ...]:
    """Return rows with what may be expected of each. They were read just now and nobody else has them.

    So they are filled in place: to make thousands of records anew would take as long as reading them.
    """
    responder = Responder(desk)
    for one in rows:
        object.__setattr__(one, "response", responder.of(one))
    return rows
