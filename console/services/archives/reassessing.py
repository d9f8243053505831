"""The decisions of an archive taken again, from the archive alone: under the same version, or under another one.

Nothing is written. A replay holds the bytes that come out against those that were kept; a rehearsal asks what another
version would have said, be it in the archive, in a folder, or one that the program brings.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from console.faults import BadInput, Locked
from console.query import parse
from console.records.base import TicketId
from console.records.rehearsal import Stretch
from console.services import rehearsing, replaying, showing, versions
from console.services.desk import Desk
from console.services.replaying import Replayed
from console.stopping import present
from console.store.archived import opening
from console.store.queries import cases, tickets

_PAGE = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Again:
    """What was decided on a ticket, taken again. `number` is the ticket's; `clause` is the one of a decision."""

    ticket_id: int
    number: int
    subject: str
    outcome: str
    clause: str
    replayed: Replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a replay that is done: how many tickets of how many, how many acts were taken again, what differs."""

    done: int
    total: int
    taken: int
    rows: tuple[Again, ...] = field(default=(), repr=False)


def replay(desk: Desk, query: str = "", *, everything: bool = False) -> Iterator[Part]:
    """Yield what does not come out byte by byte as it was kept, or `everything`; the first part tells how many tickets.

    Raises BadInput for a query with a mistake, Damaged, Locked ("interrupted").
    """
    asked = parse(query)
    if asked.problems:
        raise BadInput(asked.problems[0].code, **asked.problems[0].params)
    context = showing.context(desk, asked.query)
    with opening.distrusting(), desk.store.read() as connection:
        total = cases.number_of(connection, asked.query, context)
    yield Part(done=0, total=total, taken=0)
    after = done = taken = 0
    while True:
        with opening.distrusting(), desk.store.read() as connection:
            keys = cases.keys_behind(connection, asked.query, context, after=after, limit=_PAGE)
        if not keys:
            return
        rows = [again for key in keys for again in of_ticket(desk, key)]
        after, done, taken = keys[-1], done + len(keys), taken + len(rows)
        shown = tuple(one for one in rows if everything or not one.replayed.same)
        yield Part(done=done, total=max(total, done), taken=taken, rows=shown)
        _go_on()


def of_ticket(desk: Desk, ticket_id: int) -> tuple[Again, ...]:
    """Return everything that was decided on one ticket, taken again."""
    with opening.distrusting():
        with desk.store.read() as connection:
            detail = tickets.detail(connection, TicketId(ticket_id), desk.actor.staff_id)
            history = tickets.history(connection, TicketId(ticket_id))
        decided = {one.n: one for one in detail.decisions}
        found = []
        for one in replaying.every(desk, detail.decisions, history):
            decision = decided.get(one.n) if one.kind == replaying.DECISION else None
            again = Again(
                ticket_id=ticket_id,
                number=detail.row.number,
                subject=detail.row.subject,
                outcome="" if decision is None else decision.outcome,
                clause="" if decision is None else decision.primary or "",
                replayed=one,
            )
            found.append(again)
        return tuple(found)


def rehearse(desk: Desk, version: str, query: str = "", *, always: bool = False) -> Iterator[Stretch]:
    """Yield what another version would decide otherwise; `version` is a label or a folder with a draft.

    Raises BadInput ("no_agreement", "agreement_not_sound"), as `rehearsing.rehearse`.
    """
    documents = versions.documents(desk, version)
    trial = rehearsing.trial_of(desk, query=query, documents=documents, label=version, always=always)
    with opening.distrusting():
        yield from rehearsing.rehearse(trial, over=desk.store)


def _go_on() -> None:
    stop = present()
    if stop is not None and stop.asked:
        raise Locked("interrupted")
