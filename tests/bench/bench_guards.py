"""What the guards of a team's database cost: the same acts without and with them, ours and raw psycopg, in one run.

    python tests/bench/bench_guards.py [--durable]

Two databases of one server hold the same tickets: one as its owner has it, without guards, and one of a team, where a
lead is logged in. Raw psycopg writes what the console writes: the command, the ticket, the event with its hash, the
result and the note for others. Every statement is sent by itself and waited for.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import uuid
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
for folder in (ROOT, Path(__file__).resolve().parent):
    if str(folder) not in sys.path:
        sys.path.insert(0, str(folder))

import psycopg  # noqa: E402 - the path comes first
from measure import median, row_of  # noqa: E402 - same

from console.records.base import Actor, Role, StaffId  # noqa: E402 - same
from console.records.commands import Command  # noqa: E402 - same
from console.services import team  # noqa: E402 - same
from console.services.desk import ensure_staff  # noqa: E402 - same
from console.store import Store, Unit, migrate, open_store  # noqa: E402 - same
from tests.postgres_server import Server, binaries  # noqa: E402 - same
from tests.team_desks import let_clocks_differ  # noqa: E402 - same

MANY = 500
NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
FIRST = "0" * 64
_OPENED = """
INSERT INTO tickets (gid, number, conversation_id, channel_kind, received_at, updated_at, last_message_at, event_n)
SELECT 'g' || n, n, 1, 'email', n, n, n, 0 FROM generate_series(1, %s) n
"""


class Raw:
    """The acts as statements written by hand on a connection of psycopg."""

    def __init__(self, dsn: str, me: int, name: str, role: str) -> None:
        self.connection = psycopg.connect(dsn)
        self.me, self.name, self.role = me, name, role

    def act(self, keys: list[int]) -> None:
        """Carry out one command that gives each ticket to this person."""
        run, command, at = self.connection.execute, uuid.uuid4().hex, 1_763_974_800_000_000
        run(
            "INSERT INTO commands (id, kind, staff_id, role, made_at, applied_at) VALUES (%s, 'assign', %s, %s, %s, %s)"
            " ON CONFLICT DO NOTHING RETURNING id",
            (command, self.me, self.role, at, at),
        ).fetchone()
        for key in keys:
            self._assign(key, command, at)
        run("UPDATE commands SET result = 'null' WHERE id = %s", (command,))
        run(
            "INSERT INTO changes (xid, at, kinds, ticket_ids, staff_id)"
            " VALUES (pg_current_xact_id()::text::bigint, %s, 'tickets', %s, %s)",
            (at, json.dumps(keys[:1000]), self.me),
        )
        self.connection.commit()

    def _assign(self, key: int, command: str, at: int) -> None:
        run = self.connection.execute
        asked = "SELECT gid, version, event_n, owner_id FROM tickets WHERE id = %s FOR UPDATE"
        gid, version, n, owner = run(asked, (key,)).fetchone() or ("", 0, 0, None)
        last = run("SELECT hash FROM events WHERE ticket_id = %s AND n = %s", (key, n)).fetchone()
        previous, event = last[0] if last else FIRST, uuid.uuid4().hex
        run(
            "UPDATE tickets SET owner_id = %s, owner_key = %s, updated_at = %s, version = %s, event_n = %s"
            " WHERE id = %s",
            (self.me, self.me, at, version + 1, n + 1, key),
        )
        old, new = {"owner_id": owner}, {"owner_id": self.me}
        said: dict[str, Any] = {
            "gid": event, "ticket": gid, "n": n + 1, "kind": "assigned", "actor": f"{self.me} {self.name}",
            "role": self.role, "command": command, "recorded_at": "2025-11-24T09:00:00+00:00",
            "effective_at": "2025-11-24T09:00:00+00:00", "old": old, "new": new, "texts": {},
        }  # fmt: skip
        content = json.dumps(said, sort_keys=True, separators=(",", ":")).encode()
        hashed = hashlib.sha256(b"clausedesk event 1\n" + bytes.fromhex(previous) + content).hexdigest()
        run(
            "INSERT INTO events (gid, ticket_id, n, kind, staff_id, role, command_id, recorded_at, effective_at, old,"
            " new, hashed, previous, hash)"
            " VALUES (%s, %s, %s, 'assigned', %s, %s, %s, %s, %s, %s, %s, %s, %s, %s) RETURNING id",
            (event, key, n + 1, self.me, self.role, command, at, at, json.dumps(old), json.dumps(new), content,
             previous, hashed),
        ).fetchone()  # fmt: skip


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
    with psycopg.connect(server.dsn(guarded)) as connection:
        let_clocks_differ(connection)  # the acts of psycopg say one time
    stores = [open_store(server.url(plain)), open_store(server.url(guarded, user="lea", password=password))]
    boss = ensure_staff(stores[0], login="boss", name="boss", role=Role.LEAD, now=NOW)
    lead = Actor(staff_id=StaffId(_key(server.dsn(guarded), "lea")), name="lea", role=Role.LEAD)
    ours = [Ours(stores[0], boss), Ours(stores[1], lead)]
    raw = [
        Raw(server.dsn(plain), int(boss.staff_id), "boss", "lead"),
        Raw(server.dsn(guarded, user="lea", password=password), int(lead.staff_id), "lea", "lead"),
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
        one.connection.close()
    with psycopg.connect(server.dsn(guarded)) as connection:
        found = connection.execute("SELECT count(*), count(DISTINCT (ticket_id, n)) FROM events").fetchone()
    print(f"events of the team's database: {found}\n")


def _turn(side: Ours | Raw, count: int) -> Callable[[], None]:
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
