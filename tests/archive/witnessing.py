"""What the tests of the witness do to a desk, and what is found then."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import text

from console.records.base import LicenseId, TicketId
from console.records.letters import TEAM
from console.services import (
    deciding,
    drafting,
    letterbook,
    refusing,
    registry,
    showing,
)
from console.services.desk import Desk
from console.services.showing import Panels
from console.store import chain, check, open_store, witness
from console.store.driver import sqlite_module
from console.store.tables import metadata
from tests.archive.desks import opened
from tests.services.conftest import NOW

BOUGHT = NOW.replace(year=2024)
EMPTY = hashlib.sha256(b"{}").hexdigest()


@contextmanager
def changed(file: Path, sql: str) -> Iterator[None]:
    """Change a file behind the back of everything, and change it back afterwards."""
    kept = file.read_bytes()
    with closing(sqlite_module().connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA foreign_keys = OFF")
        triggers = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for name in triggers:
            connection.execute(f'DROP TRIGGER "{name}"')
        if sql.startswith("TWIN "):
            connection.execute(twin(*sql.split()[1:]))
        elif "3 - ticket_id" in sql:
            connection.execute("UPDATE events SET n = -n WHERE ticket_id = 1")
            connection.execute("UPDATE events SET ticket_id = 3 - ticket_id WHERE ticket_id IN (1, 2)")
            connection.execute("UPDATE events SET n = -n WHERE n < 0")
        else:
            assert connection.execute(sql.replace("EMPTY", EMPTY)).rowcount
    try:
        yield
    finally:
        file.write_bytes(kept)


def twin(table: str, key: str = "id + 1") -> str:
    """Return what puts the newest row of a table in once more, under another key."""
    names = [column.name for column in metadata.tables[table].c if column.name not in ("id", "gid")]
    columns = ", ".join(names)
    newest = f"SELECT {key}, 'twin', {columns} FROM {table} ORDER BY id DESC LIMIT 1"  # noqa: S608 - names of ours
    return f"INSERT INTO {table} (id, gid, {columns}) {newest}"


def pay(desk: Desk) -> None:
    """Record a payment that lies long ago, so that the request may be refused as before."""
    registry.record_purchase(desk, LicenseId(2), paid_at=BOUGHT, length=1, evidence="invoice 1")


def write_own_letter(desk: Desk) -> None:
    """Write the letter of a refusal anew, as the team's own."""
    prepared = refusing.prepare(desk, refused(desk), "23.1.1", "en")
    letterbook.save(desk, letterbook.wish_of(prepared.letter, TEAM, seen=0))


def refuse_once_more(desk: Desk) -> None:
    """Refuse a request, now with that letter."""
    panels = refused(desk)
    prepared = refusing.prepare(desk, panels, "23.1.1", "en")
    refusing.refuse(desk, panels, prepared, prepared.filled.text, base_event=panels.detail.event_n)


def refused(desk: Desk) -> Panels:
    """Return a request that may be refused, as it stands."""
    every = (showing.panels(desk, TicketId(key)) for key in (1, 2, 3))
    return next(one for one in every if one.assessment.primary == "23.1.1")


def accept(desk: Desk, ticket: int) -> None:
    """Decide on a request, whatever is proposed."""
    deciding.choose(desk, showing.panels(desk, TicketId(ticket)), "accept", reason="as a courtesy")


def put_in_force(desk: Desk, label: str) -> None:
    """Let a version that says the same count from next year on."""
    seen = drafting.new(desk, label)
    drafting.put_in_force(desk, label, date(2027, 1, 1), seen=seen)


def findings(file: Path) -> list[str]:
    """Return what is found in a file; its pages are not looked at."""
    store = open_store(f"sqlite:///{file}", read_only=True)
    with closing(store), store.read() as connection:
        every = connection.execute(text("SELECT id FROM tickets")).scalars().all()
        broken = chain.first_broken(connection, every)
        rows = [f"row {one.where} {one.found}" for one in witness.misfits(connection, every)]
        return [
            *([f"chain {broken.why}"] if broken else []),
            *rows,
            *(f"bytes {one}" for one in witness.altered(connection)),
        ]


def rows_of_check(file: Path) -> list[str]:
    """Return what `db check` finds in rows of a file that are not as their events say."""
    with closing(open_store(f"sqlite:///{file}", read_only=True)) as store, store.read() as connection:
        return [str(one) for one in check.look(connection).findings if one.code == "row"]


def edit(file: Path, minutes: int, act: Callable[[Desk], object]) -> None:
    """Change the register of a desk's file, some minutes later."""
    desk = opened(f"sqlite:///{file}")
    with closing(desk.store):
        act(replace(desk, clock=lambda: NOW + timedelta(minutes=minutes)))
