"""`db check`: what must hold in every database, and the first place where it does not."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, exists, func, select, text

from console.store import chain, witness
from console.store.tables.ledger import commands, events
from console.store.tables.tickets import tickets

_AT_ONCE = 5_000
_LONGEST_S = 1_800
_DRAW = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something that does not hold: a code, where, and what was found."""

    code: str
    where: str
    found: str

    def __str__(self) -> str:
        """Return the finding on one line."""
        return f"{self.code}: {self.where} {self.found}".rstrip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What was found, and the versions of agreement, hours and letters that no event tells of: table, name, key."""

    findings: tuple[Finding, ...]
    uncovered: tuple[str, ...]


def look(connection: Connection) -> Looked:
    """Return everything that does not hold, and what is not covered."""
    held = witness.Held(connection)
    with _patience(connection):
        beside = (*_standing(connection), *_witnessed(connection, held), *_hashed(connection))
        uncovered = held.uncovered()
    return Looked(findings=(*_pages(connection), *contents(connection), *beside), uncovered=uncovered)


def check(connection: Connection) -> tuple[Finding, ...]:
    """Return everything that does not hold; empty is whole."""
    return look(connection).findings


def contents(connection: Connection) -> tuple[Finding, ...]:
    """Return everything that does not hold in the rows; the pages of the file are not looked at."""
    with _patience(connection):
        return (
            *_references(connection),
            *_chains(connection),
            *_commands(connection),
            *_columns(connection),
            *_rights(connection),
        )


@contextlib.contextmanager
def _patience(connection: Connection) -> Iterator[None]:
    """Let a server take its time: it holds millions of events against their commands in one question."""
    if connection.dialect.name != "postgresql":
        yield
        return
    from console.store.waits import within  # noqa: PLC0415 - a local desk does without that driver

    connection.execute(text(f"SET LOCAL statement_timeout = '{_LONGEST_S}s'"))
    with within(_LONGEST_S):
        yield


def sample(connection: Connection, *, chains: int = 500) -> tuple[Finding, ...]:
    """Return what does not hold in the file and its rows, where of the chains only some are looked at.

    Those of half the number of tickets are the newest, the others are drawn; `check` looks at all.
    """
    newest = connection.execute(select(tickets.c.id).order_by(tickets.c.id.desc()).limit(chains // 2)).scalars().all()
    older = connection.execute(select(func.min(tickets.c.id), func.max(tickets.c.id))).one()
    drawn: set[int] = set()
    if older[0] is not None:
        wanted = {_DRAW.randint(older[0], older[1]) for _ in range(chains - len(newest))}
        drawn = set(connection.execute(select(tickets.c.id).where(tickets.c.id.in_(wanted))).scalars())
    found = _broken(connection, sorted(drawn | set(newest)))
    return (*_quickly(connection), *_references(connection), *found, *_commands(connection), *_columns(connection))


def pages_broken(connection: Connection) -> bool:
    """Return whether a quick look at the pages of a local file finds a fault."""
    if connection.dialect.name != "sqlite":
        return False
    return bool(connection.execute(text("PRAGMA quick_check(1)")).scalar_one() != "ok")


def _quickly(connection: Connection) -> list[Finding]:
    if connection.dialect.name != "sqlite":
        return []
    found = [row[0] for row in connection.execute(text("PRAGMA quick_check"))]
    return [Finding(code="integrity", where="database", found=str(line)) for line in found if line != "ok"]


def _pages(connection: Connection) -> list[Finding]:
    if connection.dialect.name != "sqlite":
        return []
    found = [row[0] for row in connection.execute(text("PRAGMA integrity_check"))]
    return [Finding(code="integrity", where="database", found=str(line)) for line in found if line != "ok"]


def _references(connection: Connection) -> list[Finding]:
    if connection.dialect.name != "sqlite":
        return []
    lost = connection.execute(text("PRAGMA foreign_key_check")).all()
    return [Finding(code="foreign_key", where=str(row[0]), found=str(row[1])) for row in lost]


def _chains(connection: Connection) -> list[Finding]:
    findings = _broken(connection, _every_ticket(connection))
    orphans = select(func.count()).where(~exists(select(tickets.c.id).where(tickets.c.id == events.c.ticket_id)))
    count = int(connection.execute(orphans.select_from(events)).scalar_one())
    return [*findings, Finding(code="chain", where="events", found=f"{count} of no ticket")] if count else findings


def _every_ticket(connection: Connection) -> Iterator[int]:
    """Yield every key, some thousand at a time: a desk of a million is never held whole."""
    asked = select(tickets.c.id).order_by(tickets.c.id).limit(_AT_ONCE)
    some = connection.execute(asked).scalars().all()
    while some:
        yield from some
        some = connection.execute(asked.where(tickets.c.id > some[-1])).scalars().all()


def _broken(connection: Connection, ticket_ids: Iterable[int]) -> list[Finding]:
    return [
        Finding(code="chain", where=f"ticket {one.ticket_id}", found=f"event {one.n}: {one.why}")
        for one in chain.breaks(connection, ticket_ids)
    ]


def _commands(connection: Connection) -> list[Finding]:
    known = exists(select(commands.c.id).where(commands.c.id == events.c.command_id))
    asked = select(func.count()).select_from(events).where(~known)
    count = int(connection.execute(asked).scalar_one())
    return [Finding(code="command", where="events", found=f"{count} without a command")] if count else []


def _rights(connection: Connection) -> list[Finding]:
    """Rights of a team's database that are not what they should be, and people who are not what the staff says."""
    if connection.dialect.name != "postgresql":
        return []
    from console.store.team import people, setting_up  # noqa: PLC0415 - a local desk has none

    wrong = [Finding(code="rights", where=code, found=line) for code, line in setting_up.differences(connection)]
    strange = [Finding(code="login", where=who, found=how) for who, how in people.strangers(connection)]
    return [*wrong, *strange, *_prepared(connection)]


def _prepared(connection: Connection) -> list[Finding]:
    """Return transactions that wait for a second word: they keep their locks without a session, even over a restart."""
    asked = text("SELECT gid, owner, prepared FROM pg_prepared_xacts WHERE database = current_database() ORDER BY gid")
    return [
        Finding(code="prepared", where=str(owner), found=f"{gid} since {since:%Y-%m-%d %H:%M}")
        for gid, owner, since in connection.execute(asked)
    ]


def _standing(connection: Connection) -> list[Finding]:
    """Requests whose status does not fit whether they are open, or that are at work and yet have an end.

    A copy of such a database is whole, so that `contents` says nothing of it.
    """
    at_work = tickets.c.status.in_(("open", "waiting", "snoozed"))
    lost, shown = at_work & tickets.c.is_open.is_(False), ~at_work & tickets.c.is_open.is_(True)
    ended = at_work & tickets.c.is_open.is_(True) & tickets.c.closed_at.is_not(None)
    asked = select(tickets.c.number, tickets.c.status, tickets.c.is_open, tickets.c.closed_at).where(
        lost | shown | ended
    )
    return [
        Finding(
            code="standing", where=f"TK-{number}", found=f"{status}, is_open {bool(is_open)}, closed_at {closed_at}"
        )
        for number, status, is_open, closed_at in connection.execute(asked.order_by(tickets.c.number).limit(100))
    ]


def _witnessed(connection: Connection, held: witness.Held) -> list[Finding]:
    """Return rows that are not as events of their request or the register's history say, or that no act put there."""
    edits = witness.Edits(connection)
    return [
        *(
            Finding(code="row", where=f"TK-{one.number}: {one.where}", found=one.found)
            for one in witness.misfits(connection, _every_ticket(connection), held, edits)
        ),
        *(
            Finding(code="row", where=where, found=found)
            for where, found in (*edits.wrong(), *witness.put_in(connection, edits.span))
        ),
    ]


def _hashed(connection: Connection) -> list[Finding]:
    """Return files and documents whose bytes are not those that their hash tells."""
    return [Finding(code="bytes", where=table, found=found) for table, found in witness.altered(connection)]


def _columns(connection: Connection) -> list[Finding]:
    """Columns that follow from others must agree with them."""
    wrong = select(tickets.c.id).where(tickets.c.owner_key != func.coalesce(tickets.c.owner_id, 0))
    return [
        Finding(code="column", where=f"ticket {ticket_id}", found="owner_key")
        for ticket_id in connection.execute(wrong.limit(100)).scalars()
    ]
