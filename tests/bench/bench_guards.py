"""What the guards of a team's database cost: the same acts without and with them, ours and raw psycopg, in one run.

    python tests/bench/bench_guards.py [--durable]

Two databases of one server hold the same tickets: one as its owner has it, without guards, and one of a team, where a
lead is logged in. Raw psycopg writes what the console writes: the command, the ticket, the event with its hash, the
result and the note for others. Every statement is sent by itself and waited for.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import psycopg  # noqa: E402 - the path comes first
from acts import Acts  # noqa: E402 - same
from measure import median, row_of  # noqa: E402 - same

from console.records.base import Actor, Role, StaffId  # noqa: E402 - same
from console.records.commands import Command  # noqa: E402 - same
from console.services import team  # noqa: E402 - same
from console.services.desk import ensure_staff  # noqa: E402 - same
from console.store import Store, Unit, migrate, open_store  # noqa: E402 - same
from tests.postgres_server import Server, binaries  # noqa: E402 - same

MANY = 500
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
_OPENED = """
INSERT INTO tickets (gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at, event_n)
SELECT 'g' || n, n, 1, 'email', n, n, n, 0 FROM generate_series(1, %s) n
"""


class Ours:
    """The acts as the services carry them out."""

    def __init__(self, store: Store, actor: Actor) -> None:
        self.store, self.actor = store, actor

    def act(self, keys: list[int]) -> None:
        """Carry out one command that gives each ticket to this person."""
        values = {"owner_id": self.actor.staff_id, "owner_key": int(self.actor.staff_id)}

        def body(unit: Unit) -> None:
            if len(keys) > 1:
                unit.held.read(unit.connection, keys, *values)
            for key in keys:
                unit.change_ticket(key, "assigned", values)

        command = Command(kind="assign", actor=self.actor, at=datetime.now(UTC))
        self.store.apply(command, body, bulk=len(keys) > 1)


def main() -> None:
    """Print the table for each major of PostgreSQL that is installed."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--durable", action="store_true", help="wait for the disk, as a real server does")
    durable = asked.parse_args().durable
    for major in sorted(binaries()):
        with Server(major, durable=durable) as server:
            _table(server, durable=durable)


def _table(server: Server, *, durable: bool) -> None:
    plain, guarded = server.create_database(), server.create_database()
    migrate(server.url(plain))
    team.set_up(server.url(guarded))
    with closing(open_store(server.url(guarded))) as owner:
        password = team.add_member(owner, "lea", "lead").password
    for name in (plain, guarded):
        _fill(server.dsn(name))
    stores = [open_store(server.url(plain)), open_store(server.url(guarded, user="lea", password=password))]
    boss = ensure_staff(stores[0], login="boss", name="boss", role=Role.LEAD, now=NOW)
    lead = Actor(staff_id=StaffId(_key(server.dsn(guarded), "lea")), name="lea", role=Role.LEAD)
    ours = [Ours(stores[0], boss), Ours(stores[1], lead)]
    doors = server.dsn(plain), server.dsn(guarded, user="lea", password=password)
    raw = [
        Acts(psycopg.connect(door, autocommit=True), int(who.staff_id), who.name, "lead", postgres=True)
        for door, who in zip(doors, (boss, lead), strict=True)
    ]
    print(f"PostgreSQL {server.major}, {'waiting for the disk' if durable else 'not waiting for the disk'}")
    print(f"{'operation':<34}{'guarded':>10}{'without':>10}{'ratio':>8}{'more, ms':>10}")
    for count, words in ((1, "one change"), (MANY, f"{MANY} in one command")):
        for who, sides in (("ours", ours), ("raw psycopg", raw)):
            print(row_of(f"{words}, {who}", *median(_turn(sides[1], count), _turn(sides[0], count))))
        print(row_of(f"{words}, ours : raw, guarded", *median(_turn(ours[1], count), _turn(raw[1], count))))
    for one in stores:
        one.close()
    for one in raw:
        one.raw.close()
    with psycopg.connect(server.dsn(guarded)) as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT (ticket_id, n)) FROM events").fetchone()
    print(f"events of the team's database: {found}\n")


def _turn(side: Ours | Acts, count: int) -> Callable[[], None]:
    return lambda: side.act(list(range(1, count + 1)))


def _fill(dsn: str) -> None:
    with psycopg.connect(dsn) as connection:
        connection.execute(
            "INSERT INTO conversations (gid, channel_kind, external_key, started_at, last_message_at)"
            " VALUES ('c', 'email', 'c', 0, 0)"
        )
        connection.execute(_OPENED, (MANY,))


def _key(dsn: str, login: str) -> int:
    with psycopg.connect(dsn) as connection:
        row = connection.execute("SELECT id FROM staff WHERE login = %s", (login,)).fetchone()
    return int(row[0]) if row else 0


if __name__ == "__main__":
    main()
